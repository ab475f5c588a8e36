"""Deliveries that replace accepted ones: opened with the same pupils, row by row."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Count

from oab.problems import Refused
from schools.deliveries.opening import ALIVE, write
from schools.deliveries.outcomes import COPIED
from schools.models import Delivery

COLUMNS = ", ".join(("row", *COPIED))
COPY = f"""
    INSERT INTO schools_deliveredpupil (delivery_id, {COLUMNS})
    SELECT copy.id, {", ".join(f"p.{name}" for name in ("row", *COPIED))}
    FROM schools_delivery AS copy
    JOIN schools_deliveredpupil AS p ON p.delivery_id = copy.replaces_id
    WHERE copy.id = ANY (%s)
"""


def copy(
    originals: Sequence[Delivery], *, person: str, reason: str, origin: str
) -> list[Delivery]:
    """Open a delivery of the same pupils beside each of some of one count date.

    Refused where pupils were destroyed since: without them the count would be too low.
    """
    refuse_destroyed(originals)
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
    with connection.cursor() as cursor:
        cursor.execute(COPY, [[each.pk for each in copies]])
    return copies


def refuse_destroyed(originals: Sequence[Delivery]) -> None:
    """Refuse to copy deliveries of which pupils are gone, their term being over."""
    whole = Delivery.objects.filter(pk__in=[each.pk for each in originals])
    for each in whole.annotate(left=Count("pupils")).order_by("reference"):
        if each.left != each.totals["rows"]:
            raise Refused(
                f"Van aanlevering {each.reference} zijn leerlingen vernietigd na hun "
                "bewaartermijn (artikel 9 Besluit bekostiging WPO); zij kan niet meer "
                "worden gecorrigeerd.",
                f"Pupils of delivery {each.reference} were destroyed when their term "
                "was over (art. 9 of the decree on funding); it can no longer be "
                "corrected.",
            )


def refuse_live(originals: Sequence[Delivery]) -> None:
    """Refuse to replace deliveries that something else is already to replace."""
    live = Delivery.objects.filter(replaces__in=originals, state__in=ALIVE)
    if (first := live.order_by("reference").first()) is not None:
        raise Refused(
            f"Correctie {first.reference} loopt nog; laat die eerst beoordelen.",
            f"Correction {first.reference} is still under way; let it be judged first.",
        )
