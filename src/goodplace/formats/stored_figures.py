"""Figures of a run with their workings, as one file: what served and published pages explain themselves from."""

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from goodplace.place.figure import Figure, Visibility, Working


@dataclass(frozen=True)
class StoredFigure:
    """A figure of a run, its working worked out. The fields mean what those of `Figure` mean."""

    name: str
    title: str
    value: float | None
    unit: str
    visibility: Visibility
    marks: tuple[str, ...]
    named: tuple[str, ...]
    stored: Mapping[str, Any]

    @property
    def working(self) -> Working:
        """The tree, made when it is asked for: there are thousands of lines in a run."""
        return _WORKING.validate_python(self.stored)

    def private_to(self) -> tuple[str, ...]:
        """Partners whose position some line of the working gives away."""
        return tuple(sorted({partner for line in self.working.walk() for partner in line.private_to}))


_WORKING = TypeAdapter(Working)


def figures_bytes(figures: Iterable[Figure]) -> bytes:
    """Every figure with its working, compressed; equal figures give equal bytes."""
    content = [_written(figure) for figure in figures]
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8"), compresslevel=6, mtime=0)


def read_figures(content: bytes) -> dict[str, StoredFigure]:
    """Figures by name, in the order they were written."""
    return {entry["name"]: _read(entry) for entry in json.loads(gzip.decompress(content))}


def _written(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.name,
        "title": figure.title,
        "value": figure.value,
        "unit": figure.unit,
        "visibility": figure.visibility,
        "marks": list(figure.marks),
        "named": list(figure.named),
        "stored": _line(figure.working()),
    }


def _line(line: Working) -> dict[str, Any]:
    """A line without what is at its default."""
    written: dict[str, Any] = {"text": line.text}
    filled = {"value": line.value, "unit": line.unit, "source": line.source, "how": line.how}
    written |= {key: value for key, value in filled.items() if value not in (None, "")}
    if line.private_to:
        written["private_to"] = list(line.private_to)
    if line.parts:
        written["parts"] = [_line(part) for part in line.parts]
    return written


def _read(entry: dict[str, Any]) -> StoredFigure:
    return StoredFigure(**{**entry, "marks": tuple(entry["marks"]), "named": tuple(entry["named"])})
