"""What five agencies have written down of made-up people: some of the people, some of the fields, with mistakes."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from goodplace.demo import mistakes
from goodplace.demo.agencies import AGENCIES, Agency
from goodplace.demo.households import Flags, Floats, Households, Ints
from goodplace.demo.naming import Homes, Words
from goodplace.demo.needs_of import Needs

Rows = NDArray[np.intp]
MOVED = 0.12
_MAPPING_COLUMNS = ("field", "column", "format", "means_yes")
_NO_FIXED_HOME = 0.5
# Whom an agency knows without any need: shares of those it could know.
_COUNCIL_TAX, _PUPILS, _PATIENTS, _VICTIMS, _LOW_INCOME, _TENANTS = 0.75, 0.93, 0.965, 0.02, 0.15, 0.97
_SOCIAL_RENT_MIDDLE, _SOCIAL_RENT_RISES = -1.9, 1.3


@dataclass(frozen=True)
class Truths:
    """What is really so of each person: one entry a person, dates as year-month-day."""

    households: Households
    homes: Homes
    needs: Needs
    given: Words
    family: Words
    birth_date: Words
    nhs_number: Words
    old_postcode: Words
    """The postcode of the home before; empty where a person hasn't moved."""


@dataclass(frozen=True)
class Extract:
    """One agency's records. cells: column → a cell a record. person: who it really is, which no file of theirs says."""

    agency: Agency
    cells: dict[str, Words]
    person: Rows

    @property
    def record_ids(self) -> Words:
        """The agency's own numbers, all different."""
        return self.cells[self.agency.columns["person_id"]]

    def mapping(self, needs: Collection[str]) -> list[tuple[str, ...]]:
        """The rows of mapping.csv, the headings first. Columns of other needs than these are mapped to nothing."""
        agency = self.agency
        fields = [(name, column, self._format(name), "") for name, column in agency.columns.items()]
        flags = [
            (f"need:{need}", column, "", agency.yes) for need, (column, _) in agency.needs.items() if need in needs
        ]
        return [_MAPPING_COLUMNS, *fields, *flags]

    def _format(self, name: str) -> str:
        return self.agency.date_format if name == "birth_date" else ""


def make_records(truths: Truths, rng: np.random.Generator) -> tuple[Extract, ...]:
    """The extracts of the five agencies."""
    social_rent = _social_rent(truths.needs.standing, rng)
    return tuple(_Writer(agency, truths, social_rent, rng).extract() for agency in AGENCIES)


def _social_rent(standing: Floats, rng: np.random.Generator) -> Flags:
    """Which households rent from the housing association."""
    chance = 1 / (1 + np.exp(-(_SOCIAL_RENT_MIDDLE + _SOCIAL_RENT_RISES * standing)))
    return rng.random(len(standing)) < chance


