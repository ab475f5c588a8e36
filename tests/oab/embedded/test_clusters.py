"""A cluster is whole or it is not there."""

from oab.embedded.accounts import Account
from tests.oab.embedded.conftest import eventually


def test_a_cluster_that_was_half_made_is_made_again(new_machine):
    account, folder = Account.serving(), new_machine.services.folder
    account.make_reachable_folder(folder)
    account.make_own_folder(folder / "postgres.partial")
    (folder / "postgres.partial" / "PG_VERSION").write_text("18\n")

    new_machine.holding_user()

    assert new_machine.sql("SELECT 1") == [(1,)]
    assert not (folder / "postgres.partial").exists()


def test_text_is_unicode_in_an_order_that_no_machine_disputes(running):
    [(encoding, provider, locale)] = running.sql(
        "SELECT pg_encoding_to_char(encoding), datlocprovider, datlocale"
        " FROM pg_database WHERE datname = 'oab'"
    )

    assert (encoding, provider, locale) == ("UTF8", "b", "C.UTF-8")
    assert running.sql("SELECT lower('SÚDWEST')") == [("súdwest",)]


def test_the_first_start_may_be_killed_halfway(new_machine):
    killed = new_machine.start_user()
    killed.send("hold")
    partial = new_machine.services.folder / "postgres.partial"
    eventually((partial / "PG_VERSION").exists)

    killed.process.kill()
    killed.process.communicate()

    new_machine.holding_user()
    assert new_machine.sql("SELECT 1") == [(1,)]
