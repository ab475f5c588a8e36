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
SEPARATOR = "\x1d"
NEXT = f"\nprintf '{SEPARATOR}'\n"
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


@pytest.fixture(scope="module")
def served(environment, tried, tmp_path_factory) -> dict[str, str]:  # noqa: ARG001 - the demo comes first
    """Paste the blocks that ask the server into one terminal; give what each prints."""
    port = str(free_port())
    scripts = [
        block.script.replace(":8000", f":{port}") for block in blocks(served_section())
    ]
    whole = Block(NEXT.join(scripts), None)
    serve = ["make", "serve", f"PORT={port}"]
    log = tmp_path_factory.mktemp("serve") / "log"
    issuing = environment | {"OAB_LOCAL_ISSUER": "1"}
    with running(serve, log, cwd=ROOT, env=issuing) as server:
        ready = server.answers(lambda: server.said("klaar:"), seconds=120)
        assert ready, server.last_words()
        done = whole.run(issuing)
    assert not done.returncode, done.stdout[-2000:] + done.stderr[-2000:]
    return dict(zip(scripts, done.stdout.split(SEPARATOR), strict=True))


def printed(served: dict[str, str], words: str) -> str:
    """Give what the block that has the words prints."""
    return next(output for script, output in served.items() if words in script)


needs_curl = pytest.mark.skipif(not shutil.which("curl"), reason="examples use curl")


@needs_curl
@pytest.mark.timeout(600)
def test_the_blocks_that_ask_the_server_are_answered(served):
    assert [script for script, output in served.items() if not output.strip()] == []
    assert [output for output in served.values() if "about:blank" in output] == []


@needs_curl
@pytest.mark.timeout(600)
def test_the_story_of_a_count_finds_all_ten_faults_at_once(served):
    findings = printed(served, "bestand=@build/telling/met-fouten.xlsx").splitlines()
    rows = {int(line.split(",")[0]) for line in findings if line[:1].isdigit()}

    assert {*range(2, 12)} <= rows


@needs_curl
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("laatsteDag", "kon tot en met 01-12-2014 worden ingezonden"),
        ("same=", "kan haar niet ook ondertekenen"),
        ("same=", "\nondertekend\n"),
        ("same=", "\ngeaccepteerd\n"),
        ("computed=", "2008413.62\n"),
        ("computed=", "tellingen"),
        ('$decider" telbesluiten', "van 44 van zijn scholen"),
        ('$decider" telbesluiten', "T-2014-"),
    ],
)
def test_the_story_of_a_count_goes_from_school_to_euro(served, words, said):
    assert said in printed(served, words)
