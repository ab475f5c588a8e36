"""Removing what nobody asks for any more: kept answers and finished tasks.

The database decides what that is (`oab_remove_overdue`); the serving role cannot remove
these rows in another way.
"""

import structlog
from django.db import connection, transaction

logger = structlog.get_logger(__name__)

BATCH = 2_000


def remove_overdue() -> int:
    """Remove everything that is overdue, batch by batch; say how many rows it was."""
    total = 0
    while removed := _remove_batch():
        total += removed
    logger.info("overdue rows removed", rows=total)
    return total


@transaction.atomic
def _remove_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT oab_remove_overdue(%s)", [BATCH])
        removed: int = cursor.fetchone()[0]
    return removed
