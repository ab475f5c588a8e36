"""Which corrections raise or lower the count of a location, in whatever is paid for.

More pupils, more weight, more weighted pupils (who are paid for in impulse areas) or
more young ones (the material funding has more for them) can bring money; fewer can cost
it.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

CHANGED = """
    SELECT DISTINCT id
    FROM (
        SELECT d.id, p.location_code, p.weight, p.age_group,
            CASE WHEN p.delivery_id = d.id THEN %(sign)s ELSE -%(sign)s END AS more
        FROM schools_delivery AS d JOIN schools_deliveredpupil AS p
            ON p.delivery_id IN (d.id, d.replaces_id) AND p.counted
        WHERE d.id = ANY (%(corrections)s) AND d.replaces_id IS NOT NULL
    ) AS pupil
    GROUP BY id, location_code
    HAVING sum(more * weight) > 0 OR sum(more) > 0
        OR sum(more) FILTER (WHERE weight > 0) > 0
        OR sum(more) FILTER (WHERE age_group = '4_7') > 0
"""


def raising(corrections: Iterable[UUID]) -> set[UUID]:
    """Give the corrections by which a location has more of something."""
    return _changed(corrections, 1)


def lowering(corrections: Iterable[UUID]) -> set[UUID]:
    """Give the corrections by which a location has less of something."""
    return _changed(corrections, -1)


def _changed(corrections: Iterable[UUID], sign: int) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, {"corrections": list(corrections), "sign": sign})
        return {number for (number,) in cursor.fetchall()}
