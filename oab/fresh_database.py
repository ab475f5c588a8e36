"""A database of one's own for tests and measurements, made anew each time."""

from time import sleep

from django.core.management import call_command
from django.db import DatabaseError, connections
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.utils import CursorWrapper

DISPOSABLE = ("_test", "_bench")
ATTEMPTS = 240
PAUSE = 0.5  # an autovacuum of millions of rows takes a while


class NotDisposable(Exception):
    """The configured database may hold something of value."""


def make_anew() -> None:
    """Drop the configured database, make it again as its owner, and migrate it.

    Raises NotDisposable unless its name says that it may be thrown away.
    """
    connections.close_all()  # the owner may not put out the serving role
    elsewhere = connections["owner"].copy(NO_DB_ALIAS)
    name = elsewhere.settings_dict["NAME"]
    if not name.endswith(DISPOSABLE):
        raise NotDisposable(f"{name} does not end in {' or '.join(DISPOSABLE)}")
    elsewhere.settings_dict["NAME"] = "postgres"
    database = elsewhere.ops.quote_name(name)
    with elsewhere.cursor() as cursor:
        _drop(cursor, database)
        cursor.execute(f"CREATE DATABASE {database}")
    elsewhere.close()
    call_command("migrate", verbosity=0)


def _drop(cursor: CursorWrapper, database: str) -> None:
    """Drop a database once nobody is in it whom the owner may not put out.

    That is a worker that just ended, or the server's own autovacuum; both go soon.
    """
    for _ in range(ATTEMPTS):
        try:
            cursor.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        except DatabaseError as error:
            refused = error
            sleep(PAUSE)
        else:
            return
    raise refused
