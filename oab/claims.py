"""Claiming work: one at a time does it, and who dies lets go of it at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def claimed(name: str) -> Iterator[bool]:
    """Hold a name for this database session, if nobody else holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        (mine,) = cursor.fetchone()
        try:
            yield mine
        finally:
            if mine:
                cursor.execute(
                    "SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name]
                )
