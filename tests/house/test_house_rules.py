"""The rules of the house, measured. They are written out, with their reasons, in CONTRIBUTING.md.

The length of a function is that of its body: the lines from its first statement after the docstring to its last, with
comments and blank lines. Signature, decorators and docstring are not counted, since types, keyword-only arguments and
words about units make them long for good reasons.
"""

import ast
import json
import re
import statistics
import subprocess
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE_ENDINGS = {".py", ".html", ".jinja", ".j2", ".css", ".svg", ".sh"}
NAMES_THAT_SAY_NOTHING = {"core", "common", "utils", "util", "helpers", "helper", "misc"}
LONGEST_FILE = 500

# Put together here so that this file doesn't hold what it forbids.
REGISTRY_HOSTS = [
    "pypi" + ".org",
    "files.python" + "hosted",
    "registry.npm" + "js",
    "npm" + "js.com",
    "deb.deb" + "ian",
    "deb.node" + "source",
    "conda" + ".anaconda",
    "crates" + ".io",
    "proxy.go" + "lang",
]
LOCAL_PATH = re.compile(r"(?<![\w./*-])/(?:wo" + r"rk|ro" + r"ot|t" + r"mp)/")
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")


@cache
def repository_files() -> tuple[Path, ...]:
    """Return every file that is in the repository, and those in its folders of code and docs that are about to be."""
    about_to_be = ["--others", "--exclude-standard", "--", "src", "scripts", "tests", "benchmarks", "docs", "examples"]
    names = {name for which in (["--cached"], about_to_be) for name in _git_ls_files(*which)}
    return tuple(sorted(path for name in names if (path := ROOT / name).is_file()))


def _git_ls_files(*which: str) -> list[str]:
    command = ["git", "ls-files", "-z", *which]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return listed.split("\0")[:-1]


