"""Embedded servers of a test's own, and processes that use them."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis

from oab.embedded import Services, State

CHECKOUT = Path(__file__).parents[3]


@dataclass
class User:
    """A process of its own that uses the servers."""

    process: subprocess.Popen[str]

    def tell(self, command: str) -> str:
        self.send(command)
        return self.answer()

    def send(self, command: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()

    def answer(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def end(self, by: signal.Signals = signal.SIGKILL) -> None:
        os.killpg(self.process.pid, by)
        self.process.communicate()


@dataclass
class Machine:
    """The servers of one checkout, seen from outside."""

    services: Services
    users: list[User] = field(default_factory=list)

    def start_user(self) -> User:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.oab.embedded.user"),
                *(self.services.folder, self.services.sockets),
            ],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.users.append(User(process))
        return self.users[-1]

    def holding_user(self) -> User:
        user = self.start_user()
        assert user.tell("hold") == "held"
        return user

    def sql(self, statement: str, role: str = "oab_owner") -> list[tuple[Any, ...]]:
        address = self.services.database("oab")
        with psycopg.connect(
            host=address["HOST"],
            port=address["PORT"],
            dbname=address["NAME"],
            user=role,
            autocommit=True,
        ) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def valkey(self) -> redis.Redis:
        return redis.Redis.from_url(self.services.redis_client_url(0))

    def pids(self) -> dict[str, int]:
        """Give the process number of the supervisor and of both servers."""
        lock = self.services.folder / "postgres" / "postmaster.pid"
        postgres = int(lock.read_text().split()[0])
        parent = (
            Path(f"/proc/{postgres}/stat").read_text().rpartition(")")[2].split()[1]
        )
        with closing(self.valkey()) as client:
            valkey = int(client.info("server")["process_id"])
        return {"supervisor": int(parent), "postgres": postgres, "valkey": valkey}

    def stops(self, pids: dict[str, int]) -> bool:
        """Wait until nothing runs any more."""
        eventually(lambda: self.services.state() is State.STOPPED)
        return not any(runs(pid) for pid in pids.values())


def runs(pid: int) -> bool:
    """Tell whether a process runs; one that only waits to be buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def eventually(condition: Callable[[], object]) -> None:
    """Wait; the hang guard of every test is the only limit."""
    while not condition():
        time.sleep(0.02)


@contextmanager
def passable_folder() -> Iterator[Path]:
    """Make a folder that root's servers can pass through, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="oab-test-", dir="/tmp") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@contextmanager
def machine_in(folder: Path) -> Iterator[Machine]:
    """Give the servers of a checkout, and end them with all their users."""
    machine = Machine(Services.of(folder / "checkout", str(folder / "data")))
    try:
        yield machine
    finally:
        for user in machine.users:
            if user.process.returncode is None:
                user.end()
        machine.services.stop()
        shutil.rmtree(machine.services.sockets, ignore_errors=True)


@pytest.fixture(scope="session")
def running() -> Iterator[Machine]:
    """Servers that run, for tests that only look."""
    with passable_folder() as folder, machine_in(folder) as machine:
        machine.holding_user()
        yield machine


@pytest.fixture
def folder() -> Iterator[Path]:
    with passable_folder() as folder:
        yield folder


@pytest.fixture
def new_machine(folder: Path) -> Iterator[Machine]:
    """A checkout in which nothing ran yet."""
    with machine_in(folder) as machine:
        yield machine


@pytest.fixture(scope="session")
def used_before() -> Iterator[Path]:
    """One folder for many tests, which spares each its own `initdb`."""
    with passable_folder() as folder:
        yield folder


@pytest.fixture
def machine(used_before: Path) -> Iterator[Machine]:
    """A checkout in which servers ran before."""
    with machine_in(used_before) as machine:
        yield machine
