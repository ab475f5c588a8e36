"""Turns stored rows into facts: the only bridge from the database to the rules.

One query per table gives the facts of all recipients of a part of a run, as they were
known at one moment. Where pupils by weight were counted, a school is computed from its
locations; elsewhere from figures that were established for it. The two never mix in one
calculation, so that the receipt can say which of the two it rests on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from allocations.rules.errors import Problem
from allocations.rules.facts import Facts
from allocations.rules.figures import Figure, Groups
from allocations.rules.periods import Period
from allocations.rules.regime import Level, Regime

COUNTS = "tellingen"
ESTABLISHED = "vastgestelde gegevens"
AGE = "gewogen_gemiddelde_leeftijd"


@dataclass(frozen=True, slots=True)
class Moment:
    """What a run looks at: the count date, the period, and when it was known."""

    counted_on: date
    period: Period
    known_at: datetime


@dataclass(frozen=True, slots=True)
class Boards:
    """A range of board numbers; an empty `until` has no end.

    A school without a board in the register belongs to the range that starts empty.
    """

    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts of recipients on one basis, and their boards.

    `lacking` names recipients that could not be taken along, for want of a fact.
    """

    basis: str
    facts: Facts
    boards: Mapping[str, str]
    sources: tuple[str, ...]
    lacking: tuple[Problem, ...] = ()


def gather(
    regime: Regime, moment: Moment, boards: Boards, needed: Sequence[str]
) -> list[Gathered]:
    """Gather the facts that a regime needs for the schools of a range of boards."""
    ages = _ages(moment, boards) if "teacher_age" in needed else None
    counted = _counts(moment, boards)
    areas = _impulse_areas(moment, boards) if "in_impulse_area" in needed else None
    by_counts = _from_counts(regime, counted, areas, ages)
    schools = set(by_counts.boards)
    established = [row for row in _established(moment, boards) if row[0] not in schools]
    by_figures = _from_established(established, ages)
    return [part for part in (by_counts, by_figures) if part.boards or part.lacking]


def boards_with_recipients(moment: Moment) -> list[tuple[str, int]]:
    """List the boards with schools to compute, and how many, by number."""
    sql = f"""
        SELECT {_BOARD}, count(DISTINCT input.brin)
        FROM (
            SELECT brin, counted_on FROM schools_establishedfigures
            UNION
            SELECT brin, counted_on FROM schools_count WHERE origin = 'weight_and_age'
        ) AS input {_REGISTER}
        WHERE input.counted_on = %(day)s
        GROUP BY 1 ORDER BY 1
    """
    return [(board, number) for board, number in _query(sql, moment, Boards())]


# One query per table ------------------------------------------------------------------

_BOARD = "coalesce(school.board_code, '')"
_REGISTER = """
    LEFT JOIN schools_school AS school
        ON school.brin = input.brin
        AND school.valid @> %(day)s AND school.known @> %(known)s
"""
_IN_FORCE = """
    input.created_at <= %(known)s AND NOT EXISTS (
        SELECT FROM {table} AS later
        WHERE later.replaces_id = input.id AND later.created_at <= %(known)s
    )
"""
_OF_THESE_BOARDS = f"""
    input.counted_on = %(day)s
    AND {_BOARD} >= %(since)s AND (%(until)s = '' OR {_BOARD} < %(until)s)
    AND NOT coalesce(school.outside_scheme, false)
"""


