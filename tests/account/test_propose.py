"""What a run proposes: who promises what for which year, and why nobody can be asked where so."""

import json
from dataclasses import asdict, replace
from decimal import Decimal
from hashlib import sha256
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import place_of, rows_of

from goodplace.account.proposal import Promise, Proposal
from goodplace.account.propose import make_proposal, pence, promises_table, proposal_figures
from goodplace.account.written import in_words
from goodplace.agree.report import Report, work_out
from goodplace.choose.best import yearly_cash
from goodplace.place.errors import InputError


def report_of(*, kind: str = "made_up", saved: float = 1_000.0, **tables: Any) -> Report:
    """The council pays £300 for what saves the NHS money; the police and a charity have nothing to do with it."""
    rows: dict[str, Any] = {
        "options": [{"id": "help", "lead": "council"}],
        "option_costs": [{"option": "help", "payer": "council", "amount": 300}],
        "option_effects": [{"option": "help", "outcome": "stays", "lasts": 2}],
        "outcomes": [{"id": "stays", "name": "Hospital stays", "unit": "stays"}],
        "unit_values": [{"outcome": "stays", "kind": "fiscal", "partner": "nhs", "amount": saved}],
        "channels": [{"from_partner": "nhs", "to_partner": "council", "power": "s.75"}],
        **tables,
    }
    return work_out(place_of(rows_of("council nhs police", settings={"kind": kind}, **rows)))


@pytest.fixture(scope="module")
def report() -> Report:
    return report_of()


def by_id(proposal: Proposal) -> dict[str, Promise]:
    return {promise.id: promise for promise in proposal.promises}


def test_the_proposal_promises_what_the_plan_and_the_payments_say(report: Report) -> None:
    proposal = make_proposal(report)
    assert (proposal.holds, proposal.why_not, proposal.place) == (True, "", "Test")
    # The police pay nothing, are paid nothing, and nothing needs them.
    assert [party.id for party in proposal.parties] == ["council", "nhs"]
    promises = by_id(proposal)
    assert {key: promises[key].pence for key in promises if not key.startswith(("pays", "outcome"))} == {
        "puts_in.council.2027-28": 300_00,
        "gains.nhs.2027-28": 1_000_00,
        "gains.nhs.2028-29": 1_000_00,
    }
    pays = [promise for promise in proposal.promises if promise.kind == "pays"]
    assert {(p.partner, p.to, p.power) for p in pays} == {("nhs", "council", "s.75")}
    assert sum(p.pence for p in pays) == 300_00
    change = promises["outcome.stays.2028-29"]
    assert (change.units, change.unit, change.outcome, change.partner) == ("1", "stays", "stays", "")


def test_what_is_delivered_in_a_year_is_due_months_after_it_ends(report: Report) -> None:
    promise = by_id(make_proposal(report))["gains.nhs.2027-28"]
    assert (promise.delivered_due, promise.verified_due) == ("2028-06-30", "2028-12-31")
    settings = report.place.settings.model_copy(update={"delivered_due_months": 11, "verified_due_months": 21})
    later = make_proposal(replace(report, place=replace(report.place, settings=settings)))
    promise = by_id(later)["gains.nhs.2027-28"]
    assert (promise.delivered_due, promise.verified_due) == ("2029-02-28", "2029-12-31")


def test_equal_places_give_equal_ids_made_of_all_that_is_said(report: Report) -> None:
    proposal, again = make_proposal(report), make_proposal(report_of())
    assert proposal == again
    # A second way to the id: RFC 8785 of text, whole numbers and short decimals is sorted JSON without spaces.
    content = {key: value for key, value in asdict(proposal).items() if key != "id"}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).replace(".0,", ",")
    assert proposal.id == sha256(text.encode()).hexdigest()
    assert make_proposal(report_of(saved=1_001.0)).id != proposal.id


def test_promises_add_up_to_the_money_of_the_plan_but_for_half_a_penny_each() -> None:
    report = report_of(option_costs=[{"option": "help", "payer": "council", "amount": 100.005}], saved=33.335 * 9)
    proposal, (spent, freed) = make_proposal(report), yearly_cash(report.model, report.plan)
    for kind, arrays in (("puts_in", spent), ("gains", freed)):
        promised = [p for p in proposal.promises if p.kind == kind]
        assert promised
        assert abs(sum(p.pence for p in promised) / 100 - float(np.sum(arrays))) <= 0.005 * len(promised) + 1e-6


@given(st.integers(-(10**9), 10**9), st.integers(-1, 1))
def test_pennies_are_rounded_half_to_even_whatever_the_noise(tenths: int, noise: int) -> None:
    pounds = tenths / 1_000
    wanted = int((Decimal(tenths) / 10).to_integral_value("ROUND_HALF_EVEN"))
    assert pence(pounds + noise * 1e-9) == wanted
    assert pence(pounds) == round(Decimal(tenths) / 10)


def test_a_worked_example_cannot_be_signed_and_shows_what_would_be_promised(report: Report) -> None:
    proposal = make_proposal(report_of(kind="worked_example"))
    assert (proposal.holds, proposal.parties) == (False, ())
    assert proposal.why_not == "a worked example: nobody can sign it"
    assert proposal.promises == make_proposal(report).promises


