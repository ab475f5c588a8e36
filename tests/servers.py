"""Servers of a test's own, in a temporary folder, gone when the test ends."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis

from oab.embedded.accounts import Account, is_root
from oab.embedded.binaries import Binaries


@dataclass(frozen=True)
class Server:
    """A process, and what it says."""

    process: subprocess.Popen[bytes]
    log: Path

    def said(self, words: str) -> bool:
        """Tell whether it has said something so far."""
        return words in self.log.read_text(errors="replace")

    def last_words(self) -> str:
        """Give the end of its log."""
        return self.log.read_text(errors="replace")[-2000:]

    def answers(self, question: Callable[[], object], seconds: float = 30) -> bool:
        """Ask until the answer is yes, the process ends or the time is over."""
        until = time.monotonic() + seconds
        while not question():
            if time.monotonic() > until or self.process.poll() is not None:
                return False
            time.sleep(0.1)
        return True


@contextmanager
def running(command: list[str], log: Path, **options: Any) -> Iterator[Server]:
    """Run a program until the block ends; its output goes to `log`."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, start_new_session=True, **options
        )
    try:
        yield Server(process, log)
    finally:
        if process.poll() is None:
            # As Ctrl-C does; on SIGTERM PostgreSQL would wait for its clients.
            os.killpg(process.pid, signal.SIGINT)
        process.wait()


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Make a folder that only the servers' account and root can enter.

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
def postgresql(
    folder: Path, binaries: Path, *, port: int, address: str = ""
) -> Iterator[None]:
    """Run an empty PostgreSQL; its superuser comes in by the socket in `folder`."""
    initdb(folder, binaries)
    with postgresql_of(folder, binaries, port=port, address=address):
        yield


def initdb(folder: Path, binaries: Path) -> None:
    """Make the files of an empty PostgreSQL."""
    who = ["--username=postgres", "--auth-local=trust", "--auth-host=scram-sha-256"]
    text = ["--encoding=UTF8", "--locale=C.UTF-8"]
    subprocess.run(
        [str(binaries / "initdb"), "--no-sync", *who, *text, _data_of(folder)],
        **_as_account(folder),
        stdout=subprocess.DEVNULL,
        check=True,
    )


@contextmanager
def postgresql_of(
    folder: Path, binaries: Path, *, port: int, address: str = ""
) -> Iterator[Server]:
    """Run the PostgreSQL whose files are in a folder."""
    log = folder / "postgresql.log"
    server = [str(binaries / "postgres"), "-D", _data_of(folder), "-c", "fsync=off"]
    where = ["-k", str(folder), "-h", address, "-p", str(port)]
    ready = [
        str(binaries / "pg_isready"),
        "--quiet",
        f"--host={folder}",
        f"--port={port}",
    ]
    with running([*server, *where], log, **_as_account(folder)) as started:
        if not started.answers(lambda: succeeds(ready)):
            raise RuntimeError(started.last_words())
        yield started


def _data_of(folder: Path) -> str:
    return str(folder / "postgresql")


def _as_account(folder: Path) -> dict[str, Any]:
    return Account.serving().for_popen() | {"cwd": folder}


@contextmanager
def valkey(folder: Path, *, port: int) -> Iterator[Server]:
    """Run a Valkey on the loopback address that keeps nothing."""
    log = folder / "valkey.log"
    server = [str(Binaries.installed().valkey), "--save", "", "--bind", "127.0.0.1"]
    client = redis.Redis(port=port)
    with running([*server, "--port", str(port)], log, cwd=folder) as started:
        if not started.answers(lambda: _pings(client)):
            raise RuntimeError(started.last_words())
        yield started


def succeeds(command: list[str], **options: Any) -> bool:
    """Run a program that says nothing worth reading; whether it exits with 0."""
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options
    ) as process:
        return process.wait() == 0


def _pings(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


def free_port() -> int:
    """Find a port of the loopback address on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