def python_files(*folders: str) -> list[Path]:
    tops = [ROOT / folder for folder in folders]
    return [p for p in repository_files() if p.suffix == ".py" and any(top in p.parents for top in tops)]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function's body, as the top of this file says."""
    has_docstring = ast.get_docstring(function, clean=False) is not None
    body = function.body[1:] if has_docstring else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def function_lengths(*folders: str) -> dict[str, int]:
    return {
        f"{short(path)}:{node.lineno} {node.name}": body_length(node)
        for path in python_files(*folders)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def is_list_of_data(path: Path) -> bool:
    """Whether most of a Python file is literals given a name at its top level, or classes that only declare fields."""
    if path.suffix != ".py":
        return False
    return sum((s.end_lineno or 0) - s.lineno + 1 for s in tree_of(path).body if _is_data(s)) > lines_in(path) / 2


def _is_data(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.ClassDef):
        return all(isinstance(s, ast.Assign | ast.AnnAssign | ast.Expr) for s in statement.body)
    return isinstance(statement, ast.Assign | ast.AnnAssign) and not any(map(_is_logic, ast.walk(statement)))


def _is_logic(node: ast.AST) -> bool:
    return isinstance(node, ast.Lambda | ast.comprehension | ast.IfExp | ast.NamedExpr)


def lines_in(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def texts(path: Path) -> Iterator[str]:
    """Yield the text of a file, or of each file in a workbook: a path can hide in one."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as workbook:
            yield from (workbook.read(name).decode("utf-8", "replace") for name in workbook.namelist())
    else:
        yield path.read_bytes().decode("utf-8", "replace")


def files_with(pattern: re.Pattern[str], *, among: list[Path]) -> list[str]:
    return [f"{short(p)}: {m.group()}" for p in among for t in texts(p) if (m := pattern.search(t))]


def test_functions_are_short() -> None:
    lengths = sorted(function_lengths("src", "scripts", "benchmarks").values())
    assert statistics.median(lengths) < 10
    assert lengths[int(0.99 * (len(lengths) - 1))] < 60


def test_no_function_is_longer_than_100_lines() -> None:
    lengths = function_lengths("src", "scripts", "benchmarks", "tests")
    assert {name: length for name, length in lengths.items() if length > 100} == {}


def test_no_code_file_is_longer_than_500_lines_unless_it_is_a_list_of_data() -> None:
    code = [p for p in repository_files() if p.suffix in CODE_ENDINGS]
    assert {short(p): lines_in(p) for p in code if lines_in(p) > LONGEST_FILE and not is_list_of_data(p)} == {}


def test_every_module_has_a_name_that_says_what_is_in_it() -> None:
    parts = {
        part for p in python_files("src", "scripts", "tests") for part in p.relative_to(ROOT).with_suffix("").parts
    }
    assert parts & NAMES_THAT_SAY_NOTHING == set()


def test_nothing_is_left_unfinished() -> None:
    code = [p for p in repository_files() if p.suffix in CODE_ENDINGS or p.name in ("Makefile", "set-up")]
    assert files_with(UNFINISHED, among=code) == []


def test_no_function_is_a_stub() -> None:
    stubs = [
        f"{short(path)}:{node.lineno}"
        for path in python_files("src", "scripts")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Raise) and "NotImplementedError" in ast.dump(node)
    ]
    assert stubs == []


def test_no_error_is_swallowed_unseen() -> None:
    """A handler for every kind of error may re-raise or report; it may not be bare, or do nothing."""
    swallowing = [
        f"{short(path)}:{node.lineno}"
        for path in python_files("src", "scripts", "tests", "benchmarks")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler) and _swallows(node)
    ]
    assert swallowing == []


def _swallows(handler: ast.ExceptHandler) -> bool:
    catches_all = isinstance(handler.type, ast.Name) and handler.type.id in ("Exception", "BaseException")
    does_nothing = all(isinstance(s, ast.Pass | ast.Continue) or _is_ellipsis(s) for s in handler.body)
    return handler.type is None or (catches_all and does_nothing)


def _is_ellipsis(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def test_test_files_can_be_told_apart_and_are_no_packages() -> None:
    names = Counter(p.name for p in python_files("tests"))
    assert [name for name, count in names.items() if count > 1 or name == "__init__.py"] == []


def test_no_file_names_a_package_registry() -> None:
    assert files_with(re.compile("|".join(map(re.escape, REGISTRY_HOSTS))), among=list(repository_files())) == []


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    assert files_with(LOCAL_PATH, among=list(repository_files())) == []


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.lock")), ids=lambda p: p.name)
def test_python_packages_are_pinned_by_hash_and_without_an_address(lock: Path) -> None:
    text = lock.read_text()
    pinned = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert [block for block in pinned if not re.match(r"[\w.-]+==\S+.*\n\s+--hash=sha256:[0-9a-f]{64}", block)] == []
    assert "://" not in text
    assert " @ " not in text


def test_npm_packages_are_pinned_by_hash_and_without_an_address() -> None:
    text = (ROOT / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    assert all(p["version"] and p["integrity"].startswith("sha512-") for name, p in packages.items() if name)
    assert "://" not in text


def versions_in(lock: str) -> set[tuple[str, str]]:
    return set(re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / lock).read_text(), re.MULTILINE))


def test_what_runs_goodplace_is_pinned_the_same_for_those_who_work_on_it() -> None:
    """`make demo` after `make test` keeps the larger environment, since it holds all of the smaller one."""
    assert versions_in("requirements.lock") <= versions_in("requirements-dev.lock")


def test_every_package_that_is_asked_for_is_pinned() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = asked["dependency-groups"]
    wanted = {
        "requirements.lock": asked["project"]["dependencies"],
        "requirements-dev.lock": asked["project"]["dependencies"] + groups["dev"] + groups["bench"],
        "requirements-uv.lock": groups["uv"],
        "requirements-build.lock": groups["build"],
    }
    for lock, packages in wanted.items():
        names = {re.split(r"[<>=~!\[; ]", package)[0] for package in packages}
        assert names - {name for name, _ in versions_in(lock)} == set(), lock
