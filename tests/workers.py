"""A real Celery worker on the tests' own database and broker."""

import os
import signal
import time
from pathlib import Path

from oab.celery import app
from oab.processes import WORKER, Processes


class Worker:
    """One worker process, which a test may kill and start again."""

    def __init__(self, processes: Processes, log: Path) -> None:
        self._processes = processes
        self.log = log
        self.start()

    def start(self) -> None:
        """Start the worker and wait until it answers."""
        arguments = (*WORKER, "--concurrency=1", "--hostname=test@localhost")
        with self.log.open("ab") as log:
            self._process = self._processes.start("worker", arguments, log=log)
        deadline = time.monotonic() + 30
        while not app.control.ping(timeout=0.2):
            assert time.monotonic() < deadline, "the worker does not answer"

    def kill(self) -> None:
        """End the worker and its children at once, as a power cut would."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def until(condition, *, seconds: float = 20) -> None:
    """Wait until something has become so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)
