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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from oab.embedded import databases
from oab.embedded.accounts import is_root
from oab.embedded.binaries import SHARED
from oab.embedded.errors import NotStarted
from oab.embedded.launch import launch

PATIENCE = 60
ATTEMPTS = 2
POLL = 0.01

_held: dict[Path, int] = {}
_ensured: set[tuple[Path, str]] = set()


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
        folder = (checkout / data).resolve() if data else _base() / key
        # The path of a socket may have some hundred characters, and it must be the same
        # for all processes of a user, whatever their environment.
        base = Path("/run" if is_root() else "/tmp")  # noqa: S108
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

    def hold(self, database: str = "oab") -> None:
        """Use the servers from now until this process ends; start them if need be.

        Cheap when they run already. A forked child holds them too.
        """
        try:
            self._take_part()
            self._await_servers()
        except OSError as error:
            raise NotStarted(f"PostgreSQL of Valkey start niet: {error}") from error
        if (self.sockets, database) not in _ensured:
            databases.ensure(self.sockets, database)
            _ensured.add((self.sockets, database))

    def _take_part(self) -> None:
        path = self.folder / "users.lock"
        if path in _held:
            return
        self.folder.mkdir(
            mode=0o711 if is_root() else 0o700, parents=True, exist_ok=True
        )
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        until = time.monotonic() + PATIENCE
        while not _taken(lock, fcntl.LOCK_SH):  # the servers are being stopped
            self._pause(until)
        if _held.setdefault(path, lock) != lock:
            os.close(lock)  # another thread was first

    def _await_servers(self) -> None:
        until = time.monotonic() + PATIENCE
        launches = 0
        while True:
            with self._supervision() as lock:
                if lock is None and (self.folder / "ready").exists():
                    return
                if lock is not None and launches == ATTEMPTS:
                    raise NotStarted(self._complaint())
                if lock is not None:
                    launch(self.folder, self.sockets, grace=self.grace, lock=lock)
                    launches += 1
            self._pause(until)

    @contextmanager
    def _supervision(self) -> Iterator[int | None]:
        """Take the lock of the supervisor; None when there is one already."""
        lock = os.open(self.folder / "supervisor.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield lock if _taken(lock, fcntl.LOCK_EX) else None
        finally:
            os.close(lock)

    def _pause(self, until: float) -> None:
        if time.monotonic() > until:
            raise NotStarted(self._complaint())
        time.sleep(POLL)

    def _complaint(self) -> str:
        log = self.folder / "log"
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        return f"PostgreSQL of Valkey start niet ({log}): {' | '.join(lines[-5:])}"


def _base() -> Path:
    if is_root():
        return SHARED
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(cache).expanduser() / "oab-embedded"


def _key(path: Path) -> str:
    return sha256(os.fsencode(path)).hexdigest()[:12]


def _taken(lock: int, kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
