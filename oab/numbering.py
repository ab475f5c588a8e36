"""Numbers without gaps and without races: one row per series and year, kept locked.

The row is locked until the end of the transaction that takes a number, so that a number
is used or was never given. A sequence of PostgreSQL leaves gaps.
"""

from django.db import connection


def take(name: str, year: int, *, how_many: int = 1) -> range:
    """Take the next numbers of a series in a year; whoever comes after waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO oab_numberseries AS series (name, year, last)
            VALUES (%s, %s, %s)
            ON CONFLICT (name, year) DO UPDATE SET last = series.last + EXCLUDED.last
            RETURNING last
            """,
            [name, year, how_many],
        )
        last: int = cursor.fetchone()[0]
    return range(last - how_many + 1, last + 1)
