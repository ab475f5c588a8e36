"""How long embedded servers live: as long as somebody uses them."""

import os
import signal
from pathlib import Path

import pytest

from oab.embedded import Services, State
from oab.embedded.errors import NotStarted
from tests.oab.embedded.conftest import CHECKOUT, eventually, machine_in, runs


def test_the_first_user_starts_the_servers_and_the_next_uses_the_same(machine):
    machine.holding_user()
    first = machine.pids()

    machine.holding_user()

    assert machine.pids() == first


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_the_servers_stop_after_the_last_user_however_that_ended(machine, end):
    first, last = machine.holding_user(), machine.holding_user()
    pids = machine.pids()

    first.end(signal.SIGKILL)
    last.end(end)

    assert machine.stops(pids)


def test_ctrl_c_does_not_hit_the_servers_that_a_user_started(machine):
    starter, other = machine.holding_user(), machine.holding_user()
    pids = machine.pids()

    os.killpg(starter.process.pid, signal.SIGINT)
    starter.process.communicate()

    assert other.tell("hold") == "held"
    assert machine.pids() == pids


def test_a_forked_child_is_a_user_too(machine):
    user = machine.holding_user()
    pids = machine.pids()
    child = int(user.tell("fork"))

    user.process.kill()
    user.process.communicate()
    machine.holding_user().end()

    assert runs(child)
    assert machine.pids() == pids
    os.kill(child, signal.SIGKILL)
    assert machine.stops(pids)


def test_users_that_come_at_once_start_the_servers_once(new_machine):
    users = [new_machine.start_user() for _ in range(3)]
    for user in users:
        user.send("hold in threads")

    assert [user.answer() for user in users] == ["held"] * 3
    log = (new_machine.services.folder / "log").read_text()
    assert log.count("starting PostgreSQL") == 1


def test_two_checkouts_have_servers_of_their_own(machine, new_machine):
    for one in (machine, new_machine):
        one.holding_user()

    machine.sql("CREATE TABLE only_here ()")

    assert new_machine.sql("SELECT to_regclass('only_here')") == [(None,)]
    machine.services.stop()
    assert new_machine.services.state() is State.RUNNING


def test_stopped_servers_start_anew_for_a_user_that_stayed(machine):
    user = machine.holding_user()
    pids = machine.pids()

    machine.services.stop()

    assert machine.stops(pids)
    assert user.tell("hold") == "held"
    assert machine.services.state() is State.RUNNING


def test_kept_servers_run_without_users_until_they_are_stopped(machine):
    user = machine.holding_user()
    pids = machine.pids()
    machine.services.keep()

    user.end()
    machine.holding_user().end()

    assert machine.services.kept()
    assert machine.pids() == pids
    machine.services.stop()
    assert machine.stops(pids)


def test_servers_are_not_kept_for_ever_after_they_were_stopped(machine):
    user = machine.holding_user()
    machine.services.keep()
    machine.services.stop()

    assert user.tell("hold") == "held"
    pids = machine.pids()
    user.end()

    assert machine.stops(pids)


def test_a_folder_that_is_thrown_away_is_made_anew(new_machine, folder):
    user = new_machine.holding_user()
    pids = new_machine.pids()

    new_machine.services.folder.rename(folder / "away")

    assert user.tell("hold") == "held"
    eventually(lambda: not any(runs(pid) for pid in pids.values()))
    assert new_machine.sql("SELECT 1") == [(1,)]


def test_saying_where_the_servers_are_writes_nothing(folder):
    services = Services.of(folder / "checkout", str(folder / "data"))

    services.database("oab")
    services.redis_url(0)

    assert services.state() is State.STOPPED
    assert list(folder.iterdir()) == []


def test_the_path_of_a_checkout_may_be_long(folder):
    with machine_in(folder / "/".join(["a folder with a long name"] * 20)) as machine:
        machine.holding_user()

        assert len(str(machine.services.sockets / ".s.PGSQL.5432.lock")) < 60
        assert machine.sql("SELECT 1") == [(1,)]


def test_each_checkout_and_each_user_has_its_own_place():
    checkouts = [Path("/srv/first"), Path("/srv/second")]
    places = [Services.of(checkout) for checkout in checkouts]

    assert len({place.folder for place in places}) == 2
    assert len({place.sockets for place in places}) == 2
    assert str(os.geteuid()) in places[0].sockets.name


def test_a_user_without_a_home_is_told_to_choose_a_folder(monkeypatch):
    for name in ["HOME", "XDG_CACHE_HOME"]:
        monkeypatch.delenv(name, raising=False)
    for name in ["getuid", "geteuid"]:
        monkeypatch.setattr(os, name, lambda: 2**31 - 3)  # in nobody's passwd

    with pytest.raises(NotStarted, match="heeft geen thuismap; kies met OAB_DATA_DIR"):
        Services.of(CHECKOUT)
