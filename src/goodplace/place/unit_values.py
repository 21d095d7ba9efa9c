"""Unit values: what one unit of an outcome is worth, to whom, in the prices of a year.

The 684 lines of the Unit Cost Database v1.4 (GMCA, CC BY 4.0) and today's agencies. Nothing is scaled: where published
parts don't add up to their published headline, the difference is a line of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from itertools import combinations
from types import MappingProxyType
from typing import Literal, NamedTuple

from goodplace.place.data import table
from goodplace.place.prices import Deflator, deflator, parse_year

Kind = Literal["fiscal", "transfer", "economic", "social"]
SOURCE = "Unit Cost Database v1.4, New Economy / Greater Manchester Combined Authority, CC BY 4.0"


class Money(NamedTuple):
    """Pounds in the prices of a financial year."""

    amount: float
    year: int


@dataclass(frozen=True)
class UnitCostRow:
    """One published line: money as printed, in the price year printed; None where nothing is published.

    `category` is the workbook's sheet as the outcomes table writes it. `headline` is the code that this line is a part
    or a kind of, `same_as` the code under which it is listed again; both may be empty.
    """

    code: str
    category: str
    detail: str
    description: str
    unit: str
    agency_l1: str
    agency_l2: str
    fiscal: Money | None
    economic: Money | None
    social: Money | None
    rag: str
    original_source: str
    transfer_note: str
    headline: str
    same_as: str
    label: str

    def published(self) -> tuple[tuple[Kind, Money], ...]:
        """The values there are, by kind."""
        kinds: tuple[tuple[Kind, Money | None], ...] = (
            ("fiscal", self.fiscal),
            ("economic", self.economic),
            ("social", self.social),
        )
        return tuple((kind, money) for kind, money in kinds if money is not None)


@dataclass(frozen=True)
class ValueLine:
    """Part of what one unit is worth: `amount` in £ of the price base asked for, `original` as published.

    `role` is the kind of body that bears a fiscal or transfer line; None means nobody is known to (see
    `needs_allocation`), and is what every economic and social line has: they land on people, not on agencies.
    """

    kind: Kind
    role: str | None
    amount: float
    original: Money
    code: str
    part: Literal["whole", "part", "remainder"]
    source: str
    label: str
    note: str


class DoubleCount(NamedTuple):
    """Two codes that count the same pound: "error" never both, "warning" not for the same people or incidents."""

    code_a: str
    code_b: str
    reason: str
    severity: Literal["error", "warning"]


@cache
def unit_costs() -> Mapping[str, UnitCostRow]:
    """Every unit cost by its code, in the workbook's order."""
    return MappingProxyType({row["code"]: _unit_cost(row) for row in table("unit_values_gmca_v1_4")})


def _unit_cost(row: Mapping[str, str]) -> UnitCostRow:
    return UnitCostRow(
        code=row["code"],
        category=row["sheet"].lower().replace(" & ", "_and_").replace(" ", "_"),
        detail=row["detail"],
        description=row["description"],
        unit=row["unit"],
        agency_l1=row["agency_l1"],
        agency_l2=row["agency_l2"],
        fiscal=_money(row, "fiscal"),
        economic=_money(row, "economic"),
        social=_money(row, "social"),
        rag=row["rag"],
        original_source=row["original_source"],
        transfer_note=row["transfer_payment_note"],
        headline=row["headline"],
        same_as=row["same_as"],
        label=row["label"],
    )


def _money(row: Mapping[str, str], kind: str) -> Money | None:
    amount = row[f"{kind}_gbp"]
    return Money(float(amount), parse_year(row[f"{kind}_price_year"])) if amount else None


def unit_cost(code: str) -> UnitCostRow:
    """One unit cost; ValueError naming the code when there is none."""
    if code not in unit_costs():
        raise ValueError(f"no unit cost has the code {code!r}")
    return unit_costs()[code]


def value_lines(code: str, *, price_base: int, index: Deflator | None = None) -> list[ValueLine]:
    """What one unit of `code` is worth in the prices of the financial year `price_base`, line by line.

    The lines of each kind add up to the published value, uprated. Fiscal value is split by the published parts where
    there are any; their difference from the headline is a "remainder" line with no role. `index` defaults to the
    newest price index shipped.
    """
    row, prices = unit_cost(code), index or deflator()
    lines: list[ValueLine] = []
    for kind, money in row.published():
        if kind == "fiscal":
            lines += _fiscal_lines(row, money, price_base, prices)
        else:
            amount = prices.uprate(money.amount, money.year, price_base)
            lines.append(ValueLine(kind, None, amount, money, code, "whole", SOURCE, row.label, ""))
    return lines


def _fiscal_lines(row: UnitCostRow, headline: Money, base: int, prices: Deflator) -> list[ValueLine]:
    parts = [_part_line(share, base, prices) for share in _shares_of().get(row.code, ())]
    if not parts:
        return [_whole_line(row, headline, prices.uprate(headline.amount, headline.year, base))]
    known = sum(prices.uprate(line.original.amount, line.original.year, headline.year) for line in parts)
    gap = headline.amount - known
    if abs(gap) >= 0.005:
        parts.append(_remainder_line(row, Money(gap, headline.year), prices.uprate(gap, headline.year, base), parts))
    return parts


