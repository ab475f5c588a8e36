"""Statements over sets, as large as a whole country delivers them."""

from django.db.backends.utils import CursorWrapper

# Enough to group a country's pupils in memory; PostgreSQL takes what it needs of it.
MEMORY = "256MB"


def with_memory(cursor: CursorWrapper) -> None:
    """Let a transaction join and sort a million rows without the disk."""
    cursor.execute("SELECT set_config('work_mem', %s, TRUE)", [MEMORY])
