"""The whole run: a workbook goes in; a page, a workbook of results, CSVs and a JSON document come out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from goodplace.agree.document import deal_document
from goodplace.agree.figures import figures
from goodplace.agree.report import Report, work_out
from goodplace.agree.tables import result_tables
from goodplace.formats import read_place
from goodplace.formats.atomic import MARKER, refuse_what_cannot_be_replaced, replace_folder
from goodplace.formats.read_result import RESULT_ENDING, Asked
from goodplace.formats.results import result_files
from goodplace.pages.build_page import build_page
from goodplace.pages.render import render_page
from goodplace.pages.sentence import sentences
from goodplace.place.errors import InputError
from goodplace.place.figure import Figure
from goodplace.place.place import Place
from goodplace.place.problems import Problem
from goodplace.place.result_table import ResultTable

PAGE = "index.html"
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class QuickResult:
    """What a run found and wrote. notes: what the check of the place had to say · files: names in `folder`."""

    report: Report
    place: Place
    notes: tuple[Problem, ...]
    sentences: tuple[str, ...]
    folder: Path
    files: tuple[str, ...]

    @property
    def page(self) -> Path:
        return self.folder / PAGE


def quick(
    source: Path,
    *,
    out: Path | None = None,
    released: float | None = None,
    processes: int = 2,
    progress: Progress | None = None,
) -> QuickResult:
    """Check, value, plan, deal, page: from a workbook or folder of CSVs to a folder of results, whole or not at all.

    `out`: beside the source unless given · `released`: the share (0 to 1) of unknown savings taken as released, the
    place's own unless given · `processes`: how many share the work where there are many groups of partners.

    Raises ProblemsFound for errors in the place, and InputError for more partners than groups can be worked out for or
    a folder that can't be written.
    """
    folder = result_folder(source) if out is None else out
    tell = progress or _in_silence
    tell("reading", 0, 1)
    place, notes = read_place(source)
    refuse_what_cannot_be_replaced(folder)
    report = work_out(place, released=_a_share(released), processes=processes, progress=progress)
    tell("page", 0, 1)
    tables = result_tables(report, notes=notes)
    html = render_page(build_page(report, figures=figures(report), tables=tables, downloads=_downloads(tables)))
    files = result_files(tables, deal_document(report), html, title=place.settings.name)
    replace_folder(folder, files)
    return QuickResult(report, place, notes, sentences(report), folder, tuple(files))


def figures_of(
    asked: Asked, *, released: float | None = None, processes: int = 2, progress: Progress | None = None
) -> tuple[Mapping[str, Figure], str]:
    """Every figure of a place by name, each with its working; at `released`, or else as the result asked about.

    The second is a remark where the source has changed since that result was made; else empty. Raises as `quick`.
    """
    place, _ = read_place(asked.source)
    share = asked.released if released is None else _a_share(released)
    changed = asked.input_hash not in ("", f"sha256:{place.content_hash}")
    remark = (
        f"{asked.source.name} has changed since that result was made: this is how it stands now." if changed else ""
    )
    return figures(work_out(place, released=share, processes=processes, progress=progress)), remark


def result_folder(source: Path) -> Path:
    """Where results go unless told: beside the source, `<its name>-deal`."""
    if source.name in ("", ".."):  # "." and the like have their name only when written out
        source = source.resolve()
    return source.with_name((source.name if source.is_dir() else source.stem) + RESULT_ENDING)


def _in_silence(what: str, done: int, of: int) -> None:
    """Progress told to nobody."""


def _a_share(released: float | None) -> float | None:
    if released is not None and not 0 <= released <= 1:
        raise InputError(f"The share released is between 0 and 1 (0 % and 100 %), not {released:g}.", code="released")
    return released


def read_released(text: str) -> float:
    """A share as people type it: "50", "50%" and "0.5" are all a half. InputError for anything else, and for "1"."""
    plain = text.strip().replace(" ", "")
    try:
        number = float(plain.removesuffix("%"))
    except ValueError:
        number = -1.0
    if plain == "1" or not 0 <= number <= 100:
        message = f"The share released is a percentage such as 50 or 50%, or a share such as 0.5; not {text}."
        raise InputError(message, code="released")
    return number / 100 if plain.endswith("%") or number > 1 else number


def _downloads(tables: tuple[ResultTable, ...]) -> list[tuple[str, str]]:
    named = [("deal.xlsx", "every table as a workbook"), (MARKER, "the deal for programs")]
    named += [(f"{table.key}.csv", table.title) for table in tables]
    return [*named, ("datapackage.json", "what every column of the CSVs means")]
