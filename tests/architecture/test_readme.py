"""The README's shell blocks run as they stand, and print what it says they print."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers import free_port, running, temporary_folder

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
SERVED = "## With the server running"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A shell block, and what the README shows that it prints (None: not shown)."""

    script: str
    shown: str | None

    def run(self, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
        """Run it as a reader would who pastes it, stopping at the first error."""
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self.script],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )


def blocks(markdown: str) -> list[Block]:
    """List the shell blocks; a CSV block right after one is its output."""
    fences = FENCE.findall(markdown)
    following = [*fences[1:], ("", "")]
    return [
        Block(text, after if kind == "csv" else None)
        for (language, text), (kind, after) in zip(fences, following, strict=True)
        if language == "sh"
    ]


def served_section() -> str:
    """Give the section whose blocks need a running server."""
    return README.split(SERVED)[1].split("\n## ")[0]


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """Give servers of its own, without a trace of what the tests set up."""
    ours = ("OAB_", "DATABASE_", "REDIS_", "DJANGO_")
    kept = {
        name: each for name, each in os.environ.items() if not name.startswith(ours)
    }
    with temporary_folder() as folder:
        environment = kept | {"OAB_DATA_DIR": str(folder / "data")}
        yield environment
        stop = [sys.executable, "manage.py", "services", "stop"]
        subprocess.run(stop, cwd=ROOT, env=environment, check=True)


@pytest.fixture(scope="module")
def tried(
    environment: dict[str, str],
) -> list[tuple[Block, subprocess.CompletedProcess[str]]]:
    """Run every block that needs no server, in order."""
    without_server = README.replace(served_section(), "")
    return [(block, block.run(environment)) for block in blocks(without_server)]


@pytest.mark.timeout(600)  # the demo reads and computes the whole country
def test_the_blocks_run_one_after_the_other(tried):
    failed = [
        (block.script, done.stderr[-2000:]) for block, done in tried if done.returncode
    ]

    assert failed == []


@pytest.mark.timeout(600)
def test_the_blocks_print_what_is_shown(tried):
    shown = [(block.shown, done.stdout) for block, done in tried if block.shown]

    assert shown
    assert [said for said, _ in shown] == [printed for _, printed in shown]


@pytest.mark.timeout(600)
@pytest.mark.skipif(not shutil.which("curl"), reason="the examples use curl")
@pytest.mark.usefixtures("tried")
def test_the_blocks_that_ask_the_server_are_answered(environment, tmp_path):
    port = str(free_port())
    served = [
        Block(block.script.replace(":8000", f":{port}"), block.shown)
        for block in blocks(served_section())
    ]
    serve = ["make", "serve", f"PORT={port}"]
    trusting = environment | {"OAB_LOCAL_ISSUER": "1"}
    with running(serve, tmp_path / "serve.log", cwd=ROOT, env=trusting) as server:
        ready = server.answers(lambda: server.said("klaar:"), seconds=120)
        answers = [block.run(environment) for block in served]

    assert ready, server.last_words()
    assert [answer.stderr for answer in answers if answer.returncode] == []
    assert all(answer.stdout for answer in answers)
