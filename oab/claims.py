"""Claims on names: one at a time does it, and who dies lets go of it at once."""

from collections.abc import Iterable, Iterator
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


def take_turns(names: Iterable[str]) -> None:
    """Hold names until the end of the transaction, once nobody else holds them.

    Sorted, so that two who want the same names never wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) "
            "FROM unnest(%s::text[]) AS name",
            [sorted(names)],
        )


def keep_out(name: str) -> None:
    """Let nobody take a turn under a name until the end of the transaction.

    Any number of transactions do so together, once nobody has that turn.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [name]
        )
