"""`generate_pupils`: deliveries like a real count, through the path of an upload."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command

from schools.deliveries.made_up.generation import counted_on
from schools.models import DeliveredPupil, Delivery, EstablishedFigures, Finding
from tests.importing import take_in
from tests.publications import AREAS, PAYMENTS, REGISTER_2013, WEIGHTS, content, cut

pytestmark = pytest.mark.django_db

LOCATIONS = 40


@pytest.fixture
def counts() -> None:
    rows = content(WEIGHTS).splitlines(keepends=True)
    marks = {row[9:16] for row in rows[1:150]}
    take_in("leerlingen-gewicht-leeftijd", cut(WEIGHTS, *marks))


@pytest.fixture
def payments() -> None:
    schools = (b"05FZ", b"00AP", b"13MS")
    take_in("impulsgebieden", cut(AREAS, b""), on=date(2013, 8, 1))
    take_in("schoolregister", cut(REGISTER_2013, *schools), on=date(2013, 6, 27))
    take_in("personele-bekostiging", cut(PAYMENTS, *schools))


def generate(capsys, *arguments: str) -> dict[str, Any]:
    call_command("generate_pupils", *arguments)
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def refused(capsys, *arguments: str) -> str:
    with pytest.raises(SystemExit) as exit_:
        call_command("generate_pupils", *arguments)
    assert exit_.value.code == 2
    printed = capsys.readouterr()
    assert not printed.out
    message: str = printed.err
    return message


@pytest.mark.usefixtures("counts")
def test_the_pupils_add_up_to_duos_count_in_every_cell_of_the_locations(capsys):
    answer = generate(
        capsys, "--like=2016-10-01", "--seed=3", f"--locations={LOCATIONS}"
    )

    made: Counter[tuple[str, Decimal, str]] = Counter()
    rows = DeliveredPupil.objects.filter(counted=True)
    for location, weight, group in rows.values_list(
        "location_code", "weight", "age_group"
    ):
        assert weight is not None
        made[location, weight, group] += 1
    cohorts = counted_on(date(2016, 10, 1))
    wanted = {
        (location, *kind): pupils
        for location in {location for location, _, _ in made}
        for kind, pupils in cohorts[location].items()
        if pupils
    }
    assert made == wanted
    assert answer["locations"] == len({location for location, _, _ in made}) == 40
    assert answer["pupils"] == made.total() == DeliveredPupil.objects.count()


@pytest.mark.usefixtures("counts")
def test_nothing_is_wrong_with_them_and_every_board_has_an_open_delivery(capsys):
    answer = generate(
        capsys, "--like=2016-10-01", "--seed=3", f"--locations={LOCATIONS}"
    )

    assert not Finding.objects.exists()
    assert answer["errors"] == answer["warnings"] == answer["signals"] == 0
    assert {each.state for each in Delivery.objects.all()} == {"open"}
    assert Delivery.objects.count() == answer["boards"]


@pytest.mark.usefixtures("payments")
def test_pupils_of_2014_are_as_many_as_duo_paid_for(capsys):
    answer = generate(capsys, "--like=2014-10-01", "--seed=1", "--schools=05fz,00AP")

    assert answer["left_out"] == 0
    for brin in ("05FZ", "00AP"):
        figures = EstablishedFigures.objects.get(brin=brin)
        pupils = DeliveredPupil.objects.filter(brin=brin, counted=True)
        assert pupils.count() == figures.pupils
        assert pupils.filter(age_group="4_7").count() == figures.pupils_4_to_7


@pytest.mark.usefixtures("payments")
def test_who_cannot_be_imitated_is_named(capsys):
    message = refused(capsys, "--like=2014-10-01", "--seed=1", "--schools=13MS")

    assert "13MS" in message
    assert not Delivery.objects.exists()


@pytest.mark.usefixtures("payments")
def test_of_a_date_without_a_count_it_says_which_dates_there_are(capsys):
    message = refused(capsys, "--like=2013-10-01", "--seed=1")

    assert "01-10-2014" in message


@pytest.mark.usefixtures("payments")
def test_a_board_that_is_delivering_already_is_left_alone(capsys):
    arguments = ("--like=2014-10-01", "--seed=1", "--schools=05FZ")
    generate(capsys, *arguments)
    before = DeliveredPupil.objects.count()

    assert "loopt al" in refused(capsys, *arguments)
    assert DeliveredPupil.objects.count() == before


@pytest.mark.usefixtures("counts")
def test_sheets_can_be_had_instead(capsys, tmp_path):
    answer = generate(
        capsys, "--like=2016-10-01", "--seed=3", "--locations=5", f"--files={tmp_path}"
    )

    rows = sum(len(path.read_text().splitlines()) - 1 for path in tmp_path.iterdir())
    assert rows == answer["pupils"]
    assert not Delivery.objects.exists()
