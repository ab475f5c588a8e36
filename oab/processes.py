"""Programs that run beside a command and end with it."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from django.conf import settings

PATIENCE = 8
_SET_PARENT_DEATH_SIGNAL = 1

# Workers need not know of each other: what they share stands in the database.
WORKER = (
    *("-m", "celery", "-A", "oab.celery", "worker", "--loglevel=INFO"),
    *("--without-mingle", "--without-gossip"),
)
BEAT = ("-m", "celery", "-A", "oab.celery", "beat", "--loglevel=INFO")


class Processes:
    """A group of Python programs that are all ended when the group is left.

    Each has a session of its own, so that Ctrl-C reaches only this process, which then
    ends them in order. Should this process be killed, the kernel ends them.
    """

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        """Enter the group."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End all programs of the group."""
        self.stop()

    def start(
        self,
        name: str,
        arguments: Sequence[str],
        *,
        log: IO[bytes] | int | None = None,
        env: Mapping[str, str] | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start Python with these arguments; `log` takes what it prints."""
        self._running[name] = subprocess.Popen(  # noqa: S603 - our own programs
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=os.environ | dict(env or {}),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - started before any thread
        )
        return self._running[name]

    def ended(self) -> str | None:
        """Name a program that has ended by itself."""
        for name, process in self._running.items():
            if process.poll() is not None:
                return name
        return None

    def stop(self) -> None:
        """Ask all programs to end, and kill what has not ended after some seconds."""
        for process in self._running.values():
            process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in self._running.values():
            try:
                process.wait(max(0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self._running.clear()


def beat_arguments(schedule: Path) -> tuple[str, ...]:
    """Start the periodic tasks, keeping their state in a file."""
    return (*BEAT, "--schedule", str(schedule))


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
