"""Postal areas and their places."""

from datetime import date

import pytest

from municipalities.models import PostcodeArea
from oab.tallies import Tally
from tests.importing import refused, take_in
from tests.publications import POSTCODES, content, cut

pytestmark = pytest.mark.django_db

KIND = "gemeenten"
DAY = date(2019, 6, 8)


def test_the_national_file_is_read_and_read_again_without_change():
    assert take_in(KIND, content(POSTCODES), on=DAY) == Tally(4_699, 4_699, 0, 0)
    assert take_in(KIND, content(POSTCODES), on=DAY) == Tally(4_699, 0, 0, 4_699)


def test_an_area_has_a_place_and_no_guessed_municipality():
    take_in(KIND, cut(POSTCODES, b",2715,"), on=DAY)

    area = PostcodeArea.objects.get()
    assert (area.pc4, area.place, area.municipality_code) == ("2715", "Zoetermeer", "")


def test_an_area_has_four_digits():
    content = cut(POSTCODES, b",2715,").replace(b",2715,", b",0715,")

    (line,) = refused(KIND, content, on=DAY)

    assert line.startswith("rij 2, kolom postcode: '0715' is geen postcodegebied")
