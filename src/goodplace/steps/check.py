"""Everything of a place checked: its tables, its records, its conversation."""

from pathlib import Path

from goodplace.formats.place_folder import place_folder
from goodplace.formats.polis import check_conversation
from goodplace.formats.read_place import read_place
from goodplace.place.place import Place
from goodplace.place.problems import Problem, ProblemsFound


def check_place(source: Path) -> tuple[Place | None, tuple[Problem, ...]]:
    """The place (None where its tables have errors) and every problem of it.

    Records and conversation are checked against the tables, so they wait until those are free of errors.
    """
    try:
        place, problems = read_place(source)
    except ProblemsFound as found:
        return None, tuple(found.problems)
    folder = place_folder(source)
    more: list[Problem] = []
    if folder.records is not None:
        from goodplace.formats.records import check_records  # brings the engine, which most places don't need

        more += check_records(folder.records, place)
    if folder.conversation is not None:
        more += check_conversation(folder.conversation, place)
    return place, (*problems, *more)
