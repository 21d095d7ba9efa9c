"""The deal page as one viewer may see it. Every field says who sees it; one that says nothing is withheld.

A figure is seen by its own visibility. Words are seen by a rule below: names of things by anybody who may open the
page, what is proposed by all partners, what rests on figures by those who may see these, the rest by the analyst.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Protocol

from goodplace.pages.view import (
    DealPage,
    Flow,
    OptionRow,
    PartnerRow,
    PeopleRow,
    ScenarioRow,
    Shown,
    SplitRow,
    Step,
    WeakNumber,
)
from goodplace.pages.words import listed, mid_sentence, name
from goodplace.place.figure import Visibility
from goodplace.place.result_table import ResultTable
from goodplace.sharing.visibility import Viewer, may_see

Names = tuple[tuple[str, ...], ...]


class Seen(Protocol):
    """What is asked of a figure here."""

    @property
    def visibility(self) -> Visibility: ...
    @property
    def named(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Rule:
    """Who sees a field. beside: fields of the same row whose figures it rests on · blank: what stands for it."""

    to: Visibility = "partner"
    by_figure: bool = False
    beside: tuple[str, ...] = ()
    blank: object = None


LABEL = Rule("public")
PROPOSED = Rule("partners")
FIGURES = Rule("public", by_figure=True)
ANALYST = Rule("partner")

RULES: Mapping[type, Mapping[str, Rule]] = {
    PartnerRow: {
        **dict.fromkeys(
            ("puts_in", "claimed", "released", "net_alone", "net_none_released", "net_all_released", "transfers",
             "net_with_proposal", "walk_away", "break_even", "benefits", "financing"), FIGURES),
        "name": LABEL,
        "signs": Rule("partners", beside=("net_alone", "walk_away", "break_even"), blank="private"),
        "why": Rule("partners", beside=("net_alone", "walk_away", "break_even")),
    },
    ScenarioRow: {
        **dict.fromkeys(("net_together", "least_transfer", "top_up"), FIGURES),
        **dict.fromkeys(("released", "is_headline"), LABEL),
        "sentence": Rule("partners", beside=("net_together",)),
        "verdict": Rule("partners", beside=("net_together", "least_transfer", "top_up"), blank="private"),
        "verdict_words": Rule("partners", beside=("net_together", "least_transfer", "top_up")),
        "objectors": Rule(blank="private"),
        "rest_carry_on_words": ANALYST,
    },
    Flow: {**dict.fromkeys(("total", "by_year"), FIGURES), **dict.fromkeys(("payer", "receiver", "power"), PROPOSED)},
    PeopleRow: {
        **dict.fromkeys(("change", "swing", "reached", "worth"), FIGURES),
        **dict.fromkeys(("outcome", "unit"), LABEL),
    },
    Step: {"title": LABEL, "value": FIGURES, "gain": FIGURES, "note": Rule("partners", beside=("value", "gain"))},
    OptionRow: {
        **dict.fromkeys(("places", "cost", "net_cash", "public_value"), FIGURES),
        **dict.fromkeys(("name", "lead"), LABEL),
        **dict.fromkeys(("start", "note"), PROPOSED),
        "matters": Rule("partners", beside=("public_value",)),
    },
    SplitRow: {
        "rule": LABEL,
        "shares": FIGURES,
        **dict.fromkeys(("stable", "objects", "objects_figure"), ANALYST),
    },
    DealPage: {
        **dict.fromkeys(("title", "status", "note", "prices", "years", "staircase_unit"), LABEL),
        **dict.fromkeys(
            ("scenarios", "partners", "together", "net_by_year", "net_by_year_with", "people", "staircase", "lenses",
             "options"), FIGURES),
        **dict.fromkeys(("assumptions", "defaults", "sources", "method", "verdict_words"), PROPOSED),
        "verdict": Rule("partners", blank="private"),
        "flows": Rule("partners", by_figure=True),
        "splits": ANALYST,
        **dict.fromkeys(("flows_note", "could_wait", "remit_words", "remit_figures", "downloads"), ANALYST),
        # Those below have a way of their own: `_sentences`, `_weakest` and `_tables`.
        **dict.fromkeys(("sentences", "sentence_figures", "sentence_rests_on", "weakest", "tables"), LABEL),
    },
}  # fmt: skip


def withhold(
    page: DealPage, *, figures: Mapping[str, Seen], viewer: Viewer, names: Mapping[str, str] | None = None
) -> DealPage:
    """The page without what `viewer` may not see. `names`: partners' names by id, to say whose a private figure is."""
    eyes = _Eyes(figures, viewer, names or {})
    kept: DealPage = eyes.row(page)
    sentences, spoken, rests = eyes.sentences(page)
    return replace(
        kept,
        sentences=sentences,
        sentence_figures=spoken,
        sentence_rests_on=rests,
        weakest=eyes.weakest(page),
        tables=eyes.tables(page),
    )