def _query(sql: str, moment: Moment, boards: Boards) -> list[tuple[Any, ...]]:
    parameters: dict[str, Any] = {
        "day": moment.counted_on,
        "known": moment.known_at,
        "since": boards.since,
        "until": boards.until,
        "period_since": moment.period.since,
        "period_until": moment.period.until,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _established(moment: Moment, boards: Boards) -> list[tuple[Any, ...]]:
    table = "schools_establishedfigures"
    return _query(
        f"""
        SELECT input.brin, {_BOARD}, input.source,
            input.school_weight, input.weighted_pupils_in_impulse_areas
        FROM {table} AS input {_REGISTER}
        WHERE {_OF_THESE_BOARDS} AND {_IN_FORCE.format(table=table)}
        ORDER BY input.brin
        """,
        moment,
        boards,
    )


def _ages(moment: Moment, boards: Boards) -> dict[str, int]:
    """Give the teacher age of each school, in hundredths of a year."""
    table = "schools_teacherage"
    rows = _query(
        f"""
        SELECT input.brin, (input.age * 100)::integer
        FROM {table} AS input {_REGISTER}
        WHERE {_OF_THESE_BOARDS} AND {_IN_FORCE.format(table=table)}
        """,
        moment,
        boards,
    )
    return dict(rows)


_WEIGHTS = {
    "pupils_03": "0.30",
    "pupils_12": "1.20",
    "pupils_025": "0.25",
    "pupils_040": "0.40",
    "pupils_070": "0.70",
    "pupils_090": "0.90",
}


def _counts(moment: Moment, boards: Boards) -> list[tuple[Any, ...]]:
    """Give location, school, board, source, pupils, and pupils by weight."""
    table = "schools_count"
    sums = ", ".join(
        f"coalesce(sum(cell.pupils) FILTER (WHERE cell.weight = {weight}), 0)"
        for weight in _WEIGHTS.values()
    )
    return _query(
        f"""
        SELECT input.location_code, input.brin, {_BOARD}, input.source,
            coalesce(sum(cell.pupils), 0), {sums}
        FROM {table} AS input {_REGISTER}
        LEFT JOIN schools_countcell AS cell
            ON cell.count_id = input.id AND cell.weight IS NOT NULL
        WHERE input.origin = 'weight_and_age'
            AND {_OF_THESE_BOARDS} AND {_IN_FORCE.format(table=table)}
        GROUP BY input.location_code, input.brin, school.board_code, input.source
        ORDER BY input.location_code
        """,
        moment,
        boards,
    )


def _impulse_areas(moment: Moment, boards: Boards) -> dict[str, bool]:
    """Say of each location whether it lies in an impulse area all the period."""
    rows = _query(
        f"""
        SELECT input.code, EXISTS (
            SELECT FROM municipalities_impulseareadesignation AS area
            WHERE area.pc4 = input.pc4 AND area.known @> %(known)s
                AND area.valid @> daterange(%(period_since)s, %(period_until)s)
        )
        FROM schools_location AS input {_REGISTER}
        WHERE input.valid @> %(day)s AND input.known @> %(known)s
            AND {_BOARD} >= %(since)s AND (%(until)s = '' OR {_BOARD} < %(until)s)
        """,
        moment,
        boards,
    )
    return dict(rows)


# From rows to columns -----------------------------------------------------------------


def _from_established(
    rows: Sequence[tuple[Any, ...]], ages: Mapping[str, int] | None
) -> Gathered:
    lacking = [row for row in rows if ages is not None and row[0] not in ages]
    rows = [row for row in rows if ages is None or row[0] in ages]
    recipients = tuple(row[0] for row in rows)
    columns = {
        "school_weight": [row[3] for row in rows],
        "weighted_pupils_in_impulse_areas": [row[4] for row in rows],
    }
    figures = {key: Figure.column(key, values) for key, values in columns.items()}
    return Gathered(
        basis=ESTABLISHED,
        facts=Facts(
            recipients,
            recipients,
            Groups.of(range(len(recipients))),
            figures | _age_column(recipients, ages),
        ),
        boards={row[0]: row[1] for row in rows},
        sources=tuple(sorted({row[2] for row in rows})),
        lacking=tuple(_without_age(row[0]) for row in lacking),
    )


def _from_counts(
    regime: Regime,
    rows: Sequence[tuple[Any, ...]],
    areas: Mapping[str, bool] | None,
    ages: Mapping[str, int] | None,
) -> Gathered:
    lacking = dict(_lacking(rows, areas, ages))
    rows = [row for row in rows if row[1] not in lacking]
    numbers: dict[str, int] = {}
    groups = Groups.of([numbers.setdefault(row[1], len(numbers)) for row in rows])
    columns = {"pupils": [row[4] for row in rows]}
    for place, key in enumerate(_WEIGHTS, start=5):
        values = [row[place] for row in rows]
        if any(values) or not regime.fact_by_key[key].optional:
            columns[key] = values
    if areas is not None:
        columns["in_impulse_area"] = [int(areas[row[0]]) for row in rows]
    figures = {
        key: Figure.column(key, values, groups=groups)
        for key, values in columns.items()
        if regime.level_of(key) is Level.LOCATION
    }
    recipients = tuple(numbers)
    return Gathered(
        basis=COUNTS,
        facts=Facts(
            recipients,
            tuple(row[0] for row in rows),
            groups,
            figures | _age_column(recipients, ages),
        ),
        boards={row[1]: row[2] for row in rows},
        sources=tuple(sorted({row[3] for row in rows})),
        lacking=tuple(lacking.values()),
    )


def _lacking(
    rows: Sequence[tuple[Any, ...]],
    areas: Mapping[str, bool] | None,
    ages: Mapping[str, int] | None,
) -> Iterator[tuple[str, Problem]]:
    for location, school, *_ in rows:
        if ages is not None and school not in ages:
            yield school, _without_age(school)
        elif areas is not None and location not in areas:
            message = f"{school}: vestiging {location} staat niet in het register"
            yield school, Problem(message, column="in_impulsgebied")


def _without_age(school: str) -> Problem:
    return Problem(f"{school}: ontbreekt", column=AGE)


def _age_column(
    recipients: Sequence[str], ages: Mapping[str, int] | None
) -> dict[str, Figure]:
    if ages is None:
        return {}
    values = [ages[recipient] for recipient in recipients]
    return {"teacher_age": Figure.column("teacher_age", values, scale=2)}
