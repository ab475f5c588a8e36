"""Destroying what is kept of pupils, once the term of the law is over.

The database decides what that is: its one function `schools_remove_pupils` removes what
is overdue and nothing else, and writes down how much (`RemovalOfPupils`). The serving
role cannot remove anything of a pupil in another way.
"""

from django.db import connection, transaction

BATCH = 2_000


def destroy_overdue() -> int:
    """Remove everything that is overdue, batch by batch; say how many rows it was."""
    total = 0
    while removed := _destroy_batch():
        total += removed
    return total


@transaction.atomic
def _destroy_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT schools_remove_pupils(%s)", [BATCH])
        removed: int = cursor.fetchone()[0]
    return removed
