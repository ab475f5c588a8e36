"""Run the database tests on PostgreSQL 15, the oldest version that is supported.

A throw-away cluster and a Valkey are made in a temporary folder and removed afterwards.
As a plugin of pytest this module keeps only the tests that use the database.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis

from oab.embedded import databases
from oab.embedded.accounts import Account, is_root
from oab.embedded.binaries import Binaries

ROOT = Path(__file__).resolve().parent.parent
BINARIES = Path(os.environ.get("PG15_BIN", "/usr/lib/postgresql/15/bin"))
NOT_FOUND = f"""\
PostgreSQL 15 was not found in {BINARIES}.
On Debian 12: apt-get install postgresql-15
Elsewhere: make test-postgres15 PG15_BIN=/path/to/postgresql-15/bin"""
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}


def main(arguments: list[str]) -> int:
    """Run pytest with `arguments` on servers of its own; return its exit code."""
    if not (BINARIES / "initdb").exists():
        print(NOT_FOUND, file=sys.stderr)
        return 2
    with temporary_folder() as folder, postgresql(folder), valkey(folder) as redis_url:
        servers = {
            "DATABASE_URL": f"postgres://oab_app@/{folder}/oab_test",
            "DATABASE_OWNER_URL": f"postgres://oab_owner@/{folder}/oab_test",
            "REDIS_URL": redis_url,
            "SECRET_KEY": "of a throw-away cluster",
            "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
        }
        pytest_here = [sys.executable, "-m", "pytest", "-p", "tests.postgres15"]
        return subprocess.run(
            [*pytest_here, *arguments], cwd=ROOT, env=os.environ | servers, check=False
        ).returncode


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Make a folder that only the servers' user can enter; remove it afterwards.

    Not in TMPDIR: the path of a socket in it may have about 100 characters.
    """
    folder = Path(tempfile.mkdtemp(prefix="oab-", dir="/tmp"))
    try:
        if is_root():
            os.chown(folder, Account.serving().uid, Account.serving().gid)
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def postgresql(folder: Path) -> Iterator[None]:
    """Run PostgreSQL on a socket in `folder`, with the roles and the test database."""
    data = str(folder / "postgresql")
    initdb = [str(BINARIES / "initdb"), "--auth=trust", "--username=postgres"]
    as_account = Account.serving().for_popen() | {"cwd": folder}
    subprocess.run(
        [*initdb, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", data],
        **as_account,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    server = [str(BINARIES / "postgres"), "-D", data, "-k", str(folder), "-h", ""]
    quick = ["-p", databases.PORT, "-c", "fsync=off"]  # nothing here is kept
    ready = [str(BINARIES / "pg_isready"), "--quiet", f"--host={folder}"]
    log = folder / "postgresql.log"
    with running([*server, *quick], log, **as_account) as up:
        up(lambda: subprocess.run(ready, check=False).returncode == 0)
        databases.ensure(folder, "oab_test")
        yield


@contextmanager
def valkey(folder: Path) -> Iterator[str]:
    """Run a Valkey on a socket in `folder` that keeps nothing; give its address."""
    socket = folder / "valkey.sock"
    server = [str(Binaries.installed().valkey), "--port", "0", "--save", ""]
    on_socket = [*server, "--unixsocket", str(socket)]
    with running(on_socket, folder / "valkey.log", cwd=folder) as up:
        up(lambda: socket.exists() and redis.Redis(unix_socket_path=str(socket)).ping())
        yield f"redis+socket://{socket}?virtual_host=1"


@contextmanager
def running(
    command: list[str], log: Path, **options: Any
) -> Iterator[Callable[[Callable[[], object]], None]]:
    """Run a server until the block ends; give what waits until it answers."""
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, stdout=output, stderr=output, start_new_session=True, **options
        )

    def up(answers: Callable[[], object]) -> None:
        for _ in range(300):
            if answers():
                return
            if server.poll() is not None:
                break
            time.sleep(0.1)
        raise SystemExit(f"{command[0]} did not start:\n{log.read_text()}")

    try:
        yield up
    finally:
        server.send_signal(signal.SIGINT)  # PostgreSQL then does not wait for clients
        server.wait()


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Keep the tests that use the database; the others ran on the newest version."""
    wanted = [item for item in items if uses_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
    items[:] = wanted


def uses_database(item: pytest.Item) -> bool:
    """Tell whether a test asks for the database, by its mark or by a fixture."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
