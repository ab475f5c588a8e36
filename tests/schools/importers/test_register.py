"""The school register in each of its layouts."""

from datetime import date
from pathlib import Path

import pytest

from allocations.importers.kinds import import_file
from oab.files.problems import BadFile
from oab.tallies import Tally
from schools.models import Board, Location, School
from tests.publications import REGISTER_2013, REGISTER_2017, REGISTER_2020, cut

pytestmark = pytest.mark.django_db

FIXTURES = Path(__file__).parent / "fixtures"
DAY = date(2013, 6, 27)


def take_in(folder: Path, content: bytes, day: date | None = DAY) -> Tally:
    path = folder / "register.csv"
    path.write_bytes(content)
    return import_file("schoolregister", path, on=day)


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (cut(REGISTER_2013, b";16AH;", b";27PR;"), 3),
        (cut(REGISTER_2017, b";16AH;", b";27PR;"), 2),
        (cut(REGISTER_2020, b";16AH;", b";27PR;"), 3),
        ((FIXTURES / "register-2021-01.csv").read_bytes(), 16),
        ((FIXTURES / "register-2021-10-01.csv").read_bytes(), 19),
        ((FIXTURES / "register-2026.csv").read_bytes(), 19),
    ],
    ids=["2013", "2017", "2020-12", "2021-01", "2021-10", "2026"],
)
def test_every_layout_is_read_and_read_again_without_change(tmp_path, content, rows):
    assert take_in(tmp_path, content) == Tally(rows, rows, 0, 0)
    assert take_in(tmp_path, content) == Tally(rows, 0, 0, rows)
    assert Location.objects.count() == rows


def test_a_row_gives_its_location_school_and_board(tmp_path):
    take_in(tmp_path, cut(REGISTER_2013, b";16AH;"))

    location = Location.objects.values(
        *("code", "name", "street", "house_number", "postcode", "place"),
        *("municipality_code", "denomination", "unstated"),
    ).get()
    assert location == {
        "code": "16AH00",
        "name": "OBS 't Eenspan",
        "street": "Oosterstraat",
        "house_number": "58",
        "postcode": "7822HG",
        "place": "EMMEN",
        "municipality_code": "0114",
        "denomination": "Openbaar",
        "unstated": [],
    }
    school = School.objects.get()
    assert (school.brin, school.name, school.board_code) == (
        "16AH",
        "OBS 't Eenspan",
        "10249",
    )
    assert Board.objects.get().code == "10249"


def test_a_main_location_is_location_00(tmp_path):
    take_in(tmp_path, cut(REGISTER_2017, b";16AH;"))

    assert Location.objects.get().code == "16AH00"


def test_windows_1252_quotes_are_read(tmp_path):
    take_in(tmp_path, (FIXTURES / "register-2026.csv").read_bytes())

    names = set(Location.objects.values_list("name", flat=True))
    assert {"’t Palet Holy", "Openbare Basisschool ‘t Ienster"} <= names


def test_a_municipality_without_a_name_is_no_problem(tmp_path):
    take_in(tmp_path, (FIXTURES / "register-2026.csv").read_bytes())

    assert Location.objects.get(code="32LY00").municipality_code == "1948"


def test_schools_of_the_travelling_population_are_outside_the_scheme(tmp_path):
    take_in(tmp_path, (FIXTURES / "register-2021-10-01.csv").read_bytes())

    outside = School.objects.filter(outside_scheme=True)
    assert [school.brin for school in outside] == ["13ZZ"]


def test_a_day_must_be_given(tmp_path):
    with pytest.raises(BadFile, match="--peildatum is nodig"):
        take_in(tmp_path, cut(REGISTER_2013, b";16AH;"), None)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b";16AH00;", b";16BX00;", "VESTIGINGSNUMMER: 16BX00 is geen vestiging van"),
        (b";16AH;", b";16ah;", "kolom BRIN NUMMER: '16ah' is geen BRIN"),
        (b";7822 HG;EMMEN;0114", b";7822;EMMEN;0114", "'7822' is geen postcode"),
        (b";0114;", b";;", "kolom GEMEENTENUMMER: '' is geen gemeentecode"),
        (b"OBS 't Eenspan", b" ", "kolom VESTIGINGSNAAM: is leeg"),
        (b";10249;", b";1024;", "NUMMER: '1024' is geen bestuursnummer"),
    ],
)
def test_a_bad_cell_is_named(tmp_path, old, new, problem):
    content = cut(REGISTER_2013, b";16AH;").replace(old, new)

    with pytest.raises(BadFile, match=problem) as caught:
        take_in(tmp_path, content)
    assert all(line.startswith("rij 2, kolom ") for line in caught.value.lines)


def test_a_location_stands_in_a_register_once(tmp_path):
    content = cut(REGISTER_2013, b";16AH;")
    again = content.splitlines(keepends=True)[-1]

    with pytest.raises(BadFile, match="rij 3: 16AH00 staat ook op rij 2"):
        take_in(tmp_path, content + again)


def test_a_school_has_one_board(tmp_path):
    content = cut(REGISTER_2013, b";27PR;")
    board, other = b";40400;27PR;27PR02", b";40401;27PR;27PR02"

    with pytest.raises(BadFile, match="27PR staat ook onder bestuur 40400"):
        take_in(tmp_path, content.replace(board, other))
