"""Figures by name: one, those under a stem, or the nearest to what was typed."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from goodplace.explain.numbers import written
from goodplace.place.errors import InputError
from goodplace.place.figure import Figure, Working

MOST_OFFERED = 5
MOST_UNDER = 40  # of the names that begin so


def explain(figures: Mapping[str, Figure], name: str) -> Working:
    """The working of a figure, recomputed.

    Raises InputError where there is no figure of that name: it lists the names that begin with it, or the nearest.
    """
    figure = figures.get(name.strip())
    if figure is not None:
        return figure.working()
    stem = name.strip().rstrip(".")
    under = [figure for key, figure in figures.items() if key.startswith(f"{stem}.")]
    if under:
        more = len(under) - MOST_UNDER
        rest = f"\n… and {more:,} more: goodplace explain --list lists every name." if more > 0 else ""
        raise InputError(
            f"“{stem}” is the beginning of {len(under)} names. Choose one of:\n{_table(under[:MOST_UNDER])}{rest}",
            code="unknown-figure",
        )
    raise InputError(
        f"There is no figure called “{name.strip()}”. {_nearest(name.strip(), figures)}", code="unknown-figure"
    )


def _nearest(name: str, figures: Mapping[str, Figure]) -> str:
    by_lower_case = {key.lower(): key for key in figures}
    close = [key for lower, key in by_lower_case.items() if name.lower() in lower] if len(name) > 2 else []
    close += get_close_matches(name.lower(), by_lower_case, n=MOST_OFFERED, cutoff=0.6)
    offered = list(dict.fromkeys(by_lower_case.get(key, key) for key in close))[:MOST_OFFERED]
    if offered:
        return "Did you mean one of these?\n" + _table(figures[key] for key in offered)
    stems = list(dict.fromkeys(key.partition(".")[0] for key in figures))
    return f"Names begin with {', '.join(stems)}."


def list_names(figures: Mapping[str, Figure]) -> str:
    """Every name with its figure and its title, a line each, in the order of the figures."""
    return _table(figures.values())


def _table(figures: Iterable[Figure]) -> str:
    rows = [(figure.name, written(figure.value, figure.unit), figure.title) for figure in figures]
    name, value = (max((len(row[k]) for row in rows), default=0) for k in (0, 1))
    return "\n".join(f"{row[0]:<{name}}  {row[1]:>{value}}  {row[2]}" for row in rows)
