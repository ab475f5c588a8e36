"""Nobody is counted twice: a pupil is at one school on a count date (art. 10(4)).

The findings of a delivery warn of it, but are fixed when it is handed in. What another
board had accepted since is only known when this one is accepted.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from oab.claims import take_turns
from oab.problems import InvalidInput, Refused
from oab.sets import with_memory
from schools.models import Delivery

MOST_ROWS = 1_000
DOUBLES = """
    SELECT DISTINCT d.reference, p.row, q.brin, other.reference
    FROM schools_delivery AS d
    JOIN schools_deliveredpupil AS p ON p.delivery_id = d.id AND p.counted
    JOIN schools_deliveredpupil AS q ON q.pseudonym = p.pseudonym AND q.counted
        AND q.delivery_id <> d.id
    JOIN schools_delivery AS other ON other.id = q.delivery_id
        AND other.counted_on = d.counted_on AND other.state = 'accepted'
    WHERE d.id = ANY (%s)
    ORDER BY d.reference, p.row
    LIMIT %s
"""


def refuse_doubles(numbers: Sequence[UUID]) -> None:
    """Refuse accepted deliveries that count a pupil whom another one counts too."""
    days = Delivery.objects.filter(pk__in=numbers).values_list("counted_on", flat=True)
    # Or two that are accepted together would not see each other's pupils.
    take_turns(f"schools.accepting {day}" for day in days.distinct())
    with connection.cursor() as cursor:
        with_memory(cursor)
        cursor.execute(DOUBLES, [list(numbers), MOST_ROWS])
        doubles = cursor.fetchall()
    if doubles:
        raise Refused(
            "Leerlingen van deze aanlevering tellen al mee op een andere school. Zend "
            "haar terug, of laat die andere school corrigeren (artikel 10, vierde lid, "
            "Besluit bekostiging WPO).",
            "Pupils of this delivery are counted at another school already. Send it "
            "back, or let that other school correct its count (art. 10(4) of the "
            "decree on funding).",
            errors=[_double(*double) for double in doubles],
        )


def _double(reference: str, row: int, brin: str, other: str) -> InvalidInput:
    return InvalidInput(
        location=f"/leerlingen/{row}",
        detail=f"{reference}, rij {row}: telt al mee op {brin} in {other}",
        code="dubbel",
        where="body",
    )
