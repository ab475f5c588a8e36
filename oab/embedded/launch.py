"""Everything that must be there before the servers can run, and their supervisor."""

import json
import os
import subprocess
import sys
from pathlib import Path

from oab.embedded import clusters, locks, servers
from oab.embedded.accounts import Account
from oab.embedded.binaries import Binaries
from oab.embedded.errors import NotStarted

FLAGS_OF_ONE_RUN = ["ready", "stop", "keep"]


def launch(folder: Path, sockets: Path, *, grace: float, lock: int) -> None:
    """Start the supervisor, which holds `lock` from now on."""
    if not Path("/proc/self/fd").exists():
        raise NotStarted(
            "Ingebouwde servers draaien alleen op Linux; zet DATABASE_URL en REDIS_URL."
        )
    account = Account.serving()
    binaries = Binaries.for_serving(account)
    clusters.make(folder / "postgres", account, binaries, lock=lock)
    account.make_own_folder(sockets)
    task = {
        "grace": grace,
        "account": account.for_popen(),
        "servers": [
            servers.postgres(sockets, binaries),
            servers.valkey(sockets, binaries),
        ],
    }
    (folder / "supervisor.json").write_text(json.dumps(task, indent=1))
    for flag in FLAGS_OF_ONE_RUN:
        (folder / flag).unlink(missing_ok=True)
    _start_supervisor(folder, lock)


def _start_supervisor(folder: Path, lock: int) -> None:
    log = folder / "log"
    if log.exists():
        log.replace(folder / "log.1")
    program = Path(__file__).with_name("supervisor.py")
    with open(locks.opened(log), "wb") as output:  # noqa: PTH123 - a descriptor
        subprocess.run(  # noqa: S603 - own program, own arguments
            [sys.executable, "-I", "-S", program, folder],
            cwd="/",
            env={"PATH": os.defpath},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=[lock],
            start_new_session=True,  # out of reach of Ctrl-C
            check=False,  # what went wrong is in the log
        )
