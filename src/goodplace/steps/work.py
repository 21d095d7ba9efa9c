"""Each step, from the place to what it writes. Results of steps that aren't redone are read from the run before."""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass, fields
from functools import cached_property

from pydantic import TypeAdapter

from goodplace.account.propose import make_proposal, proposal_figures, proposal_tables
from goodplace.agree.document import deal_document
from goodplace.agree.figures import figures
from goodplace.agree.report import Report, work_out
from goodplace.agree.tables import result_tables
from goodplace.aim import aim
from goodplace.aim.result import AimResult
from goodplace.choose.preferred import choose
from goodplace.formats.place_folder import PlaceFolder
from goodplace.formats.records_mapping import SetAside
from goodplace.formats.result_cells import stable_json
from goodplace.formats.results_workbook import results_workbook
from goodplace.know import cohort_sizes, know
from goodplace.know.result import KnowResult
from goodplace.pages.build_page import build_page
from goodplace.place.place import Place
from goodplace.place.problems import Problem
from goodplace.steps.enrich import enriched
from goodplace.steps.inputs import Step, inputs_of, text_hash
from goodplace.steps.written import Written, json_bytes, written

Progress = Callable[[str, int, int], None]
_ABOUT = ("DRAFT. A proposal, agreed by nobody: it is not any body's agreement.", "Each sheet is a table.")


@dataclass
class Work:
    """One run under way. `before`: reads a file of the run before, for the results of steps that are not redone."""

    place: Place
    notes: tuple[Problem, ...]
    folder: PlaceFolder
    released: float | None
    processes: int
    progress: Progress
    know_result: KnowResult | None = None
    aim_result: AimResult | None = None

    def do(self, step: Step) -> Written:
        """Do one step, and keep what later ones need."""
        return getattr(self, f"_{step}")()  # type: ignore[no-any-return]

    def take(self, step: Step, files: Callable[[str], bytes]) -> None:
        """Take a step's result as the run before has it."""
        if step == "know":
            self.know_result = TypeAdapter(KnowResult).validate_json(files("know/know.json"))
        elif step == "aim":
            self.aim_result = TypeAdapter(AimResult).validate_json(files("aim/aim.json"))

    def inputs(self, step: Step) -> dict[str, str]:
        """Hash by name of all that a step reads, of earlier steps and of the command line too."""
        if step == "account":
            return inputs_of(step, self.place, self.folder, more={"deal": text_hash(self.inputs("agree"))})
        more = {} if step in ("know", "aim") else self._from_earlier()
        return inputs_of(step, self.place, self.folder, more=more)

    def _from_earlier(self) -> dict[str, str]:
        assert self.know_result is not None
        assert self.aim_result is not None
        sizes = {cohort: astuple(people) for cohort, people in cohort_sizes(self.know_result).items()}
        weights = [[weight.outcome, weight.residents] for weight in self.aim_result.weights]
        return {"cohort_sizes": text_hash(sizes), "weights": text_hash(weights), "released": text_hash(self._share)}

    @property
    def _share(self) -> float:
        return self.place.settings.released if self.released is None else self.released

    @cached_property
    def _seen(self) -> Place:
        """The place with what know and aim found."""
        assert self.know_result is not None
        assert self.aim_result is not None
        return enriched(self.place, know=self.know_result, aim=self.aim_result)

    @cached_property
    def _report(self) -> Report:
        return work_out(self._seen, released=self.released, processes=self.processes, progress=self.progress)

    def _know(self) -> Written:
        known = know(self.place, records=self.folder.records, progress=self.progress)
        self.know_result = known.result
        more = {"set_aside.csv": _set_aside(known.set_aside)}
        return written("know", known.result, figures=known.figures, tables=known.tables, more=more)

    def _aim(self) -> Written:
        aimed = aim(self.place, conversation=self.folder.conversation, progress=self.progress)
        self.aim_result = aimed.result
        return written("aim", aimed.result, figures=aimed.figures, tables=aimed.tables)

    def _choose(self) -> Written:
        chosen = choose(self._seen, released=self.released, progress=self.progress)
        return written("choose", chosen.result, tables=chosen.tables)

    def _agree(self) -> Written:
        report = self._report
        self.progress("page", 0, 1)
        known, tables = figures(report), result_tables(report, notes=self.notes)
        page = build_page(report, figures=known, tables=(), downloads=())
        more = {
            "deal.json": json_bytes(stable_json(deal_document(report))),
            "deal.xlsx": results_workbook(tables, title=report.place.settings.name, about=_ABOUT),
        }
        return written("agree", page, named="page", figures=known.values(), tables=tables, more=more)

    def _account(self) -> Written:
        proposal = make_proposal(self._report)
        own, tables = proposal_figures(proposal, self._report), proposal_tables(proposal)
        return written("account", proposal, named="proposal", figures=own, tables=tables)


def _set_aside(rows: Iterable[SetAside]) -> bytes:
    """Which rows were set aside and why: numbers of rows and names of columns, and nothing that was in them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([field.name for field in fields(SetAside)])
    writer.writerows(astuple(row) for row in rows)
    return text.getvalue().encode("utf-8")
