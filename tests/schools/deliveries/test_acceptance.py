"""Accepting a delivery makes it the count, and so it does with what follows from it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from oab.models import Change
from oab.problems import Refused
from schools.deliveries import states
from schools.deliveries.acceptance import Judgement, accept_all
from schools.deliveries.contents import fix
from schools.deliveries.location_counts import says
from schools.models import (
    Count,
    CountCell,
    CountDecision,
    CountDecisionNotification,
    Delivery,
    Extension,
)
from tests.factories import make
from tests.schools.deliveries import handing_in
from tests.schools.deliveries.handing_in import STATEMENT, pseudonym
from tests.schools.deliveries.steps import move

pytestmark = pytest.mark.django_db
WEIGHTED: dict[str, Any] = {"claimed_weight": "0.3", **STATEMENT}
HEAVIEST: dict[str, Any] = {
    "claimed_weight": "1.2",
    **STATEMENT,
    "carer1_level": "bao",
    "carer2_level": "bao",
}
ANNA: dict[str, Any] = {"pseudonym": pseudonym("anna"), "pupil_number": "anna"}
THEN, LATER, LAST = date(2012, 10, 1), date(2013, 10, 1), date(2014, 10, 1)
OFFICER = "cas"


def accepted(delivery: Delivery) -> Delivery:
    """Take an open delivery through its steps, without looking for errors."""
    fix([delivery.pk], person="an")
    same = Delivery.objects.filter(pk=delivery.pk)
    same.update(state="signed", signed_by="bo", signed_at=delivery.opened_at)
    accept_all([delivery.pk], Judgement(OFFICER))
    return same.get()


def corrected(delivery: Delivery, rows: dict[int, dict[str, Any]]) -> Delivery:
    """Correct rows of an accepted delivery, and have that accepted."""
    correction = states.correct(delivery, person="an", reason="Verklaring gevonden")
    for row, changes in rows.items():
        before = correction.pupils.get(row=row)
        correction.pupils.filter(row=row).delete()
        who = {
            name: getattr(before, name)
            for name in ("location_code", "pupil_number", "pseudonym", "enrolled_on")
        }
        handing_in.pupil(correction, row, **who, **changes)
    return accepted(correction)


def cells(location: str = "18PH00", on: date = LAST) -> dict[str, int]:
    """Give the count in force of a location: pupils by weight and age group."""
    count = Count.objects.in_force().get(location_code=location, counted_on=on)
    return {
        f"{each.weight} {each.age_group}": each.pupils for each in count.cells.all()
    }


def test_pupils_are_counted_by_location_weight_and_age_group():
    old = {"born_on": date(2006, 9, 30)}
    gone = {"left_on": date(2014, 9, 30)}
    there = {"location_code": "18PH01"}
    made = accepted(
        handing_in.delivery({}, {}, WEIGHTED, old, old | WEIGHTED, gone, there)
    )

    assert cells() == {"0.00 4_7": 2, "0.30 4_7": 1, "0.00 8_up": 1, "0.30 8_up": 1}
    assert cells("18PH01") == {"0.00 4_7": 1}
    assert {each.source for each in Count.objects.all()} == {
        f"aanlevering {made.reference}"
    }
    assert {each.origin for each in Count.objects.all()} == {"weight_and_age"}


def test_a_change_is_noted_for_each_location_that_changed():
    made = accepted(handing_in.delivery({}, {"location_code": "18PH01"}))
    corrected(made, {3: WEIGHTED})

    noted = Change.objects.order_by("id").values_list("subject", "since")
    assert [*noted] == [("18PH00", LAST), ("18PH01", LAST), ("18PH01", LAST)]


def test_a_published_count_is_replaced_with_a_reason():
    make(Count, counted_on=LAST, source="DUO")

    made = accepted(handing_in.delivery({}))

    count = Count.objects.in_force().get()
    assert Count.objects.get(replaced_by=count).source == "DUO"
    assert made.reference in count.reason


def test_a_correction_replaces_the_count_with_its_reason():
    made = accepted(handing_in.delivery({}, {}))

    correction = corrected(made, {2: WEIGHTED})

    assert cells() == {"0.00 4_7": 1, "0.30 4_7": 1}
    count = Count.objects.in_force().get()
    assert count.reason == "Verklaring gevonden"
    assert count.source == f"aanlevering {correction.reference}"
    made.refresh_from_db()
    assert made.state == "corrected"


@pytest.mark.parametrize(
    ("scope", "code", "zero"),
    [
        ("", "18PH01", True),
        ("18PH00", "18PH01", False),
        ("", "00AP00", False),
    ],
)
def test_where_all_pupils_left_is_zero_only_within_the_scope(scope, code, zero):
    handing_in.register("18PH00", "18PH01")
    handing_in.register("00AP00", board_code="30052")
    published = make(Count, location_code=code, counted_on=LAST)
    make(CountCell, count=published)

    accepted(handing_in.delivery({}, location_code=scope))

    assert cells(code) == ({"0.00 4_7": 0} if zero else {"0.30 ": 12})


def test_a_location_whose_last_pupil_is_corrected_away_is_zero():
    handing_in.register("18PH00", "18PH01")
    made = accepted(handing_in.delivery({}, {"location_code": "18PH01"}))

    corrected(made, {3: {"absent": True}})

    assert cells("18PH01") == {"0.00 4_7": 0}


def test_who_delivers_for_the_board_before_corrects_it_too():
    handing_in.register("18PH00", "18PH01", board_code="30052")
    made = accepted(handing_in.delivery({}))

    corrected(made, {2: WEIGHTED})

    assert (cells(), cells("18PH01")) == ({"0.30 4_7": 1}, {"0.00 4_7": 0})


def test_a_registered_location_without_pupils_is_zero():
    handing_in.register("18PH00", "18PH01", "00AP00")

    accepted(handing_in.delivery({}))

    assert cells("18PH01") == {"0.00 4_7": 0}
    assert not Count.objects.filter(location_code="00AP00").exists()


def test_what_would_be_counted_is_what_is_counted():
    handing_in.register("18PH00", "18PH01", "18PH02")
    published = make(Count, location_code="18PH02", counted_on=LAST)
    make(CountCell, count=published)
    first = handing_in.delivery({}, WEIGHTED, {"location_code": "18PH01"})
    said = says(first.pk)

    accepted(first)

    assert said == [
        ("18PH00", Decimal("0.00"), 1),
        ("18PH00", Decimal("0.30"), 1),
        ("18PH01", Decimal("0.00"), 1),
        ("18PH02", None, 0),
    ]
    assert {each for each, _, _ in said} == {
        each.location_code for each in Count.objects.in_force()
    }
    assert [cells("18PH01"), cells("18PH02")] == [{"0.00 4_7": 1}, {"0.00 4_7": 0}]


@pytest.mark.parametrize("first", ["41646", "30052"])
def test_nobody_is_counted_at_two_schools(first):
    there = {"location_code": "00AP00", **ANNA}
    of = {
        "41646": handing_in.delivery({}, ANNA),
        "30052": handing_in.delivery(
            {"location_code": "00AP00"}, there, board_code="30052"
        ),
    }
    accepted(of.pop(first))
    (second,) = of.values()

    with pytest.raises(Refused) as refused, transaction.atomic():
        accepted(second)

    assert [each.location for each in refused.value.errors] == ["/leerlingen/3"]
    assert Delivery.objects.get(pk=second.pk).state == "open"


@pytest.mark.parametrize(
    "elsewhere",
    [{"left_on": date(2014, 9, 30)}, {"absent": True}, {"pseudonym": pseudonym("b")}],
    ids=["left", "absent", "somebody else"],
)
def test_who_does_not_count_elsewhere_counts(elsewhere):
    there = {"location_code": "00AP00", **ANNA, **elsewhere}
    accepted(handing_in.delivery(there, board_code="30052"))

    accepted(handing_in.delivery(ANNA))

    assert cells() == {"0.00 4_7": 1}


BOTH = {"18PH00", "18PH01"}


@pytest.mark.parametrize(
    ("scope", "there"),
    [("", {}), ("18PH00", {}), ("", {"location_code": "18PH01"})],
    ids=["the same location", "in a delivery of it alone", "another in its place"],
)
def test_what_one_board_had_accepted_is_not_replaced_by_another(scope, there):
    handing_in.register(*BOTH, board_code="41646" if not there else "30052")
    first = accepted(handing_in.delivery({}, WEIGHTED))
    first = corrected(first, {2: {}})
    taking_over = handing_in.delivery(there, board_code="30052", location_code=scope)

    with pytest.raises(Refused) as refused, transaction.atomic():
        accepted(taking_over)

    assert first.reference in refused.value.explanation[0]
    assert cells() == {"0.00 4_7": 1, "0.30 4_7": 1}


def test_who_takes_over_a_school_delivers_what_nobody_did():
    handing_in.register("18PH00", "00AP00")
    accepted(handing_in.delivery({"location_code": "00AP00"}))

    accepted(handing_in.delivery({}, board_code="30052"))

    assert cells() == {"0.00 4_7": 1}


def test_the_same_is_not_written_twice():
    made = accepted(handing_in.delivery({}, {"location_code": "18PH01"}))

    corrected(made, {2: WEIGHTED})

    assert Count.objects.filter(location_code="18PH01").count() == 1


# Destroyed pupils ---------------------------------------------------------------------


GONE = {"left_on": date(2014, 10, 2)}
STAYS = {"left_on": date(2100, 7, 31)}


def destroy() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT schools_remove_pupils(1000)")
        (removed,) = cursor.fetchone()
    return int(removed)


def test_who_was_destroyed_since_keeps_counting_as_before():
    made = accepted(
        handing_in.delivery(STAYS, GONE, {**WEIGHTED, **GONE}, {**WEIGHTED, **GONE})
    )
    assert destroy()
    assert made.pupils.count() == 1

    correction = corrected(made, {2: {**WEIGHTED, **STAYS}})
    assert cells() == {"0.00 4_7": 1, "0.30 4_7": 3}
    assert correction.totals["rows"] == 1
    assert (correction.totals["pupils"], correction.totals["weight"]) == (4, "0.90")

    again = corrected(correction, {2: {**STAYS, "absent": True}})
    assert cells() == {"0.00 4_7": 1, "0.30 4_7": 2}
    assert again.totals["gone"] == correction.totals["gone"] == again.totals["cells"]


def test_where_all_were_destroyed_everybody_keeps_counting():
    there = {"location_code": "18PH01", **GONE}
    made = accepted(handing_in.delivery(STAYS, there))
    destroy()

    corrected(made, {2: {**WEIGHTED, **STAYS}})

    assert cells("18PH01") == {"0.00 4_7": 1}
    assert Count.objects.filter(location_code="18PH01").count() == 1


# A corrected weight -------------------------------------------------------------------


def three_years(**changes: Any) -> list[Delivery]:
    """Deliver Anna three times without a weight, and somebody else with her."""
    return [
        accepted(handing_in.delivery({**ANNA, **changes}, {}, counted_on=on))
        for on in (THEN, LATER, LAST)
    ]


@pytest.fixture
def early() -> dict[str, date]:
    """Anna was there already in 2012."""
    return {"born_on": date(2008, 2, 11), "enrolled_on": date(2012, 2, 11)}


def test_a_corrected_weight_reaches_every_later_count(early):
    first, *_ = three_years(**early)
    stated = {**WEIGHTED, "signed_on": date(2012, 2, 11), "born_on": early["born_on"]}

    correction = corrected(first, {2: stated})

    for on in (LATER, LAST):
        follow_up = Delivery.objects.get(counted_on=on, state="accepted")
        anna = follow_up.pupils.get(row=2)
        assert follow_up.origin == "earlier_count"
        assert correction.reference in follow_up.reason
        assert "Verklaring gevonden" in follow_up.reason
        assert (anna.weight, anna.carer1_level) == (Decimal("0.30"), "lbo")
        assert sum(cells(on=on).values()) == 2
        assert cells(on=on)["0.30 4_7"] == 1
        count = Count.objects.in_force().get(counted_on=on)
        assert count.reason == follow_up.reason
    assert Delivery.objects.filter(state="corrected").count() == 3
    assert Change.objects.filter(since=LAST).count() == 2


def test_a_corrected_weight_reaches_them_under_another_day_of_enrolment(early):
    first, *_ = three_years(**early)
    correction = states.correct(first, person="an", reason="Verklaring gevonden")
    correction.pupils.filter(row=2).delete()
    shifted = early | {"enrolled_on": date(2012, 2, 13)}
    stated = WEIGHTED | {"signed_on": date(2012, 2, 11)}
    handing_in.pupil(correction, 2, **ANNA | shifted | stated)

    accepted(correction)

    for on in (LATER, LAST):
        assert cells(on=on)["0.30 4_7"] == 1


def test_it_reaches_no_other_school_and_no_earlier_count(early):
    elsewhere = accepted(
        handing_in.delivery(
            {**ANNA, **early, "location_code": "00AP00"},
            board_code="30052",
            counted_on=LAST,
        )
    )
    first, second = (
        accepted(handing_in.delivery({**ANNA, **early}, counted_on=on))
        for on in (THEN, LATER)
    )

    corrected(second, {2: {**WEIGHTED, "born_on": early["born_on"]}})

    for each in (elsewhere, first):
        each.refresh_from_db()
        assert each.state == "accepted"


def test_it_reaches_a_later_board_of_the_same_school(early):
    first = accepted(handing_in.delivery({**ANNA, **early}, counted_on=THEN))
    accepted(
        handing_in.delivery({**ANNA, **early}, board_code="30052", counted_on=LAST)
    )
    stated = {**WEIGHTED, "signed_on": date(2012, 2, 11), "born_on": early["born_on"]}

    corrected(first, {2: stated})

    follow_up = Delivery.objects.get(counted_on=LAST, state="accepted")
    assert (follow_up.board_code, follow_up.origin) == ("30052", "earlier_count")


def test_a_correction_waits_for_one_of_a_later_count(early):
    first, _, last = three_years(**early)
    live = states.correct(last, person="an", reason="Iets anders")
    stated = {**WEIGHTED, "signed_on": date(2012, 2, 11), "born_on": early["born_on"]}

    with pytest.raises(Refused) as caught:
        corrected(first, {2: stated})
    assert live.reference in caught.value.explanation[0]


# What comes too late ------------------------------------------------------------------


def notified(decision: CountDecision, *, years_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (now() - make_interval(years => %s))::date", [years_ago])
        (on,) = cursor.fetchone()
    make(
        CountDecisionNotification,
        decision=decision,
        notified_on=on,
        objection_until=on.replace(year=on.year + 1),
    )


@pytest.mark.parametrize(
    ("years_ago", "rows", "refused"),
    [
        (4, {3: {"claimed_weight": "0"}}, False),
        (6, {3: {"claimed_weight": "0"}}, True),
        (6, {3: {**WEIGHTED, "absent": True}}, True),
        (6, {2: WEIGHTED}, False),
        (6, {2: {"born_on": date(2006, 9, 30)}}, True),
        (6, {4: {"born_on": date(2010, 9, 30)}}, False),
        (
            6,
            {3: {"claimed_weight": "0"}, 5: {"claimed_weight": "0"}, 2: HEAVIEST},
            True,
        ),
    ],
    ids=[
        "within five years",
        "less weight",
        "fewer pupils",
        "more weight",
        "older pupils",
        "younger pupils",
        "fewer weighted pupils who weigh more",
    ],
)
def test_a_count_is_not_lowered_five_years_after_its_decision(years_ago, rows, refused):
    made = accepted(
        handing_in.delivery({}, WEIGHTED, {"born_on": date(2006, 9, 30)}, WEIGHTED)
    )
    notified(make(CountDecision, counted_on=LAST), years_ago=years_ago)
    if not refused:
        corrected(made, rows)
        return
    with pytest.raises(Refused) as caught:
        corrected(made, rows)
    assert "4:49" in caught.value.explanation[0]


@pytest.mark.parametrize("again", [None, 1])
def test_five_years_run_from_the_first_notice_whatever_was_decided_since(again):
    made = accepted(handing_in.delivery({}, WEIGHTED))
    first = make(CountDecision, counted_on=LAST)
    notified(first, years_ago=6)
    second = make(
        CountDecision,
        counted_on=LAST,
        number="T-2014-000099",
        replaces=first,
        reason="Meer leerlingen",
    )
    if again:
        notified(second, years_ago=again)

    with pytest.raises(Refused) as caught:
        corrected(made, {3: {"claimed_weight": "0"}})
    assert "4:49" in caught.value.explanation[0]


# Many at once -------------------------------------------------------------------------


def test_many_are_accepted_in_as_many_statements_as_one(
    django_assert_max_num_queries,
):
    make(Extension, until=date(2100, 1, 1))
    many = [
        handing_in.delivery(
            {"location_code": f"{number:02}AA00"}, board_code=f"{number:05}"
        )
        for number in range(20)
    ]
    numbers = [each.pk for each in many]
    for each in many:
        move(each, "signed")

    with django_assert_max_num_queries(60):
        accept_all(numbers, Judgement(OFFICER))

    assert Delivery.objects.filter(state="accepted").count() == 20
    assert Count.objects.count() == 20


def test_of_two_corrections_one_takes_the_place():
    made = accepted(handing_in.delivery({}))
    first = states.correct(made, person="an", reason="Eerst")
    with pytest.raises(Refused):
        states.correct(made, person="an", reason="Ook")
    accepted(first)
    with pytest.raises(Refused):
        states.correct(made, person="an", reason="Nog eens")
