"""Write made-up people: their records into a place, and the truth into a folder that is not in it."""

import csv
import gzip
import hashlib
import io
import json
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from goodplace.demo.naming import Words
from goodplace.demo.needs_of import NEEDS
from goodplace.demo.people import TRUTH_SCHEMA, MadeUpPeople
from goodplace.demo.records_of import Extract
from goodplace.place.errors import InputError

RECORDS, MARKER = "records", "made-up.json"
SCHEMA = "goodplace-made-up-records-1"
_PARQUET = {
    "version": "2.6",
    "compression": "zstd",
    "compression_level": 3,
    "use_dictionary": True,
    "row_group_size": 100_000,
    "data_page_version": "1.0",
    "store_schema": False,
}
TRUTH_FILES = ("people.csv", "links.csv", "needs.csv", "summary.json")


def write_people(
    place_folder: Path, people: MadeUpPeople, *, truth: Path, needs: Collection[str] = tuple(NEEDS)
) -> None:
    """Write the records to <place>/records and what is really so to `truth`, replacing only what this wrote before.

    needs: ids that the mappings name, such as those of the place's needs table; a place without that table takes all.
    Raises InputError where records/ holds anything else, or the truth would be inside the place; then nothing changed.
    """
    refuse_misplaced_truth(place_folder, truth)
    refuse_real_records(place_folder)
    records = _record_files(people, needs or tuple(NEEDS))
    records[MARKER] = _json(_marker(people, records))
    try:
        _replace(place_folder / RECORDS, records)
        truth.mkdir(parents=True, exist_ok=True)
        for name, content in _truth_files(people).items():
            (truth / name).write_bytes(content)
    except OSError as error:
        raise InputError(
            f"{place_folder} can't be written to: {error.strerror or error}.", code="cannot-write"
        ) from error


def refuse_real_records(place_folder: Path) -> None:
    """InputError where records/ holds a file that wasn't made up here, or was changed since: it may be real."""
    folder = place_folder / RECORDS
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(f"{folder} is a file. Move it away.", code="file-in-the-way")
    ours = _written_before(folder)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != MARKER and ours.get(name) != _hash(path.read_bytes()):
            what = "was changed since goodplace made it up" if name in ours else "was not made up by goodplace"
            message = f"{folder} holds {name}, which {what}, and is left as it is. Move it away first."
            raise InputError(message, code="not-our-folder")


def refuse_misplaced_truth(place_folder: Path, truth: Path) -> None:
    """InputError where the truth would be inside the place, or over files that are no truth of ours.

    Whoever serves or copies a place must never get the truth with it.
    """
    if truth.resolve().is_relative_to(place_folder.resolve()):
        message = f"{truth} is inside the place. The truth is kept apart: choose a folder beside it."
        raise InputError(message, code="truth-in-place")
    strangers = [name for name in TRUTH_FILES if (truth / name).exists()]
    if strangers and not _is_ours(truth / TRUTH_FILES[-1]):
        message = f"{truth} holds {strangers[0]}, which goodplace did not make up. Choose another folder."
        raise InputError(message, code="not-our-folder")


def _is_ours(summary: Path) -> bool:
    try:
        content = json.loads(summary.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and content.get("schema") == TRUTH_SCHEMA


def _written_before(folder: Path) -> Mapping[str, str]:
    """The files that the marker lists, with their hashes; none where there is no marker of ours."""
    try:
        marker = json.loads((folder / MARKER).read_bytes())
    except (OSError, ValueError):
        return {}
    files = marker.get("files") if isinstance(marker, dict) and marker.get("schema") == SCHEMA else None
    return files if isinstance(files, dict) else {}


def _marker(people: MadeUpPeople, files: Mapping[str, bytes]) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "note": "Made up by goodplace: nobody in these records exists.",
        "people": people.number,
        "seed": people.seed,
        "margins": people.margins.source,
        "files": {name: _hash(content) for name, content in sorted(files.items())},
    }


def _replace(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write beside the folder, then rename: at no time is half of it there."""
    part, old = folder.with_name(f".{folder.name}.part"), folder.with_name(f".{folder.name}.old")
    for left in (part, old):
        shutil.rmtree(left, ignore_errors=True)
    for name, content in files.items():
        (part / name).parent.mkdir(parents=True, exist_ok=True)
        (part / name).write_bytes(content)
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _record_files(people: MadeUpPeople, needs: Collection[str]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for extract in people.extracts:
        folder = extract.agency.id
        files[f"{folder}/{extract.agency.file}"] = _extract(extract)
        files[f"{folder}/mapping.csv"] = _csv(extract.mapping(needs))
    return files


def _extract(extract: Extract) -> bytes:
    if extract.agency.file.endswith(".parquet"):
        return _parquet(extract.cells)
    content = _csv([tuple(extract.cells), *_rows(extract.cells.values())])
    # Without a time in it, so that equal records are equal bytes.
    return gzip.compress(content, compresslevel=6, mtime=0) if extract.agency.file.endswith(".gz") else content


def _rows(columns: Iterable[Words]) -> Iterable[Sequence[object]]:
    return zip(*(column.tolist() for column in columns), strict=True)


def _csv(rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8")


def _parquet(cells: Mapping[str, Words]) -> bytes:
    """Every column as text, with the settings written out: what a library takes by default may change."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({name: pa.array(column.tolist(), type=pa.string()) for name, column in cells.items()})
    sink = io.BytesIO()
    pq.write_table(table, sink, **_PARQUET)
    return sink.getvalue()


def _truth_files(people: MadeUpPeople) -> dict[str, bytes]:
    """people: one row a person · links: one a record · needs: one a person and need · summary: counts."""
    tables = (_people_rows(people), _link_rows(people), _need_rows(people))
    files = {name: _csv(rows) for name, rows in zip(TRUTH_FILES, tables, strict=False)}
    return files | {TRUTH_FILES[-1]: _json(people.summary)}


def _people_rows(people: MadeUpPeople) -> list[Sequence[object]]:
    truths, households = people.truths, people.truths.households
    columns = {
        "person": np.arange(people.number),
        "household": households.household,
        "given_name": truths.given,
        "family_name": truths.family,
        "sex": np.where(households.female, "F", "M"),
        "birth_date": truths.birth_date,
        "nhs_number": truths.nhs_number,
        "postcode": truths.homes.postcode[households.household],
        "uprn": truths.homes.uprn[households.household],
    }
    return [tuple(columns), *_rows(columns.values())]


def _link_rows(people: MadeUpPeople) -> list[Sequence[object]]:
    rows: list[Sequence[object]] = [("agency", "record", "person")]
    for extract in people.extracts:
        links = zip(extract.record_ids.tolist(), extract.person.tolist(), strict=True)
        rows += sorted((extract.agency.id, record, person) for record, person in links)
    return rows


def _need_rows(people: MadeUpPeople) -> list[Sequence[object]]:
    flags = people.truths.needs.flags
    rows = ((person, need) for need, having in flags.items() for person in np.flatnonzero(having).tolist())
    return [("person", "need"), *sorted(rows)]


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
