"""The working of the staircase: the plan of each step solved again, its worth worked out from the rows."""

from dataclasses import replace

from goodplace.agree.deal import Deal
from goodplace.agree.staircase import best_lifted, lifted_places
from goodplace.agree.workings_groups import account_of, best_of_group
from goodplace.agree.workings_lenses import lens_working
from goodplace.agree.workings_rows import Account
from goodplace.agree.workings_steps import less, total
from goodplace.choose.plan import Plan
from goodplace.choose.verify import ledger_of
from goodplace.place.figure import Working


def stair_working(deal: Deal, key: str) -> Working:
    """What the mandate's lens gives at a step."""
    if key == "alone":
        return _alone(deal)
    if key in ("signable", "together"):
        return mandate_worth(deal, deal.headline.signable if key == "signable" else deal.best)
    payoffs = deal.model.payoffs
    for lifted, title, note, place in lifted_places(payoffs.values.place):
        if lifted == key:
            model, plan = best_lifted(place, payoffs)
            if plan is None:
                return mandate_worth(deal, deal.best)
            account = Account(place, ledger_of(model, plan), payoffs.released_share)
            return total(f"{title}: {note}", [lens_working(account, "mandate")], unit=account.pounds)
    raise KeyError(key)


def mandate_worth(deal: Deal, plan: Plan | None) -> Working:
    """What the mandate's lens gives a plan; None is doing nothing."""
    return lens_working(account_of(deal, plan), "mandate")


def _alone(deal: Deal) -> Working:
    account = account_of(deal, None)
    parts = [
        replace(
            total(partner.name, [mandate_worth(deal, best_of_group(deal, 1 << i))], unit=account.pounds),
            private_to=(partner.id,),
        )
        for i, partner in enumerate(account.place.partners)
    ]
    return total("what each does by itself, added up", parts, unit=account.pounds)


def step_up(deal: Deal, key: str, before: str) -> Working:
    """What a step adds to the one before."""
    return less("this step less the one before", stair_working(deal, key), stair_working(deal, before),
                unit=account_of(deal, None).pounds)  # fmt: skip


def price_of_disagreement(deal: Deal) -> Working:
    """The mandate's lens of the best plan less that of the best plan all would sign."""
    best, signable = mandate_worth(deal, deal.best), mandate_worth(deal, deal.headline.signable)
    text = "the mandate's best plan, less the best that all would sign"
    return less(text, best, signable, unit=account_of(deal, None).pounds)