@dataclass(frozen=True)
class _Eyes:
    figures: Mapping[str, Seen]
    viewer: Viewer
    names: Mapping[str, str]

    def sees(self, figure: str) -> bool:
        """Whether the viewer may see a figure; one that the run doesn't have is nobody's to see but the analyst's."""
        found = self.figures.get(figure)
        if found is None:
            return may_see(self.viewer, "partner")
        return may_see(self.viewer, found.visibility, found.named)

    def row(self, row: Any) -> Any:
        rules = RULES.get(type(row), {})
        kept = {f.name: self._field(row, f.name, rules.get(f.name, ANALYST)) for f in fields(row)}
        return replace(row, **kept)

    def _field(self, row: Any, field: str, rule: Rule) -> Any:
        value = getattr(row, field)
        seen = may_see(self.viewer, rule.to) and all(self._open(getattr(row, other)) for other in rule.beside)
        if not seen:
            return _blank(value) if rule.blank is None else rule.blank
        return self._by_figure(value) if rule.by_figure else value

    def _open(self, shown: Shown) -> bool:
        return self.shown(shown) is shown

    def shown(self, shown: Shown) -> Shown:
        """The figure as printed, or whose it is. What has no figure is a dash, or nobody has said who may see it."""
        if not shown.figure:
            return shown if shown.text == "–" or may_see(self.viewer, "partner") else Shown("private")
        return shown if self.sees(shown.figure) else Shown(self._private(shown.figure))

    def _private(self, figure: str) -> str:
        found = self.figures.get(figure)
        whose = [name(mid_sentence(self.names[one])) for one in found.named if one in self.names] if found else []
        return f"private to {listed(whose)}" if len(whose) == 1 else "private"

    def _by_figure(self, value: Any) -> Any:
        """Figures by who may see them, rows by their rules, and the names that stand beside them as they are."""
        if isinstance(value, Shown):
            return self.shown(value)
        if isinstance(value, tuple):
            return tuple(self._by_figure(part) for part in value)
        return self.row(value) if is_dataclass(value) else value

    def sentences(self, page: DealPage) -> tuple[tuple[str, ...], Names, Names]:
        """Sentences whose every figure the viewer may see, with the figures they speak of and those they rest on."""
        kept = [n for n in range(len(page.sentences)) if self._sees_sentence(page, n)]
        spoken, rests = (
            tuple(_nth(names, n) or () for n in kept) for names in (page.sentence_figures, page.sentence_rests_on)
        )
        return tuple(page.sentences[n] for n in kept), spoken, rests

    def _sees_sentence(self, page: DealPage, n: int) -> bool:
        if may_see(self.viewer, "partner"):
            return True
        spoken, rests = _nth(page.sentence_figures, n), _nth(page.sentence_rests_on, n)
        return may_see(self.viewer, "partners") and self._all(spoken) and self._all(rests)

    def _all(self, names: tuple[str, ...] | None) -> bool:
        return names is not None and all(self.sees(figure) for figure in names)

    def weakest(self, page: DealPage) -> tuple[WeakNumber, ...]:
        """Weak numbers whose figure the viewer may see: each speaks of what would change the verdict."""
        inside = may_see(self.viewer, "partners")
        return tuple(weak for weak in page.weakest if inside and self.sees(weak.figure))

    def tables(self, page: DealPage) -> tuple[ResultTable, ...]:
        return tuple(table for table in page.tables if may_see(self.viewer, table.visibility))


def _nth(of: tuple[tuple[str, ...], ...], n: int) -> tuple[str, ...] | None:
    return of[n] if n < len(of) else None


def _blank(value: Any) -> Any:
    """Nothing, of the same kind."""
    if isinstance(value, Shown):
        return Shown("private")
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _blank(getattr(value, f.name)) for f in fields(value)})
    return type(value)()
