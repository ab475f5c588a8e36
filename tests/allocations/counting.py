"""Counts, as a delivery that is accepted writes them; and waiting."""

from datetime import date
from decimal import Decimal

from django.db import connection, transaction

from oab.changes import wake_followers
from schools.models import Count, CountCell
from tests.factories import make

COUNTED_ON = date(2014, 10, 1)


@transaction.atomic
def count(
    location: str, pupils: int, light: int, heavy: int, *, on: date = COUNTED_ON, **more
) -> Count:
    counted = make(Count, location_code=location, counted_on=on, **more)
    for weight, number in (
        ("0.00", pupils - light - heavy),
        ("0.30", light),
        ("1.20", heavy),
    ):
        for age_group, share in (("4_7", number // 2), ("8_up", number - number // 2)):
            make(
                CountCell,
                count=counted,
                weight=Decimal(weight),
                age_group=age_group,
                pupils=share,
            )
    return counted


@transaction.atomic
def counted_anew(location: str, *numbers: int, on: date = COUNTED_ON) -> Count:
    """Count, or correct what was counted, and wake who follows."""
    earlier = Count.objects.in_force().filter(location_code=location, counted_on=on)
    replaced = earlier.first()
    reason = "hertelling" if replaced else ""
    counted = count(location, *numbers, on=on, replaces=replaced, reason=reason)
    wake_followers()
    return counted


def an_allocation_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND "
            "relation = 'allocations_allocation'::regclass)"
        )
        return bool(cursor.fetchone()[0])
