"""What a run comes to, on a handful of schools."""

from datetime import date
from decimal import Decimal

import pytest

from allocations import runs
from allocations.questions import read_question
from allocations.summaries import (
    Counted,
    MunicipalTotal,
    Total,
    counted,
    largest_municipalities,
    totals,
)
from municipalities.models import Municipality
from schools.models import (
    Count,
    CountCell,
    EstablishedFigures,
    Location,
    School,
    TeacherAge,
)
from tests.factories import make

pytestmark = pytest.mark.django_db

DAY = date(2014, 10, 1)


@pytest.fixture
def run():
    make(Municipality, code="0637", name="Zoetermeer")
    for brin, municipality, weight, impulse in (
        ("11CJ", "0637", 23, 46),
        ("05FZ", "0637", 9, 28),
        ("00DX", "0599", 0, 3),
    ):
        make(School, brin=brin)
        make(Location, code=f"{brin}01", municipality_code="0001")
        make(Location, code=f"{brin}00", municipality_code=municipality)
        make(TeacherAge, brin=brin, counted_on=DAY, age=Decimal("40.00"))
        make(
            EstablishedFigures,
            brin=brin,
            counted_on=DAY,
            school_weight=weight,
            weighted_pupils_in_impulse_areas=impulse,
            pupils=100,
        )
    run = runs.start(read_question("school_weights_2006", "2015-2016"))
    runs.work_off(run.pk)
    return run


def test_totals_count_who_has_any(run):
    found = totals(run)

    assert found["schoolgewicht"] == Total("schoolgewicht", 3, 2, Decimal(32))
    assert found["bedrag_impulsgebied"].total == Decimal("136675.00")
    assert "bijzondere_bekostiging_impulsgebied" not in found


def test_a_municipality_has_the_schools_whose_first_location_lies_in_it(run):
    (first, second) = largest_municipalities(run, 10)

    assert (first.code, first.name, first.schools) == ("0637", "Zoetermeer", 2)
    assert second == MunicipalTotal("0599", "", 1, Decimal("5325.00"))


def test_pupils_are_those_that_the_run_rests_on(run):
    assert counted(run) == Counted(3, 0, 300)


def test_a_school_that_was_counted_by_weight_counts_by_its_count(run):
    counted_by_weight = make(Count, location_code="11CJ00", counted_on=DAY)
    make(CountCell, count=counted_by_weight, weight=Decimal(0), pupils=40)

    assert counted(run) == Counted(3, 1, 240)


def test_nothing_counted_is_nothing():
    run = runs.start(read_question("school_weights_2006", "2015-2016"))

    assert counted(run) == Counted(0, 0, 0)
    assert totals(run) == {}
