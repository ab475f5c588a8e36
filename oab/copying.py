"""Writing many rows at once, by COPY."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models
from psycopg.sql import SQL, Composed, Identifier

LINES = 500


def copy_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Write the rows; the columns that are not named get their defaults.

    The planner hears at once of what the table now holds.
    """
    with connection.cursor() as cursor:
        with cursor.copy(_statement(model, columns)) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute("SELECT oab_analyze(%s)", [model._meta.db_table])


def copy_lines(
    model: type[models.Model], columns: Sequence[str], lines: Iterable[str]
) -> int:
    """Write rows that are in COPY's own text form already, and count them.

    Costs a third of what `copy_rows` costs; whoever makes the lines sees to it that no
    value has a tab, a line end or a backslash of its own.
    """
    written, remaining = 0, iter(lines)
    with connection.cursor() as cursor:
        with cursor.copy(_statement(model, columns)) as copy:
            while batch := list(islice(remaining, LINES)):
                copy.write("".join(batch))
                written += len(batch)
        cursor.execute("SELECT oab_analyze(%s)", [model._meta.db_table])
    return written


def _statement(model: type[models.Model], columns: Sequence[str]) -> Composed:
    return SQL("COPY {} ({}) FROM STDIN").format(
        Identifier(model._meta.db_table), SQL(", ").join(map(Identifier, columns))
    )
