"""A PostgreSQL and a Valkey that run by themselves while this checkout is used.

Each checkout has servers of its own, reached over Unix sockets only. What stays is in

- `~/.cache/oab-embedded/<checkout>` (or `$XDG_CACHE_HOME/…`) for an ordinary user,
- `/var/lib/oab-embedded/<checkout>` for root,

or in the folder that `OAB_DATA_DIR` names. PostgreSQL's data survives anything; Valkey
keeps nothing. Root's servers run as `nobody`.

Who uses the servers holds a shared lock on `users.lock` for as long as its process
lives. The supervisor (`supervisor.py`) stops the servers when it gets that lock
exclusively.
"""

import fcntl
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from pathlib import Path

import psycopg

from oab.embedded import databases, locks
from oab.embedded.accounts import Account, is_root
from oab.embedded.binaries import SHARED
from oab.embedded.errors import NotStarted
from oab.embedded.launch import launch
from oab.embedded.secret_files import keep_the_first

PATIENCE = 60
POLL = 0.01
ATTEMPTS = 2

_held: dict[Path, int] = {}
_ensured: set[tuple[int, str]] = set()


class State(Enum):
    """How the servers are."""

    STOPPED = "staan stil"
    CHANGING = "starten of stoppen"
    RUNNING = "draaien"


@dataclass(frozen=True)
class Services:
    """The servers of one checkout."""

    folder: Path
    sockets: Path
    grace: float = 3

    @classmethod
    def of(cls, checkout: Path, data: str = "") -> "Services":
        """Say where a checkout's servers are; starts nothing, writes nothing."""
        key = _key(checkout.resolve())
        chosen = checkout / Path(data).expanduser() if data else _base() / key
        folder = chosen.resolve()
        # A socket's path may have some hundred characters, and must be the same for all
        # processes of a user, whatever their environment.
        base = Path("/run" if is_root() else "/tmp")  # noqa: S108 - checked before use
        return cls(folder, base / f"oab-{os.geteuid()}-{_key(folder)}")

    def database(self, name: str) -> dict[str, str]:
        """Give Django's settings of a database, all but the role."""
        return {"NAME": name, "HOST": str(self.sockets), "PORT": databases.PORT}

    def redis_url(self, index: int) -> str:
        """Give the address of a Valkey database as Celery spells it."""
        return f"redis+socket://{self.sockets}/valkey?virtual_host={index}"

    def redis_client_url(self, index: int) -> str:
        """Give the address of a Valkey database as the Redis client spells it."""
        return f"unix://{self.sockets}/valkey?db={index}"

    def make_folder(self) -> None:
        """Make the folder that holds everything of this checkout."""
        Account.serving().make_reachable_folder(self.folder)

    def secret(self, name: str, make: Callable[[], str]) -> Path:
        """Name the file of a secret of this checkout, made at the first need."""
        file = self.folder / name
        if not file.exists():
            self.make_folder()
            keep_the_first(file, make())
        return file

    def hold(self, database: str = "oab") -> None:
        """Use the servers from now until this process ends; start them if need be.

        Costs next to nothing when they run already. A forked child holds them too.
        """
        try:
            lock = self._join_users()
            self._await_servers()
            if (lock, database) not in _ensured:
                databases.ensure(self.sockets, database)
                _ensured.add((lock, database))
        except (OSError, psycopg.Error) as error:
            raise NotStarted(f"PostgreSQL of Valkey start niet: {error}") from error

    def keep(self) -> None:
        """Keep the running servers without users, until they are stopped."""
        (self.folder / "keep").touch()

    def kept(self) -> bool:
        """Tell whether the servers go on without users."""
        return self.state() is State.RUNNING and (self.folder / "keep").exists()

    def stop(self) -> None:
        """Stop the servers, whoever uses them."""
        until = time.monotonic() + PATIENCE
        while self.state() is not State.STOPPED:
            (self.folder / "stop").touch()
            self._pause(until, "PostgreSQL of Valkey stopt niet")

    def state(self) -> State:
        """Tell how the servers are."""
        if not self.folder.exists():
            return State.STOPPED
        with locks.attempt(self.folder / "supervisor.lock") as lock:
            if lock is not None:
                return State.STOPPED
            ready = (self.folder / "ready").exists()
            return State.RUNNING if ready else State.CHANGING

    def _join_users(self) -> int:
        path = self.folder / "users.lock"
        held = _held.get(path)
        if held is not None and locks.still_opened(held, path):
            return held
        self.make_folder()
        lock = locks.opened(path)
        until = time.monotonic() + PATIENCE
        while not locks.taken(lock, fcntl.LOCK_SH):
            self._pause(until, "PostgreSQL of Valkey stopt niet")
        _held[path] = lock
        return lock

    def _await_servers(self) -> None:
        until = time.monotonic() + PATIENCE
        launches = 0
        while True:
            with locks.attempt(self.folder / "supervisor.lock") as lock:
                if lock is None and (self.folder / "ready").exists():
                    return
                if lock is not None:
                    launches += 1
                    self._launch(lock, launches)
            self._pause(until, "PostgreSQL of Valkey start niet")

    def _launch(self, lock: int, launches: int) -> None:
        if launches > ATTEMPTS:
            raise self._complaint("PostgreSQL of Valkey start niet")
        launch(self.folder, self.sockets, grace=self.grace, lock=lock)

    def _pause(self, until: float, complaint: str) -> None:
        if time.monotonic() > until:
            raise self._complaint(complaint)
        time.sleep(POLL)

    def _complaint(self, complaint: str) -> NotStarted:
        log = self.folder / "log"
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        return NotStarted(f"{complaint} ({log}): {' | '.join(lines[-5:])}")


def _base() -> Path:
    if is_root():
        return SHARED
    cache = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (cache if cache.is_absolute() else _home() / ".cache") / "oab-embedded"


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError as error:
        raise NotStarted(
            f"Gebruiker {os.geteuid()} heeft geen thuismap; kies met OAB_DATA_DIR"
            " een map voor de gegevens."
        ) from error


def _key(path: Path) -> str:
    return sha256(os.fsencode(path)).hexdigest()[:12]
