"""Turns stored rows into facts: the only bridge from the database to the rules.

One query per table gives the facts of all recipients of a part of a run, as they were
known at one moment. Where pupils by weight were counted, a school is computed from its
locations; elsewhere from figures that were established for it. The two never mix in one
calculation, so that the receipt can say which of the two it rests on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection

from allocations.rules.errors import Problem
from allocations.rules.explanation import in_dutch
from allocations.rules.facts import Facts
from allocations.rules.figures import Figure, Groups
from allocations.rules.periods import Period
from allocations.rules.regime import Level, Regime

Row = tuple[Any, ...]

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
    """The facts of recipients on one basis, their boards, and who published them.

    `lacking` says why recipients could not be taken along: they lack a fact, or have
    pupils of a weight that the law of the period does not know.
    """

    basis: str
    facts: Facts
    boards: Mapping[str, str]
    sources: tuple[str, ...]
    lacking: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Areas:
    """What says which locations lie in an impulse area all the period.

    `designations` gives the source of each designated postal area, `locations` the
    postal area and the source of each location.
    """

    designations: Mapping[str, str]
    locations: Mapping[str, tuple[str, str]]

    def contain(self, location: str) -> bool:
        """Say whether a location lies in one of the areas."""
        return self.locations[location][0] in self.designations

    def sources(self, locations: Sequence[str]) -> set[str]:
        """Name the sources; who lies in no area, rests on all designations too."""
        used = {self.locations[location][1] for location in locations}
        return used | set(self.designations.values())


def gather(
    regime: Regime, moment: Moment, boards: Boards, needed: Sequence[str]
) -> list[Gathered]:
    """Gather the facts that a regime needs for the schools of a range of boards."""
    ages = _ages(moment, boards) if "teacher_age" in needed else None
    weights = _weights_of(regime, moment.period)
    counted = _counts(weights, moment, boards)
    located = counted and "in_impulse_area" in needed
    areas = _impulse_areas(moment, boards) if located else None
    lacking = list(_lacking(counted, moment.period, areas, ages))
    left_out = {school for school, _ in lacking}
    complete = [row for row in counted if row[1] not in left_out]
    by_counts = replace(
        _from_counts(regime, weights, complete, areas, ages),
        lacking=tuple(dict.fromkeys(problem for _, problem in lacking)),
    )
    schools = {row[1] for row in counted}
    established = [row for row in _established(moment, boards) if row[0] not in schools]
    by_figures = _from_established(regime, established, ages)
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


def designations(moment: Moment) -> dict[str, str]:
    """Give the source of each postal area designated for all of the period."""
    rows = _query(
        """
        SELECT input.pc4, input.source
        FROM municipalities_impulseareadesignation AS input
        WHERE input.known @> %(known)s
            AND input.valid @> daterange(%(period_since)s, %(period_until)s)
        """,
        moment,
        Boards(),
    )
    return dict(rows)


def uses_counts(moment: Moment) -> bool:
    """Say whether any school is computed from counted pupils."""
    sql = f"SELECT EXISTS (SELECT {_COUNTS})"
    return bool(_query(sql, moment, Boards())[0][0])


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


_COUNTS = f"""
    FROM schools_count AS input {_REGISTER}
    LEFT JOIN schools_countcell AS cell
        ON cell.count_id = input.id AND cell.weight IS NOT NULL
    WHERE input.origin = 'weight_and_age'
        AND {_OF_THESE_BOARDS} AND {_IN_FORCE.format(table="schools_count")}
