"""Writing many rows at once, by COPY."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models
from psycopg.sql import SQL, Composed, Identifier

LINES = 20_000  # in a statement
CHUNK = 500  # lines sent at once

# What autovacuum, too, takes for a change of a table's statistics: a tenth of its rows.
# Whoever adds one row to a million does not wait for them.
REFRESH = """
    SELECT oab_analyze(oid::regclass) FROM pg_class
    WHERE oid = %s::regclass AND %s > reltuples / 10
"""


def copy_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Write the rows; the columns that are not named get their defaults.

    The planner hears at once of what the table now holds.
    """
    written = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(copy_statement(model, columns)) as copy,
    ):
        for written, row in enumerate(rows, start=1):  # noqa: B007 - their number
            copy.write_row(row)
    refresh(model, written)


def refresh(model: type[models.Model], written: int) -> None:
    """Let the planner hear of rows that were written, if they are many."""
    with connection.cursor() as cursor:
        cursor.execute(REFRESH, [model._meta.db_table, written])


def copy_lines(
    model: type[models.Model], columns: Sequence[str], lines: Iterable[str]
) -> int:
    """Write rows that are in COPY's own text form already, and count them.

    Costs a third of what `copy_rows` costs; whoever makes the lines sees to it that no
    value has a tab, a line end or a backslash of its own. Who makes them may ask the
    database in between: a statement begins when its lines are there.
    """
    written, remaining = 0, iter(lines)
    statement = copy_statement(model, columns)
    with connection.cursor() as cursor:
        while batch := list(islice(remaining, LINES)):
            with cursor.copy(statement) as copy:
                for start in range(0, len(batch), CHUNK):
                    copy.write("".join(batch[start : start + CHUNK]))
            written += len(batch)
        cursor.execute("SELECT oab_analyze(%s)", [model._meta.db_table])
    return written


def copy_statement(model: type[models.Model], columns: Sequence[str]) -> Composed:
    """Write the statement that takes rows of a table."""
    return SQL("COPY {} ({}) FROM STDIN").format(
        Identifier(model._meta.db_table), SQL(", ").join(map(Identifier, columns))
    )
