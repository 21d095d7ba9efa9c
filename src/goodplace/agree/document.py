"""The deal as one JSON document, for programs: what deal.json holds."""

from importlib.metadata import version
from typing import Any

from goodplace.agree.deal import Deal
from goodplace.agree.group_tables import scenarios_table, splits_table, staircase_table
from goodplace.agree.money_tables import partners_table, payments_table
from goodplace.agree.plan_tables import lenses_table, options_table
from goodplace.agree.report import Report
from goodplace.choose.best import break_even
from goodplace.choose.outcome_values import price_base
from goodplace.place.prices import format_year
from goodplace.place.result_table import ResultCell, ResultTable

STATUS = "draft: a proposal, agreed by nobody"


def deal_document(report: Report) -> dict[str, Any]:
    """What a run found, ready for JSON: equal places give equal documents. Nothing of the time or machine is in it.

    Money is £ PV in the price base unless a key says cash. `source` is a file name, never a path.
    """
    settings, position = report.place.settings, report.position
    first, last = settings.first_year, settings.first_year + settings.money_years - 1
    return {
        "status": STATUS,
        "goodplace": version("goodplace"),
        "place": settings.name,
        "source": report.place.source_name,
        "input_hash": f"sha256:{report.place.content_hash}",
        "money_years": [format_year(first), format_year(last)],
        "horizon_years": settings.horizon,
        "price_base": format_year(price_base(report.place)),
        "discount_rate": settings.discount_rate,
        "deflator": settings.deflator,
        "released": report.released_share,
        "break_even_together": break_even(float(position.net_none.sum()), float(position.net_all.sum())),
        "views": {"cash": _view(report.cash, report), "remit": _view(report.remit, report)},
        "partners": _records(partners_table(report)),
        "payments": _records(payments_table(report)),
        "options": _records(options_table(report)),
        "scenarios": _records(scenarios_table(report)),
        "splits": _records(splits_table(report)),
        "staircase": _records(staircase_table(report)),
        "lenses": _records(lenses_table(report)),
        "price_of_disagreement": _price_of_disagreement(report),
    }


def _view(deal: Deal, report: Report) -> dict[str, Any]:
    """One view's verdict, what it rests on, and how far the plan is proven."""
    ids = [partner.id for partner in report.place.partners]
    proposal = deal.proposal
    return {
        "verdict": deal.verdict,
        "without_payments": deal.unaided_verdict,
        "together": round(float(deal.own.sum()), 2) + 0.0,
        "outside_money": round(proposal.needs, 2) + 0.0 if proposal else 0.0,
        "payments_between_partners": round(proposal.gross, 2) + 0.0 if proposal else 0.0,
        "payments_without_a_lawful_channel": [[ids[a], ids[b]] for a, b in proposal.unlawful] if proposal else [],
        "beliefs": {
            belief: {
                "least_total": round(standing.least.total, 2) + 0.0,
                "best_plan_is_short_by": round(standing.top_up, 2) + 0.0,
                "some_plan_holds_unaided": standing.signable is not None,
            }
            for belief, standing in deal.standings.items()
        },
        "could_wait_for_the_others": [ids[i] for i in deal.free_riders()]
        if "rest_carry_on" in deal.standings
        else None,
        "plan": {
            "is_the_best_plan": deal.chosen is deal.best,
            "best_is_proven": deal.best.proven,
            "best_gap": round(max(0.0, deal.best.bound - deal.best.objective), 2) + 0.0,
        },
    }


def _price_of_disagreement(report: Report) -> float:
    """What the mandate loses because all must sign: the step from all would sign to all together."""
    value = {stair.key: stair.value for stair in report.stairs}
    return round(value["together"] - value["signable"], 2) + 0.0


def _records(table: ResultTable) -> list[dict[str, ResultCell]]:
    """Rows as objects, years as people write them."""
    return [
        {
            column.key: format_year(int(cell)) if column.kind == "year" and cell is not None else cell
            for column, cell in zip(table.columns, row, strict=True)
        }
        for row in table.rows
    ]
