"""The queries that gathering is made of: one per table, as known at a moment."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.db import connection

from allocations.gathering.moments import Input, Moment
from allocations.gathering.scopes import EVERYBODY, Scope

Row = tuple[Any, ...]

REGISTER = """
    LEFT JOIN schools_school AS school
        ON school.brin = input.brin
        AND school.valid @> %(day)s AND school.known @> %(known_register)s
"""
IN_FORCE = """
    input.created_at <= %(known_{kind})s AND NOT EXISTS (
        SELECT FROM {table} AS later
        WHERE later.replaces_id = input.id AND later.created_at <= %(known_{kind})s
    )
"""
COUNTED, FIGURES, AGED = (
    IN_FORCE.format(table=table, kind=kind)
    for table, kind in (
        ("schools_count", Input.COUNT),
        ("schools_establishedfigures", Input.ESTABLISHED_FIGURES),
        ("schools_teacherage", Input.TEACHER_AGE),
    )
)
ON_THE_DAY = """
    input.counted_on = %(day)s AND NOT coalesce(school.outside_scheme, false)
"""


def query(
    sql: str,
    moment: Moment,
    scope: Scope = EVERYBODY,
    more: Mapping[str, Any] | None = None,
) -> list[Row]:
    """Ask for rows, as a moment and a scope name them in the parameters.

    `more` are parameters of this query alone. What is `remembered` is not asked twice.
    """
    parameters: dict[str, Any] = {
        "day": moment.counted_on,
        "period": str(moment.period),
        "period_since": moment.period.since,
        "period_until": moment.period.until,
        **{f"known_{kind}": moment.known(kind) for kind in Input},
        **scope.parameters,
        **(more or {}),
    }
    asked = {name: parameters[name] for name in _named(sql)}
    answers = _ANSWERS.get()
    if answers is None:
        return _ask(sql, asked)
    key = (sql, repr(asked))
    if key not in answers:
        answers[key] = _ask(sql, asked)
    return [*answers[key]]


def _ask(sql: str, parameters: Mapping[str, Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


@cache
def _named(sql: str) -> tuple[str, ...]:
    """List the parameters of a query."""
    return tuple(dict.fromkeys(re.findall(r"%\((\w+)\)s", sql)))


_ANSWERS: ContextVar[dict[tuple[str, str], list[Row]] | None]
_ANSWERS = ContextVar("answers", default=None)


@contextmanager
def remembered() -> Iterator[None]:
    """Ask nothing twice: after a `look()`, what was known before it stays as it is."""
    token = _ANSWERS.set({})
    try:
        yield
    finally:
        _ANSWERS.reset(token)
