"""Lists of municipalities per year."""

from datetime import date

import pytest

from municipalities.models import Municipality
from oab.tallies import Tally
from tests.importing import refused, take_in
from tests.publications import LISTS, content, cut

pytestmark = pytest.mark.django_db

KIND = "gemeenten"
NATIONAL = content(LISTS)


def test_the_national_file_is_read_and_read_again_without_change():
    remark = "rij 2573: 1948 zonder naam overgeslagen, staat er ook met naam"

    assert take_in(KIND, NATIONAL) == Tally(2_591, 2_590, 0, 0, (remark,))
    assert take_in(KIND, NATIONAL) == Tally(2_591, 0, 0, 2_590, (remark,))


@pytest.mark.parametrize(
    ("year", "municipalities"),
    [(2013, 408), (2015, 393), (2017, 388), (2020, 355), (2021, 352), (2026, 342)],
)
def test_every_list_speaks_of_its_whole_year(year, municipalities):
    take_in(KIND, NATIONAL)

    for day in (date(year, 1, 1), date(year, 12, 31)):
        attested = Municipality.objects.current().filter(attested__contains=day)
        assert attested.count() == municipalities


def test_a_name_holds_until_the_next_list():
    take_in(KIND, cut(LISTS, b";1900;"))

    names = Municipality.objects.current().order_by("valid").values_list("name")
    assert [name for (name,) in names][:2] == ["SUDWEST-FRYSLAN", "Súdwest-Fryslân"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b"2013;", b"juni;", "kolom peil: 'juni' is geen jaar of maand (2015-10)"),
        (b"Groningen", b"Gronings", "kolom provincie: 'Gronings' is onbekend; bekend:"),
        (b";0003;", b";3A;", "kolom gemeentecode: '3A' is geen gemeentecode"),
        (b"APPINGEDAM", b" ", "kolom gemeentenaam: is leeg"),
    ],
)
def test_a_bad_cell_is_named(old, new, problem):
    (line,) = refused(KIND, cut(LISTS, b"2013;0003;").replace(old, new))

    assert line.startswith(f"rij 2, {problem}")


def test_a_municipality_stands_in_a_list_once():
    content = cut(LISTS, b"2013;0003;")

    lines = refused(KIND, content + content.splitlines(keepends=True)[1])

    assert lines == ("rij 3: 2013 0003 staat ook op rij 2",)


def test_no_day_can_be_given():
    (line,) = refused(KIND, NATIONAL, on=date(2013, 1, 1))

    assert line == "--peildatum 2013-01-01: het bestand noemt zelf de jaren"
