"""Write the public pages as a folder of files: the routes anybody may see, answered as they are served."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from goodplace.formats.atomic import SITE, refuse_what_cannot_be_replaced, replace_folder
from goodplace.formats.runs import Home
from goodplace.pages.site import Frame, NotVisible, UnknownPageError
from goodplace.place.errors import InputError, InternalError
from goodplace.sharing.visibility import ANYBODY
from goodplace.web.answers import Answer, Look
from goodplace.web.current import current_data
from goodplace.web.routes import ROUTES, Route

INDEX = "index.html"
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Published:
    """A folder of public pages. pages: how many of the files are HTML."""

    folder: Path
    pages: int
    files: tuple[str, ...]


def publish(home: Home, out: Path, *, progress: Progress | None = None) -> Published:
    """Write what anybody may see to `out`, in one step. Equal run and equal record give equal bytes.

    Raises InputError where there is no run yet, or `out` holds what goodplace did not write.
    """
    refuse_what_cannot_be_replaced(out, marker=SITE)
    files = site_files(_public_look(home), progress=progress)
    replace_folder(out, files, marker=SITE)
    pages = sum(name.endswith(".html") for name in files)
    return Published(out, pages, tuple(files))


def site_files(look: Look, *, progress: Progress | None = None) -> dict[str, bytes]:
    """Every file of the published site: what the public routes lead to, and whatever its pages link to.

    Raises InternalError where a page links to what isn't there or may not be seen by anybody: a broken link.
    """
    files = {name: content.content for name, content in _whole_site(look, progress or _in_silence)}
    marker = {"schema": SITE.schema, "run": look.data.run_id, "files": sorted([*files, SITE.name])}
    files[SITE.name] = (json.dumps(marker, indent=1) + "\n").encode("utf-8")
    return dict(sorted(files.items()))


def _whole_site(look: Look, progress: Progress) -> Iterator[tuple[str, Answer]]:
    waiting = {file_of(route.path): "the list of routes" for route in ROUTES if _is_public(route)}
    done: set[str] = set()
    while waiting:
        name, linked_from = waiting.popitem()
        done.add(name)
        answer = _answer(name, look, linked_from)
        progress("publishing", len(done), len(done) + len(waiting))
        yield name, answer
        if name.endswith(".html"):
            found = links_of(name, answer.content.decode("utf-8"))
            waiting |= {other: name for other in found if other not in done}


def _is_public(route: Route) -> bool:
    """Pages for anybody are written whether or not another page leads to them; all else where one does."""
    return route.answer is not None and route.seen_by == "public" and file_of(route.path).endswith(INDEX)


def _answer(name: str, look: Look, linked_from: str) -> Answer:
    for route in ROUTES:
        found = re.fullmatch(_pattern(route), name)
        if not found or route.form is not None:
            continue
        if route.fixed is not None:
            return route.fixed()
        frame = Frame("../" * name.count("/"), True)
        try:
            return route.for_viewer(replace(look, frame=frame), **found.groupdict())
        except (NotVisible, UnknownPageError) as error:
            raise InternalError(f"{linked_from} leads to {name}, which is not for anybody ({error})") from error
    raise InternalError(f"{linked_from} leads to {name}, which no route answers")


def file_of(path: str) -> str:
    """The file that an address of the site is written to: a folder's is its index.html."""
    return f"{path}{INDEX}" if path == "" or path.endswith("/") else path


def _pattern(route: Route) -> str:
    """A route's path as a pattern of file names, its variable parts by name."""
    parts = re.split(r"<str:(\w+)>", file_of(route.path))
    return "".join(f"(?P<{part}>[^/]+)" if at % 2 else re.escape(part) for at, part in enumerate(parts))


def links_of(name: str, text: str) -> set[str]:
    """The files of the site that a page of it leads to, by their names."""
    reader = _Links()
    reader.feed(text)
    found = set()
    for link in reader.found:
        parts = urlsplit(link)
        if not parts.scheme and not parts.netloc and parts.path:
            found.add(_joined(name, unquote(parts.path)))
    return found


def _joined(name: str, path: str) -> str:
    steps = list(PurePosixPath(name).parts[:-1])
    for step in path.split("/"):
        if step == "..":
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    folder = "".join(f"{step}/" for step in steps)
    return file_of(folder) if path.endswith(("/", "..")) else folder.rstrip("/")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for key, value in attrs if key in ("href", "src") and value]


def _public_look(home: Home) -> Look:
    from goodplace.account.account import account_state
    from goodplace.account.record import export_record

    data = current_data(home)
    if data is None:
        raise InputError(f"{home.source} has no run yet. First: goodplace run {home.source}", code="no-run")
    return Look(data, account_state(home, data.proposal), ANYBODY, Frame("", True), record=lambda: export_record(home))


def _in_silence(what: str, done: int, of: int) -> None:
    """Progress told to nobody."""