def _part_line(share: Mapping[str, str], base: int, prices: Deflator) -> ValueLine:
    money = Money(float(share["amount_gbp"]) * int(share["count"]), parse_year(share["price_year"]))
    return ValueLine(
        kind="transfer" if share["kind"] == "transfer" else "fiscal",
        role=share["role"] or None,
        amount=prices.uprate(money.amount, money.year, base),
        original=money,
        code=share["source_code"],
        part="whole" if share["code"] == share["source_code"] and len(_shares_of()[share["code"]]) == 1 else "part",
        source=SOURCE,
        label=share["label"],
        note=share["note"],
    )


def _whole_line(row: UnitCostRow, money: Money, amount: float) -> ValueLine:
    """A line with one agency: as it was said where it is a part of another line, or else by the crosswalk."""
    said = _said_of_part().get(row.code)
    if said:
        kind: Kind = "transfer" if said["kind"] == "transfer" else "fiscal"
        return ValueLine(
            kind, said["role"] or None, amount, money, row.code, "whole", SOURCE, said["label"], said["note"]
        )
    role, reason, label = agency_role(row.agency_l1, row.agency_l2)
    return ValueLine("fiscal", role, amount, money, row.code, "whole", SOURCE, label, reason)


def _remainder_line(row: UnitCostRow, gap: Money, amount: float, parts: list[ValueLine]) -> ValueLine:
    kinds = {line.kind for line in parts}
    kind: Kind = kinds.pop() if len(kinds) == 1 else "fiscal"
    note = "The published headline less its parts, brought to the headline's price year"
    return ValueLine(kind, None, amount, gap, row.code, "remainder", SOURCE, "C", note)


def needs_allocation(code: str) -> bool:
    """True where some of the fiscal value falls on bodies that aren't published: the user must say on whom."""
    lines = value_lines(code, price_base=2013)
    return any(line.role is None and line.part != "remainder" for line in lines if line.kind in ("fiscal", "transfer"))


def agency_role(agency_l1: str, agency_l2: str = "") -> tuple[str | None, str, str]:
    """Today's role of an agency as the database names it, why, and the label of the role; None when it is shared."""
    found = _crosswalk().get((agency_l1, agency_l2))
    if found is None:
        raise ValueError(f"no agency is called {agency_l1!r} / {agency_l2!r} in the crosswalk")
    return found["role"] or None, found["reason"], found["label"]


@cache
def _crosswalk() -> Mapping[tuple[str, str], Mapping[str, str]]:
    return {(row["agency_l1"], row["agency_l2"]): row for row in table("agency_crosswalk")}


@cache
def _shares_of() -> Mapping[str, tuple[Mapping[str, str], ...]]:
    codes = dict.fromkeys(row["code"] for row in table("agency_shares"))
    return {code: tuple(row for row in table("agency_shares") if row["code"] == code) for code in codes}


@cache
def _said_of_part() -> Mapping[str, Mapping[str, str]]:
    return {row["source_code"]: row for row in table("agency_shares")}


def double_counted(codes: Iterable[str]) -> list[DoubleCount]:
    """Every pair among `codes` that would count a pound twice, sorted; a headline with its own part is an error.

    Codes that aren't in the database are never paired.
    """
    known = sorted(set(codes) & set(unit_costs()))
    return [found for a, b in combinations(known, 2) if (found := _clash(a, b))]


def _clash(code_a: str, code_b: str) -> DoubleCount | None:
    said = _same_or_part(code_a, code_b)
    if said or _headline(code_a) == _headline(code_b) != "":
        return said
    for rule in table("double_count"):
        if _matches(rule, code_a, code_b) or _matches(rule, code_b, code_a):
            severity: Literal["error", "warning"] = "error" if rule["severity"] == "error" else "warning"
            return DoubleCount(code_a, code_b, rule["reason"], severity)
    return None


def _same_or_part(code_a: str, code_b: str) -> DoubleCount | None:
    """An item listed twice, or a headline with one of its own parts (under either of the headline's codes)."""
    if _item(code_a) == _item(code_b):
        return DoubleCount(code_a, code_b, "The same item is listed twice", "error")
    for part, whole in ((code_a, code_b), (code_b, code_a)):
        if _headline(part) == _item(whole):
            return DoubleCount(code_a, code_b, f"{part} is a part or a kind of {whole}: use one or the other", "error")
    return None


def _item(code: str) -> str:
    return unit_costs()[code].same_as or code


def _headline(code: str) -> str:
    return unit_costs()[_item(code)].headline


def _matches(rule: Mapping[str, str], first: str, second: str) -> bool:
    return fnmatchcase(first, rule["codes"]) and fnmatchcase(second, rule["with_codes"])
