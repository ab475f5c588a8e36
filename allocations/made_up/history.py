"""Years of made-up history, so that a measurement can tell what they cost.

Every year has the allocations of one that was really computed, in several versions, as
they come about in practice: runs of the nation by three regulations, recalculations of
many schools at once and, last, one of each school by itself; these replace what was
there before, with the reason. Below them lie figures, counts and ages that were each
corrected once, and the changes that were followed. All rows go through the constraints
and triggers of the tables as any other; what they would make follow is marked as
followed.
"""

from typing import Any, TypeAlias

from django.db import connection, transaction
from psycopg.sql import SQL, Composed, Identifier

from allocations.made_up.nation import COLUMNS
from allocations.models import Allocation, Run, RunPart
from oab.changes import BATCH
from oab.copying import refresh
from oab.models import Change
from schools.models import Count, CountCell, EstablishedFigures, TeacherAge

YEARS = 20
VERSIONS = 5
RUNS_OF_THE_NATION = 3
Statements: TypeAlias = tuple[str | Composed, ...]


@transaction.atomic
def make_up(like: Run, *, years: int = YEARS, versions: int = VERSIONS) -> int:
    """Write the years before that of a run, each like it; return how many allocations.

    Each version is by the law of a day later than the one before; the last one began as
    many years before the run.
    """
    asked: dict[str, Any] = {"like": like.pk, "years": years}
    written = 0
    with connection.cursor() as cursor:
        for version in range(versions):
            age = versions - 1 - version
            asked |= {"days": age, "size": BATCH if age else 1}
            replaces = version >= RUNS_OF_THE_NATION
            for statement in _RECALCULATED if replaces else _OF_THE_NATION:
                cursor.execute(statement, asked)
            written += cursor.rowcount
            cursor.execute(_CLOSED)
            # The next version looks up what it replaces.
            refresh(Allocation, written)
            refresh(Run, written)
        for statement in _INPUTS:
            cursor.execute(statement, asked)
    for model in (RunPart, Change, EstablishedFigures, TeacherAge, Count, CountCell):
        refresh(model, written)
    return written


# Allocations --------------------------------------------------------------------------

_RUNS = SQL(
    """
    INSERT INTO allocations_run (
        id, kind, regime, period, known, figures, recipients, state, parts, findings,
        started_at
    )
    SELECT gen_random_uuid(), {kind}, regime,
        concat_ws('-', substr(period, 1, 4)::integer - year,
            substr(period, 6)::integer - year),
        known - 365 * year - %(days)s, figures, named.recipients, 'started', 0, '[]',
        started_at - (365 * year + %(days)s) * interval '1 day'
    FROM allocations_run, generate_series(1, %(years)s) AS year, {named} AS named
    WHERE id = %(like)s
    """
)
_NAMED = SQL(
    """(
        SELECT array_agg(recipient) AS recipients
        FROM (
            SELECT recipient,
                (row_number() OVER (ORDER BY recipient) - 1) / %(size)s AS number
            FROM allocations_allocation WHERE run_id = %(like)s
        ) AS numbered
        GROUP BY number
    )"""
)
_PARTS = """
    INSERT INTO allocations_runpart (
        run_id, number, board_from, board_until, recipients, done_at
    )
    SELECT id, 1, '', '', cardinality(recipients), started_at
    FROM allocations_run WHERE state = 'started'
"""
_ALLOCATIONS = SQL(
    """
    INSERT INTO allocations_allocation (run_id, regime, period, {names})
    SELECT run.id, run.regime, run.period, {columns}
    FROM allocations_run AS run, allocations_allocation AS allocation
    WHERE run.state = 'started' AND allocation.run_id = %(like)s
    ORDER BY run.started_at, allocation.id
    """
).format(
    names=SQL(", ").join(map(Identifier, COLUMNS)),
    columns=SQL(", ").join(Identifier("allocation", column) for column in COLUMNS),
)
# What a recalculation came to is a euro more, whatever the facts say.
_KEPT = tuple(name for name in COLUMNS if name not in {"entitlement", "reasons"})
_REPLACEMENTS = SQL(
    """
    INSERT INTO allocations_allocation (
        run_id, regime, period, replaces_id, entitlement, reasons, {names}
    )
    SELECT run.id, run.regime, run.period, replaced.id,
        coalesce(replaced.entitlement, 0) + 1,
        '[{{"soort": "leeftijd", "bedrag": "1.00"}}]', {columns}
    FROM (
        SELECT id, regime, period, known, unnest(recipients) AS recipient
        FROM allocations_run WHERE state = 'started'
    ) AS run
    JOIN allocations_run AS earlier
        ON earlier.regime = run.regime AND earlier.period = run.period
        AND earlier.known = run.known - 1
    JOIN allocations_allocation AS replaced
        ON replaced.run_id = earlier.id AND replaced.recipient = run.recipient
    ORDER BY replaced.id
    """
).format(
    names=SQL(", ").join(map(Identifier, _KEPT)),
    columns=SQL(", ").join(Identifier("replaced", column) for column in _KEPT),
)
_OF_THE_NATION: Statements = (
    _RUNS.format(
        kind=Run.Kind.NATIONAL.value, named=SQL("(SELECT '{}'::text[] AS recipients)")
    ),
    _ALLOCATIONS,
)
_RECALCULATED: Statements = (
    _RUNS.format(kind=Run.Kind.RECALCULATION.value, named=_NAMED),
    _PARTS,
    _REPLACEMENTS,
)
_CLOSED = """
    UPDATE allocations_run SET state = 'complete',
        finished_at = started_at + interval '1 second'
    WHERE state = 'started'
"""

