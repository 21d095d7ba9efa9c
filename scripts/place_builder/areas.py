"""English local authorities of April 2024: which there are, which there were, and what each is compared with."""

import csv
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

from goodplace.place.errors import InputError
from place_builder.published import Published

# The tiers that the national tables describe: unitary, district, metropolitan district, London borough.
_AUTHORITY = ("E06", "E07", "E08", "E09")
_NEIGHBOURS = "09_outcomes/england/nearest_neighbours_oflog.json.gz"
# Lists released for one place only: the Department for Education's and NHS England's.
_LOCAL_LISTS = {"E08000009": {"children": "cssn.csv", "nhs": "nhsennpg.csv"}}
_OTHER_NATIONS = {"W": "Wales", "S": "Scotland", "N": "Northern Ireland", "K": "more than England"}


@dataclass(frozen=True)
class Area:
    """One authority: ONS code, name, and its kind in the population tables."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True)
class Change:
    """A code that is no longer used: the area's name then, the codes to use now, and what happened."""

    code: str
    name: str
    use: tuple[str, ...]
    what: str


class Areas:
    """Every area the data know."""

    def __init__(self, data: Published) -> None:
        self.data = data

    @cached_property
    def all(self) -> dict[str, Area]:
        """Every area of the United Kingdom in the population tables, in their order."""
        return {row[0]: Area(row[0], row[1], row[2]) for row in self.data.residents["Persons"]}

    @cached_property
    def authorities(self) -> dict[str, Area]:
        """The English local authorities that a place can be built for."""
        return {code: area for code, area in self.all.items() if code.startswith(_AUTHORITY)}

    @cached_property
    def changes(self) -> dict[str, Change]:
        """Codes that were in use since 2017 and are no longer, or not yet in these tables."""
        text = (Path(__file__).parent / "changed_codes.csv").read_text(encoding="utf-8")
        rows = csv.DictReader(text.splitlines())
        return {row["code"]: Change(row["code"], row["name"], tuple(row["use"].split()), row["what"]) for row in rows}

    def find(self, code: str) -> Area:
        """The authority of an ONS code. InputError, saying what to use instead, where there is none."""
        wanted = code.strip().upper()
        if wanted in self.authorities:
            return self.authorities[wanted]
        raise InputError(self._why_not(wanted, code.strip()))

    def _why_not(self, code: str, given: str) -> str:
        if code in self.changes:
            change = self.changes[code]
            return f"{code} ({change.name}) {change.what}: use {_listed([self.all[c] for c in change.use])}."
        if code in self.all:
            return self._of_another_kind(self.all[code])
        named = [a for a in self.authorities.values() if a.name.casefold() == given.casefold()]
        if named:
            return f"{given} is a name: give its ONS code, {named[0].code}."
        return f"No English local authority has the ONS code “{given}”. {self._nearest(code, given)}"

    def _of_another_kind(self, area: Area) -> str:
        if not area.code.startswith("E"):
            nation = _OTHER_NATIONS.get(area.code[0], "another country")
            return f"{area.code} ({area.name}) is in {nation}: the national tables used here are England's."
        if area.code.startswith(("E10", "E11")):
            within = self.districts(area.code)
            return f"{area.code} is {area.name}, a {area.kind.lower()}: use one of its districts, {_listed(within)}."
        return f"{area.code} is {area.name.title()}, a {area.kind.lower()}: use the code of one of its authorities."

    def districts(self, county: str) -> list[Area]:
        """The districts of a county: the population tables list them below it."""
        codes = list(self.all)
        below = codes[codes.index(county) + 1 :]
        end = next((n for n, code in enumerate(below) if not code.startswith(("E07", "E08"))), len(below))
        return [self.all[code] for code in below[:end]]

    def _nearest(self, code: str, given: str) -> str:
        names = {area.name.casefold(): area for area in self.authorities.values()}
        close = [names[name] for name in get_close_matches(given.casefold(), list(names), n=2, cutoff=0.6)]
        close += [self.authorities[c] for c in get_close_matches(code, list(self.authorities), n=3, cutoff=0.7)]
        return (
            f"Nearest: {_listed(close[:3])}." if close else "A code has nine characters, such as E08000009 (Trafford)."
        )

    def neighbours(self, area: Area, which: str = "nearest") -> list[str]:
        """Codes of the authorities an area is compared with, itself left out; sorted.

        which: "nearest" (CIPFA's method, as the Office for Local Government used it), "children" or "nhs", which are
        other lists where they were released for this area, and the nearest elsewhere. An authority formed in 2023
        has no list of its own: it takes that of the county it was.
        """
        local = _LOCAL_LISTS.get(area.code, {}).get(which)
        if local:
            return sorted(row["area_code"] for row in self.data.rows(f"09_outcomes/trafford_vs_neighbours/{local}"))
        lists: dict[str, Any] = self.data.json(_NEIGHBOURS)
        were = [code for code, change in self.changes.items() if area.code in change.use and code.startswith("E10")]
        found: list[str] = next((lists[code] for code in (area.code, *were) if code in lists), [])
        return sorted(set(found) - {area.code, *were})

    def name(self, code: str) -> str:
        """The name of an area, of today or of then; the code where it isn't known."""
        if code in self.all:
            return self.all[code].name.title() if code.startswith("E92") else self.all[code].name
        return self.changes[code].name if code in self.changes else code


def _listed(areas: list[Area]) -> str:
    *first, last = [f"{area.code} ({area.name})" for area in areas]
    return f"{', '.join(first)} or {last}" if first else last
