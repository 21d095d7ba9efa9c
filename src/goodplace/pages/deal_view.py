"""The deal: everything for whoever prepares the run, what is proposed for partners, what is signed for anybody."""

from dataclasses import replace
from typing import Any

from goodplace.account.state import AccountState
from goodplace.pages import charts
from goodplace.pages.account_view import deals_view
from goodplace.pages.figures import marks_used
from goodplace.pages.render import MARKS, MOST_OPTIONS, split
from goodplace.pages.run_data import RunData
from goodplace.pages.sentence import DRAFT
from goodplace.pages.signing_view import day, signing_view
from goodplace.pages.view import DealPage
from goodplace.pages.withhold import withhold
from goodplace.sharing.visibility import Viewer, may_see


def deal_template(data: RunData, viewer: Viewer) -> str:
    """Which of the page's versions a viewer gets."""
    return "deal" if may_see(viewer, "partners") else "deal_signed"


def deal_view(data: RunData, state: AccountState, viewer: Viewer) -> dict[str, Any]:
    """Below the partners nothing but signed deals; a partner's has what is proposed, and its own position."""
    if not may_see(viewer, "partners"):
        return deals_view(data, state, viewer)
    page = seen_deal(data, state, viewer)
    whole = may_see(viewer, "partner")
    sentences = len(data.deal.sentences) - len(page.sentences) if data.deal and page else 0
    return {
        "page": page and replace(page, title=f"{page.title}: the deal"),
        "whole": whole,
        "sentences_withheld": sentences,
        **(deal_parts(page) if page else {}),
        **(weakest_withheld(data, page) if page else {}),
        **signing_view(data, state, viewer),
        **deals_view(data, state, viewer),
    }


def _as_it_stands(page: DealPage, data: RunData, state: AccountState) -> DealPage:
    """The page of a proposal that all have signed no longer calls it a draft."""
    signed = next((deal for deal in state.deals if data.proposal and deal.proposal == data.proposal.id), None)
    if signed is None:
        return page
    words = f"Agreed: signed by all on {day(signed.on)}."
    return replace(page, status=words[:-1], sentences=tuple(s.replace(DRAFT, words) for s in page.sentences))


def seen_deal(data: RunData, state: AccountState, viewer: Viewer) -> DealPage | None:
    """The deal page of a run, as it stands, without what the viewer may not see; None where there is none."""
    if data.deal is None:
        return None
    page = withhold(data.deal, figures=data.figures, viewer=viewer, names=data.partner_names)
    return replace(_as_it_stands(page, data, state), downloads=())


def deal_parts(page: DealPage) -> dict[str, Any]:
    """What the templates of the deal page need beside it."""
    return {
        "named_figures": (),
        "marks": [(mark, MARKS.get(mark, "")) for mark in marks_used(page)],
        "flow_picture": charts.flow_picture(page.flows),
        "stair_picture": charts.stair_picture(page.staircase),
        **split("options", page.options, most=MOST_OPTIONS, size=lambda option: option.matters),
        **split("flows", page.flows, most=charts.MOST_FLOWS, size=lambda flow: abs(flow.total.value or 0.0)),
    }


def weakest_withheld(data: RunData, page: DealPage) -> dict[str, int]:
    """How many of the weakest numbers are not shown."""
    return {"weakest_withheld": len(data.deal.weakest) - len(page.weakest) if data.deal else 0}