"""


def _query(sql: str, moment: Moment, boards: Boards) -> list[Row]:
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


def _established(moment: Moment, boards: Boards) -> list[Row]:
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


def _ages(moment: Moment, boards: Boards) -> dict[str, tuple[int, str]]:
    """Give the teacher age of each school, in hundredths of a year, and its source."""
    table = "schools_teacherage"
    rows = _query(
        f"""
        SELECT input.brin, (input.age * 100)::integer, input.source
        FROM {table} AS input {_REGISTER}
        WHERE {_OF_THESE_BOARDS} AND {_IN_FORCE.format(table=table)}
        """,
        moment,
        boards,
    )
    return {brin: (age, source) for brin, age, source in rows}


_WEIGHTS = {
    "pupils_03": "0.30",
    "pupils_12": "1.20",
    "pupils_025": "0.25",
    "pupils_040": "0.40",
    "pupils_070": "0.70",
    "pupils_090": "0.90",
}


def _weights_of(regime: Regime, period: Period) -> dict[str, str]:
    """Give the weights that the law of a period knows, by the fact that counts them."""
    facts = regime.fact_by_key
    return {
        key: weight
        for key, weight in _WEIGHTS.items()
        if key in facts and not ((end := facts[key].until) and end <= period.since)
    }


def _counts(weights: Mapping[str, str], moment: Moment, boards: Boards) -> list[Row]:
    """Give location, school, board, source, pupils, and pupils by weight.

    Between pupils and weights: other weights that pupils have, or nothing.
    """
    known = ", ".join(["0", *weights.values()])
    sums = ", ".join(
        f"coalesce(sum(cell.pupils) FILTER (WHERE cell.weight = {weight}), 0)"
        for weight in weights.values()
    )
    return _query(
        f"""
        SELECT input.location_code, input.brin, {_BOARD}, input.source,
            coalesce(sum(cell.pupils), 0),
            array_agg(DISTINCT cell.weight)
                FILTER (WHERE cell.pupils > 0 AND cell.weight NOT IN ({known})),
            {sums}
        {_COUNTS}
        GROUP BY input.location_code, input.brin, school.board_code, input.source
        ORDER BY input.location_code
        """,
        moment,
        boards,
    )


def _impulse_areas(moment: Moment, boards: Boards) -> Areas:
    rows = _query(
        f"""
        SELECT input.code, input.pc4, input.source
        FROM schools_location AS input {_REGISTER}
        WHERE input.valid @> %(day)s AND input.known @> %(known)s
            AND {_BOARD} >= %(since)s AND (%(until)s = '' OR {_BOARD} < %(until)s)
        """,
        moment,
        boards,
    )
    return Areas(
        designations(moment), {code: (pc4, source) for code, pc4, source in rows}
    )


# From rows to columns -----------------------------------------------------------------


def _from_established(
    regime: Regime, rows: Sequence[Row], ages: Mapping[str, tuple[int, str]] | None
) -> Gathered:
    lacking = [row for row in rows if ages is not None and row[0] not in ages]
    rows = [row for row in rows if ages is None or row[0] in ages]
    recipients = tuple(row[0] for row in rows)
    columns = {
        "school_weight": [row[3] for row in rows],
        "weighted_pupils_in_impulse_areas": [row[4] for row in rows],
    }
    figures = {
        key: Figure.column(key, values)
        for key, values in columns.items()
        if key in regime.all_steps
    }
    return Gathered(
        basis=ESTABLISHED,
        facts=Facts(
            recipients,
            recipients,
            Groups.of(range(len(recipients))),
            figures | _age_column(recipients, ages),
        ),
        boards={row[0]: row[1] for row in rows},
        sources=_sorted({row[2] for row in rows} | _age_sources(recipients, ages)),
        lacking=tuple(_without_age(row[0]) for row in lacking),
    )


def _from_counts(
    regime: Regime,
    weights: Mapping[str, str],
    rows: Sequence[Row],
    areas: Areas | None,
    ages: Mapping[str, tuple[int, str]] | None,
) -> Gathered:
    locations = tuple(row[0] for row in rows)
    numbers: dict[str, int] = {}
    groups = Groups.of([numbers.setdefault(row[1], len(numbers)) for row in rows])
    columns = {"pupils": [row[4] for row in rows]}
    for place, key in enumerate(weights, start=6):
        values = [row[place] for row in rows]
        if any(values) or not regime.fact_by_key[key].optional:
            columns[key] = values
    if areas is not None:
        columns["in_impulse_area"] = list(map(int, map(areas.contain, locations)))
    figures = {
        key: Figure.column(key, values, groups=groups)
        for key, values in columns.items()
        if regime.level_of(key) is Level.LOCATION
    }
    recipients = tuple(numbers)
    sources = {row[3] for row in rows} | _age_sources(recipients, ages)
    if areas is not None:
        sources |= areas.sources(locations)
    return Gathered(
        basis=COUNTS,
        facts=Facts(
            recipients,
            locations,
            groups,
            figures | _age_column(recipients, ages),
        ),
        boards={row[1]: row[2] for row in rows},
        sources=_sorted(sources),
    )


def _lacking(
    rows: Sequence[Row],
    period: Period,
    areas: Areas | None,
    ages: Mapping[str, tuple[int, str]] | None,
) -> Iterator[tuple[str, Problem]]:
    for location, school, _, _, _, other_weights, *_ in rows:
        if other_weights:
            names = ", ".join(in_dutch(str(weight)) for weight in other_weights)
            message = f"vestiging {location} telt leerlingen met gewicht {names}"
            absent = f"dat bestaat niet in {period.in_dutch}"
            yield school, Problem(f"{school}: {message}; {absent}")
        if ages is not None and school not in ages:
            yield school, _without_age(school)
        if areas is not None and location not in areas.locations:
            message = f"{school}: vestiging {location} staat niet in het register"
            yield school, Problem(message, column="in_impulsgebied")


def _without_age(school: str) -> Problem:
    return Problem(f"{school}: ontbreekt", column=AGE)


def _sorted(sources: set[str]) -> tuple[str, ...]:
    return tuple(sorted(sources))


def _age_sources(
    recipients: Sequence[str], ages: Mapping[str, tuple[int, str]] | None
) -> set[str]:
    return {ages[recipient][1] for recipient in recipients} if ages else set()


def _age_column(
    recipients: Sequence[str], ages: Mapping[str, tuple[int, str]] | None
) -> dict[str, Figure]:
    if ages is None:
        return {}
    values = [ages[recipient][0] for recipient in recipients]
    return {"teacher_age": Figure.column("teacher_age", values, scale=2)}
