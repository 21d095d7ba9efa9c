"""Build a place folder for an English local authority from published national tables.

    scripts/build_place.py E08000009 --data ../shared/data --out examples/trafford

It writes what is known of the area (area_facts, spending, position) and, so that the folder can be run, a worked
example of a deal between roles, with everything that isn't published marked as assumed. Equal data, equal bytes.
See docs/how-to/build-a-real-place.md.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from goodplace.formats.write_place import write_place_folder
from goodplace.place.errors import InputError
from place_builder import conversation
from place_builder.areas import Area, Areas
from place_builder.deal import FIRST_YEAR, deal, known_figures, unit_cost_codes
from place_builder.facts import area_facts, residents
from place_builder.money import spending
from place_builder.position import by_theme, position
from place_builder.published import Published

RawTables = dict[str, Sequence[Mapping[str, object]]]


@dataclass(frozen=True)
class Built:
    """The tables of a place, what to say of how they came about, and the conversation that comes with them, if any."""

    area: Area
    tables: RawTables
    notes: tuple[str, ...]
    conversation: Mapping[str, bytes]


def build(code: str, data: Published) -> Built:
    """A whole place for the authority of an ONS code. InputError where there is no such authority."""
    areas = Areas(data)
    area = areas.find(code)
    people, export = residents(area, data), conversation.export(area, data)
    england = int(next(row for row in data.residents["Persons"] if row[0] == "E92000001")[3])
    tables: RawTables = dict(
        deal(
            area,
            people=people,
            england=england,
            known=known_figures(area, data, people=people),
            elsewhere=bool(export),
        )
    )
    where = position(area, areas, data)
    tables["area_facts"] = area_facts(area, data, price_base=FIRST_YEAR, codes=unit_cost_codes())
    tables["spending"] = spending(area, data)
    tables["position"] = where.rows
    tables["statements"] = []
    return Built(area, tables, _notes(tables, by_theme(where.rows), where.without, data.left_out), export)


def _notes(
    tables: RawTables, themes: Mapping[str, int], without: Mapping[str, str], left_out: Mapping[str, int]
) -> tuple[str, ...]:
    kinds = ", ".join(f"{count} {theme.lower()}" for theme, count in sorted(themes.items()))
    said = [f"{len(tables[name]):,} {name}" for name in ("area_facts", "spending", "position")]
    notes = [f"Rows: {', '.join(said)}.", f"Indicators: {sum(themes.values())} ({kinds})."]
    if without:
        reasons = ", ".join(f"{key} ({reason})" for key, reason in sorted(without.items()))
        notes.append(f"Left out, {len(without)} indicators: {reasons}.")
    if left_out:
        counted = ", ".join(f"{count:,} {reason}" for reason, count in sorted(left_out.items()))
        notes.append(f"Values without a number at their publisher, left out: {counted}.")
    return tuple(notes)


def write(built: Built, folder: Path) -> None:
    """Write the place's tables and conversation; other files in the folder are left alone."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    write_place_folder(built.tables, folder)
    for name, content in built.conversation.items():
        path = folder / "conversation" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, write and say what there is. 0 when written, 2 when what was asked can't be built."""
    parser = argparse.ArgumentParser(description="Build a place folder for an English local authority.")
    parser.add_argument("code", help="ONS code of the authority, such as E08000009")
    parser.add_argument("--data", type=Path, required=True, help="folder of the published tables")
    parser.add_argument("--out", type=Path, required=True, help="folder to write the place to")
    asked = parser.parse_args(arguments)
    try:
        built = build(asked.code, Published(asked.data))
        write(built, asked.out)
    except InputError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except OSError as error:
        print(f"{error.filename or asked.out}: {error.strerror or error}.", file=sys.stderr)
        return InputError.exit_code
    print(f"{built.area.name} ({built.area.code}) written to {asked.out}.", *built.notes, sep="\n")
    print("The deal in it is a worked example between roles: what isn't published is in assumptions.csv.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
