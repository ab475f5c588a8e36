"""Everything that must be there before the servers can run, and their supervisor."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from oab.embedded.accounts import Account
from oab.embedded.binaries import Binaries
from oab.embedded.databases import PORT
from oab.embedded.errors import NotStarted

POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m postgres [%p] ",
}
# The start of a session as `postgres`; "R" is the answer once sessions are accepted.
POSTGRES_GREETING = b"\0\3\0\0user\0postgres\0database\0postgres\0\0"
PG_INITDB = [
    *("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"),
    # Upper and lower case of all of Unicode, and an order that no machine disputes.
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
]


def launch(folder: Path, sockets: Path, *, grace: float, lock: int) -> None:
    """Start the supervisor, which holds `lock` from now on."""
    account = Account.serving()
    account.check_reach(folder)
    account.make_own_folder(sockets)
    binaries = Binaries.for_serving()
    _make_cluster(folder, account, binaries, lock)
    servers = [
        _postgres(folder, sockets, binaries) | {"account": account.for_popen()},
        _valkey(folder, sockets, binaries) | {"account": account.for_popen()},
    ]
    task = {"grace": grace, "servers": servers}
    (folder / "supervisor.json").write_text(json.dumps(task, indent=1))
    for flag in ["ready", "stop", "keep"]:
        (folder / flag).unlink(missing_ok=True)
    _start_supervisor(folder, lock)


def _make_cluster(
    folder: Path, account: Account, binaries: Binaries, lock: int
) -> None:
    cluster = folder / "postgres"
    if cluster.exists():
        return
    partial = folder / "postgres.partial"
    shutil.rmtree(partial, ignore_errors=True)
    account.make_own_folder(partial)
    made = subprocess.run(  # noqa: S603 - own program, own arguments
        [binaries.postgres / "initdb", *PG_INITDB, "-D", partial],
        cwd=partial,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
        capture_output=True,
        text=True,
        check=False,
        # An initdb that survives this process keeps others from starting a second one.
        pass_fds=[lock],
        **account.for_popen(),
    )
    if made.returncode:
        raise NotStarted(f"initdb mislukt: {' '.join(made.stderr.split())}")
    partial.rename(cluster)


def _postgres(folder: Path, sockets: Path, binaries: Binaries) -> dict[str, Any]:
    settings = POSTGRES_SETTINGS | {"unix_socket_directories": str(sockets)}
    options = [f"--{name}={value}" for name, value in settings.items()]
    socket = sockets / f".s.PGSQL.{PORT}"
    length = (4 + len(POSTGRES_GREETING)).to_bytes(4, "big")
    return {
        "command": [f"{binaries.postgres}/postgres", "-D", ".", *options],
        "directory": str(folder / "postgres"),
        "socket": str(socket),
        "request": (length + POSTGRES_GREETING).hex(),
        "reply": b"R".hex(),
        "stop_signal": signal.SIGINT,  # end all sessions, then write everything out
        "lock": str(folder / "postgres.lock"),
        # Files with process numbers, which may be another's after a crash.
        "leftovers": [str(folder / "postgres" / "postmaster.pid"), f"{socket}.lock"],
    }


def _valkey(folder: Path, sockets: Path, binaries: Binaries) -> dict[str, Any]:
    socket = sockets / "valkey"
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "save": "",
        "loglevel": "warning",
    }
    flat = [part for name, value in options.items() for part in (f"--{name}", value)]
    return {
        "command": [str(binaries.valkey), *flat],
        "directory": str(sockets),
        "socket": str(socket),
        "request": b"PING\r\n".hex(),
        "reply": b"+".hex(),
        "stop_signal": signal.SIGTERM,
        "lock": str(folder / "valkey.lock"),
        "leftovers": [str(socket)],
    }


def _start_supervisor(folder: Path, lock: int) -> None:
    log = folder / "log"
    if log.exists():
        log.replace(folder / "log.1")
    with log.open("wb") as output:
        subprocess.run(  # noqa: S603 - own program, own arguments
            [
                *(sys.executable, "-I", "-S"),
                *(Path(__file__).with_name("supervisor.py"), folder),
            ],
            cwd="/",
            env={"PATH": os.defpath},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=[lock],
            start_new_session=True,
            check=True,
        )
