"""A proposal checked again: the groups it must keep, the law, the money, and that every pound adds up."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from goodplace.agree.deal import Deal
from goodplace.agree.games import group_sums
from goodplace.agree.proposal import Proposal
from goodplace.choose.outcome_values import place_deflator, price_base
from goodplace.choose.verify import Books, ledger_of
from goodplace.place.defaults import default_channels
from goodplace.place.place import Place
from goodplace.place.prices import discount_factors, format_year


def verify_proposal(deal: Deal) -> list[str]:
    """What is wrong with a deal's proposal, in words; none when all is well. Works out every group it has not yet."""
    proposal = deal.proposal
    if proposal is None:
        return []
    place = deal.model.payoffs.values.place
    books = Books(place, ledger_of(deal.model, deal.chosen), deal.released_share)
    return [
        *_sums(deal, proposal),
        *_groups(deal, proposal),
        *_channels(place, proposal, tolerance=deal.model.tolerance),
        *_budgets(books, proposal, tolerance=deal.model.tolerance),
    ]


def _sums(deal: Deal, proposal: Proposal) -> Iterator[str]:
    """What each ends with is its own, plus what comes in, less what goes out; PV and cash of a payment agree."""
    place, tolerance = deal.model.payoffs.values.place, deal.model.tolerance
    worth = _worth(place)
    expected = [float(own + extra) for own, extra in zip(deal.own, proposal.top_up, strict=True)]
    for payment in proposal.payments:
        expected[payment.payer] -= payment.pv
        expected[payment.receiver] += payment.pv
        payer, receiver = place.partners[payment.payer].id, place.partners[payment.receiver].id
        if abs(float(payment.cash @ worth) - payment.pv) > tolerance:
            yield f"the payments of {payer} to {receiver} are not worth what is said"
        if (payment.cash < -0.005).any():
            yield f"{payer} pays {receiver} less than nothing"
    for partner, has, should in zip(place.partners, proposal.split, expected, strict=True):
        if abs(has - should) > tolerance:
            yield f"{partner.id} ends with {_pounds(has)}, and what it has, gets and pays comes to {_pounds(should)}"
    if (proposal.top_up < 0).any():
        yield "outside money is taken away"
    total = float(deal.model.partner_values(deal.chosen, deal.view).sum())
    if abs(float(proposal.split.sum()) - total - proposal.needs) > tolerance:
        yield "the split does not add up to the plan and the outside money"


def _groups(deal: Deal, proposal: Proposal) -> Iterator[str]:
    """Every group of partners has at least what it would have by itself."""
    values = deal.values["start_condition"]
    short = values.exact(values.groups) - group_sums(proposal.split)[values.groups]
    names = [partner.id for partner in deal.model.payoffs.values.place.partners]
    for mask in values.groups[short > deal.model.tolerance]:
        group = " and ".join(name for i, name in enumerate(names) if int(mask) >> i & 1)
        yield f"{group} would do {_pounds(short[mask - 1])} better alone"


def _channels(place: Place, proposal: Proposal, *, tolerance: float) -> Iterator[str]:
    """Payments go only where there is a lawful way, and no more than it carries in a year."""
    most: dict[tuple[str, str], float] = defaultdict(float)
    if place.channels is None:
        for way in default_channels({partner.id: partner.role for partner in place.partners}):
            most[way.from_partner, way.to_partner] = np.inf
    for channel in place.channels or ():
        limit = np.inf if channel.most_per_year is None else channel.most_per_year
        most[channel.from_partner, channel.to_partner] += limit
    for payment in proposal.payments:
        pair = place.partners[payment.payer].id, place.partners[payment.receiver].id
        if pair not in most:
            yield f"{pair[0]} has no lawful way to pay {pair[1]}"
        elif payment.cash.max() > most[pair] + tolerance:
            yield f"{pair[0]} pays {pair[1]} more in a year than may pass"


def _budgets(books: Books, proposal: Proposal, *, tolerance: float) -> Iterator[str]:
    """Payers with a budget pay from what the plan leaves of it, and from cash that earlier years released."""
    paid: dict[tuple[str, int], float] = defaultdict(float)
    for payment in proposal.payments:
        for year, cash in zip(books.money_years, payment.cash, strict=True):
            paid[books.place.partners[payment.payer].id, year] += float(cash)
    for partner in books.limited:
        from_stock = 0.0
        for year in books.money_years:
            name = books.usual_class[partner]
            left = books.free(partner, name, year) - max(0.0, books.uncovered(partner, name, year))
            from_stock += max(0.0, paid[partner, year] - max(0.0, left))
            if from_stock > books.stock(partner, year) + tolerance:
                yield f"{partner} pays more by {format_year(year)} than it has"


def _pounds(amount: float) -> str:
    pence = round(float(amount), 2)
    return f"{'−' if pence < 0 else ''}£{abs(pence):,.2f}"


def _worth(place: Place) -> np.ndarray:
    """PV of £1 cash in each money year (T,)."""
    settings, index = place.settings, place_deflator(place)
    years = range(settings.first_year, settings.first_year + settings.money_years)
    real = np.array([index.uprate(1.0, year, price_base(place)) for year in years])
    return np.asarray(discount_factors(settings.discount_rate, settings.money_years) * real)