def test_a_real_place_cannot_sign_what_rests_on_defaults() -> None:
    proposal = make_proposal(report_of(kind="place"))
    assert not proposal.holds
    assert proposal.why_not.startswith("it rests on defaults: ")
    assert proposal.why_not.endswith("; fill these in")
    for named in ("budgets (nobody's money is limited)", "remits (the usual remits"):
        assert named in proposal.why_not
    # Given, shown as unknown with its break-even, or published for every place alike.
    for other in ("channels", "cashable", "deflator", "discount_rate"):
        assert other not in proposal.why_not


def test_where_there_is_no_deal_nothing_is_promised() -> None:
    nothing = make_proposal(report_of(saved=1.0))
    assert (nothing.holds, nothing.promises, nothing.parties) == (False, (), ())
    assert nothing.why_not.startswith("no plan is better than doing nothing")
    # Good for both together, and nobody may pay the council for it.
    unpaid = make_proposal(report_of(channels=[{"from_partner": "police", "to_partner": "nhs", "power": "s.1"}]))
    assert (unpaid.holds, unpaid.promises) == (False, ())
    assert "outside money" in unpaid.why_not


def test_a_rise_in_spending_is_a_gain_below_nothing() -> None:
    effects = [
        {"option": "help", "outcome": "stays"},
        {"option": "help", "outcome": "visits", "change_per_place": -1},
    ]
    values = [
        {"outcome": "stays", "kind": "fiscal", "partner": "nhs", "amount": 1_000},
        {"outcome": "visits", "kind": "fiscal", "partner": "council", "amount": 50},
    ]
    promises = by_id(make_proposal(report_of(option_effects=effects, unit_values=values)))
    assert promises["gains.council.2027-28"].pence == -50_00
    assert in_words(promises["gains.council.2027-28"]) == "−£50.00"
    assert promises["outcome.visits.2027-28"].units == "-1"
    assert in_words(promises["outcome.visits.2027-28"]) == "worse by 1 units"
    assert in_words(promises["outcome.stays.2027-28"]) == "better by 1 stays"


def test_promises_that_cannot_be_told_apart_are_refused() -> None:
    partners = [{"id": name, "name": name, "sector": "public", "role": "council"} for name in ("a", "a.b", "b.c", "c")]
    options = [{"id": name, "lead": name} for name in ("b.c", "c")]
    rows = rows_of(
        partners,
        settings={"kind": "made_up"},
        options=options,
        option_costs=[{"option": name, "payer": name, "amount": 100} for name in ("b.c", "c")],
        option_effects=[{"option": name, "outcome": name} for name in ("b.c", "c")],
        unit_values=[
            {"outcome": "b.c", "kind": "fiscal", "partner": "a", "amount": 500},
            {"outcome": "c", "kind": "fiscal", "partner": "a.b", "amount": 500},
        ],
        channels=[
            {"from_partner": "a", "to_partner": "b.c", "power": "p"},
            {"from_partner": "a.b", "to_partner": "c", "power": "p"},
        ],
    )
    with pytest.raises(InputError, match="without full stops"):
        make_proposal(work_out(place_of(rows)))


def test_every_promise_is_explained_from_the_rows_behind_it(report: Report) -> None:
    proposal = make_proposal(report)
    figures = list(proposal_figures(proposal, report))
    assert [figure.name for figure in figures] == [f"proposed.{promise.id}" for promise in proposal.promises]
    for figure in figures:
        assert figure.visibility == "partners"
        working = figure.working()
        assert working.value == figure.value
        behind = working.parts[0].value
        assert behind is not None
        assert behind == pytest.approx(figure.value, abs=0.005 + 1e-6)


def test_the_table_of_promises_has_a_row_for_each_and_is_for_partners(report: Report) -> None:
    proposal = make_proposal(report)
    table = promises_table(proposal)
    assert (table.key, table.visibility) == ("promises", "partners")
    assert len(table.rows) == len(proposal.promises)
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_what_is_drawn_from_the_fund_and_paid_back_is_promised_and_its_terms_are_of_the_proposal() -> None:
    """The council has £100 of the £300 in the first year, draws £200, and repays it with 5 % once it has saved."""

    def borrowing(interest: float) -> Proposal:
        return make_proposal(borrower(interest))

    def borrower(interest: float) -> Report:
        rows: dict[str, Any] = {
            "options": [{"id": "help", "lead": "council", "places_max": 1, "places_min": 1}],
            "option_costs": [{"option": "help", "payer": "council", "amount": 300}],
            "option_effects": [{"option": "help", "outcome": "stays", "lag": 1}],
            "outcomes": [{"id": "stays", "name": "Hospital stays", "unit": "stays"}],
            "unit_values": [{"outcome": "stays", "kind": "fiscal", "partner": "council", "amount": 1_000}],
            "cashable": [{"partner": "council", "share": 1}],
            "budgets": [{"partner": "council", "year": 2027, "amount": 100}],
        }
        settings = {
            "kind": "made_up",
            "upfront_fund": 500,
            "upfront_interest": interest,
            "money_years": 3,
            "horizon": 3,
        }
        return work_out(place_of(rows_of("council nhs", settings=settings, **rows)))

    proposal, report = borrowing(0.05), borrower(0.05)
    money = {promise.id.rpartition(".")[0]: promise.pence for promise in proposal.promises if promise.pence}
    assert money["draws.council"] == 200_00
    assert money["repays.council"] == 220_50
    assert (proposal.fund_most_pence, proposal.fund_interest) == (500_00, "0.05")
    assert borrowing(0.06).id != proposal.id
    for figure in proposal_figures(proposal, report):
        assert figure.working().value == pytest.approx(figure.value), figure.name
