"""A database of one's own for tests and measurements, made anew each time."""

from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import NO_DB_ALIAS

DISPOSABLE = ("_test", "_bench")


class NotDisposable(Exception):
    """The configured database may hold something of value."""


def make_anew() -> None:
    """Drop the configured database, make it again as its owner, and migrate it.

    Raises NotDisposable unless its name says that it may be thrown away.
    """
    elsewhere = connections["owner"].copy(NO_DB_ALIAS)
    name = elsewhere.settings_dict["NAME"]
    if not name.endswith(DISPOSABLE):
        raise NotDisposable(f"{name} does not end in {' or '.join(DISPOSABLE)}")
    elsewhere.settings_dict["NAME"] = "postgres"
    database = elsewhere.ops.quote_name(name)
    with elsewhere.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {database}")
    elsewhere.close()
    call_command("migrate", verbosity=0)
