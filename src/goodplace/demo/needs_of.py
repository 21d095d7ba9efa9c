"""Which needs made-up people have, so that they cluster in people and in households as published.

The model, in one breath: every household has a standing u (normal; part its own, part its postcode's). Whoever is 16
or over has a pull w = exp(SPREAD·u) · (by age) · (by sex), scaled to a mean of 1 over all people. Then one draw decides
which of homelessness, substance use and offending a person has: all three with chance ALL_THREE·w, exactly two with
EXACTLY_TWO·w, exactly one with EXACTLY_ONE·w. So the expected overlaps are the published ones by construction, and who
has them clusters in homes and neighbourhoods. The other needs follow with chances that rise with how many of the three
a person has and with u; domestic abuse and debt happen to households.

Published (Hard Edges, Lankelly Chase 2015, about England): at least 58,000 people in all three, a further 164,000 in
two, an average council about 1,470 cases, mental ill health common. Population: ONS, mid-2011. How the two-way overlaps
and the single needs split, and every other chance here, is assumed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from goodplace.demo.households import Flags, Floats, Households, Ints

ENGLAND_2011 = 53_107_169
ALL_THREE = 58_000 / ENGLAND_2011
EXACTLY_TWO = 164_000 / ENGLAND_2011
# Assumed: no figure for people in exactly one of the three is at hand.
EXACTLY_ONE = 370_000 / ENGLAND_2011

THREE = ("homelessness", "substance_use", "offending")
FIVE = (*THREE, "mental_ill_health", "domestic_abuse")
NEEDS: Mapping[str, str] = {
    "homelessness": "Homelessness",
    "substance_use": "Drug or alcohol problems",
    "offending": "Offending",
    "mental_ill_health": "Mental ill health",
    "domestic_abuse": "Domestic abuse",
    "out_of_work": "Out of work",
    "debt": "Debt or arrears",
    "school_absence": "Out of school for much of the year",
    "often_in_hospital": "Often in hospital",
}
# Which of the three, and how the people in that many of them split between the ways.
_WAYS = (
    (ALL_THREE, ((1.0, (True, True, True)),)),
    (EXACTLY_TWO, ((0.2, (True, True, False)), (0.2, (True, False, True)), (0.6, (False, True, True)))),
    (EXACTLY_ONE, ((0.35, (True, False, False)), (0.35, (False, True, False)), (0.3, (False, False, True)))),
)
SPREAD = 1.1
_SHARED_WITH_POSTCODE = 0.4
_ADULT, _WORKING_FROM, _WORKING_UNTIL, _MEN = 16, 18, 66, 3.0
# Pull by age: up to this age, this much.
_PULL = ((15, 0.0), (17, 0.4), (24, 1.0), (44, 1.5), (54, 1.0), (64, 0.4), (150, 0.05))
# Chances by how many of the three a person has: none, one, two, all.
_MENTAL = np.array([0.11, 0.40, 0.60, 0.75])
_ABUSED_WOMAN = np.array([0.0, 0.15, 0.25, 0.35])
_ABUSED_MAN = np.array([0.0, 0.05, 0.10, 0.15])
_OUT_OF_WORK = np.array([0.055, 0.50, 0.70, 0.80])
_OWN_DEBT = np.array([0.01, 0.25, 0.30, 0.35])
_OFTEN_IN_HOSPITAL = np.array([0.008, 0.06, 0.10, 0.15])
_HOMES_WITH_ABUSE, _HOMES_IN_DEBT = 0.018, 0.07
_MOST_LIKELY = 0.95


@dataclass(frozen=True)
class Needs:
    """flags: need → who has it, one entry a person. standing: u of each household."""

    flags: Mapping[str, Flags]
    standing: Floats


def make_needs(people: Households, area: Ints, rng: np.random.Generator) -> Needs:
    """Needs of people whose household's postcode is numbered in `area` (one entry a household)."""
    near = rng.normal(size=int(area.max()) + 1)[area]
    standing = np.sqrt(_SHARED_WITH_POSTCODE) * near + np.sqrt(1 - _SHARED_WITH_POSTCODE) * rng.normal(size=len(area))
    return _Draw(people, standing, rng).needs()


def count_of(flags: Mapping[str, Flags], needs: tuple[str, ...]) -> Ints:
    """How many of these needs each person has."""
    count: Ints = np.sum([flags[need] for need in needs], axis=0, dtype=np.int64)
    return count


