"""Delivered rows become enrolments, and statements in a chain."""

from datetime import date, timedelta

import pytest

from schools.models import DeliveredPupil, Delivery, Enrolment, Ouderverklaring
from schools.pupils.register import TakenOver, take_over
from tests.factories import make

pytestmark = pytest.mark.django_db

FIRST_DAY = date(2013, 8, 19)
STATED = {
    "signed_on": FIRST_DAY,
    "situation_on": FIRST_DAY,
    "form": "free",
    "signatures": 1,
    "carer1_level": "basisonderwijs",
    "state": "complete",
}
COUNTS = (date(2013, 10, 1), date(2014, 10, 1))


@pytest.fixture
def delivery():
    return make(Delivery, counted_on=COUNTS[0])


@pytest.fixture
def next_delivery():
    return make(Delivery, counted_on=COUNTS[1], reference="A-2014")


def deliver(delivery, **changes):
    usual = {"delivery": delivery, "pupil_number": "L1"} | STATED
    return make(DeliveredPupil, **(usual | changes))


def chain():
    return [
        (each.carer1_level, each.reason, each.replaces_id is not None)
        for each in Ouderverklaring.objects.order_by("id")
    ]


def test_a_delivered_pupil_becomes_an_enrolment_with_its_statement(delivery):
    deliver(delivery, left_on=date(2014, 7, 4))
    assert take_over(delivery.pk) == TakenOver(1, 1)
    enrolment = Enrolment.objects.get()
    assert (enrolment.brin, enrolment.pupil_number, enrolment.key) == (
        "18PH",
        "L1",
        "k1",
    )
    assert (enrolment.enrolled_on, enrolment.left_on) == (FIRST_DAY, date(2014, 7, 4))
    assert chain() == [("basisonderwijs", "", False)]
    assert Ouderverklaring.objects.get().created_by == "medewerker"


def test_what_was_taken_over_is_not_taken_over_again(delivery):
    deliver(delivery)
    take_over(delivery.pk)
    assert take_over(delivery.pk) == TakenOver(0, 0)


def test_another_statement_replaces_the_first_and_says_from_where(
    delivery, next_delivery
):
    deliver(delivery)
    deliver(next_delivery, carer1_level="lbo")
    take_over(delivery.pk)
    assert take_over(next_delivery.pk) == TakenOver(0, 1)
    assert chain() == [
        ("basisonderwijs", "", False),
        ("lbo", "aanlevering A-2014", True),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {name: "" if isinstance(value, str) else None for name, value in STATED.items()}
        | {"state": "missing"},
        {"situation_on": date(2014, 8, 18), "state": "ambiguous"},
    ],
    ids=["no statement", "a statement about a later day"],
)
def test_what_says_nothing_about_admission_replaces_nothing(
    delivery, next_delivery, changes
):
    deliver(delivery)
    deliver(next_delivery, **changes)
    take_over(delivery.pk)
    assert take_over(next_delivery.pk) == TakenOver(0, 0)


def test_a_statement_that_was_written_after_handing_in_stays(delivery, next_delivery):
    deliver(delivery)
    take_over(delivery.pk)
    deliver(next_delivery, carer1_level="lbo")
    long_ago = next_delivery.opened_at - timedelta(days=1)
    Delivery.objects.filter(pk=next_delivery.pk).update(delivered_at=long_ago)
    assert take_over(next_delivery.pk) == TakenOver(0, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"pseudonym": None},
        {"pupil_number": ""},
        {"location_code": ""},
        {"born_on": None},
        {"enrolled_on": None},
        {"born_on": FIRST_DAY},
        {"left_on": date(2013, 8, 18)},
    ],
)
def test_a_row_that_does_not_say_who_it_is_stays_out(delivery, changes):
    deliver(delivery, **changes)
    assert take_over(delivery.pk) == TakenOver(0, 0)


@pytest.mark.parametrize(
    ("known", "delivered", "then"),
    [
        (None, date(2014, 9, 1), date(2014, 9, 1)),
        (date(2014, 9, 1), None, None),  # a count after it says that it was wrong
        (date(2015, 7, 1), None, date(2015, 7, 1)),  # a count before it does not
        (date(2015, 7, 1), date(2015, 6, 1), date(2015, 6, 1)),
    ],
)
def test_a_day_of_leaving_is_known_until_a_later_count(
    next_delivery, known, delivered, then
):
    pupil = deliver(next_delivery, left_on=delivered)
    make(
        Enrolment,
        pseudonym=pupil.pseudonym,
        born_on=pupil.born_on,
        enrolled_on=FIRST_DAY,
        left_on=known,
    )
    take_over(next_delivery.pk)
    assert Enrolment.objects.get().left_on == then


def test_many_deliveries_are_taken_over_at_once_and_the_last_count_holds(
    delivery, next_delivery
):
    deliver(delivery, pupil_number="old", carer1_level="lbo")
    deliver(next_delivery, pupil_number="new")
    assert take_over(delivery.pk, next_delivery.pk) == TakenOver(1, 1)
    assert Enrolment.objects.get().pupil_number == "new"
    assert chain() == [("basisonderwijs", "", False)]


def test_another_day_of_enrolment_is_another_enrolment(delivery, next_delivery):
    deliver(delivery)
    deliver(next_delivery, enrolled_on=date(2014, 3, 1))
    take_over(delivery.pk, next_delivery.pk)
    assert Enrolment.objects.count() == 2
