"""Every rule finds what it is about, and nothing else."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from schools.deliveries import findings
from schools.deliveries.columns import BY_FIELD
from schools.deliveries.rules import NAMED, RULES, Source
from schools.models import (
    Control,
    ControlFinding,
    Delivery,
    DrawnPupil,
    Enrolment,
    Finding,
    Hearing,
    Ouderverklaring,
    School,
)
from tests.factories import make
from tests.schools.deliveries.handing_in import (
    STATEMENT,
    counted_before,
    delivery,
    found,
    hand_over,
    pseudonym,
    register,
)

pytestmark = pytest.mark.django_db

OLD = {
    "born_on": date(1999, 3, 1),
    "enrolled_on": date(2003, 3, 3),
    "old_weight": Decimal("0.90"),
}
AFTER_2014 = {"born_on": date(2011, 1, 10), "enrolled_on": date(2015, 1, 12)}
CLAIM = STATEMENT | {"claimed_weight": "0.3"}
TWO_CARERS = CLAIM | {"carer2_level": "lbo"}

# By rule: on which count date, a row that it is about, and one that it is not about.
ROWS: dict[tuple[str, str], tuple[int, dict[str, Any], dict[str, Any]]] = {
    ("onleesbaar", "born_on"): (
        2014,
        {"born_on": None, "unreadable": {"geboortedatum": "31-2-2009"}},
        {"born_on": None},
    ),
    ("verplicht-veld-leeg", "location_code"): (
        2014,
        {"location_code": ""},
        {"location_code": "", "unreadable": {"vestiging": "Zoetermeer"}},
    ),
    ("verplicht-veld-leeg", "pupil_number"): (2014, {"pupil_number": ""}, {}),
    ("verplicht-veld-leeg", "pseudonym"): (2014, {"pseudonym": None}, {}),
    ("verplicht-veld-leeg", "born_on"): (2014, {"born_on": None}, {}),
    ("verplicht-veld-leeg", "enrolled_on"): (2014, {"enrolled_on": None}, {}),
    ("te-jong", "born_on"): (
        2014,
        {"born_on": date(2010, 10, 2), "enrolled_on": date(2014, 9, 1)},
        {"born_on": date(2010, 10, 1), "enrolled_on": date(2014, 10, 1)},
    ),
    ("te-oud", "born_on"): (
        2014,
        {"born_on": date(2000, 7, 31)},
        {"born_on": date(2000, 8, 1)},
    ),
    ("geboren-na-inschrijving", "born_on"): (
        2014,
        {"born_on": date(2013, 2, 11)},
        {"born_on": date(2009, 2, 11)},
    ),
    ("te-jong-ingeschreven", "enrolled_on"): (
        2014,
        {"enrolled_on": date(2013, 2, 10)},
        {"enrolled_on": date(2013, 2, 11)},
    ),
    ("uitgeschreven-voor-inschrijving", "left_on"): (
        2014,
        {"left_on": date(2013, 2, 10)},
        {"left_on": date(2013, 2, 11)},
    ),
    ("ingeschreven-na-teldatum", "enrolled_on"): (
        2014,
        {"enrolled_on": date(2014, 10, 2)},
        {"enrolled_on": date(2014, 10, 1)},
    ),
    ("uitgeschreven-voor-teldatum", "left_on"): (
        2014,
        {"left_on": date(2014, 9, 30)},
        {"left_on": date(2014, 10, 1)},
    ),
    ("te-veel-verzuimd", "absent"): (2014, {"absent": True}, {"absent": False}),
    ("gewicht-onbekend", "claimed_weight"): (
        2014,
        {"claimed_weight": "0.90"},
        {"claimed_weight": "1.20"},
    ),
    ("oud-gewicht-onbekend", "old_weight"): (
        2014,
        {"old_weight": Decimal("0.30")},
        {"old_weight": Decimal("0.90")},
    ),
    ("oud-gewicht-telt-niet", "old_weight"): (
        2010,
        OLD,
        OLD | {"old_weight": Decimal(0)},
    ),
    ("gewicht-strijdig-met-oud-gewicht", "claimed_weight"): (
        2006,
        OLD | {"claimed_weight": "0.25"},
        OLD | {"claimed_weight": "0.90"},
    ),
    ("gewicht-strijdig-met-ouderverklaring", "claimed_weight"): (
        2014,
        CLAIM | {"claimed_weight": "1.2"},
        CLAIM,
    ),
    ("gewicht-zonder-geldige-ouderverklaring", "claimed_weight"): (
        2014,
        {"claimed_weight": "0.3"},
        CLAIM,
    ),
    ("ouderverklaring-niet-ondertekend", "signatures"): (
        2014,
        CLAIM | {"signatures": 0},
        CLAIM,
    ),
    ("opleiding-onduidelijk", "carer1_level"): (
        2014,
        CLAIM | {"carer1_level": "havo"},
        CLAIM | {"carer1_level": "havo", "carer1_years": 2},
    ),
    ("opleiding-onduidelijk", "carer2_level"): (
        2014,
        CLAIM | {"carer2_country": "Marokko"},
        CLAIM | {"carer2_country": "Marokko", "carer2_category": 2},
    ),
    ("ouderverklaring-zonder-datum", "signed_on"): (
        2014,
        CLAIM | {"signed_on": None},
        CLAIM | {"signed_on": None, "signatures": 0},
    ),
    ("meer-handtekeningen-dan-verzorgers", "signatures"): (
        2014,
        CLAIM | {"signatures": 2},
        TWO_CARERS | {"signatures": 2},
    ),
    ("situatie-niet-op-eerste-schooldag", "situation_on"): (
        2014,
        CLAIM | {"situation_on": date(2014, 2, 11)},
        CLAIM | {"situation_on": date(2013, 2, 11)},
    ),
    ("ouderverklaring-na-toelating", "signed_on"): (
        2014,
        CLAIM | {"signed_on": date(2013, 2, 12)},
        CLAIM | {"signed_on": date(2013, 1, 7)},
    ),
    ("formulier-onjuist", "form"): (
        2015,
        CLAIM | AFTER_2014 | {"form": "free"},
        CLAIM | AFTER_2014,
    ),
}


@pytest.mark.parametrize(
    ("place", "year", "about", "not_about"),
    [(place, *rows) for place, rows in ROWS.items()],
    ids=[f"{rule}: {field}" for rule, field in ROWS],
)
def test_the_rule_finds_the_row_and_not_the_other(place, year, about, not_about):
    rule, field = place
    made = delivery(about, not_about, counted_on=date(year, 10, 1))

    rows = {
        row
        for name, row, column in found(made)
        if (name, column) == (rule, BY_FIELD[field].name)
    }

    assert rows == {2}


# What is more than a row: a scene that the rule is about, or nearly so


def same_pupil_twice(*, about: bool) -> Delivery:
    left = {"enrolled_on": date(2013, 8, 1), "left_on": date(2014, 8, 31)}
    same = {"pseudonym": pseudonym("Anna")}
    return delivery(same, same | ({} if about else left) | {"location_code": "18PH01"})


def same_number_twice(*, about: bool) -> Delivery:
    number = {"pupil_number": "L7"}
    other = {} if about else {"location_code": "00AP00"}
    return delivery(number, number | other)


def enrolled_later_elsewhere(*, about: bool) -> Delivery:
    anna = {"pseudonym": pseudonym("Anna")}
    later = date(2014, 9, 1 if about else 30)
    other = anna | {"location_code": "00AP00", "enrolled_on": later}
    left = {} if about else {"left_on": date(2014, 9, 29)}
    hand_over(delivery(other | left, board_code="00001"), "delivered")
    return delivery(anna)


def enrolled_earlier_elsewhere(*, about: bool) -> Delivery:
    anna = {"pseudonym": pseudonym("Anna")}
    other = delivery(anna | {"location_code": "00AP00"}, board_code="00001")
    if about:
        hand_over(other, "accepted")
    return delivery(anna | {"enrolled_on": date(2014, 9, 1)})


def another_location(*, about: bool) -> Delivery:
    return delivery(
        {"location_code": "18PH01" if about else "18PH00"}, location_code="18PH00"
    )


def delivered_apart(*, about: bool) -> Delivery:
    delivery(location_code="18PH00" if about else "18PH01")
    return delivery({})


def of_another_board(*, about: bool) -> Delivery:
    register("18PH00", board_code="00001" if about else "41646")
    return delivery({})


def unknown_school(*, about: bool) -> Delivery:
    register("00AP00" if about else "18PH00")
    return delivery({})


def unknown_location(*, about: bool) -> Delivery:
    register("18PH01" if about else "18PH00")
    return delivery({})


def another_weight_than_before(*, about: bool) -> Delivery:
    anna = {"pseudonym": pseudonym("Anna")}
    before = {} if about else CLAIM
    hand_over(delivery(anna | before, counted_on=date(2013, 10, 1)), "accepted")
    return delivery(anna | CLAIM)


def another_weight_than_on_record(*, about: bool) -> Delivery:
    enrolment = make(
        Enrolment,
        pseudonym=pseudonym("Anna"),
        born_on=date(2009, 2, 11),
        enrolled_on=date(2013, 2, 11),
    )
    first = make(Ouderverklaring, enrolment=enrolment, carer1_level="hbo")
    level = "basisonderwijs" if about else "lbo"
    make(
        Ouderverklaring,
        enrolment=enrolment,
        carer1_level=level,
        replaces=first,
        reason="verschreven",
    )
    return delivery(CLAIM | {"pseudonym": pseudonym("Anna")})


def checked_before(*, wrong: bool) -> None:
    anna = CLAIM | {"pseudonym": pseudonym("Anna")}
    before = hand_over(delivery(anna, counted_on=date(2013, 10, 1)), "accepted")
    control = make(Control, counted_on=date(2013, 10, 1))
    drawn = make(DrawnPupil, control=control, delivery=before, row=2)
    make(ControlFinding, drawn=drawn, error_class="C" if wrong else "none")
    make(Hearing, control=control, board_code=before.board_code)
    Control.objects.update(closed_by="beslisser", closed_at=control.drawn_at)


def found_wrong_by_a_check(*, about: bool) -> Delivery:
    checked_before(wrong=about)
    return delivery(CLAIM | {"pseudonym": pseudonym("Anna")})


LATER = {"enrolled_on": date(2013, 2, 12)}


def enrolled_on_another_day_than_before(*, about: bool) -> Delivery:
    anna = {"pseudonym": pseudonym("Anna")}
    hand_over(delivery(anna, counted_on=date(2013, 10, 1)), "accepted")
    return delivery(anna | (LATER if about else {}))


def enrolled_on_another_day_than_checked(*, about: bool) -> Delivery:
    checked_before(wrong=about)
    return delivery(CLAIM | {"pseudonym": pseudonym("Anna")} | LATER)


def nobody(*, about: bool) -> Delivery:
    return delivery({"absent": True} if about else {})


def more_weights_than_pupils(*, about: bool) -> Delivery:
    return delivery(CLAIM, CLAIM | {"absent": about})


def location_without_pupils(*, about: bool) -> Delivery:
    register("18PH00", "18PH01")
    counted_before("18PH00", pupils=1)
    counted_before("18PH01", pupils=9)
    return delivery({}, {"location_code": "18PH00" if about else "18PH01"})


def other_number_of_pupils(*, about: bool) -> Delivery:
    register("18PH00")
    counted_before("18PH00", pupils=30)
    return delivery(*[{}] * (20 if about else 21))


def other_sum_of_weights(*, about: bool) -> Delivery:
    register("18PH00")
    counted_before("18PH00", pupils=20, weighted=20)
    return delivery(*[CLAIM] * (3 if about else 4), *[{}] * 16)


def gone_without_leaving(*, about: bool) -> Delivery:
    anna, ben = ({"pseudonym": pseudonym(name)} for name in ("Anna", "Ben"))
    hand_over(delivery(anna, ben, counted_on=date(2013, 10, 1)), "accepted")
    return delivery(anna, *([] if about else [ben | {"left_on": date(2014, 7, 31)}]))


SCENES: dict[str, tuple[Callable[..., Delivery], set[int], str]] = {
    "dubbel-in-aanlevering": (same_pupil_twice, {2, 3}, "pseudonym"),
    "leerlingnummer-dubbel": (same_number_twice, {2, 3}, "pupil_number"),
    "dubbel-op-andere-school": (enrolled_later_elsewhere, {2}, "pseudonym"),
    "eerder-op-andere-school": (enrolled_earlier_elsewhere, {2}, "pseudonym"),
    "vestiging-buiten-aanlevering": (another_location, {2}, "location_code"),
    "vestiging-in-andere-aanlevering": (delivered_apart, {2}, "location_code"),
    "vestiging-van-ander-bestuur": (of_another_board, {2}, "location_code"),
    "school-onbekend": (unknown_school, {2}, "location_code"),
    "vestiging-onbekend": (unknown_location, {2}, "location_code"),
    "gewicht-gewijzigd": (another_weight_than_before, {2}, "claimed_weight"),
    "gewicht-anders-dan-vastgelegd": (
        another_weight_than_on_record,
        {2},
        "claimed_weight",
    ),
    "gewicht-op-nul-na-controle": (found_wrong_by_a_check, {2}, "claimed_weight"),
    "inschrijfdatum-gewijzigd": (
        enrolled_on_another_day_than_before,
        {2},
        "enrolled_on",
    ),
    "inschrijfdatum-gewijzigd-na-controle": (
        enrolled_on_another_day_than_checked,
        {2},
        "enrolled_on",
    ),
    "geen-leerlingen": (nobody, {0}, ""),
    "meer-gewichten-dan-leerlingen": (more_weights_than_pupils, {0}, ""),
    "vestiging-ontbreekt": (location_without_pupils, {0}, ""),
    "grote-afwijking-leerlingen": (other_number_of_pupils, {0}, ""),
    "grote-afwijking-gewicht": (other_sum_of_weights, {0}, ""),
    "leerlingen-zonder-uitschrijfdatum-weg": (gone_without_leaving, {0}, ""),
}


@pytest.mark.parametrize("about", [True, False], ids=["about", "not about"])
@pytest.mark.parametrize("rule", SCENES)
def test_the_rule_finds_it_in_the_whole(rule, about):
    scene, rows, field = SCENES[rule]

    places = {each[1:] for each in found(scene(about=about)) if each[0] == rule}

    column = BY_FIELD[field].name if field else ""
    assert places == ({(row, column) for row in rows} if about else set())


def test_every_rule_and_field_is_tried():
    tried = set(ROWS) | {(rule, field) for rule, (_, _, field) in SCENES.items()}
    tried.discard(("onleesbaar", "born_on"))

    assert tried == {
        (rule.name, field)
        for rule in RULES
        if rule.looks_at is not Source.CELL
        for field in rule.conditions
    }
    assert len(NAMED) == len(RULES)


def test_a_pupil_in_order_raises_nothing():
    register("18PH00")

    assert found(delivery(CLAIM, {})) == set()


def test_many_deliveries_are_checked_at_once_and_again_with_the_same_outcome():
    one = delivery({"absent": True}, board_code="00001")
    other = delivery({"claimed_weight": "0.3"}, {"born_on": None}, board_code="00002")

    first = findings.find([one.pk, other.pk])
    second = findings.find([one.pk, other.pk])

    assert first == second == {"error": 2, "warning": 1, "signal": 1}
    assert findings.severities([other.pk]) == {"error": 1, "warning": 1}


def test_what_was_mended_is_no_longer_found():
    made = delivery({"absent": True}, {"pupil_number": ""})
    assert found(made) == {
        ("te-veel-verzuimd", 2, "ongeoorloofd_afwezig"),
        ("verplicht-veld-leeg", 3, "leerlingnummer"),
    }

    made.pupils.filter(row=3).update(pupil_number="L3")

    assert found(made) == {("te-veel-verzuimd", 2, "ongeoorloofd_afwezig")}


def test_one_enrolment_is_in_a_delivery_once_also_when_it_is_over():
    left = {"pseudonym": pseudonym("Anna"), "left_on": date(2014, 8, 31)}

    rules = {(rule, row) for rule, row, _ in found(delivery(left, left))}

    assert {("dubbel-in-aanlevering", 2), ("dubbel-in-aanlevering", 3)} <= rules


def test_what_replaces_a_delivery_is_not_a_double_of_it():
    anna = {"pseudonym": pseudonym("Anna")}
    first = hand_over(delivery(anna), "accepted")
    second = delivery(anna, replaces=first, reason="een gewicht gemist")

    assert found(second) == set()
    hand_over(first, "corrected")
    assert found(second) == set()


def test_passing_to_the_new_rule_is_no_signal():
    anna = {"pseudonym": pseudonym("Anna"), "born_on": date(1999, 12, 1)}
    enrolled = {"enrolled_on": date(2003, 12, 1), "old_weight": Decimal("0.90")}
    new = STATEMENT | {"form": "free", "situation_on": date(2007, 10, 1)}
    hand_over(delivery(anna | enrolled, counted_on=date(2006, 10, 1)), "accepted")
    later = delivery(anna | enrolled | new, counted_on=date(2007, 10, 1))

    assert "gewicht-gewijzigd" not in {rule for rule, _, _ in found(later)}


def test_a_school_that_was_taken_over_since_is_of_the_board_that_runs_it_now():
    since = date(2015, 8, 1)
    days = DateRange(None, since), DateRange(since, None)
    for board_code, valid in zip(("00001", "41646"), days, strict=True):
        make(School, brin="18PH", board_code=board_code, valid=valid, attested=valid)

    assert not {rule for rule, _, _ in found(delivery({}))} & {
        "vestiging-van-ander-bestuur",
        "school-onbekend",
    }


def test_findings_say_what_is_wrong_without_naming_a_person():
    made = delivery(
        {"born_on": None, "unreadable": {"geboortedatum": "999999990"}},
        CLAIM | {"claimed_weight": "1.2"},
    )
    findings.find([made.pk])

    texts = {
        each.rule: NAMED[each.rule].says(each.values, each.column)
        for each in Finding.objects.all()
    }

    assert texts == {
        "onleesbaar": "Deze waarde kan niet worden gelezen: verwacht een dag die "
        "bestaat, zoals 2014-10-01 of 1-10-2014.",
        "gewicht-strijdig-met-ouderverklaring": "Volgens de ouderverklaring is het "
        "gewicht 0,3.",
    }


# The same stay, whatever its first day is said to be

ANNA: dict[str, Any] = {"pseudonym": pseudonym("Anna")}
ENROLLED = ANNA | {"born_on": date(2009, 2, 11), "enrolled_on": date(2013, 2, 11)}
LEFT, BACK = date(2014, 3, 7), date(2014, 6, 2)
EARLIER_STAY = ANNA | {"left_on": LEFT, "location_code": "18PH01"}


@pytest.mark.parametrize(
    ("rows", "is_held"),
    [
        ([{"enrolled_on": date(2013, 2, 12)}], True),
        ([{"enrolled_on": date(2013, 2, 10)}], True),
        ([{"enrolled_on": BACK}], True),
        ([{"enrolled_on": BACK}, EARLIER_STAY], False),
        # who was there on the day of the check cannot have left before it
        (
            [
                {"enrolled_on": date(2013, 9, 2)},
                EARLIER_STAY | {"left_on": date(2013, 8, 30)},
            ],
            True,
        ),
        # nor is it a new admission before the pupil left
        ([{"enrolled_on": date(2014, 3, 3)}, EARLIER_STAY], True),
    ],
    ids=[
        "a day later",
        "a day earlier",
        "back",
        "left and back",
        "before",
        "too early",
    ],
)
def test_a_check_holds_for_the_whole_stay(rows, is_held):
    checked_before(wrong=True)
    again, *others = rows

    rules = {
        rule
        for rule, row, _ in found(delivery(CLAIM | ANNA | again, *others))
        if row == 2
    }

    errors = {"gewicht-op-nul-na-controle", "inschrijfdatum-gewijzigd-na-controle"}
    assert rules & errors == (errors if is_held else set())
    assert ("inschrijfdatum-gewijzigd" in rules) == is_held


def test_who_left_by_the_register_is_admitted_anew():
    checked_before(wrong=True)
    make(Enrolment, left_on=LEFT, **ENROLLED)

    rules = {rule for rule, _, _ in found(delivery(ANNA | {"enrolled_on": BACK}))}

    assert not rules & {"gewicht-op-nul-na-controle", "inschrijfdatum-gewijzigd"}


def test_another_day_of_enrolment_hides_no_other_weight():
    hand_over(delivery(ANNA, counted_on=date(2013, 10, 1)), "accepted")
    enrolment = make(Enrolment, **ENROLLED)
    make(Ouderverklaring, enrolment=enrolment, carer1_level="basisonderwijs")

    rules = {rule for rule, _, _ in found(delivery(CLAIM | ANNA | LATER))}

    assert {"gewicht-gewijzigd", "gewicht-anders-dan-vastgelegd"} <= rules


def test_who_does_not_count_is_not_said_to_count_with_some_weight():
    rules = {
        rule
        for rule, _, _ in found(delivery({"claimed_weight": "0.3", "absent": True}, {}))
    }

    assert "gewicht-zonder-geldige-ouderverklaring" not in rules


def test_a_weight_is_written_as_in_the_law():
    made = delivery(CLAIM | {"claimed_weight": "1.2"}, {"claimed_weight": "1.2"})
    findings.find([made.pk])

    said = [
        NAMED[each.rule].says(each.values, each.column)
        for each in Finding.objects.filter(delivery=made).order_by("row")
        if "gewicht" in each.values
    ]

    assert said == [
        "Volgens de ouderverklaring is het gewicht 0,3.",
        "Zonder geldige ouderverklaring telt deze leerling mee met gewicht 0.",
    ]
