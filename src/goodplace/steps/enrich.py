"""The place as later steps see it: with the cohorts that know counted and the weights that aim found."""

from collections.abc import Mapping
from dataclasses import replace

from goodplace.aim import with_weights
from goodplace.aim.result import AimResult
from goodplace.know import cohort_sizes
from goodplace.know.result import KnowResult, People
from goodplace.place.assemble import content_hash
from goodplace.place.place import Defaulted, Place
from goodplace.place.tables import Option


def enriched(place: Place, *, know: KnowResult, aim: AimResult) -> Place:
    """Options take the size of the cohort they name; outcomes take the residents' weights that aim found."""
    sizes, names = cohort_sizes(know), {cohort.id: cohort.name for cohort in place.cohorts}
    options = tuple(_with_cohort(option, sizes, names) for option in place.options)
    capped = sum(now.places_max < before.places_max for now, before in zip(options, place.options, strict=True))
    holds = "no more places than there are people in the cohort"
    marked = (Defaulted("options", "places_max", holds, rows=capped, matters=True),) if capped else ()
    found = replace(with_weights(place, aim), options=options, defaulted=(*place.defaulted, *marked))
    return replace(found, content_hash=content_hash(found))


def _with_cohort(option: Option, sizes: Mapping[str, People], names: Mapping[str, str]) -> Option:
    """The option with its cohort's name and size. Never more places than people, where people were counted."""
    if option.cohort is None or option.cohort not in names:
        return option
    size = option.cohort_size
    counted = sizes.get(option.cohort)
    if size is None and counted is not None:
        size = counted.mid
    most = option.places_max if size is None else min(option.places_max, size)
    least = min(option.places_min, most)
    return option.model_copy(
        update={"cohort": names[option.cohort], "cohort_size": size, "places_max": most, "places_min": least}
    )
