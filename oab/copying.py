"""Writing many rows at once, by COPY."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg.sql import SQL, Composable, Identifier


def copy_rows(
    table: type[models.Model] | Composable,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> None:
    """Write the rows; the columns that are not named get their defaults.

    The planner hears at once of what a model's table now holds.
    """
    statement = SQL("COPY {} ({}) FROM STDIN").format(
        table if isinstance(table, Composable) else Identifier(table._meta.db_table),
        SQL(", ").join(map(Identifier, columns)),
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
    if not isinstance(table, Composable):
        with connection.cursor() as cursor:
            cursor.execute("SELECT oab_analyze(%s)", [table._meta.db_table])
