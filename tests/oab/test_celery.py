"""Tasks travel over the embedded broker, or fail at once without it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from oab.embedded import Services, State
from tests.oab.embedded.conftest import CHECKOUT, eventually, passable_folder


@pytest.fixture
def services() -> Iterator[Services]:
    with passable_folder() as folder:
        services = Services.of(CHECKOUT, str(folder / "data"))
        yield services
        services.stop()
        shutil.rmtree(services.sockets, ignore_errors=True)


def started(services: Services, *module: str, **options: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", *module],
        cwd=CHECKOUT,
        env=os.environ | {"OAB_DATA_DIR": str(services.folder)},
        text=True,
        start_new_session=True,
        stderr=options.get("stderr", subprocess.PIPE),
    )


@contextmanager
def worker(services: Services) -> Iterator[subprocess.Popen[str]]:
    options = ["--include", "tests.oab.echo", "--concurrency", "1"]
    quietly = {"stderr": subprocess.DEVNULL}
    process = started(services, "celery", "-A", "oab", "worker", *options, **quietly)
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_worker_starts_its_own_broker_and_runs_what_another_process_sends(
    services: Services, tmp_path: Path
):
    trace = tmp_path / "trace"
    with worker(services) as process:
        eventually(lambda: services.state() is State.RUNNING or process.poll())
        started(services, "tests.oab.echo", str(trace)).communicate()
        eventually(lambda: trace.exists() or process.poll())

        assert trace.exists()


def test_sending_without_a_broker_fails(services: Services, tmp_path: Path):
    _, complaint = started(services, "tests.oab.echo", str(tmp_path)).communicate()

    assert complaint.startswith("not sent: Error 2 connecting to")


def test_sending_to_a_broker_that_hangs_is_tried_once(
    services: Services, tmp_path: Path
):
    services.sockets.mkdir()
    with socket.socket(socket.AF_UNIX) as hanging:
        hanging.bind(str(services.sockets / "valkey"))
        hanging.listen()

        _, complaint = started(services, "tests.oab.echo", str(tmp_path)).communicate()

        assert complaint == "not sent: Timeout reading from socket\n"
        hanging.accept()[0].close()
        hanging.settimeout(0)
        with pytest.raises(BlockingIOError):
            hanging.accept()
