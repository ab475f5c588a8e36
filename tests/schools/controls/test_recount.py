"""The recount of 1 October 2006 is an ordinary correction, and so is a check of it.

Born after 1 October 2000 is under the new rule; who was born on that day keeps the old
weight (decree of 19 May 2006, art. II).
"""

from datetime import date
from decimal import Decimal

import pytest

from schools.controls.drawing import Order, draw_control
from schools.controls.findings import Found, record
from schools.deliveries import states
from schools.models import Count, Delivery
from tests.schools.controls.test_closing import closed, heard, weights
from tests.schools.deliveries.handing_in import delivery, hand_over, register

pytestmark = pytest.mark.django_db

COUNTED_ON = date(2006, 10, 1)
STATEMENT = {
    "form": "free",
    "signatures": 1,
    "signed_on": date(2004, 10, 18),
    "carer1_level": "basisonderwijs",
}
OLD = {
    "born_on": date(2000, 10, 1),
    "enrolled_on": date(2004, 10, 18),
    "claimed_weight": "0.90",
    "old_weight": Decimal("0.90"),
}
NEW = STATEMENT | {
    "born_on": date(2000, 10, 2),
    "enrolled_on": date(2004, 10, 18),
    "situation_on": COUNTED_ON,
    "claimed_weight": "1.20",
}


@pytest.fixture
def counted():
    """Let a board count one pupil under each rule, and have that accepted."""
    register("18PH00")
    made = hand_over(delivery(OLD, NEW, counted_on=COUNTED_ON), "signed")
    return states.accept(made, person="ambtenaar", content_hash=made.content_hash)


def cells():
    count = Count.objects.in_force().get()
    return {str(each.weight): each.pupils for each in count.cells.all()}, count.reason


def test_each_pupil_is_weighed_by_its_own_rule(counted):
    assert weights(counted) == ["0.90", "1.20"]


def test_the_recount_replaces_the_count_with_its_reason(counted):
    reason = "Hertelling van 1 oktober 2006"
    opened = states.correct(counted, person="medewerker", reason=reason)
    # The board finds that the older pupil had no right to the old weight.
    opened.pupils.filter(row=2).update(
        claimed_weight=0, old_weight=None, weight=0, potential_weight=0
    )
    handed_in = states.deliver(opened, person="medewerker")
    states.sign(handed_in, person="ondertekenaar", content_hash=handed_in.content_hash)
    states.accept(handed_in, person="ambtenaar", content_hash=handed_in.content_hash)
    assert cells() == ({"0.00": 1, "1.20": 1}, reason)
    assert Delivery.objects.get(state="corrected") == counted


@pytest.mark.usefixtures("counted")
def test_a_later_check_corrects_it_in_the_same_way():
    order = Order(
        year=2008, counted_on=COUNTED_ON, method="random", unit="boards", size=1
    )
    control = draw_control(order, by="behandelaar")
    old, new = control.drawn.order_by("row")
    found = [
        Found(drawn=old.pk, error_class="none"),
        Found(drawn=new.pk, error_class="A"),
    ]
    record(control, found, by="behandelaar")
    closed(control, heard())
    accepted = Delivery.objects.get(state="accepted")
    assert weights(accepted) == ["0.90", "0.00"]
    assert cells() == ({"0.00": 1, "0.90": 1}, accepted.reason)
    assert accepted.origin == "check"
