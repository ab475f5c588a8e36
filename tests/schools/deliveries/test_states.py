"""The steps of a delivery, who may take them, and what the database refuses."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now

from oab.problems import Refused
from schools.deliveries import filling, opening, states
from schools.deliveries.contents import fix
from schools.models import (
    Control,
    ControlCorrection,
    Count,
    DeliveredPupil,
    Delivery,
    DeliveryEvent,
    Enrolment,
    Extension,
)
from tests.factories import make
from tests.schools.deliveries import handing_in
from tests.schools.deliveries.at_once import at_once
from tests.schools.deliveries.handing_in import COUNTED_ON, STATEMENT
from tests.schools.deliveries.steps import move

pytestmark = pytest.mark.django_db
EMPLOYEE, SIGNATORY, OFFICER = "an", "bo", "cas"


@contextmanager
def refused(*words: str):
    """Expect a refusal that says so, in Dutch."""
    with pytest.raises(Refused) as caught:
        yield caught
    for word in words:
        assert word in caught.value.explanation[0]


@pytest.fixture
def delivery(db: None) -> Delivery:
    """A delivery of two pupils, of a board that has time."""
    del db
    handing_in.register("18PH00")
    make(Extension, until=date(2100, 1, 1))
    return handing_in.delivery({}, {"claimed_weight": "0.3", **STATEMENT})


def delivered(delivery: Delivery) -> Delivery:
    return states.deliver(delivery, person=EMPLOYEE)


def signed(delivery: Delivery) -> Delivery:
    made = delivered(delivery)
    return states.sign(made, person=SIGNATORY, content_hash=made.content_hash)


def accepted(delivery: Delivery) -> Delivery:
    made = signed(delivery)
    return states.accept(made, person=OFFICER, content_hash=made.content_hash)


def test_handing_in_fixes_totals_and_hash(delivery):
    made = delivered(delivery)

    assert made.state == "delivered"
    assert (made.delivered_by, made.version) == (EMPLOYEE, 2)
    assert made.totals == {
        "rows": 2,
        "pupils": 2,
        "weight": "0.30",
        "cells": [
            {"location": "18PH00", "weight": "0.00", "ageGroup": "4_7", "pupils": 1},
            {"location": "18PH00", "weight": "0.30", "ageGroup": "4_7", "pupils": 1},
        ],
        "findings": {"error": 0, "warning": 0, "signal": 0},
    }
    assert len(made.content_hash) == 64


def test_nothing_gets_into_the_register_before_it_is_accepted(delivery):
    back = states.send_back(signed(delivery), person=OFFICER, reasons=["nee"])
    assert not Enrolment.objects.exists()

    made = accepted(back)
    assert Enrolment.objects.count() == 2

    correction = states.correct(made, person=EMPLOYEE, reason="vertrokken")
    left = {"left_on": date(2014, 10, 2)}
    correction.pupils.filter(row=2).update(**left)
    correction = states.send_back(
        delivered(correction), person=OFFICER, reasons=["wanneer?"]
    )
    states.withdraw(correction, person=EMPLOYEE)
    assert not Enrolment.objects.filter(**left).exists()


def test_each_step_is_written_once_with_its_person(delivery):
    accepted(delivery)

    steps = DeliveryEvent.objects.order_by("id").values_list(
        "before", "after", "person"
    )
    assert [*steps] == [
        ("open", "delivered", EMPLOYEE),
        ("delivered", "signed", SIGNATORY),
        ("signed", "accepted", OFFICER),
    ]


def test_the_same_content_has_the_same_hash_and_any_change_another(delivery):
    first = delivered(delivery)
    back = states.send_back(first, person=OFFICER, reasons=["Kijk nog eens."])
    again = delivered(back)
    states.send_back(again, person=OFFICER, reasons=["Nog eens."])
    DeliveredPupil.objects.filter(row=2).update(pupil_number="anders")

    assert again.content_hash == first.content_hash
    assert delivered(again).content_hash != first.content_hash


def test_errors_stop_the_delivery_and_are_all_named(delivery):
    DeliveredPupil.objects.filter(row=2).update(born_on=None)
    DeliveredPupil.objects.filter(row=3).update(location_code="")

    with refused("2 fouten") as caught:
        delivered(delivery)
    assert [(error.location, error.code) for error in caught.value.errors] == [
        ("rij 2, kolom geboortedatum", "verplicht-veld-leeg"),
        ("rij 3, kolom vestiging", "verplicht-veld-leeg"),
    ]
    assert Delivery.objects.get().state == "open"


def test_who_handed_in_does_not_sign(delivery):
    made = delivered(delivery)

    with refused("niet ook ondertekenen"):
        states.sign(made, person=EMPLOYEE, content_hash=made.content_hash)


def test_signing_and_accepting_are_of_the_content_that_was_read(delivery):
    with refused("inhoudshash"):
        states.sign(delivered(delivery), person=SIGNATORY, content_hash="0" * 64)


@pytest.mark.parametrize("person", [EMPLOYEE, SIGNATORY])
def test_who_handed_in_or_signed_does_not_judge(delivery, person):
    made = signed(delivery)

    with refused("beoordeelt haar niet"):
        states.accept(made, person=person, content_hash=made.content_hash)
    with refused("beoordeelt haar niet"):
        states.send_back(made, person=person, reasons=["nee"])


def test_what_was_sent_back_can_change_and_be_handed_in_again(delivery):
    back = states.send_back(signed(delivery), person=OFFICER, reasons=["Dit", "en dat"])

    assert (back.state, back.objections) == ("sent_back", ["Dit", "en dat"])
    DeliveredPupil.objects.filter(row=2).update(absent=True)
    again = delivered(back)
    assert (again.signed_by, again.judged_by, again.objections) == ("", "", [])
    assert again.totals["pupils"] == 2  # the rule is not asked again here


STEPS = {
    "deliver": lambda made: states.deliver(made, person="x"),
    "sign": lambda made: states.sign(made, person="x", content_hash=made.content_hash),
    "accept": lambda made: states.accept(
        made, person="x", content_hash=made.content_hash
    ),
    "send_back": lambda made: states.send_back(made, person="x", reasons=["x"]),
    "correct": lambda made: states.correct(made, person="x", reason="x"),
}
POSSIBLE = {
    "open": {"deliver"},
    "delivered": {"sign", "send_back"},
    "signed": {"accept", "send_back"},
    "sent_back": {"deliver"},
    "accepted": {"correct"},
    "corrected": set(),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", POSSIBLE)
def test_a_step_is_taken_in_its_turn(delivery, state, step):
    made = move(delivery, state)
    if step in POSSIBLE[state]:
        STEPS[step](made)
    else:
        with refused(made.reference):
            STEPS[step](made)


def test_a_correction_starts_with_the_same_pupils_and_its_reason(delivery):
    made = accepted(delivery)

    correction = states.correct(made, person=EMPLOYEE, reason="Gewicht vergeten")

    assert correction.replaces == made
    assert correction.reason == "Gewicht vergeten"
    numbers = correction.pupils.order_by("row").values_list("pupil_number", flat=True)
    assert [*numbers] == ["L0002", "L0003"]
    with refused(correction.reference):
        states.correct(made, person=EMPLOYEE, reason="Nog een")


def test_what_can_still_change_can_be_withdrawn_and_opened_anew(delivery):
    withdrawn = states.withdraw(delivery, person=EMPLOYEE, reason="Te vroeg")

    assert withdrawn.state == "withdrawn"
    assert not withdrawn.pupils.exists()
    assert withdrawn.events.get(after="withdrawn").reasons == ["Te vroeg"]
    assert opening.open_delivery(
        opening.Scope(board="41646", counted_on=withdrawn.counted_on), person=EMPLOYEE
    )


def test_what_was_handed_in_is_not_withdrawn(delivery):
    made = delivered(delivery)

    with refused("ingezonden"):
        states.withdraw(made, person=EMPLOYEE)


def test_a_withdrawn_delivery_goes_nowhere(delivery):
    withdrawn = states.withdraw(delivery, person=EMPLOYEE)

    with refused("ingetrokken"):
        delivered(withdrawn)


@pytest.mark.parametrize(
    ("change", "is_late"),
    [
        ({"claimed_weight": None, "form": ""}, False),
        ({"absent": True}, False),
        ({"claimed_weight": "1.2", "carer1_level": "basisonderwijs"}, True),
    ],
    ids=["less weight", "fewer pupils", "more weight"],
)
def test_after_the_term_a_correction_tells_of_too_much_only(change, is_late):
    handing_in.register("18PH00")
    made = handing_in.delivery({}, {"claimed_weight": "0.3", **STATEMENT})
    made = move(made, "accepted", totals={"rows": 2})
    correction = states.correct(made, person=EMPLOYEE, reason="Beter")
    row = correction.pupils.get(claimed_weight="0.3")
    kept = {"pseudonym": row.pseudonym, "pupil_number": row.pupil_number, **STATEMENT}
    row.delete()
    handing_in.pupil(correction, row.row, **kept | {"claimed_weight": "0.3"} | change)

    if is_late:
        with refused("kon tot en met 01-12-2014 worden ingezonden"):
            delivered(correction)
    else:
        assert delivered(correction).state == "delivered"


def test_what_another_board_had_accepted_is_not_handed_in(delivery):
    other = move(handing_in.delivery({}, board_code="30052"), "accepted")
    source = f"aanlevering {other.reference}"
    make(Count, location_code="18PH00", counted_on=COUNTED_ON, source=source)

    with refused(other.reference):
        delivered(delivery)


def test_a_correction_takes_the_place_of_what_it_corrects(delivery):
    made = accepted(delivery)
    correction = accepted(states.correct(made, person=EMPLOYEE, reason="Beter"))

    made.refresh_from_db()
    assert (made.state, correction.state) == ("corrected", "accepted")


@pytest.mark.parametrize(
    ("was", "changes"),
    [
        ("open", {"state": "signed"}),
        ("open", {"state": "accepted"}),
        ("open", {"state": "sent_back"}),
        ("delivered", {"state": "accepted", "judged_by": "x"}),
        ("delivered", {"state": "open"}),
        ("delivered", {"content_hash": "1" * 64}),
        ("delivered", {"totals": {"rows": 0}}),
        ("delivered", {"state": "signed", "signed_by": "medewerker"}),
        ("signed", {"state": "accepted", "judged_by": "ondertekenaar"}),
        ("signed", {"state": "accepted", "judged_by": "medewerker"}),
        ("signed", {"state": "accepted"}),
        ("signed", {"signed_by": "x"}),
        ("accepted", {"state": "open"}),
        ("accepted", {"state": "sent_back"}),
        ("accepted", {"judged_by": "x"}),
        ("corrected", {"state": "accepted"}),
        ("open", {"board_code": "30052"}),
        ("open", {"counted_on": date(2015, 10, 1)}),
        ("open", {"reference": "x"}),
        ("open", {"origin": "check"}),
    ],
)
def test_the_database_refuses_another_step(delivery, was, changes):
    move(delivery, was)
    at = {"judged_at": delivery.opened_at, "signed_at": delivery.opened_at}
    extra = at if changes.get("state") in {"signed", "accepted"} else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.update(**{**extra, **changes})


def test_the_database_lets_a_delivery_begin_open_only(delivery):
    with pytest.raises(IntegrityError), transaction.atomic():
        make(
            Delivery,
            state="delivered",
            delivered_at=delivery.opened_at,
            content_hash="0" * 64,
        )


@pytest.mark.parametrize("origin", ["check", "earlier_count"])
def test_the_database_accepts_no_correction_of_the_ministry_out_of_nothing(
    delivery, origin
):
    made = accepted(delivery)
    correction = states.correct(made, person=OFFICER, reason="Zo", origin=origin)
    fix([correction.pk], person=OFFICER)
    Delivery.objects.filter(pk=made.pk).update(state="corrected")

    with pytest.raises(IntegrityError, match="no board hands in"), transaction.atomic():
        Delivery.objects.filter(pk=correction.pk).update(
            state="accepted", judged_by=OFFICER, judged_at=Now()
        )


@pytest.mark.parametrize("origin", ["check", "earlier_count"])
def test_nor_one_that_corrects_nothing(delivery, origin):
    made = make(
        Delivery,
        origin=origin,
        board_code=delivery.board_code,
        counted_on=date(2013, 10, 1),
    )
    fix([made.pk], person=OFFICER)
    if origin == "check":
        control = make(Control, counted_on=made.counted_on)
        make(ControlCorrection, control=control, delivery=made)

    with pytest.raises(IntegrityError, match="no board hands in"), transaction.atomic():
        Delivery.objects.filter(pk=made.pk).update(
            state="accepted", judged_by=OFFICER, judged_at=Now()
        )


@pytest.mark.parametrize("state", ["delivered", "signed"])
def test_the_database_takes_no_count_of_what_was_not_accepted(delivery, state):
    made = move(delivery, state)
    source = f"aanlevering {made.reference}"

    with pytest.raises(IntegrityError, match="was accepted"), transaction.atomic():
        make(Count, counted_on=COUNTED_ON, source=source)
    move(made, "accepted")
    with pytest.raises(IntegrityError, match="was accepted"), transaction.atomic():
        make(Count, counted_on=date(2013, 10, 1), source=source)
    make(Count, counted_on=COUNTED_ON, source=source)


def test_handed_in_rows_stay(delivery):
    delivered(delivery)

    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveredPupil.objects.filter(row=2).update(absent=True)
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM schools_deliveredpupil")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["accept", "send_back"])
@pytest.mark.parametrize("second", ["accept", "send_back"])
def test_of_two_judgements_at_one_time_one_is_taken(delivery, first, second):
    made = signed(delivery)

    given = at_once(lambda: STEPS[first](made), lambda: STEPS[second](made))

    assert sorted(type(each).__name__ for each in given) == ["Delivery", "Refused"]
    assert DeliveryEvent.objects.filter(before="signed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_one_time_one_is_opened(delivery):
    made = accepted(delivery)

    given = at_once(*[lambda: STEPS["correct"](made)] * 2)

    assert sorted(type(each).__name__ for each in given) == ["Delivery", "Refused"]
    assert Delivery.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_what_is_handed_in_is_not_filled_at_the_same_time(delivery):
    def fill() -> None:
        with transaction.atomic():
            held = filling.open_for_filling(delivery)
            DeliveredPupil.objects.filter(delivery=held, row=2).delete()

    given = at_once(lambda: delivered(delivery), fill)

    made = Delivery.objects.get()
    assert made.totals["rows"] == made.pupils.count()
    assert made in given
