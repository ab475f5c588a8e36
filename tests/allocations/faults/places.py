"""A broker, a database and workers that a test may hurt, beside the shared ones."""

import os
import signal
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes

import redis
from celery import Celery
from django.db import DEFAULT_DB_ALIAS, connection, connections

from oab.embedded import databases
from oab.embedded.accounts import Account
from oab.embedded.binaries import Binaries
from oab.processes import WORKER
from tests.allocations.counting import an_allocation_waits_for_a_lock
from tests.servers import Server, initdb, postgresql_of, running, succeeds, valkey
from tests.workers import until

ROOT = Path(__file__).resolve().parents[3]
PSEUDONYM_KEYS = f"k1:{b64encode(token_bytes(32)).decode()}"
CELERY = WORKER[1]
FOLLOW = "allocations.tasks.follow_changes"


@dataclass(frozen=True)
class Place:
    """Where processes of a test find the database and a broker of their own."""

    folder: Path
    port: int

    @property
    def broker_url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def environment(self) -> dict[str, str]:
        """Give the settings of an installation that embeds nothing."""
        where = connection.settings_dict
        server = f"{where['HOST']}/{where['NAME']}?port={where['PORT']}"
        return os.environ | {
            "DATABASE_URL": f"postgres://oab_app@/{server}",
            "DATABASE_OWNER_URL": f"postgres://oab_owner@/{server}",
            "REDIS_URL": self.broker_url,
            "SECRET_KEY": "of a broker that is thrown away",
            "ALLOWED_HOSTS": "127.0.0.1",
            "OAB_PSEUDONYM_KEYS": PSEUDONYM_KEYS,
        }

    @contextmanager
    def broker(self) -> Iterator[Server]:
        """Run a broker that remembers nothing of an earlier one."""
        with valkey(self.folder, port=self.port) as started:
            yield started

    @contextmanager
    def worker(self, name: str = "one", module: str = CELERY) -> Iterator[Server]:
        """Run a worker, once it is ready, until the block ends or it was killed."""
        program = [sys.executable, "-m", module, *WORKER[2:]]
        arguments = ["--concurrency=1", f"--hostname={name}@localhost"]
        with self._running(name, [*program, *arguments]) as started:
            if not started.answers(lambda: started.said(" ready.")):
                raise RuntimeError(started.last_words())
            yield started

    @contextmanager
    def hurried_beat(self) -> Iterator[Server]:
        """Run the periodic tasks, each every second."""
        schedule = ["--schedule", str(self.folder / "schedule")]
        module = "tests.allocations.faults.hurried_beat"
        command = [sys.executable, "-m", module, *schedule]
        with self._running("beat", command) as started:
            yield started

    @contextmanager
    def _running(self, name: str, command: list[str]) -> Iterator[Server]:
        log = self.folder / f"{name}.log"
        # The broker and the database have to bear it that nobody says goodbye.
        with running(command, log, cwd=ROOT, env=self.environment()) as started:
            try:
                yield started
            finally:
                kill(started)

    def sender(self) -> Celery:
        """Give an application that sends what it is told to this broker."""
        elsewhere = Celery("elsewhere", set_as_current=False)
        elsewhere.config_from_object("django.conf:settings", namespace="CELERY")
        elsewhere.conf.update(broker_url=self.broker_url)
        return elsewhere

    def holds_no_message(self) -> bool:
        """Say whether every message was taken and done."""
        return self._messages() == 0

    def has_but_one_message(self) -> bool:
        """Say whether every message was taken and done but one."""
        return self._messages() == 1

    def _messages(self) -> int:
        with closing(redis.Redis(port=self.port)) as client:
            return int(client.llen("celery")) + int(client.hlen("unacked"))


def kill(server: Server) -> None:
    """End a program and its children at once, as a power cut would."""
    with suppress(ProcessLookupError):
        os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait()


@contextmanager
def frozen(server: Server) -> Iterator[None]:
    """Let a program take connections and say nothing, as one that is swapped out."""
    os.killpg(server.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(server.process.pid, signal.SIGCONT)


def child_of(server: Server) -> int:
    """Find the process in which a worker does its tasks."""
    pid = server.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(children[0])


@contextmanager
def stuck_in_the_middle() -> Iterator[None]:
    """Let whoever stores an allocation wait until the block ends."""
    owner = connections["owner"].copy(DEFAULT_DB_ALIAS)
    owner.settings_dict |= {
        key: connection.settings_dict[key] for key in ("HOST", "PORT", "NAME")
    }
    with closing(owner), owner.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE allocations_allocation IN SHARE MODE")
        yield


def somebody_is_in_the_middle() -> None:
    """Wait until a worker waits for what holds it up."""
    until(an_allocation_waits_for_a_lock)


def nobody_is_in_the_middle() -> None:
    """Wait until the server has noticed that a worker is no more."""
    until(lambda: not _sessions_in_transaction())


def _sessions_in_transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND xact_start IS NOT NULL AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


class OwnDatabase:
    """A PostgreSQL that a test may stop and start."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.binaries = Binaries.for_serving(Account.serving()).postgres
        initdb(folder, self.binaries)

    @contextmanager
    def running(self) -> Iterator[Server]:
        """Run it until the block ends or it was stopped."""
        port = int(databases.PORT)
        with postgresql_of(self.folder, self.binaries, port=port) as server:
            yield server

    def migrated(self, place: Place) -> None:
        """Make the database that the tests' connection names, and its tables."""
        databases.ensure(self.folder, connection.settings_dict["NAME"])
        command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        assert succeeds(command, cwd=ROOT, env=place.environment())


@contextmanager
def connected_to(folder: Path) -> Iterator[None]:
    """Let the test itself work in another database than that of the tests."""
    shared = connections[DEFAULT_DB_ALIAS]
    own = shared.copy()
    own.settings_dict |= {"HOST": str(folder), "PORT": databases.PORT}
    connections[DEFAULT_DB_ALIAS] = own
    try:
        yield
    finally:
        own.close()
        connections[DEFAULT_DB_ALIAS] = shared
