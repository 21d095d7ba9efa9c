"""A partner's own page: what we pay, what we gain, how sure, what if we walk away. Read in two minutes."""

from typing import Any

from goodplace.account.proposal import Promise
from goodplace.account.state import AccountState
from goodplace.pages.account_view import promise_line
from goodplace.pages.deal_view import seen_deal
from goodplace.pages.run_data import RunData
from goodplace.pages.signing_view import signing_view
from goodplace.pages.view import DealPage, Flow, PartnerRow, Shown
from goodplace.sharing.visibility import Viewer

YearRow = tuple[str, tuple[Shown, ...]]


def partner_view(data: RunData, state: AccountState, viewer: Viewer, *, partner: str) -> dict[str, Any]:
    """The page from one partner's seat: the analyst is shown what that partner is, and no more."""
    own = Viewer("partner", partner)
    page, names = seen_deal(data, state, own), data.partner_names
    row = _own_row(page, partner, names[partner]) if page else None
    others = [(other, title) for other, title in names.items() if other != partner] if viewer.role == "analyst" else []
    return {
        "page": page,
        "row": row,
        "name_of_partner": names[partner],
        "at_shares": _at_shares(page, row) if page and row else [],
        "years": page.years if page else (),
        "by_year": _by_year(page, names[partner]) if page else [],
        "own_flows": [flow for flow in page.flows if names[partner] in (flow.payer, flow.receiver)] if page else [],
        "promises": _promises(data, partner),
        "others": others,
        **signing_view(data, state, own),
    }


def _own_row(page: DealPage, partner: str, title: str) -> PartnerRow | None:
    """By its figures' names; by its own where it has none of these."""
    for row in page.partners:
        if row.puts_in.figure == f"partner.{partner}.puts_in":
            return row
    return next((row for row in page.partners if row.name == title), None)


def _at_shares(page: DealPage, row: PartnerRow) -> list[tuple[str, str, Shown | None, Shown]]:
    """Share released, what is said of it, our net under this plan where it is worked out, and the net of all."""
    own: dict[str, tuple[str, Shown]] = {}
    for scenario in page.scenarios:
        if scenario.is_headline:
            own[scenario.released] = ("this plan’s headline", row.net_alone)
    rows = []
    for at, scenario in enumerate(page.scenarios):
        words, shown = own.get(scenario.released, ("", None))
        if at == 0:
            words, shown = words or "none of what is unknown", row.net_none_released
        elif at == len(page.scenarios) - 1:
            words, shown = words or "all of it", row.net_all_released
        rows.append((scenario.released, words, shown, scenario.net_together))
    return rows


def _by_year(page: DealPage, title: str) -> list[YearRow]:
    """Our cash of each year before payments, what we pay and get, and what is left with it."""
    before = [("Before payments", row) for name, row in page.net_by_year if name == title][:1]
    paid = [_of_flow(flow, title) for flow in page.flows if title in (flow.payer, flow.receiver)]
    after = [("With the proposal", row) for name, row in page.net_by_year_with if name == title][:1]
    return [*before, *paid, *after]


def _of_flow(flow: Flow, title: str) -> YearRow:
    return (f"We pay {flow.receiver}" if flow.payer == title else f"We get from {flow.payer}", flow.by_year)


def _promises(data: RunData, partner: str) -> list[Any]:
    """What we would promise, and what would be promised to us, by year."""
    if data.proposal is None:
        return []
    ours = [promise for promise in data.proposal.promises if partner in (promise.partner, promise.to)]
    return [promise_line(promise, data.partner_names, figures="proposed.") for promise in sorted(ours, key=_order)]


def _order(promise: Promise) -> tuple[int, str, str]:
    return promise.year, promise.kind, promise.id
