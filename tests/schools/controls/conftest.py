"""Accepted deliveries to draw from."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from schools.models import DeliveredPupil, Delivery
from tests.factories import make

COUNTED_ON = date(2014, 10, 1)
ACCEPTED = {
    "state": "accepted",
    "delivered_by": "medewerker",
    "delivered_at": datetime(2014, 10, 20, 9, tzinfo=UTC),
    "signed_by": "ondertekenaar",
    "signed_at": datetime(2014, 10, 21, 9, tzinfo=UTC),
    "judged_by": "behandelaar",
    "judged_at": datetime(2014, 10, 22, 9, tzinfo=UTC),
    "content_hash": "0" * 64,
}


def pupil(weight="0.30", location="18PH00", **more):
    """Give a pupil who counts, with a complete statement."""
    usual = {
        "location_code": location,
        "weight": Decimal(weight),
        "claimed_weight": Decimal(weight),
        "potential_weight": Decimal(weight),
        "counted": True,
        "age_group": "4_7",
        "state": "complete",
        "signed_on": date(2013, 8, 19),
        "carer1_level": "vbo",
    }
    return usual | more


@pytest.fixture
def accepted():
    """Make a delivery of these pupils that was accepted."""

    def accept(*pupils, board="41646", on=COUNTED_ON, **more):
        delivery = make(
            Delivery, board_code=board, location_code="", counted_on=on, **more
        )
        for row, each in enumerate(pupils, start=2):
            make(DeliveredPupil, delivery=delivery, row=row, **each)
        Delivery.objects.filter(pk=delivery.pk).update(**ACCEPTED)
        delivery.refresh_from_db()
        return delivery

    return accept
