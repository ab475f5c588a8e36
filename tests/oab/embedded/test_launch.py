"""A start that fails says why, in one line."""

from oab.embedded import State


def test_the_reason_is_the_end_of_the_servers_log(machine):
    user = machine.holding_user()
    machine.services.stop()
    version = machine.services.folder / "postgres" / "PG_VERSION"
    version.write_text("11\n")

    answer = user.tell("hold")

    assert answer.startswith("PostgreSQL of Valkey start niet")
    assert "initialized by PostgreSQL version 11" in answer
    assert machine.services.state() is State.STOPPED
    version.write_text("18\n")
    assert user.tell("hold") == "held"


def test_a_folder_that_cannot_be_made_is_named(new_machine, folder):
    (folder / "data").write_text("a file")

    answer = new_machine.start_user().tell("hold")

    assert answer.startswith("PostgreSQL of Valkey start niet")
    assert str(folder / "data") in answer
    (folder / "data").unlink()


def test_the_log_of_the_run_before_is_kept(machine):
    machine.holding_user()
    machine.services.stop()

    machine.holding_user()

    assert "is shut down" in (machine.services.folder / "log.1").read_text()
