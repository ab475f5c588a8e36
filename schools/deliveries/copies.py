"""Deliveries that replace accepted ones: opened with the same pupils, row by row."""

from collections.abc import Sequence

from django.db import connection

from oab.problems import Refused
from schools.deliveries.contents import CELLS
from schools.deliveries.opening import ALIVE, write
from schools.deliveries.outcomes import COPIED
from schools.models import Delivery

COLUMNS = ", ".join(("row", *COPIED))
COPY = f"""
    INSERT INTO schools_deliveredpupil (delivery_id, {COLUMNS})
    SELECT copy.id, {", ".join(f"p.{name}" for name in ("row", *COPIED))}
    FROM schools_delivery AS copy
    JOIN schools_deliveredpupil AS p ON p.delivery_id = copy.replaces_id
    WHERE copy.id = ANY (%(deliveries)s)
"""
# Of whom the rows were destroyed is known how many counted, by weight and age group.
REMEMBER = f"""
    UPDATE schools_delivery AS copy
    SET totals = jsonb_build_object('gone', gone.cells)
    FROM (
        SELECT id, {CELLS} AS cells
        FROM (
            SELECT id, location_code, weight, age_group, sum(pupils) AS pupils
            FROM (
                SELECT d.id, cell ->> 'location' AS location_code,
                    (cell ->> 'weight')::numeric(3, 2) AS weight,
                    cell ->> 'ageGroup' AS age_group,
                    (cell ->> 'pupils')::int AS pupils
                FROM schools_delivery AS d
                JOIN schools_delivery AS original ON original.id = d.replaces_id
                CROSS JOIN LATERAL
                    jsonb_array_elements(original.totals -> 'cells') AS cell
                WHERE d.id = ANY (%(deliveries)s)
                UNION ALL
                SELECT delivery_id, location_code, weight, age_group, -count(*)
                FROM schools_deliveredpupil
                WHERE delivery_id = ANY (%(deliveries)s) AND counted
                GROUP BY delivery_id, location_code, weight, age_group
            ) AS counted
            GROUP BY id, location_code, weight, age_group
            HAVING sum(pupils) > 0
        ) AS cell
        GROUP BY id
    ) AS gone
    WHERE gone.id = copy.id
"""


def copy(
    originals: Sequence[Delivery], *, person: str, reason: str, origin: str
) -> list[Delivery]:
    """Open a delivery of the same pupils beside each of some of one count date."""
    copies = [
        Delivery(
            board_code=original.board_code,
            location_code=original.location_code,
            counted_on=original.counted_on,
            origin=origin,
            previous_id=original.previous_id,
            replaces=original,
            reason=reason,
            opened_by=person,
        )
        for original in originals
    ]
    write(*copies)
    numbers = {"deliveries": [each.pk for each in copies]}
    with connection.cursor() as cursor:
        cursor.execute(COPY, numbers)
        cursor.execute(REMEMBER, numbers)
    return copies


def refuse_live(originals: Sequence[Delivery]) -> None:
    """Refuse to replace deliveries that something else is already to replace."""
    live = Delivery.objects.filter(replaces__in=originals, state__in=ALIVE)
    if (first := live.order_by("reference").first()) is not None:
        raise Refused(
            f"Correctie {first.reference} loopt nog; laat die eerst beoordelen.",
            f"Correction {first.reference} is still under way; let it be judged first.",
        )
