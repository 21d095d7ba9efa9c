"""The command line: each command calls the library and prints. What is heavy is imported when a command needs it."""

import io
import os
import sys
import traceback
from collections.abc import Sequence

from goodplace.cli import deal, place, service
from goodplace.cli.app import BROKEN, OK, STOPPED, app
from goodplace.cli.telling import AS_TYPED, in_words, say

__all__ = ["AS_TYPED", "app", "main", "run"]

# A module of commands registers them by being imported, in the order in which help lists them.
COMMANDS = (deal, place, service)


def main() -> None:
    """Run the command that was typed, and end with its exit code."""
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run a command; the exit code. Whatever goes wrong is said in plain words, our own errors with a traceback."""
    from goodplace.place.errors import InputError

    _let_no_letter_stop_us()
    try:
        app(list(arguments), prog_name="goodplace")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else OK
        if code == STOPPED:
            say("Stopped. Nothing half-written is left.")
        return code
    except InputError as error:
        say(in_words(error))
        return error.exit_code
    except KeyboardInterrupt:
        say("Stopped. Nothing half-written is left.")
        return STOPPED
    except Exception:
        say(traceback.format_exc())
        say("This is an error of goodplace, not of what you gave it. Please report it with the lines above.")
        return BROKEN
    return OK


def _let_no_letter_stop_us() -> None:
    """A terminal that lacks a letter of somebody's name shows a question mark for it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
