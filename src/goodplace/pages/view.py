"""What the deal page shows, ready to print: words and formatted figures, no arithmetic left to do.

Every `Shown` carries the name to ask `goodplace explain` for.
"""

from dataclasses import dataclass
from typing import Literal

from goodplace.place.result_table import ResultTable

VerdictKind = Literal["holds", "needs_top_up", "no_deal", "undecided", "nothing_to_do", "private"]
Answer = Literal["yes", "only_with_transfer", "no", "undecided", "private"]


@dataclass(frozen=True)
class Shown:
    """A figure as printed. `value` is for charts; `marks` (assumed, recalled, stale, unknown …) stand beside it."""

    text: str
    figure: str = ""
    value: float | None = None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class PartnerRow:
    """One partner, present values: what it puts in, what is claimed for it, what is released, its net."""

    name: str
    puts_in: Shown
    claimed: Shown
    released: Shown
    net_alone: Shown
    net_none_released: Shown
    net_all_released: Shown
    transfers: Shown
    net_with_proposal: Shown
    walk_away: Shown
    signs: Answer
    why: str
    break_even: Shown
    benefits: Shown = Shown("–")
    """Benefit payments and taxes in what is released: never spendable."""
    financing: Shown = Shown("–")
    """In less out of the up-front fund, in the net."""


@dataclass(frozen=True)
class ScenarioRow:
    """The verdict at one released share."""

    released: str
    is_headline: bool
    sentence: str
    verdict: VerdictKind
    verdict_words: str
    net_together: Shown
    least_transfer: Shown
    top_up: Shown
    objectors: str
    rest_carry_on_words: str


@dataclass(frozen=True)
class Flow:
    """Who pays whom: present value, and cash by year (one text a money year)."""

    payer: str
    receiver: str
    power: str
    total: Shown
    by_year: tuple[Shown, ...]


@dataclass(frozen=True)
class PeopleRow:
    """An outcome in people or units, beside its target."""

    outcome: str
    unit: str
    change: Shown
    swing: Shown
    reached: Shown
    worth: Shown


@dataclass(frozen=True)
class Step:
    """A step of the staircase, in £ of the mandate's lens."""

    title: str
    value: Shown
    gain: Shown
    note: str = ""


@dataclass(frozen=True)
class OptionRow:
    """An option in the plan or left out of it."""

    name: str
    lead: str
    start: str
    places: Shown
    cost: Shown
    net_cash: Shown
    public_value: Shown
    note: str = ""
    matters: float = 0.0


@dataclass(frozen=True)
class SplitRow:
    """One rule for dividing the gains: each partner's gain over walking away, stable or not, who objects most."""

    rule: str
    shares: tuple[Shown, ...]
    stable: bool
    objects: str
    objects_figure: str = ""
    """The name of the figure in `objects`."""


@dataclass(frozen=True)
class WeakNumber:
    """One of the three weakest numbers: what, why it is weak, what it would change."""

    what: str
    why: str
    matters: str
    figure: str = ""


@dataclass(frozen=True)
class DealPage:
    """The page, top to bottom in the order of the sketch."""

    title: str
    status: str
    note: str
    prices: str
    sentences: tuple[str, ...]
    verdict: VerdictKind
    verdict_words: str
    scenarios: tuple[ScenarioRow, ...]
    partners: tuple[PartnerRow, ...]
    together: PartnerRow
    years: tuple[str, ...]
    net_by_year: tuple[tuple[str, tuple[Shown, ...]], ...]
    flows: tuple[Flow, ...]
    flows_note: str
    could_wait: str
    remit_words: str
    people: tuple[PeopleRow, ...]
    weakest: tuple[WeakNumber, ...]
    staircase: tuple[Step, ...]
    staircase_unit: str
    lenses: tuple[tuple[str, Shown, str], ...]
    options: tuple[OptionRow, ...]
    splits: tuple[SplitRow, ...]
    assumptions: tuple[tuple[str, str, str, str], ...]
    defaults: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...]
    tables: tuple[ResultTable, ...]
    downloads: tuple[tuple[str, str], ...]
    method: tuple[str, ...] = ()
    sentence_figures: tuple[tuple[str, ...], ...] = ()
    """Names of the figures that each of `sentences` speaks of."""
    remit_figures: tuple[str, ...] = ()
    net_by_year_with: tuple[tuple[str, tuple[Shown, ...]], ...] = ()
    """Cash of each money year after payments; empty where no money passes."""
    sentence_rests_on: tuple[tuple[str, ...], ...] = ()
    """Names of figures that each of `sentences` gives away beside those it speaks of: who may not see them may not read
    the sentence. A sentence without an entry is for whoever prepares the run."""
