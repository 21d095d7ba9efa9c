"""Everything one place's run works out, in numbers: what the page, the exports and explanations are made from."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

from goodplace.agree.deal import Deal, strike
from goodplace.agree.splits import SplitRule, split_rules
from goodplace.agree.staircase import Stair, staircase
from goodplace.agree.verify import verify_proposal
from goodplace.choose.best import CashPosition, cash_position
from goodplace.choose.lenses import Lens, mandate, public_lens, weighted_lens
from goodplace.choose.payoffs import Payoffs, possible_starts
from goodplace.choose.plan import Plan, PlanModel
from goodplace.choose.value import Values, value_place
from goodplace.choose.verify import verify_plan
from goodplace.place.errors import InternalError
from goodplace.place.place import Place

SCENARIOS = (0.0, 0.25, 0.5, 0.75, 1.0)
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Report:
    """One place, worked out.

    cash, remit: the deal in each view at the headline released share · scenarios: the cash deal at every share shown
    (the headline's own among them) · position: partners' money under the chosen plan.
    """

    place: Place
    values: Values
    cash: Deal
    remit: Deal
    scenarios: tuple[Deal, ...]
    position: CashPosition
    splits: tuple[SplitRule, ...]
    stairs: tuple[Stair, ...]

    @property
    def model(self) -> PlanModel:
        return self.cash.model

    @property
    def plan(self) -> Plan:
        """The plan the proposal is about."""
        return self.cash.chosen

    @property
    def released_share(self) -> float:
        return self.cash.released_share

    @cached_property
    def lenses(self) -> dict[str, Lens]:
        """Public value, residents', national, and the mandate that the plan maximises."""
        payoffs = self.model.payoffs
        return {
            "public": public_lens(payoffs),
            "residents": weighted_lens(payoffs, which="residents"),
            "national": weighted_lens(payoffs, which="national"),
            "mandate": mandate(payoffs),
        }


def work_out(
    place: Place, *, released: float | None = None, processes: int = 1, progress: Progress | None = None
) -> Report:
    """Value, plan and deal of a place; `released` stands in for unknown shares (the place's own setting if None).

    Raises InputError for more partners than groups can be worked out for, InternalError when a check of our own fails.
    """
    values = value_place(place)
    starts = possible_starts(values)
    headline = place.settings.released if released is None else released

    struck = partial(strike, processes=processes, progress=progress)

    _tell(progress, "headline deal", 0, 1)
    cash = struck(PlanModel(Payoffs(values, starts, headline)), "cash", every_group=True)
    _tell(progress, "remit view", 0, 1)
    remit = struck(cash.model, "remit", every_group=False)
    shares = sorted({*SCENARIOS, headline})
    scenarios = []
    for k, share in enumerate(shares):
        _tell(progress, "released shares", k, len(shares))
        at = cash if share == headline else struck(PlanModel(Payoffs(values, starts, share)), "cash", every_group=False)
        scenarios.append(at)
    _check(cash, remit, *(deal for deal in scenarios if deal is not cash))
    _tell(progress, "staircase", 0, 1)
    position = cash_position(cash.model, cash.chosen)
    splits = split_rules(cash, puts_in=position.puts_in)
    return Report(place, values, cash, remit, tuple(scenarios), position, tuple(splits), tuple(staircase(cash)))


def _tell(progress: Progress | None, what: str, done: int, of: int) -> None:
    if progress:
        progress(what, done, of)


def _check(headline: Deal, *others: Deal) -> None:
    """Every plan, and the headline's proposal, is checked again by code that knows the rules and not the solver."""
    wrong = verify_proposal(headline)
    for deal in (headline, *others):
        wrong += [*verify_plan(deal.model, deal.best), *verify_plan(deal.model, deal.chosen)]
    if wrong:
        raise InternalError("a check of the answer failed: " + "; ".join(wrong[:5]))