class _Draw:
    """Draws need after need, always in the same order."""

    def __init__(self, people: Households, standing: Floats, rng: np.random.Generator) -> None:
        self.people, self.standing, self.rng = people, standing, rng
        self.u = standing[people.household]
        self.age, self.female = people.age, people.female
        self.adult = self.age >= _ADULT
        self.flags: dict[str, Flags] = {}

    def needs(self) -> Needs:
        self._three()
        self.among = count_of(self.flags, THREE)
        self._mental_ill_health()
        self._domestic_abuse()
        self._out_of_work()
        self._debt()
        self._school_absence()
        self._often_in_hospital()
        return Needs({need: self.flags[need] for need in NEEDS}, self.standing)

    def _happens(self, chances: Floats) -> Flags:
        return self.rng.random(len(chances)) < np.minimum(chances, _MOST_LIKELY)

    def _rises(self, by: float, u: Floats) -> Floats:
        """A factor with mean 1 that rises with standing."""
        factor: Floats = np.exp(by * u - by**2 / 2)
        return factor

    def _three(self) -> None:
        draw = self.rng.random(len(self.u))
        pull = self._pull()
        ways = [(share * part, which) for share, parts in _WAYS for part, which in parts]
        # Nobody's chances add up to more than one: whoever would be past it is certain to have some of the three.
        scale = np.minimum(pull, _MOST_LIKELY / sum(share for share, _ in ways))
        held = np.zeros((len(self.u), 3), dtype=np.bool_)
        below = np.zeros(len(self.u))
        for share, which in ways:
            held[(draw >= below) & (draw < below + share * scale)] = which
            below = below + share * scale
        self.flags.update({need: held[:, at] for at, need in enumerate(THREE)})

    def _pull(self) -> Floats:
        ends, pulls = np.array(_PULL).T
        pull: Floats = (
            pulls[np.searchsorted(ends, self.age)] * np.where(self.female, 1.0, _MEN) * np.exp(SPREAD * self.u)
        )
        mean = float(pull.mean())
        return pull / mean if mean else pull

    def _mental_ill_health(self) -> None:
        chances = _MENTAL[self.among] * np.where(self.among == 0, self._rises(0.4, self.u), 1.0)
        chances = chances * np.where(self.female, 1.15, 0.85)
        self.flags["mental_ill_health"] = self._happens(np.where(self.adult, chances, 0.03))

    def _domestic_abuse(self) -> None:
        several = (self.people.size > 1) * _HOMES_WITH_ABUSE * self._rises(0.9, self.standing)
        home = self._happens(several)[self.people.household]
        touched = np.where(self.adult, np.where(self.female, 0.75, 0.2), 0.5)
        own = np.where(self.female, _ABUSED_WOMAN[self.among], _ABUSED_MAN[self.among])
        self.flags["domestic_abuse"] = (home & self._happens(touched)) | self._happens(own)

    def _out_of_work(self) -> None:
        chances = _OUT_OF_WORK[self.among] * np.where(self.among == 0, self._rises(0.8, self.u), 1.0)
        chances = chances * np.where(self.flags["mental_ill_health"], 1.8, 1.0)
        working = (self.age >= _WORKING_FROM) & (self.age < _WORKING_UNTIL)
        self.flags["out_of_work"] = self._happens(np.where(working, chances, 0.0))

    def _debt(self) -> None:
        home = self._happens(_HOMES_IN_DEBT * self._rises(0.8, self.standing))[self.people.household]
        shares = self._happens(np.full(len(self.u), 0.8))
        own = self._happens(_OWN_DEBT[self.among])
        self.flags["debt"] = ((home & shares) | own) & self.adult

    def _school_absence(self) -> None:
        pupil = (self.age >= 5) & (self.age <= 15)
        chances = 0.06 * self._rises(0.7, self.u) * np.where(self.flags["domestic_abuse"], 2.5, 1.0)
        self.flags["school_absence"] = self._happens(np.where(pupil, chances, 0.0))

    def _often_in_hospital(self) -> None:
        old = np.where(self.age >= 80, 0.10, np.where(self.age >= 65, 0.04, 0.0))
        self.flags["often_in_hospital"] = self._happens(_OFTEN_IN_HOSPITAL[self.among] + old)
