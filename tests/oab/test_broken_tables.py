"""A table of which a row fails half-way is not taken for a whole one."""

import sys
from contextlib import closing
from http.client import HTTPConnection, IncompleteRead
from pathlib import Path

import pytest

from tests.servers import free_port, running

# As what streams a table does where a row fails: the server has to tell the client.
BROKEN = """
def table(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/csv")])
    yield b"first,second"
    raise ValueError("a row fails")
"""


def test_a_table_that_fails_half_way_breaks_the_connection_off(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text(BROKEN)
    port = free_port()
    where = [f"--chdir={tmp_path}", f"--bind=127.0.0.1:{port}", "--threads=2"]
    command = [sys.executable, "-m", "gunicorn", "broken:table", *where]

    with (
        running(command, tmp_path / "log") as server,
        closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection,
    ):
        assert server.answers(lambda: server.said("Booting worker"))
        connection.request("GET", "/")
        answer = connection.getresponse()
        with closing(answer), pytest.raises(IncompleteRead) as broken_off:
            answer.read()

    assert (answer.status, broken_off.value.partial) == (200, b"first,second")
