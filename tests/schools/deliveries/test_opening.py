"""Deliveries are opened from what is known, once, with numbers that leave no gaps."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from oab.models import NumberSeries
from oab.numbering import take
from oab.problems import Refused
from oab.versions import moment
from schools.deliveries.opening import Scope, open_delivery
from schools.models import Count, Delivery, Enrolment, Ouderverklaring
from tests.factories import make
from tests.schools.deliveries import handing_in
from tests.schools.deliveries.at_once import at_once
from tests.schools.deliveries.handing_in import STATEMENT, hand_over, pseudonym
from tests.schools.deliveries.steps import move

pytestmark = pytest.mark.django_db
BOARD = "41646"
BEFORE, NOW = date(2013, 10, 1), date(2014, 10, 1)
ANNA = {"pseudonym": pseudonym("anna"), "pupil_number": "anna"}
BEN = {"pseudonym": pseudonym("ben"), "pupil_number": "ben"}


def opened(location: str = "", on: date = NOW) -> Delivery:
    return open_delivery(
        Scope(board=BOARD, counted_on=on, location=location), person="an"
    )


def accepted_before(*rows: dict[str, Any], **changes: Any) -> Delivery:
    usual = {"counted_on": BEFORE}
    return hand_over(handing_in.delivery(*rows, **usual | changes), "accepted")


def names(delivery: Delivery) -> list[str]:
    return [each.pupil_number for each in delivery.pupils.order_by("row")]


def refusal(*asked, **how) -> str:
    with pytest.raises(Refused) as caught:
        opened(*asked, **how)
    return caught.value.explanation[0]


def test_a_first_delivery_is_empty():
    handing_in.register("18PH00")

    made = opened()

    assert (made.reference, made.state, made.opened_by) == (
        "A-2014-000001",
        "open",
        "an",
    )
    assert names(made) == []
    assert made.events.get().after == "open"


def test_the_pupils_of_the_last_count_are_there_counted_anew():
    handing_in.register("18PH00")
    first = accepted_before(
        {**ANNA, "claimed_weight": "0.3", **STATEMENT, "absent": True},
        {**BEN, "born_on": date(2006, 10, 1)},
    )

    made = opened()
    anna, ben = made.pupils.order_by("row")

    assert made.previous == first
    assert [anna.row, ben.row] == [2, 3]
    assert (anna.weight, anna.state, anna.absent) == (Decimal("0.30"), "complete", None)
    assert (anna.counted, anna.age_group) == (True, "4_7")
    assert ben.age_group == "8_up"  # and seven a year before


def test_who_left_is_left_out_and_who_enrolled_is_added():
    handing_in.register("18PH00")
    left = {**BEN, "left_on": date(2014, 7, 31)}
    accepted_before(ANNA, left, {"pupil_number": "gone"})
    known = {"brin": "18PH", "key": "k1"}
    gone = Delivery.objects.get().pupils.get(pupil_number="gone")
    make(
        Enrolment,
        **known,
        pseudonym=gone.pseudonym,
        born_on=gone.born_on,
        enrolled_on=gone.enrolled_on,
        left_on=date(2014, 9, 30),
    )
    new = make(
        Enrolment,
        **known,
        pseudonym=pseudonym("new"),
        pupil_number="new",
        enrolled_on=date(2014, 8, 18),
    )
    make(Ouderverklaring, enrolment=new)
    later: dict[str, Any] = {
        "enrolled_on": date(2014, 10, 2),
        "pseudonym": pseudonym("later"),
    }
    make(Enrolment, **known, **later)

    made = opened()

    assert names(made) == ["anna", "new"]
    assert made.pupils.get(pupil_number="new").location_code == "18PH00"


def test_of_several_locations_the_board_says_itself_where_a_new_pupil_is():
    handing_in.register("18PH00", "18PH01")
    make(Enrolment, brin="18PH", pupil_number="new")

    assert opened().pupils.get().location_code == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("later", "level"), [(True, "lbo"), (False, "")])
def test_a_statement_that_came_after_the_count_was_judged_comes_along(later, level):
    handing_in.register("18PH00")
    made = handing_in.delivery({**ANNA, "claimed_weight": "0.3"}, counted_on=BEFORE)
    row = made.pupils.get()
    who: dict[str, Any] = {"pseudonym": row.pseudonym, "born_on": row.born_on}
    enrolment = make(Enrolment, **who, pupil_number="anna", enrolled_on=row.enrolled_on)
    statement = partial(make, Ouderverklaring, enrolment=enrolment, carer1_level="lbo")
    if not later:
        statement()
    move(made, "accepted", judged_at=moment())
    if later:
        statement()

    assert opened().pupils.get().carer1_level == level


def test_a_location_gets_its_own_pupils_only():
    handing_in.register("18PH00", "18PH01")
    accepted_before(ANNA, {**BEN, "location_code": "18PH01"})

    assert names(opened("18PH01")) == ["ben"]
    assert names(opened("18PH00")) == ["anna"]


def test_the_pupils_of_a_school_that_was_taken_over_come_along():
    handing_in.register("18PH00")
    accepted_before(ANNA, board_code="30052")

    assert names(opened()) == ["anna"]


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        ("", "", True),
        ("", "18PH00", True),
        ("18PH00", "", True),
        ("18PH00", "18PH00", True),
        ("18PH00", "18PH01", False),
    ],
)
@pytest.mark.parametrize("state", ["open", "sent_back", "signed", "accepted"])
def test_what_overlaps_is_refused_by_its_reference(first, second, refused, state):
    handing_in.register("18PH00", "18PH01")
    made = hand_over(opened(first), state)

    if not refused:
        assert opened(second).state == "open"
        return
    said = refusal(second)
    assert made.reference in said
    assert ("corrigeer" in said) == (state == "accepted")


@pytest.mark.parametrize(
    ("location", "on", "said"),
    [
        ("00AP00", NOW, "niet van bestuur"),
        ("18PH07", NOW, "niet van bestuur"),
        ("", date(2014, 10, 2), "geen teldatum"),
        ("", date(2019, 10, 1), "vervallen"),
        ("", date(2010, 10, 1), "geen scholen"),
    ],
)
def test_what_is_not_the_board_s_to_deliver_is_refused(location, on, said):
    handing_in.register("18PH00")
    handing_in.register("00AP00", board_code="30052")

    assert said in refusal(location, on=on)


def test_numbers_have_no_gaps_and_years_of_their_own():
    assert [*take("x", 2014, how_many=3)] == [1, 2, 3]
    with transaction.atomic():
        take("x", 2014)
        transaction.set_rollback(True)
    assert [*take("x", 2014)] == [4]
    assert [*take("x", 2015)] == [1]
    assert [*take("y", 2014)] == [1]
    assert NumberSeries.objects.count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("second", ["", "18PH00"])
def test_of_two_that_open_at_one_time_one_is_refused(second):
    handing_in.register("18PH00")

    given = at_once(opened, lambda: opened(second))

    kinds = sorted(type(each).__name__ for each in given)
    assert kinds == ["Delivery", "Refused"]
    assert Delivery.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_numbers_are_given_once_however_many_ask_at_one_time():
    handing_in.register(*(f"18PH0{number}" for number in range(8)))

    at_once(*(lambda place=place: opened(f"18PH0{place}") for place in range(8)))

    references = Delivery.objects.order_by("reference").values_list(
        "reference", flat=True
    )
    assert [*references] == [f"A-2014-{number:06}" for number in range(1, 9)]


def test_a_location_that_the_board_before_had_accepted_is_not_opened():
    handing_in.register("18PH00")
    first = accepted_before(counted_on=NOW, board_code="30052")
    make(Count, counted_on=NOW, source=f"aanlevering {first.reference}")

    assert first.reference in refusal("18PH00")
    assert opened().state == "open"  # for the other schools of the board
