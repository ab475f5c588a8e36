"""Whether a correction raises a count: what could bring money is bound to the term."""

from django.db import connection

from schools.models import Delivery

RAISED = """
    SELECT EXISTS (
        SELECT FROM (
            SELECT location_code, weight, age_group,
                CASE WHEN delivery_id = %(new)s THEN 1 ELSE -1 END AS more
            FROM schools_deliveredpupil
            WHERE delivery_id IN (%(new)s, %(old)s) AND counted
        ) AS pupil
        GROUP BY location_code
        HAVING sum(more * weight) > 0 OR sum(more) > 0
            OR sum(more) FILTER (WHERE weight > 0) > 0
            OR sum(more) FILTER (WHERE age_group = '4_7') > 0
    )
"""


def raises(correction: Delivery) -> bool:
    """Say whether a location would have more pupils, weight or weighted pupils.

    More young ones too: the material funding has more for them.
    """
    with connection.cursor() as cursor:
        cursor.execute(RAISED, {"new": correction.pk, "old": correction.replaces_id})
        (raised,) = cursor.fetchone()
    return bool(raised)
