"""Set up what one make target needs, and nothing that is there already.

`scripts/set-up demo` makes `.venv` with what runs goodplace, and the styles of its pages. `check`, `test` and `bench`
add what they need. What was added is never taken away again by a smaller target, and a second run finds by a hash of
the lock files that there is nothing to do. Standard library only: this runs before anything is installed.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
UV_VENV = ROOT / ".uv"
STYLES = ROOT / "src/goodplace/pages/static/govuk-frontend.css"

# What the tests start as programs of their own: a path or a command -> the Debian package that brings it.
TEST_PROGRAMS = {
    "chromium": "chromium",
    "soffice": "libreoffice-calc-nogui",
    "pdftoppm": "poppler-utils",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf": "fonts-dejavu-core",
    "java": "default-jre-headless",
    "pg_ctlcluster": "postgresql",
}


@dataclass(frozen=True)
class Stamp:
    """What stands in a folder: `runtime` or `dev`, and a hash of the files it was made from."""

    path: Path
    made_from: tuple[Path, ...]

    def text(self, *, dev: bool) -> str:
        # The root is part of it: a virtual environment that was moved has scripts that point to where it was.
        parts = [str(self.path).encode(), *(p.read_bytes() for p in self.made_from)]
        digest = hashlib.sha256(b"\0".join(parts)).hexdigest()
        return f"{'dev' if dev else 'runtime'} {digest}\n"

    def read(self) -> str:
        return self.path.read_text() if self.path.exists() else ""

    def has_dev(self) -> bool:
        return self.read().startswith("dev ")

    def satisfies(self, *, dev: bool) -> bool:
        """Whether nothing need be done: `dev` holds all of `runtime`."""
        return self.read() in ({self.text(dev=True)} if dev else {self.text(dev=True), self.text(dev=False)})

    def remake(self, make: Callable[[bool], None], *, dev: bool) -> None:
        """Call `make(dev)` unless it's done; the stamp is there only while what it says is true."""
        if self.satisfies(dev=dev):
            return
        dev = dev or self.has_dev()
        self.path.unlink(missing_ok=True)
        make(dev)
        self.path.write_text(self.text(dev=dev))


def run(*command: str | Path, env: Mapping[str, str] | None = None) -> None:
    """Run a command from the root of the project; if it fails, say which, and stop without a traceback."""
    words = [str(c) for c in command]
    code = subprocess.run(words, cwd=ROOT, stdin=subprocess.DEVNULL, env={**os.environ, **(env or {})}).returncode
    if code:
        sys.exit(f"Setting up failed (exit code {code}) at: {' '.join(words)}")


def say(what: str) -> None:
    print(f"Setting up: {what}", flush=True)


def works(python: Path) -> bool:
    """Whether this interpreter starts; after an upgrade of the system it may not."""
    return python.exists() and subprocess.run([python, "-c", "pass"], capture_output=True).returncode == 0


def install_uv(_dev: bool) -> None:
    say("the installer (uv)")
    run(sys.executable, "-m", "venv", "--clear", UV_VENV)
    run(UV_VENV / "bin/python", "-m", "pip", "install", "-q", "--require-hashes", "-r", "requirements-uv.lock")


def install_packages(dev: bool) -> None:
    lock = "requirements-dev.lock" if dev else "requirements.lock"
    say(f"Python packages ({lock})")
    uv = UV_VENV / "bin/uv"
    if not works(VENV / "bin/python"):
        run(uv, "venv", "-q", "--clear", "-p", sys.executable, VENV)
    into = ("-p", VENV / "bin/python")
    run(uv, "pip", "sync", "-q", *into, "--require-hashes", lock)
    hashed_build = ("--build-constraints", "requirements-build.lock", "--require-build-hashes")
    run(uv, "pip", "install", "-q", *into, "--no-deps", *hashed_build, "-e", ".")


def install_styles(dev: bool) -> None:
    say("the styles of the pages" + (" and the accessibility checker" if dev else ""))
    need_programs({"npm": "npm"})
    run("npm", "ci", "--no-progress", "--loglevel=error", *([] if dev else ["--omit=dev"]))
    run(sys.executable, ROOT / "scripts/build_styles.py")


def need_programs(packages: Mapping[str, str]) -> None:
    """Install the Debian packages whose programs (or files) are missing, or say which to install."""
    missing = sorted({p for program, p in packages.items() if not (shutil.which(program) or Path(program).is_file())})
    if not missing:
        return
    if not shutil.which("apt-get"):
        sys.exit(
            f"These are missing: {', '.join(missing)} (names of Debian packages). Install them and run this again."
        )
    if os.geteuid() != 0:
        command = f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(missing)}"
        sys.exit(f"Some programs are missing. Install them with\n\n    {command}\n\nand run the same command again.")
    say(f"Debian packages: {' '.join(missing)}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "update", "-qq", env=quiet)
    wait = "DPkg::Lock::Timeout=600"
    run("apt-get", "install", "-qq", "-y", "--no-install-recommends", "-o", wait, *missing, env=quiet)


def set_up(target: str) -> None:
    """Bring about what `target` needs: demo, check, test or bench."""
    dev = target != "demo"
    if target == "test":
        need_programs(TEST_PROGRAMS)
    if not works(UV_VENV / "bin/python"):
        shutil.rmtree(UV_VENV, ignore_errors=True)
    Stamp(UV_VENV / "stamp", (ROOT / "requirements-uv.lock",)).remake(install_uv, dev=False)
    locks = ("pyproject.toml", "requirements.lock", "requirements-dev.lock", "requirements-build.lock")
    packages = Stamp(VENV / "stamp", tuple(ROOT / name for name in locks))
    if packages.read() and not works(VENV / "bin/python"):
        packages.path.unlink()
    packages.remake(install_packages, dev=dev)
    if target != "check":
        install_styles_once(dev=target == "test")


def install_styles_once(*, dev: bool) -> None:
    names = ("package-lock.json", ".npmrc", "scripts/build_styles.py")
    stamp = Stamp(ROOT / "node_modules/stamp", tuple(ROOT / name for name in names))
    if not STYLES.exists():
        stamp.path.unlink(missing_ok=True)
    stamp.remake(install_styles, dev=dev)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in ("demo", "check", "test", "bench"):
        sys.exit("Usage: scripts/set-up demo|check|test|bench")
    # Two makes at once wait for each other; the lock is on a file that is there anyway, and only for reading.
    with open(ROOT / "pyproject.toml") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        set_up(sys.argv[1])