# Inputs -------------------------------------------------------------------------------

# Of each school one location; the numbers of pupils do not matter.
_COUNTS = """
    WITH counted AS (
        INSERT INTO schools_count (location_code, counted_on, origin, source)
        SELECT brin || '00', (counted_on - year * interval '1 year')::date,
            'weight_and_age', source
        FROM schools_establishedfigures, generate_series(1, %(years)s) AS year
        WHERE replaces_id IS NULL
        RETURNING id, location_code, counted_on, origin, source
    ), corrected AS (
        INSERT INTO schools_count (
            location_code, counted_on, origin, source, replaces_id, reason
        )
        SELECT location_code, counted_on, origin, source, id, 'verbeterd' FROM counted
        RETURNING id
    )
    INSERT INTO schools_countcell (count_id, weight, age_group, pupils)
    SELECT id, weight, '4_7', 100
    FROM (SELECT id FROM counted UNION ALL SELECT id FROM corrected) AS count,
        unnest(ARRAY[0, 0.30]) AS weight
"""
_CORRECTED = SQL(
    """
    WITH written AS (
        INSERT INTO {table} (brin, counted_on, {columns}, source)
        SELECT brin, (counted_on - year * interval '1 year')::date, {columns}, source
        FROM {table}, generate_series(1, %(years)s) AS year
        WHERE replaces_id IS NULL
        RETURNING *
    )
    INSERT INTO {table} (brin, counted_on, {columns}, source, replaces_id, reason)
    SELECT brin, counted_on, {columns}, source, id, 'verbeterd' FROM written
    """
)
# Each correction of a school was a change of its own.
_CHANGES = """
    INSERT INTO oab_change (kind, subject, since, until, source, done_at)
    SELECT 'teacher_age', brin, counted_on, counted_on + 1, source, clock_timestamp()
    FROM schools_teacherage WHERE replaces_id IS NOT NULL
"""
_FOLLOWED = """
    UPDATE oab_change SET done_at = clock_timestamp() WHERE done_at IS NULL
"""
_INPUTS: Statements = (
    _COUNTS,
    *(
        _CORRECTED.format(
            table=Identifier(model._meta.db_table),
            columns=SQL(", ").join(map(Identifier, columns)),
        )
        for model, columns in (
            (EstablishedFigures, ("school_weight", "weighted_pupils_in_impulse_areas")),
            (TeacherAge, ("age",)),
        )
    ),
    _CHANGES,
    _FOLLOWED,
)
