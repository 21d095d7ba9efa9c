"""`goodplace --help` answers at once because nothing heavy is imported before a command runs."""

import importlib.util
import subprocess
import sys

import pytest

HEAVY = ["highspy", "jinja2", "numpy", "openpyxl", "pydantic", "xlsxwriter"]


@pytest.mark.skipif(not importlib.util.find_spec("goodplace.cli"), reason="there is no command line yet")
def test_the_command_line_imports_nothing_heavy_before_a_command_runs() -> None:
    program = f"import sys, goodplace.cli; print(*(m for m in {HEAVY} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
