"""Writing what sources say of many codes into a register, at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import itemgetter
from typing import cast

from django.db import connection
from psycopg.sql import SQL, Composed, Identifier

from oab.copying import copy_rows
from oab.snapshots import (
    Held,
    Outcome,
    Shape,
    Statement,
    Value,
    add,
    outcome,
    overruled,
    statements_of,
    timeline,
)
from oab.versions import Known, PartlyStated, Version, announce

Code = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """A table of versions: the columns that make its code, and its other attributes.

    `blank` and `fixed_by` are those of `Shape`.
    """

    model: type[Version]
    code: tuple[str, ...]
    blank: Mapping[str, Value]
    fixed_by: Mapping[str, str] = field(default_factory=dict)

    @property
    def shape(self) -> Shape:
        """The part of this that the laying of timelines needs."""
        return Shape(self.blank, self.fixed_by)

    @property
    def partly(self) -> bool:
        """Whether a source may leave attributes unsaid."""
        return issubclass(self.model, PartlyStated)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns in which a version is written."""
        unstated = ("unstated",) if self.partly else ()
        own = (*self.code, *self.blank)
        return (*own, "valid", "attested", "source", "known", *unstated)


def record(
    register: Register, statements: Mapping[Code, Statement]
) -> dict[Code, Outcome]:
    """Write the statements into the register and say what each of them did.

    Versions that no longer are what they were are closed and written anew, in the
    current transaction; the order in which snapshots come in makes no difference. What
    a source said before does not undo what another source said since.
    """
    current = _current(register, statements)
    earlier = _earlier(register, statements)
    outcomes: dict[Code, Outcome] = {}
    closed: list[int] = []
    written: list[tuple[Code, Held]] = []
    for code, statement in statements.items():
        before = current.get(code, {})
        versions = earlier.get((code, statement.since), ())
        if overruled(statement, versions, before, register.shape):
            outcomes[code] = Outcome.UNCHANGED
            continue
        known = add(statements_of(list(before), register.shape), statement)
        after = timeline(known, register.shape)
        outcomes[code] = outcome(
            _beginning(before, statement.since),
            cast(Held, _beginning(after, statement.since)),
            register.shape,
        )
        closed += [id_ for held, id_ in before.items() if held not in after]
        written += [(code, held) for held in after if held not in before]
    # Or who looks in between would find neither.
    at = announce()
    close(register.model, closed, at)
    _write(register, written, at)
    return outcomes


def _beginning(held: Iterable[Held], day: date) -> Held | None:
    return next((one for one in held if one.since == day), None)


def _current(register: Register, codes: Iterable[Code]) -> dict[Code, dict[Held, int]]:
    """Read the current versions of the codes, by code, in the order of their days."""
    rows = _read(register, SQL("upper_inf(known)"), codes)
    current: defaultdict[Code, dict[Held, int]] = defaultdict(dict)
    for code, held, id_ in sorted(rows, key=lambda row: row[1].since):
        current[code][held] = id_
    return current


def _earlier(
    register: Register, statements: Mapping[Code, Statement]
) -> dict[tuple[Code, date], list[tuple[Held, int]]]:
    """Read all versions ever written of the codes from the days, the oldest first."""
    days = list({statement.since for statement in statements.values()})
    rows = _read(register, SQL("lower(valid) = ANY(%s)"), statements, days)
    earlier: defaultdict[tuple[Code, date], list[tuple[Held, int]]] = defaultdict(list)
    for code, held, id_ in sorted(rows, key=itemgetter(2)):
        earlier[code, held.since].append((held, id_))
    return earlier


def _read(
    register: Register, condition: SQL, codes: Iterable[Code], *values: list[date]
) -> Iterator[tuple[Code, Held, int]]:
    width, attributes = len(register.code), len(register.blank)
    with connection.cursor() as cursor:
        cursor.execute(
            _select(register, condition), [*values, [code[-1] for code in codes]]
        )
        for row in cursor.fetchall():
            held = Held(
                since=row[-3],
                until=row[-2],
                attested=(row[-5], row[-4]) if row[-5] else None,
                values=row[width : width + attributes],
                unstated=tuple(row[-6]),
                source=row[-7],
            )
            yield row[:width], held, row[-1]


def _select(register: Register, condition: SQL) -> Composed:
    return SQL(
        "SELECT {columns}, source, {unstated}, lower(attested), upper(attested), "
        "lower(valid), upper(valid), id FROM {table} "
        "WHERE {condition} AND {last} = ANY(%s)"
    ).format(
        columns=_names((*register.code, *register.blank)),
        unstated=SQL("unstated" if register.partly else "'{}'::text[]"),
        table=Identifier(register.model._meta.db_table),
        condition=condition,
        last=Identifier(register.code[-1]),
    )


def close(model: type[Known], ids: Iterable[int], at: datetime) -> None:
    """Stop holding the rows to be true, from an announced moment on."""
    statement = SQL(
        "UPDATE {} SET known = tstzrange(lower(known), %s) WHERE id = ANY(%s)"
    ).format(Identifier(model._meta.db_table))
    with connection.cursor() as cursor:
        cursor.execute(statement, [at, list(ids)])


def _write(
    register: Register, written: Iterable[tuple[Code, Held]], at: datetime
) -> None:
    known = moments_from(at)
    copy_rows(
        register.model,
        register.columns,
        (
            (
                *code,
                *held.values,
                date_range(held.since, held.until),
                date_range(*held.attested) if held.attested else "empty",
                held.source,
                known,
                *([list(held.unstated)] if register.partly else []),
            )
            for code, held in written
        ),
    )


def date_range(since: date, until: date | None) -> str:
    """Write a range of days, the last not in, as PostgreSQL reads it."""
    return f"[{since},{until or ''})"


def moments_from(at: datetime) -> str:
    """Write the range of moments from one on, as PostgreSQL reads it."""
    return f"[{at.isoformat()},)"


def _names(columns: Iterable[str]) -> Composed:
    return SQL(", ").join(map(Identifier, columns))
