"""How the servers are set up: for data that matters, out of the network's reach."""

from contextlib import closing

import pytest


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("listen_addresses", ""),
        ("TimeZone", "UTC"),
        ("max_connections", "100"),
        ("shared_buffers", "256MB"),
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
    ],
)
def test_postgresql_is_durable_and_local(running, setting, value):
    assert running.sql(f"SHOW {setting}") == [(value,)]


def test_valkey_listens_to_its_socket_only_and_saves_nothing(running):
    with closing(running.valkey()) as client:
        settings = client.config_get("port", "save", "appendonly")

    assert settings == {"port": "0", "save": "", "appendonly": "no"}


def test_a_sign_of_life_is_no_error_in_the_log(running):
    assert "could not receive" not in (running.services.folder / "log").read_text()
