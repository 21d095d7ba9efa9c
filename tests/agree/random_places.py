"""Tiny random places for comparing the engine with slow_place: options all or nothing, up to four partners."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from making import rows_of

ROLES = ("council", "nhs", "police", "school")
FIRST = 2027
YEARS = 3


@st.composite
def places(draw: DrawFn, *, least: int = 2, most: int = 4, whole: bool = True) -> dict[str, Any]:
    """Tables of a place. `whole`: every option is all or nothing; else places may be anything up to the most."""
    partners = ROLES[: draw(st.integers(least, most))]
    names = [f"option {j}" for j in range(draw(st.integers(2, 4)))]
    outcomes = [f"outcome {o}" for o in range(draw(st.integers(1, 4)))]
    tables = rows_of(
        " ".join(partners),
        settings={
            "discount_rate": draw(st.sampled_from(["none", "green-book-2026"])),
            "inflation": draw(st.sampled_from([0, 0.1])),
            "horizon": draw(st.integers(YEARS, YEARS + 1)),
            "reuse_of_savings": draw(st.sampled_from([0, 0.5, 1])),
            "national_share": draw(st.sampled_from([0, 0.4])),
        },
        options=[draw(_option(name, partners, whole=whole)) for name in names],
        option_costs=[row for name in names for row in draw(st.lists(_cost(name, partners), min_size=1, max_size=2))],
        option_effects=[
            row for name in names for row in draw(st.lists(_effect(name, outcomes), min_size=1, max_size=2))
        ],
        outcomes=draw(_weighed(outcomes)),
        unit_values=[row for name in outcomes for row in draw(_values(name, partners))],
        budgets=draw(_budgets(partners, names)),
        cashable=draw(_cashable(partners, outcomes)),
    )
    for partner in tables["partners"]:
        partner["own_capacity_value"] = draw(st.sampled_from([0, 0.5]))
    return tables


pounds = st.integers(5, 40).map(lambda thousands: 1_000 * thousands)
few_pounds = st.integers(3, 12).map(lambda thousands: 1_000 * thousands)


@st.composite
def _option(draw: DrawFn, name: str, partners: tuple[str, ...], *, whole: bool) -> dict[str, Any]:
    first = FIRST + draw(st.integers(0, 1))
    places = draw(st.integers(1, 3))
    return {
        "id": name,
        "lead": draw(st.sampled_from(partners)),
        "signatories": ", ".join(draw(st.lists(st.sampled_from(partners), max_size=1))),
        "places_min": places if whole else 0,
        "places_max": places,
        "first_start": first,
        "last_start": first + draw(st.integers(0, 1)),
        "length": draw(st.integers(1, 2)),
    }


def _cost(option: str, partners: tuple[str, ...]) -> SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "option": st.just(option),
            "payer": st.sampled_from(partners),
            "year": st.sampled_from([None, 1, 2]),
            "basis": st.sampled_from(["fixed", "per_place"]),
            "amount": few_pounds,
            "budget_class": st.sampled_from([None] * 5 + ["capital"]),
        }
    )


def _effect(option: str, outcomes: list[str]) -> SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "option": st.just(option),
            "outcome": st.sampled_from(outcomes),
            "year": st.sampled_from([None, 1]),
            "change_per_place": st.sampled_from([1, 0.5, 2, -0.5]),
            "deadweight": st.sampled_from(["net", 0.2]),
            "lag": st.integers(0, 1),
            "lasts": st.integers(1, 2),
            "fade": st.sampled_from([0, 0.25]),
        }
    )


@st.composite
def _weighed(draw: DrawFn, outcomes: list[str]) -> list[dict[str, Any]]:
    """Outcomes in random categories; half the time with swings and weights."""
    category = st.sampled_from(["crime", "health", "housing", "other"])
    rows: list[dict[str, Any]] = [{"id": name, "name": name, "category": draw(category)} for name in outcomes]
    if draw(st.booleans()):
        for row in rows:
            row |= {"baseline": 10, "target": draw(st.sampled_from([5, 8, 10])), "national_weight": 1 / len(rows)}
            row["residents_weight"] = 1.0 if row is rows[0] else 0.0
    return rows


@st.composite
def _values(draw: DrawFn, outcome: str, partners: tuple[str, ...]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"outcome": outcome, "kind": "fiscal", "partner": partner, "amount": draw(pounds)}
        for partner in draw(st.lists(st.sampled_from(partners), min_size=1, max_size=2, unique=True))
    ]
    if draw(st.booleans()):
        rows.append({"outcome": outcome, "kind": "social", "partner": None, "amount": draw(pounds)})
    if draw(st.integers(0, 3)) == 0:
        rows.append({"outcome": outcome, "kind": "transfer", "partner": partners[0], "amount": draw(pounds)})
    return rows


@st.composite
def _budgets(draw: DrawFn, partners: tuple[str, ...], options: list[str]) -> list[dict[str, Any]]:
    """None, or for some partners: money in some years, now and then of the class capital or for one option."""
    rows = []
    for partner in draw(st.sampled_from([(), partners[:2], partners, partners])):
        for year in draw(st.lists(st.integers(FIRST, FIRST + YEARS - 1), min_size=2, unique=True)):
            rows.append({"partner": partner, "year": year, "amount": 2 * draw(few_pounds)})
            if draw(st.integers(0, 2)) == 0:
                rows.append({"partner": partner, "year": year, "amount": draw(few_pounds), "budget_class": "capital"})
            if draw(st.integers(0, 2)) == 0:
                fence = draw(st.sampled_from(options))
                rows.append({"partner": partner, "year": year, "amount": draw(few_pounds), "ring_fence": fence})
    return rows


@st.composite
def _cashable(draw: DrawFn, partners: tuple[str, ...], outcomes: list[str]) -> list[dict[str, Any]]:
    pairs = draw(
        st.lists(st.tuples(st.sampled_from(partners), st.sampled_from([None, *outcomes])), max_size=2, unique=True)
    )
    return [
        {
            "partner": partner,
            "outcome": outcome,
            "share": draw(st.sampled_from([0, 0.3, 1])),
            "from_year": draw(st.sampled_from([None, FIRST + 1])),
        }
        for partner, outcome in pairs
    ]
