"""Years of made-up history, so that a measurement can tell what they cost.

Every year has the allocations of one that was really computed, in several versions, and
the figures that were established for it. They go through the constraints and triggers
of the tables as any other row; what they would make follow is marked as followed.
"""

from typing import Any

from django.db import connection, transaction
from psycopg.sql import SQL, Identifier

from allocations.made_up.nation import COLUMNS
from allocations.models import Allocation, Run
from oab.copying import refresh
from oab.models import Change
from schools.models import EstablishedFigures, TeacherAge

YEARS = 20
VERSIONS = 5


@transaction.atomic
def make_up(like: Run, *, years: int = YEARS, versions: int = VERSIONS) -> int:
    """Write the years before that of a run, each like it; return how many rows.

    A version is a run for the nation by the law of a later day.
    """
    asked: dict[str, Any] = {"like": like.pk, "years": years, "versions": versions}
    with connection.cursor() as cursor:
        cursor.execute(_RUNS, asked)
        cursor.execute(_ALLOCATIONS, asked)
        written: int = cursor.rowcount
        for statement in (_CLOSED, _FIGURES, _AGES, _FOLLOWED):
            cursor.execute(statement, asked)
    for model in (Allocation, EstablishedFigures, TeacherAge, Run, Change):
        refresh(model, written)
    return written


# The last version of a year began as many years before the run, the others each a day
# earlier, by the law of a day earlier.
_RUNS = """
    INSERT INTO allocations_run (
        id, regime, period, known, figures, recipients, state, parts, findings,
        started_at
    )
    SELECT gen_random_uuid(), regime,
        concat_ws('-', substr(period, 1, 4)::integer - year,
            substr(period, 6)::integer - year),
        known - 365 * year - version, figures, recipients, 'started', 0, '[]',
        started_at - (365 * year + version) * interval '1 day'
    FROM allocations_run,
        generate_series(1, %(years)s) AS year,
        generate_series(0, %(versions)s - 1) AS version
    WHERE id = %(like)s
"""
_ALLOCATIONS = SQL(
    """
    INSERT INTO allocations_allocation (run_id, {names})
    SELECT run.id, {columns}
    FROM allocations_run AS run, allocations_allocation AS allocation
    WHERE run.state = 'started' AND allocation.run_id = %(like)s
    ORDER BY run.started_at, allocation.id
    """
).format(
    names=SQL(", ").join(Identifier(column) for column in COLUMNS),
    columns=SQL(", ").join(Identifier("allocation", column) for column in COLUMNS),
)
_CLOSED = """
    UPDATE allocations_run SET state = 'complete',
        finished_at = started_at + interval '1 second'
    WHERE state = 'started'
"""
_FIGURES = """
    INSERT INTO schools_establishedfigures (
        brin, counted_on, school_weight, weighted_pupils_in_impulse_areas, source
    )
    SELECT brin, (counted_on - year * interval '1 year')::date, school_weight,
        weighted_pupils_in_impulse_areas, source
    FROM schools_establishedfigures, generate_series(1, %(years)s) AS year
    WHERE replaces_id IS NULL
"""
_AGES = """
    INSERT INTO schools_teacherage (brin, counted_on, age, source)
    SELECT brin, (counted_on - year * interval '1 year')::date, age, source
    FROM schools_teacherage, generate_series(1, %(years)s) AS year
    WHERE replaces_id IS NULL
"""
_FOLLOWED = """
    UPDATE oab_change SET done_at = clock_timestamp() WHERE done_at IS NULL
"""
