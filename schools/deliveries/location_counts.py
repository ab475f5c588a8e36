"""From accepted deliveries to the counts of locations, in one statement.

A count is written for every location that a delivery has a pupil of, and for every
other one in its scope that was counted on the date before, or that the register gives a
school of which pupils are delivered: there it is zero. In scope is the one location, or
every location of the schools that the board runs. What a delivery said before and still
says is not written again.
"""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db import connection

from oab.sets import with_memory
from schools.deliveries.contents import GONE

SOURCE = "aanlevering "
SUBJECTS = f"""
    WITH accepted AS (
        SELECT * FROM schools_delivery WHERE id = ANY (%(deliveries)s)
    ),
    tallied AS MATERIALIZED (
        SELECT delivery_id, location_code, weight, age_group, sum(pupils) AS pupils
        FROM (
            SELECT p.delivery_id, p.location_code, p.weight, p.age_group,
                count(*) FILTER (WHERE p.counted) AS pupils
            FROM schools_deliveredpupil AS p
            WHERE p.delivery_id = ANY (%(deliveries)s) AND p.location_code <> ''
            GROUP BY p.delivery_id, p.location_code, p.weight, p.age_group
            UNION ALL ({GONE})
        ) AS counted
        GROUP BY delivery_id, location_code, weight, age_group
    ),
    run AS (
        SELECT a.id AS delivery_id, school.brin
        FROM accepted AS a JOIN schools_school AS school
            ON school.board_code = a.board_code AND school.valid @> a.counted_on
            AND upper_inf(school.known)
        WHERE a.location_code = ''
    ),
    in_force AS MATERIALIZED (
        SELECT c.id, c.location_code, c.brin, c.counted_on, c.source
        FROM schools_count AS c
        WHERE c.origin = 'weight_and_age'
            AND c.counted_on IN (SELECT counted_on FROM accepted)
            AND (
                c.brin IN (SELECT left(location_code, 4) FROM tallied)
                OR c.location_code IN (SELECT location_code FROM accepted)
                OR c.brin IN (SELECT brin FROM run)
            )
            AND NOT EXISTS (
                SELECT FROM schools_count AS later WHERE later.replaces_id = c.id
            )
    ),
    subjects AS (
        SELECT delivery_id, location_code FROM tallied
        UNION
        SELECT a.id, f.location_code
        FROM accepted AS a JOIN in_force AS f ON f.counted_on = a.counted_on
        WHERE a.location_code = f.location_code OR (a.id, f.brin) IN (
            SELECT delivery_id, brin FROM run
        )
        UNION
        SELECT a.id, l.code
        FROM accepted AS a
        JOIN (
            SELECT DISTINCT delivery_id, left(location_code, 4) AS brin FROM tallied
        ) AS t ON t.delivery_id = a.id
        JOIN schools_location AS l ON l.brin = t.brin
            AND l.valid @> a.counted_on AND upper_inf(l.known)
        WHERE a.location_code = ''
    )
"""  # noqa: S608 - made of the texts above and of `GONE`
SAYS = f"""
    {SUBJECTS}
    SELECT s.location_code, t.weight, COALESCE(sum(t.pupils), 0)::int
    FROM subjects AS s LEFT JOIN tallied AS t USING (delivery_id, location_code)
    GROUP BY s.location_code, t.weight
    ORDER BY s.location_code, t.weight
"""  # noqa: S608 - made of the texts above
WRITE = f"""
    {SUBJECTS},
    said_now AS (
        SELECT delivery_id, location_code,
            jsonb_object_agg(weight || ' ' || age_group, pupils) AS cells
        FROM tallied WHERE pupils > 0 GROUP BY delivery_id, location_code
    ),
    said_before AS (
        SELECT f.location_code, f.counted_on,
            jsonb_object_agg(cell.weight || ' ' || cell.age_group, cell.pupils)
                AS cells
        FROM in_force AS f JOIN schools_countcell AS cell ON cell.count_id = f.id
        WHERE f.source LIKE %(ours)s AND cell.pupils > 0
        GROUP BY f.location_code, f.counted_on
    ),
    written AS (
        INSERT INTO schools_count (
            location_code, counted_on, origin, source, replaces_id, reason,
            follows_check
        )
        SELECT s.location_code, a.counted_on, 'weight_and_age',
            %(source)s || a.reference, f.id,
            CASE WHEN f.id IS NULL THEN ''
                WHEN a.reason <> '' THEN a.reason
                ELSE 'Vervangen door ' || %(source)s || a.reference END,
            f.id IS NOT NULL
                AND (a.origin = 'check' OR a.origin = 'earlier_count' AND %(by_check)s)
        FROM subjects AS s JOIN accepted AS a ON a.id = s.delivery_id
        LEFT JOIN in_force AS f ON f.location_code = s.location_code
            AND f.counted_on = a.counted_on
        LEFT JOIN said_now ON said_now.delivery_id = s.delivery_id
            AND said_now.location_code = s.location_code
        LEFT JOIN said_before ON said_before.location_code = s.location_code
            AND said_before.counted_on = a.counted_on
        WHERE f.id IS NULL OR f.source NOT LIKE %(ours)s
            OR said_now.cells IS DISTINCT FROM said_before.cells
        RETURNING id, location_code, source
    ),
    cells AS (
        INSERT INTO schools_countcell (count_id, weight, age_group, pupils)
        SELECT w.id, COALESCE(t.weight, 0), COALESCE(t.age_group, '4_7'),
            COALESCE(t.pupils, 0)
        FROM written AS w
        JOIN accepted AS a ON %(source)s || a.reference = w.source
        LEFT JOIN tallied AS t ON t.delivery_id = a.id
            AND t.location_code = w.location_code AND t.pupils > 0
    )
    SELECT count(*) FROM written
"""  # noqa: S608 - made of the texts above


def says(delivery: UUID) -> list[tuple[str, Decimal | None, int]]:
    """Say what a delivery would come to if it were accepted, by location and weight.

    A location without pupils has no weight.
    """
    with connection.cursor() as cursor:
        cursor.execute(SAYS, {"deliveries": [delivery]})
        said: list[tuple[str, Decimal | None, int]] = cursor.fetchall()
    return said


def write_counts(deliveries: Iterable[UUID], *, by_check: bool = False) -> None:
    """Write the counts of accepted deliveries.

    `by_check` says that what follows from a correction follows from a check. What
    follows from the pupils is added up by the database, however many there are.
    """
    with connection.cursor() as cursor:
        with_memory(cursor)
        cursor.execute(
            WRITE,
            {
                "deliveries": list(deliveries),
                "source": SOURCE,
                "ours": f"{SOURCE}%",
                "by_check": by_check,
            },
        )
        for table in ("schools_count", "schools_countcell"):
            cursor.execute("SELECT oab_analyze(%s)", [table])
