"""What a delivery adds, changes and leaves out."""

from datetime import date

import pytest

from schools.deliveries.differences import Difference, Kind, differences
from schools.models import Delivery
from tests.schools.deliveries.handing_in import (
    STATEMENT,
    delivery,
    hand_over,
    pseudonym,
)

pytestmark = pytest.mark.django_db
ANNA, BEN, CAS = (
    {"pseudonym": pseudonym(name), "pupil_number": name}
    for name in ("Anna", "Ben", "Cas")
)


def seen(made: Delivery) -> list[tuple[str, int | None, int | None, str, list[str]]]:
    return [
        (each.kind, each.row, each.row_before, each.pupil_number, each.columns)
        for each in differences(made)
    ]


def test_rows_are_added_changed_and_gone():
    first = hand_over(delivery(ANNA, BEN, counted_on=date(2013, 10, 1)), "accepted")
    left = ANNA | {"left_on": date(2014, 7, 31), "location_code": "18PH01"}
    second = delivery(CAS, left, previous=first)

    assert differences(second) == [
        Difference("0000001", Kind.ADDED, 2, None, "18PH00", "Cas", []),
        Difference(
            "0000002",
            Kind.CHANGED,
            3,
            2,
            "18PH01",
            "Anna",
            ["vestiging", "uitschrijfdatum"],
        ),
        Difference("0000003", Kind.GONE, None, 3, "18PH00", "Ben", []),
    ]


def test_a_statement_that_came_in_is_a_change():
    first = hand_over(delivery(ANNA), "accepted")
    second = delivery(ANNA | STATEMENT, replaces=first, reason="verklaring gevonden")

    columns = [
        "verklaring_dagtekening",
        "verklaring_formulier",
        "handtekeningen",
        "verzorger1_opleiding",
    ]
    assert seen(second) == [("changed", 2, 2, "Anna", columns)]


def test_what_is_replaced_comes_before_what_it_was_opened_from():
    last_year = delivery(BEN, counted_on=date(2013, 10, 1))
    first = hand_over(delivery(ANNA), "accepted")
    second = delivery(ANNA, previous=last_year, replaces=first, reason="vergissing")

    assert seen(second) == []


def test_without_anything_before_everybody_is_added():
    made = delivery(ANNA, {"pseudonym": None, "pupil_number": ""})

    assert seen(made) == [
        ("added", 2, None, "Anna", []),
        ("added", 3, None, "", []),
    ]


def test_of_two_enrolments_at_one_school_the_last_one_is_compared():
    earlier = ANNA | {"enrolled_on": date(2012, 8, 1), "left_on": date(2012, 12, 21)}
    first = hand_over(delivery(ANNA), "accepted")
    second = delivery(earlier, ANNA, replaces=first, reason="vergissing")

    assert seen(second) == []


def test_the_same_pupil_at_another_school_is_added_there_and_gone_here():
    first = hand_over(delivery(ANNA, counted_on=date(2013, 10, 1)), "accepted")
    second = delivery(ANNA | {"location_code": "00AP00"}, previous=first)

    assert [each.kind for each in differences(second)] == [Kind.ADDED, Kind.GONE]
