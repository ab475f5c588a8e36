"""Counts made up for schools of which only the outcome is known, on DUO's own file."""

from datetime import date

import pytest

from allocations.made_up.counts import like_established
from schools.models import EstablishedFigures
from tests.importing import take_in
from tests.publications import AREAS, PAYMENTS, REGISTER_2013, cut

DAY = date(2014, 10, 1)
# 13MS has two locations, of which one brought impulse money: its pupils cannot all have
# been at one. 30WX was not in the register of 2013.
SCHOOLS = (b"05FZ", b"18PH", b"13MS", b"30WX", b"00AP")


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("schools")]


@pytest.fixture
def schools() -> None:
    take_in("impulsgebieden", cut(AREAS, b""), on=date(2013, 8, 1))
    take_in("schoolregister", cut(REGISTER_2013, *SCHOOLS), on=date(2013, 6, 27))
    take_in("personele-bekostiging", cut(PAYMENTS, *SCHOOLS))


def test_pupils_and_ages_are_those_of_the_publication():
    counts = like_established(DAY).cohorts

    assert counts
    for location, cells in counts.items():
        figures = EstablishedFigures.objects.get(brin=location[:4])
        assert min(cells.values()) >= 0
        assert sum(cells.values()) == figures.pupils
        young = sum(pupils for (_, group), pupils in cells.items() if group == "4_7")
        assert young == figures.pupils_4_to_7


def test_a_school_without_a_solution_is_named_and_left_out():
    made_up = like_established(DAY)

    assert set(made_up.left_out) == {"13MS", "30WX"}
    assert {code[:4] for code in made_up.cohorts} == {"05FZ", "18PH", "00AP"}
