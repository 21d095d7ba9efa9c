"""Every figure of a report, by name: what pages show and `goodplace explain` recomputes.

Names are made of the ids of the tables. Numbers come from the arrays at once; a working is made when it is asked for,
from the rows, by a calculation of its own.
"""

from collections.abc import Mapping

from goodplace.agree.figures_deal import deal_figures, payment_figures, scenario_figures, split_figures
from goodplace.agree.figures_desk import Desk
from goodplace.agree.figures_money import partner_figures, together_figures
from goodplace.agree.figures_plan import lens_figures, option_figures, outcome_figures, stair_figures
from goodplace.agree.figures_said import after_payments_figures, said_figures
from goodplace.agree.figures_seen import seen
from goodplace.agree.report import Report
from goodplace.place.errors import InputError
from goodplace.place.figure import Figure

SECTIONS = (
    together_figures,
    partner_figures,
    payment_figures,
    outcome_figures,
    option_figures,
    lens_figures,
    deal_figures,
    stair_figures,
    split_figures,
    scenario_figures,
    said_figures,
    after_payments_figures,
)


def figures(report: Report) -> Mapping[str, Figure]:
    """All figures in a fixed order. One that does not exist (payments where there is no proposal) is left out.

    Raises InputError where two would have one name, which ids with full stops can bring about.
    """
    desk, found = Desk(report), dict[str, Figure]()
    for section in SECTIONS:
        for figure in section(desk):
            if figure.name in found:
                titles = f"“{found[figure.name].title}” and “{figure.title}”"
                raise InputError(
                    f"{titles} would both be called {figure.name}. Give a partner an id without full stops."
                )
            found[figure.name] = seen(figure, report)
    return found
