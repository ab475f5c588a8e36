"""Designated postal areas."""

from datetime import date

import pytest

from municipalities.models import ImpulseAreaDesignation
from oab.tallies import Tally
from tests.importing import refused, take_in
from tests.publications import AREAS, content

pytestmark = pytest.mark.django_db

KIND = "impulsgebieden"
DAY = date(2013, 8, 1)


@pytest.mark.parametrize("again", [DAY, date(2014, 10, 1), date(2017, 7, 31)])
def test_the_national_list_is_read_and_read_again_without_change(again):
    assert take_in(KIND, content(AREAS), on=DAY) == Tally(967, 967, 0, 0)
    assert take_in(KIND, content(AREAS), on=again) == Tally(967, 0, 0, 967)


def test_an_area_is_designated_for_four_school_years():
    take_in(KIND, b"pc4\n1011\n", on=DAY)

    designation = ImpulseAreaDesignation.objects.get()
    assert (designation.valid.lower, designation.valid.upper) == (
        date(2013, 8, 1),
        date(2017, 8, 1),
    )
    assert designation.attested == designation.valid
    assert "BWBR0031549" in designation.regulation
    assert designation.article == "1"


@pytest.mark.parametrize("days", [(2009, 2013), (2013, 2009)])
def test_regulations_follow_each_other_in_whatever_order_they_come(days):
    for year in days:
        take_in(KIND, b"pc4\n1011\n", on=date(year, 8, 1))

    on = [date(2013, 7, 31), date(2013, 8, 1), date(2017, 8, 1)]
    found = [ImpulseAreaDesignation.objects.current().on(day).count() for day in on]
    assert found == [1, 1, 0]


@pytest.mark.parametrize(
    ("content", "day", "problem"),
    [
        (b"pc4\n1011\n", None, "--peildatum is nodig"),
        (b"pc4\n1011\n", date(2008, 8, 1), "--peildatum 2008-08-01: geen aanwijzing"),
        (b"pc4\n0111\n", DAY, "rij 2, kolom pc4: '0111' is geen postcodegebied"),
        (b"pc4\n1011\n1011\n", DAY, "rij 3: 1011 staat ook op rij 2"),
        (b"postcode\n1011\n", DAY, "onbekende indeling"),
    ],
)
def test_what_is_wrong_is_named(content, day, problem):
    lines = refused(KIND, content, on=day)

    assert lines[0].startswith(problem)
