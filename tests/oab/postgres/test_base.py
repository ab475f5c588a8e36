"""A connection starts the server that it needs, or says why it cannot."""

import psycopg
import pytest
from django.db import connections

from tests.oab.embedded.conftest import machine_in, passable_folder


@pytest.fixture
def folder():
    with passable_folder() as folder:
        yield folder


def test_the_first_connection_starts_the_server_as_the_serving_role(folder, settings):
    with machine_in(folder) as machine:
        settings.SERVICES = machine.services
        wrapper = connections["default"].copy()
        wrapper.settings_dict |= machine.services.database("oab")

        with wrapper.get_new_connection(wrapper.get_connection_params()) as connection:
            row = connection.execute("SELECT current_user, current_database()")
            assert row.fetchone() == ("oab_app", "oab")


def test_a_server_that_does_not_start_is_a_database_error(folder, settings):
    (folder / "data").write_text("a file")

    with machine_in(folder) as machine:
        settings.SERVICES = machine.services
        wrapper = connections["default"].copy()

        with pytest.raises(psycopg.OperationalError, match="start niet"):
            wrapper.get_new_connection(wrapper.get_connection_params())
        (folder / "data").unlink()


def test_no_server_is_started_where_another_is_named(settings):
    settings.SERVICES = None
    wrapper = connections["default"].copy()
    nowhere = wrapper.get_connection_params() | {"host": "/nowhere"}

    with pytest.raises(psycopg.OperationalError, match="/nowhere"):
        wrapper.get_new_connection(nowhere)
