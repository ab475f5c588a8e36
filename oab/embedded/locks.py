"""Locks that the kernel frees when their holders die, however they die."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_passing: set[int] = set()


def opened(path: Path) -> int:
    """Open a file to lock; only its owner can."""
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def taken(lock: int, kind: int) -> bool:
    """Take the lock, unless another has it."""
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def still_opened(lock: int | None, path: Path) -> bool:
    """Tell whether this process still has this very file open."""
    try:
        return lock is not None and os.path.samestat(os.fstat(lock), path.stat())
    except OSError:
        return False


@contextmanager
def attempt(path: Path) -> Iterator[int | None]:
    """Try for an exclusive lock; what is started inside may inherit it and keep it."""
    lock = opened(path)
    _passing.add(lock)
    try:
        yield lock if taken(lock, fcntl.LOCK_EX) else None
    finally:
        _passing.discard(lock)
        os.close(lock)


def _close_what_was_passing() -> None:
    for lock in _passing:
        os.close(lock)
    _passing.clear()


# A child that another thread forks meanwhile would keep the lock without knowing it.
os.register_at_fork(after_in_child=_close_what_was_passing)
