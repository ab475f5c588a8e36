"""Municipalities that took over others."""

from datetime import date
from decimal import Decimal

import pytest

from municipalities.models import MunicipalitySuccession
from oab.tallies import Tally
from tests.importing import refused, take_in
from tests.publications import REDIVISIONS, content, cut

pytestmark = pytest.mark.django_db

KIND = "gemeenten"


def test_the_national_file_is_read_and_read_again_without_change():
    assert take_in(KIND, content(REDIVISIONS)) == Tally(112, 112, 0, 0)
    assert take_in(KIND, content(REDIVISIONS)) == Tally(112, 0, 0, 112)


@pytest.mark.parametrize(
    ("mark", "first", "last", "on"),
    [
        (b"GM0040", date(2013, 1, 1), date(2017, 1, 1), None),
        (b"2017;2018;GM1930", date(2018, 1, 1), date(2018, 1, 1), date(2018, 1, 1)),
    ],
)
def test_borders_change_on_1_january_between_the_maps(mark, first, last, on):
    take_in(KIND, cut(REDIVISIONS, mark))

    row = MunicipalitySuccession.objects.filter(on=on).first()
    assert row is not None
    assert (first in row.between, last in row.between) == (True, True)
    assert row.between.lower == first
    assert (row.between.upper - last).days == 1


def test_the_share_is_of_surface_and_exact():
    take_in(KIND, cut(REDIVISIONS, b"GM0051;Skarsterl\xc3\xa2n;GM0074"))

    row = MunicipalitySuccession.objects.get()
    assert (row.predecessor, row.successor) == ("0051", "0074")
    assert (row.share_of_surface, row.derived) == (Decimal("0.0480"), True)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b";0.11;", b";1.11;", "kolom aandeel_oppervlakte: '1.11' is geen getal"),
        (b";0.11;", b";0;", "kolom aandeel_oppervlakte: er ging niets over"),
        (b"GM0040", b"0040", "kolom code_oud: '0040' is geen gemeentecode (GM0000)"),
        (b"2012;2017", b"2017;2012", "kolom jaar_nieuw: 2012 komt niet na 2017"),
    ],
)
def test_a_bad_cell_is_named(old, new, problem):
    content = cut(REDIVISIONS, b"GM0040;Slochteren;GM0014").replace(old, new)

    (line,) = refused(KIND, content)

    assert line.startswith(f"rij 2, {problem}")
