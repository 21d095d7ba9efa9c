"""The folder of published data: its files read as rows, and what publishers have suppressed counted as it is met."""

import csv
import gzip
import io
import json
import warnings
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from goodplace.place.errors import InputError

OGL = "OGL v3.0"
# How publishers write a value they don't give: confidential, low, not applicable, not available, missing.
NOT_GIVEN = {"c", "x", "z", "k", "~", ":", "u", "low", "na", "n/a", "", "-", "none"}
_POPULATION = "01_geography/population/uk_la_mid2024_ons_mye24tablesuk.xlsx"

Row = dict[str, str]


class Published:
    """Published files under one folder. `left_out` counts the values met that no number was given for, by reason."""

    def __init__(self, folder: Path) -> None:
        if not (folder / _POPULATION).is_file():
            raise InputError(
                f"{folder} doesn't hold the published data: {_POPULATION} is not there. "
                "Give the folder of published tables with --data."
            )
        self.folder = folder
        self.left_out: Counter[str] = Counter()
        self._tables: dict[str, list[Row]] = {}

    def rows(self, path: str) -> list[Row]:
        """Every row of a CSV, compressed or not, as its publisher wrote it."""
        if path not in self._tables:
            text = self._bytes(path).decode("utf-8-sig")
            self._tables[path] = list(csv.DictReader(io.StringIO(text, newline="")))
        return self._tables[path]

    def json(self, path: str) -> Any:
        """A JSON file, compressed or not."""
        return json.loads(self._bytes(path))

    def _bytes(self, path: str) -> bytes:
        content = (self.folder / path).read_bytes()
        return gzip.decompress(content) if path.endswith(".gz") else content

    def sheet(self, path: str, name: str) -> list[tuple[Any, ...]]:
        """Every row of one sheet of a workbook."""
        with warnings.catch_warnings():
            # What openpyxl has to say of print areas in the publishers' workbooks doesn't touch their values.
            warnings.simplefilter("ignore")
            book = load_workbook(self.folder / path, read_only=True, data_only=True)
            rows: Iterator[tuple[Any, ...]] = book[name].iter_rows(values_only=True)
            listed = list(rows)
            book.close()
        return listed

    @cached_property
    def residents(self) -> dict[str, list[tuple[Any, ...]]]:
        """Population by sheet (Persons, Females, Males): code, name, geography, all ages, then 0 to 90 and over."""
        sheets = {sex: self.sheet(_POPULATION, f"MYE2 - {sex}") for sex in ("Persons", "Females", "Males")}
        return {sex: [row for row in rows if row[2] and row[0] != "Code"] for sex, rows in sheets.items()}

    def number(self, text: str, *, zero_is_missing: bool = False) -> float | None:
        """A published value; None, and counted, where its publisher gives none."""
        if text.strip().lower() in NOT_GIVEN:
            self.left_out[f"given as “{text.strip() or 'blank'}”"] += 1
            return None
        value = float(text.replace(",", ""))
        if zero_is_missing and value == 0:
            self.left_out["given as 0 where 0 can't be"] += 1
            return None
        return value
