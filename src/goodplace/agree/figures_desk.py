"""What every figure of a report is made with: the plan's account, its marks, its units."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from goodplace.agree.figures_marks import Behind, MarkBook, Marks
from goodplace.agree.report import Report
from goodplace.agree.workings_groups import account_of
from goodplace.agree.workings_rows import Account
from goodplace.choose.best import yearly_cash
from goodplace.choose.value import Floats
from goodplace.place.figure import Figure, Working
from goodplace.place.prices import format_year
from goodplace.place.tables import Partner

Figures = Iterator[Figure]
CASH = "£, cash"


@dataclass(frozen=True)
class Desk:
    """A report and what its figures share. Titles and units are words for readers."""

    report: Report

    @cached_property
    def account(self) -> Account:
        """The plan the proposal is about."""
        return account_of(self.report.cash, self.report.plan)

    @cached_property
    def pounds(self) -> str:
        return self.account.pounds

    @cached_property
    def partners(self) -> tuple[Partner, ...]:
        return self.report.place.partners

    @cached_property
    def years(self) -> tuple[str, ...]:
        """The years 0..H−1 as they are written."""
        return tuple(format_year(year) for year in self.report.place.years())

    @cached_property
    def net_by_year(self) -> Floats:
        """Cash released less costs by partner and year (P, H), £ cash."""
        spent, freed = yearly_cash(self.report.model, self.report.plan)
        return freed - spent

    @cached_property
    def spent_by_year(self) -> Floats:
        """Costs of all partners by year (H,), £ cash."""
        return np.asarray(yearly_cash(self.report.model, self.report.plan)[0].sum(axis=0))

    @cached_property
    def book(self) -> MarkBook:
        return MarkBook(self.report.place, self.report.values.lines)

    @cached_property
    def in_plan(self) -> tuple[str, ...]:
        """Ids of the options that start."""
        return tuple(start.option for start in self.account.ledger.started)

    @cached_property
    def every_option(self) -> tuple[str, ...]:
        return tuple(option.id for option in self.report.place.options)

    @cached_property
    def all_marks(self) -> Marks:
        """The marks of everything: for what rests on all that partners could do, whatever it is worth to whom."""
        return self.book.of(self.every_option)

    @cached_property
    def money_marks(self) -> Marks:
        """The marks of the partners' own money: for what rests on all that they could do, in the cash view."""
        return self.book.of(self.every_option, lambda row: row.partner is not None)

    def marks(self, which: Callable[[Behind], bool]) -> Marks:
        """The marks of rows that the plan rests on."""
        return self.book.of(self.in_plan, which)

    def figure(
        self,
        name: str,
        title: str,
        value: float | None,
        working: Callable[[], Working],
        *,
        unit: str | None = None,
        marks: Marks = (),
    ) -> Figure:
        """A figure in £ PV unless another unit is given."""
        number = None if value is None else float(value) + 0.0
        return Figure(name, title, number, self.pounds if unit is None else unit, working, marks=marks)
