"""Fixing what deliveries hold: their totals, and a hash that no change would keep.

Among the totals of a correction are, as `gone`, the pupils of what it corrects whose
rows were destroyed when their term was over. They keep counting as they did.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from schools.deliveries.outcomes import CONTENT, OUTCOME
from schools.models import Delivery, DeliveryEvent

# JSON writes days and numbers in one way only, whatever the session is set to.
HASHED = ", ".join(
    "encode(p.pseudonym, 'hex')" if name == "pseudonym" else f"p.{name}"
    for name in (*CONTENT, *OUTCOME)
    if name != "unreadable"
)
GONE = """
    SELECT d.id AS delivery_id, cell ->> 'location' AS location_code,
        (cell ->> 'weight')::numeric(3, 2) AS weight, cell ->> 'ageGroup' AS age_group,
        (cell ->> 'pupils')::int AS pupils
    FROM schools_delivery AS d
    CROSS JOIN LATERAL jsonb_array_elements(d.totals -> 'gone') AS cell
    WHERE d.id = ANY (%(deliveries)s)
"""
CELLS = """
    jsonb_agg(
        jsonb_build_object(
            'location', location_code, 'weight', weight::text,
            'ageGroup', age_group, 'pupils', pupils
        ) ORDER BY location_code, weight, age_group
    )
"""
FIX = f"""
    WITH cells AS (
        SELECT delivery_id, location_code, weight, age_group, sum(pupils) AS pupils
        FROM (
            SELECT delivery_id, location_code, weight, age_group, count(*) AS pupils
            FROM schools_deliveredpupil
            WHERE delivery_id = ANY (%(deliveries)s) AND counted
            GROUP BY delivery_id, location_code, weight, age_group
            UNION ALL ({GONE})
        ) AS counted
        GROUP BY delivery_id, location_code, weight, age_group
    ),
    counted AS (
        SELECT delivery_id, sum(pupils) AS pupils, sum(pupils * weight) AS weight,
            {CELLS} AS cells
        FROM cells GROUP BY delivery_id
    ),
    whole AS (
        SELECT p.delivery_id, count(*) AS rows,
            encode(sha256(convert_to(
                string_agg(
                    json_build_array(p.row, {HASHED})::text, E'\\n' ORDER BY p.row
                ),
                'UTF8'
            )), 'hex') AS hash
        FROM schools_deliveredpupil AS p
        WHERE p.delivery_id = ANY (%(deliveries)s)
        GROUP BY p.delivery_id
    ),
    found AS (
        SELECT delivery_id, jsonb_object_agg(severity, number) AS findings
        FROM (
            SELECT delivery_id, severity, count(*) AS number FROM schools_finding
            WHERE delivery_id = ANY (%(deliveries)s) GROUP BY delivery_id, severity
        ) AS by_severity
        GROUP BY delivery_id
    )
    UPDATE schools_delivery AS d SET
        state = 'delivered', version = d.version + 1,
        delivered_by = %(person)s, delivered_at = statement_timestamp(),
        signed_by = '', signed_at = NULL,
        judged_by = '', judged_at = NULL, objections = '{{}}',
        content_hash = COALESCE(whole.hash, encode(sha256(''), 'hex')),
        totals = jsonb_build_object(
            'rows', COALESCE(whole.rows, 0),
            'pupils', COALESCE(counted.pupils, 0),
            'weight', COALESCE(counted.weight, 0)::text,
            'cells', COALESCE(counted.cells, '[]'),
            'findings', jsonb_build_object('error', 0, 'warning', 0, 'signal', 0)
                || COALESCE(found.findings, '{{}}')
        ) || CASE WHEN d.totals ? 'gone'
            THEN jsonb_build_object('gone', d.totals -> 'gone') ELSE '{{}}' END
    FROM schools_delivery AS same
    LEFT JOIN whole ON whole.delivery_id = same.id
    LEFT JOIN counted ON counted.delivery_id = same.id
    LEFT JOIN found ON found.delivery_id = same.id
    WHERE d.id = same.id AND d.id = ANY (%(deliveries)s)
"""


def fix(deliveries: Iterable[UUID], *, person: str) -> None:
    """Hand deliveries in as they are; from here on the database lets nothing change."""
    numbers = list(deliveries)
    before = Delivery.objects.filter(pk__in=numbers).values_list("pk", "state")
    steps = [
        DeliveryEvent(
            delivery_id=number,
            before=state,
            after=Delivery.State.DELIVERED,
            person=person,
        )
        for number, state in before
    ]
    with connection.cursor() as cursor:
        cursor.execute(FIX, {"deliveries": numbers, "person": person})
    DeliveryEvent.objects.bulk_create(steps)
