"""A new PostgreSQL cluster: the folder with all its data."""

import shutil
import subprocess
from pathlib import Path

from oab.embedded.accounts import Account
from oab.embedded.binaries import Binaries
from oab.embedded.errors import NotStarted

OPTIONS = [
    *("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"),
    # Upper and lower case of all of Unicode, and an order that no machine disputes.
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
]


def make(cluster: Path, account: Account, binaries: Binaries, *, lock: int) -> None:
    """Make the cluster unless it exists; one that exists is a whole one.

    An `initdb` that survives this process inherits `lock`, and so keeps others from
    making the cluster at the same time.
    """
    if cluster.exists():
        return
    partial = cluster.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    account.make_own_folder(partial)
    made = subprocess.run(  # noqa: S603 - own program, own arguments
        [binaries.postgres / "initdb", *OPTIONS, "-D", partial],
        cwd=partial,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
        capture_output=True,
        text=True,
        check=False,
        pass_fds=[lock],
        **account.for_popen(),
    )
    if made.returncode:
        raise NotStarted(f"PostgreSQL start niet: {' '.join(made.stderr.split())}")
    partial.rename(cluster)
