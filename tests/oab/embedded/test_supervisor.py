"""What a crash leaves behind never blocks the next start."""

import os
import signal
import subprocess
import threading
from contextlib import closing

import psycopg
import pytest

from oab.embedded import State
from oab.embedded.accounts import Account
from tests.oab.embedded.conftest import eventually, runs

ENDLESS = "SELECT count(*) FROM generate_series(1, 1000000000) a, generate_series(1, 9)"


@pytest.mark.parametrize(
    "victims",
    [
        ["supervisor"],
        ["postgres"],
        ["valkey"],
        ["supervisor", "postgres", "valkey"],
    ],
    ids=" and ".join,
)
def test_committed_rows_survive_a_kill(machine, victims):
    user = machine.holding_user()
    pids = machine.pids()
    machine.sql("DROP TABLE IF EXISTS kept")
    machine.sql("CREATE TABLE kept AS SELECT 1 AS n")

    for victim in victims:
        os.kill(pids[victim], signal.SIGKILL)
    eventually(lambda: not any(runs(pids[victim]) for victim in victims))

    assert user.tell("hold") == "held"
    assert machine.holding_user().tell("hold") == "held"
    assert machine.sql("SELECT n FROM kept") == [(1,)]
    with closing(machine.valkey()) as client:
        assert client.ping()


def test_the_servers_die_with_their_supervisor(machine):
    machine.holding_user()
    pids = machine.pids()

    os.kill(pids["supervisor"], signal.SIGKILL)

    eventually(lambda: not any(runs(pid) for pid in pids.values()))
    assert machine.services.state() is State.STOPPED


def test_a_session_that_goes_on_after_the_server_died_does_not_block(machine):
    user = machine.holding_user()
    pids = machine.pids()
    session = threading.Thread(target=_run_into_the_end, args=[machine])
    session.start()
    active = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE %s"
    eventually(lambda: machine.sql(active % "'SELECT count(*) FROM gen%'") == [(1,)])

    os.kill(pids["postgres"], signal.SIGKILL)
    eventually(lambda: not runs(pids["postgres"]))

    assert user.tell("hold") == "held"
    eventually(lambda: _answers(machine))
    session.join()


def _answers(machine):
    # Until the supervisor has seen the death, a connection may still be refused.
    try:
        return machine.sql("SELECT 1") == [(1,)]
    except psycopg.OperationalError:
        return False


def _run_into_the_end(machine):
    with pytest.raises(psycopg.Error):
        machine.sql(ENDLESS)


def test_process_numbers_of_others_in_stale_files_do_not_block(machine):
    machine.holding_user().end()
    folder, sockets = machine.services.folder, machine.services.sockets
    machine.services.stop()
    Account.serving().make_own_folder(sockets)
    stale = [folder / "postgres" / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"]

    with subprocess.Popen(["/bin/sleep", "60"]) as other:
        for file in stale:
            file.write_text(f"{other.pid}\n{folder}/postgres\n0\n5432\n{sockets}\n\n")
        for name in [".s.PGSQL.5432", "valkey"]:
            (sockets / name).touch()
        for flag in ["ready", "keep", "stop"]:
            (folder / flag).touch()
        machine.holding_user()

        assert other.poll() is None
        other.kill()
    assert not machine.services.kept()


def test_stopped_servers_leave_no_sockets(machine):
    machine.holding_user()

    machine.services.stop()

    assert not machine.services.sockets.exists()


def test_sigterm_stops_the_servers_in_order(machine):
    machine.holding_user()
    pids = machine.pids()

    os.kill(pids["supervisor"], signal.SIGTERM)

    assert machine.stops(pids)
    log = (machine.services.folder / "log").read_text()
    assert "database system is shut down" in log
    assert "ready to exit" in log