class _Writer:
    """Writes one agency's records."""

    def __init__(self, agency: Agency, truths: Truths, social_rent: Flags, rng: np.random.Generator) -> None:
        self.agency, self.truths, self.social_rent, self.rng = agency, truths, social_rent, rng
        self.people = truths.households

    def extract(self) -> Extract:
        known = {need: self._known(need, share) for need, (_, share) in self.agency.needs.items()}
        there = np.flatnonzero(np.any([self._clients(), *known.values()], axis=0))
        twice = there[mistakes.which(len(there), self.agency.errors.twice, self.rng)]
        person = self.rng.permutation(np.concatenate([there, twice]))
        cells = dict(self._cells(person))
        cells |= {column: self._extra(what, person) for column, what in self.agency.extra.items()}
        for need, (column, _) in self.agency.needs.items():
            cells[column] = np.where(known[need][person], self.agency.yes, self.agency.no)
        return Extract(self.agency, cells, person)

    def _known(self, need: str, share: float) -> Flags:
        flags = self.truths.needs.flags[need]
        return flags & (self.rng.random(len(flags)) < share)

    def _clients(self) -> Flags:
        """Whom the agency has a record of for another reason than a need."""
        age, head = self.people.age, self.people.position == 0
        rents = self.social_rent[self.people.household]
        draw = self.rng.random(len(age))
        pupil = (age >= 5) & (age <= 15)
        by_agency: dict[str, Flags] = {
            "council": (head & (draw < _COUNCIL_TAX)) | (pupil & (draw < _PUPILS)),
            "nhs": draw < _PATIENTS,
            "police": (age >= 10) & (draw < _VICTIMS),
            "dwp": rents & (age >= 18) & (age < 66) & (draw < _LOW_INCOME),
            "housing": rents & (draw < _TENANTS),
        }
        return by_agency[self.agency.id]

    def _cells(self, person: Rows) -> Iterator[tuple[str, Words]]:
        given, family = self._names(person)
        fields = {
            "person_id": self._own_numbers(len(person)),
            "nhs_number": self._nhs_numbers(person),
            "given_name": given,
            "family_name": family,
            "birth_date": self._dates(person),
            "sex": self._sexes(person),
        }
        fields |= self._addresses(person)
        for name, column in self.agency.columns.items():
            yield column, fields[name]

    def _which(self, number: int, rate: float) -> Rows:
        return mistakes.which(number, rate, self.rng)

    def _own_numbers(self, number: int) -> Words:
        """The agency's own numbers, in no order that says anything."""
        return np.char.add(self.agency.prefix, (100_000 + self.rng.permutation(number)).astype(str))

    def _names(self, person: Rows) -> tuple[Words, Words]:
        errors, number = self.agency.errors, len(person)
        given = mistakes.nicknamed(self.truths.given[person], self._which(number, errors.nickname))
        given = mistakes.mistyped(given, self._which(number, errors.typo), self.rng)
        family = mistakes.mistyped(self.truths.family[person], self._which(number, errors.typo), self.rng)
        given, family = mistakes.swapped(given, family, self._which(number, errors.swapped))
        if self.agency.capitals:
            return np.char.upper(given), np.char.upper(family)
        return given, family

    def _nhs_numbers(self, person: Rows) -> Words:
        errors = self.agency.errors
        numbers = self.truths.nhs_number[person]
        numbers = mistakes.misread_digit(numbers, self._which(len(person), errors.wrong_number), self.rng)
        return mistakes.missing(numbers, self._which(len(person), errors.no_number))

    def _dates(self, person: Rows) -> Words:
        errors = self.agency.errors
        dates = self.truths.birth_date[person]
        dates = mistakes.slipped(dates, self._which(len(person), errors.date_slip), self.rng)
        written = np.array([_written(date, self.agency.date_format) for date in dates.tolist()])
        return mistakes.missing(written, self._which(len(person), errors.no_date))

    def _sexes(self, person: Rows) -> Words:
        words = np.where(self.people.female[person], *self.agency.sexes)
        return mistakes.missing(words, self._which(len(person), self.agency.errors.no_sex))

    def _addresses(self, person: Rows) -> dict[str, Words]:
        """Postcode and UPRN: of the home before for some of those who moved, none for many of the homeless."""
        household = self.people.household[person]
        old = self.truths.old_postcode[person]
        stale = (old != "") & (self.rng.random(len(person)) < self.agency.errors.old_address)
        postcode = np.where(stale, old, self.truths.homes.postcode[household])
        gone = self.truths.needs.flags["homelessness"][person] & (self.rng.random(len(person)) < _NO_FIXED_HOME)
        nowhere = np.flatnonzero(gone | (self.rng.random(len(person)) < self.agency.errors.no_postcode))
        # A record with an old postcode has an old UPRN, which is nobody's here.
        uprn = mistakes.missing(self.truths.homes.uprn[household], np.flatnonzero(stale | gone))
        return {"postcode": mistakes.missing(postcode, nowhere), "uprn": uprn}

    def _extra(self, what: str, person: Rows) -> Words:
        if what == "address":
            return self.truths.homes.address[self.people.household[person]]
        return np.full(len(person), what)


def _written(date: str, style: str) -> str:
    """An ISO date in another order; plain replacing is many times faster than strftime."""
    year, month, day = date.split("-")
    return style.replace("%Y", year).replace("%m", month).replace("%d", day)


def home_before(homes: Homes, household: Ints, rng: np.random.Generator) -> Words:
    """The postcode where each household lived before, for those that moved; empty for the others. One a person."""
    moved = rng.random(len(homes.postcode)) < MOVED
    before = homes.postcode[rng.integers(0, len(homes.postcode), size=len(homes.postcode))]
    return np.where(moved, before, "")[household]
