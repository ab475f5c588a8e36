"""A check draws what a school is paid for, and keeps what it drew and why."""

from datetime import date
from decimal import Decimal

import pytest

from oab.problems import Refused
from schools.controls.drawing import Order, draw_control
from schools.controls.sampling import rank
from schools.models import Control, Count, CountCell, DrawnPupil
from tests.factories import make
from tests.schools.controls.conftest import COUNTED_ON, pupil

pytestmark = pytest.mark.django_db


def drawn(unit, *, method="random", size=1, seed=7, on=COUNTED_ON):
    order = Order(
        year=2015, counted_on=on, method=method, unit=unit, size=size, seed=seed
    )
    return draw_control(order, by="behandelaar")


def units(control):
    return [each.unit for each in control.units.order_by("place")]


def rows(control):
    return [(each.location_code, each.row) for each in control.drawn.order_by("row")]


def test_only_who_counts_and_carries_a_weight_can_be_drawn(accepted):
    delivery = accepted(
        pupil("0"), pupil("0.30"), pupil("1.20", counted=False), pupil("1.20")
    )
    control = drawn("statements", size=2)
    assert {*units(control)} == {f"{delivery.reference}:3", f"{delivery.reference}:5"}
    assert rows(control) == [("18PH00", 3), ("18PH00", 5)]


@pytest.mark.parametrize("state", ["open", "delivered", "signed", "corrected"])
def test_only_what_is_accepted_can_be_drawn(accepted, state):
    accepted(pupil(), state=state)
    with pytest.raises(Refused):
        drawn("statements")


def test_another_count_date_is_another_population(accepted):
    accepted(pupil(), on=date(2015, 10, 1))
    with pytest.raises(Refused):
        drawn("boards")


@pytest.mark.parametrize(
    ("unit", "names", "statements"),
    [
        ("boards", {"41646", "30001"}, {2, 1}),
        ("locations", {"18PH00", "18PH01", "05IB00"}, {1}),
    ],
)
def test_boards_and_locations_are_drawn_whole(accepted, unit, names, statements):
    accepted(pupil(location="18PH00"), pupil(location="18PH01"))
    accepted(pupil(location="05IB00"), board="30001")
    control = drawn(unit, size=len(names))
    assert {*units(control)} == names
    assert {each.statements for each in control.units.all()} == statements
    assert control.drawn.count() == 3


def test_the_same_seed_draws_the_same(accepted):
    accepted(*(pupil(location=f"18PH{number:02}") for number in range(20)))
    first, second = drawn("locations", size=5), drawn("locations", size=5)
    assert units(first) == units(second)
    assert [*first.units.order_by("place").values_list("rank", flat=True)] == [
        rank(7, unit) for unit in units(first)
    ]


def test_at_random_nobody_has_a_score(accepted):
    accepted(pupil("1.20"))
    (unit,) = drawn("locations").units.all()
    assert (unit.score, unit.reasons) == (0, [])


def test_without_a_seed_one_is_chosen_and_kept(accepted):
    accepted(pupil())
    control = drawn("locations", seed=None)
    assert units(drawn("locations", seed=control.seed)) == units(control)


def test_more_than_there_are_cannot_be_drawn(accepted):
    accepted(pupil(), pupil())
    with pytest.raises(Refused) as refused:
        drawn("statements", size=3)
    (error,) = refused.value.errors
    assert (error.location, error.code) == ("/omvang", "te-hoog")
    assert not Control.objects.exists()


def test_by_risk_the_highest_score_goes_first_and_says_why(accepted):
    accepted(
        pupil("0.30", location="18PH00"),
        pupil("1.20", location="18PH01", carer1_country="MA"),
    )
    first, second = drawn("locations", method="risk", size=2).units.order_by("place")
    assert (first.unit, first.score, second.unit, second.score) == (
        "18PH01",
        6,
        "18PH00",
        0,
    )
    assert [each for each in first.reasons if each["points"]] == [
        {"rule": "aandeel-gewicht-1,2", "part": "1", "whole": "1", "points": 3},
        {"rule": "buitenlandse-opleiding", "part": "1", "whole": "1", "points": 3},
    ]


def last_year(location, weight, pupils):
    count = make(Count, location_code=location, counted_on=date(2013, 10, 1))
    make(CountCell, count=count, weight=Decimal(weight), pupils=pupils)


@pytest.mark.parametrize("unit", ["boards", "locations", "statements"])
def test_growth_since_last_year_is_a_risk_of_every_unit(accepted, unit):
    last_year("18PH00", "0.30", 1)
    accepted(pupil(), pupil())
    for each in drawn(unit, method="risk").units.all():
        assert {
            "rule": "groei-ten-opzichte-van-vorig-jaar",
            "part": "0.30",
            "whole": "0.30",
            "points": 3,
        } in each.reasons


@pytest.mark.parametrize(
    "statement",
    [{"state": "unsigned"}, {"signed_on": date(2014, 2, 1)}],
    ids=["unsigned", "signed after admission"],
)
def test_an_unsigned_or_late_statement_is_a_risk(accepted, statement):
    accepted(pupil(), pupil(**statement))
    ((unit),) = drawn("statements", method="risk").units.all()
    assert unit.unit.endswith(":3")
    assert unit.score == 3


def test_what_was_drawn_is_counted_from_the_place_of_the_row(accepted):
    delivery = accepted(pupil(), pupil())
    drawn("boards")
    assert [*DrawnPupil.objects.values_list("delivery", "row").order_by("row")] == [
        (delivery.pk, 2),
        (delivery.pk, 3),
    ]
