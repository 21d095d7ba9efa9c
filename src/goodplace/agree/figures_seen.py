"""Who may see each figure of a deal: what is proposed is the partners' to see, a partner's own position is its own.

A position is what tells how far a partner could be pushed: what it has if it walks away, what it gains over that, how
much it needs to be released. Sums from which one partner's position could be worked out by another are for whoever
prepares the run: what a group could do by itself, and what rules that are not proposed would give, since a partner that
knows its own equal gain knows what all the others have if they walk away.
"""

from dataclasses import replace

from goodplace.agree.report import Report
from goodplace.place.figure import Figure

OWN_POSITION = ("walk_away", "walk_away_rest_carry_on", "remit", "remit_walk_away", "net_none", "net_all", "break_even")
OF_NO_PARTNER = (
    "split.",
    "deal.least_total",
    "deal.top_up",
    "together.walk_away",
    "stair.alone",
    "stair.signable.gain",
)


def seen(figure: Figure, report: Report) -> Figure:
    """The figure with who may see it."""
    whose = _whose(figure.name, report)
    return figure if whose is None else replace(figure, visibility="partner", named=whose)


def _whose(name: str, report: Report) -> tuple[str, ...] | None:
    """The partners whose position a figure is; None for what all partners may see."""
    for partner in report.place.partners:
        own = {f"partner.{partner.id}.{what}" for what in OWN_POSITION}
        if name in own or name == f"split.proposal.{partner.id}":
            return (partner.id,)
    return () if name.startswith(OF_NO_PARTNER) else None
