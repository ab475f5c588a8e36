"""`make serve`, started and stopped as people do."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.commands import run
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def served(port: int, output: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start the service and give it once it says that it is ready."""
    with output.open("wb") as stdout:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            stdout=stdout,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    try:
        while not output.read_text() and process.poll() is None:
            time.sleep(0.1)
        yield process
    finally:
        process.kill()
        process.wait()


def status_of(url: str) -> int:
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - on loopback
        return int(answer.status)


def children_of(parent: int) -> set[int]:
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            status = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(status[1]) == parent:
            found |= {int(entry.name)} | children_of(int(entry.name))
    return found


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.usefixtures("django_db_setup")
def test_the_service_says_when_it_is_ready_and_ends_with_all_it_started(
    ending, tmp_path
):
    port = free_port()
    with served(port, tmp_path / "output") as process:
        output = (tmp_path / "output").read_text()
        assert output == f"klaar: http://127.0.0.1:{port}/v1\n"
        assert status_of(f"http://127.0.0.1:{port}/health/ready") == 200
        children = children_of(process.pid)
        assert len(children) >= 3

        start = time.monotonic()
        process.send_signal(ending)
        process.wait(timeout=30)

        assert time.monotonic() - start < 10
        assert not {child for child in children if Path(f"/proc/{child}").exists()}


@pytest.mark.parametrize("port", ["abc", "", "0", "-1", "65536", "99999", "80e0"])
def test_what_is_no_port_is_refused_in_one_line(port):
    done = run("serve", f"--port={port}")

    assert done.returncode == 2
    assert done.stderr == f"{port} is geen poort; kies een getal: PORT=8001\n"


def test_a_taken_port_is_said_and_nothing_is_started():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        done = subprocess.run(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            env=os.environ,
        )

    assert done.returncode == 2
    assert f"poort {port} is bezet" in done.stderr
