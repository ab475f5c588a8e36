"""Accepted deliveries to draw from."""

from datetime import date
from decimal import Decimal
from itertools import count

import pytest

from schools.models import DeliveredPupil, Delivery
from tests.factories import make
from tests.schools.deliveries.steps import move

COUNTED_ON = date(2014, 10, 1)


PSEUDONYMS = count(1)


def pupil(weight="0.30", location="18PH00", **more):
    """Give a pupil who counts, with a complete statement."""
    usual = {
        "location_code": location,
        "weight": Decimal(weight),
        "claimed_weight": Decimal(weight),
        "potential_weight": Decimal(weight),
        "pseudonym": next(PSEUDONYMS).to_bytes(32),
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

    def accept(*pupils, board="41646", on=COUNTED_ON, state="accepted", **more):
        delivery = make(
            Delivery, board_code=board, location_code="", counted_on=on, **more
        )
        for row, each in enumerate(pupils, start=2):
            make(DeliveredPupil, delivery=delivery, row=row, **each)
        return move(delivery, state)

    return accept
