"""What schools were paid for material in 2019, and for their staff in 2019-2020."""

from datetime import date
from decimal import Decimal
from functools import cache
from struct import pack

import pytest
from django.db.models import Sum

from allocations.models import PublishedPayment
from oab.tallies import Tally
from schools.models import EstablishedScore, MaterialFigures, School, TeacherAge
from tests.importing import refused, take_in
from tests.publications import MATERIAL_2019, PAYMENTS_2019, content

pytestmark = pytest.mark.django_db

STAFF, MATERIAL = "personele-bekostiging", "materiele-instandhouding"


def sums(model, **sums_of):
    found = model.objects.aggregate(**{k: Sum(v) for k, v in sums_of.items()})
    return tuple(found.values())


def test_the_payments_for_staff_with_the_scores_they_rest_on():
    book = content(PAYMENTS_2019)

    remarks = (
        "rij 5414: 20VE heeft delen van een cent",
        "rij 6112: 31AE heeft delen van een cent",
        "rij 6127: 31DN heeft delen van een cent",
    )
    assert take_in(STAFF, book) == Tally(6_173, 6_173, 0, 0, remarks)

    assert sums(EstablishedScore, score="score", pupils="pupils") == (
        Decimal("563215.30"),
        1_407_981,
    )
    assert EstablishedScore.objects.filter(score__gt=0).count() == 2_464
    paid = PublishedPayment.objects.filter(period="2019-2020")
    for_disadvantage = paid.filter(article="28")
    assert for_disadvantage.aggregate(all=Sum("amount")) == {
        "all": Decimal("310205131.58")
    }
    assert for_disadvantage.filter(amount__gt=0).count() == 3_001
    assert not paid.filter(article="28a").exists()
    first = EstablishedScore.objects.get(brin="00AP")
    assert (first.period, first.pupils, first.score) == (
        "2019-2020",
        97,
        Decimal("7.87"),
    )
    age = TeacherAge.objects.get(brin="00AV")
    assert (age.counted_on, age.age) == (date(2018, 10, 1), Decimal("43.22"))
    # Binary sums in the file: 365071.14999999997 and 477122.79999999993.
    totals = paid.filter(brin="00AV", article__startswith="totaal")
    assert {*totals.values_list("amount", flat=True)} == {
        Decimal("365071.15"),
        Decimal("477122.80"),
    }
    assert not School.objects.exists()


def test_the_payments_for_material_with_the_last_school_weights():
    book = content(MATERIAL_2019)

    first = take_in(MATERIAL, book)
    assert (first.rows, first.new) == (6_203, 6_203)
    assert first.remarks == (
        "rij 2447: 09LT kreeg 26566.36, de delen zijn 45542.33",
        "rij 2880: 10UC kreeg 25778.00, de delen zijn 44190.85",
        "rij 5856: 25CF kreeg 25720.82, de delen zijn 44044.668",
        "rij 6161: 30XK kreeg 61982.50, de delen zijn 106207.548",
    )
    assert take_in(MATERIAL, book).unchanged == 6_203

    assert MaterialFigures.objects.filter(school_weight__gt=0).count() == 1_832
    assert sums(MaterialFigures, weight="school_weight") == (Decimal("40672.0"),)
    one = MaterialFigures.objects.get(brin="31JX")
    assert (one.counted_on, one.pupils, one.school_weight, one.groups) == (
        date(2018, 10, 1),
        490,
        Decimal(94),
        23,
    )
    paid = PublishedPayment.objects.get(brin="31JT", article="totaal_mi")
    assert (paid.period, paid.amount) == ("2019", Decimal("165068.36"))


@cache
def doubles(value: float) -> bytes:
    """Write a number as it stands in a workbook of the old kind."""
    return pack("<d", value)


@pytest.mark.parametrize(
    ("kind", "file", "old", "new", "problem"),
    [
        (STAFF, PAYMENTS_2019, 401928.74, 401928.75,
         "rij 2, kolom TOTAAL_PERSONELE_BEKOSTIGING: 401928.750 is niet de som"),
        (STAFF, PAYMENTS_2019, 112654.33, 112654.3345,
         "ARBEIDSMARKTBELEID: '112654.3345' is geen getal van 3 decimalen"),
        (MATERIAL, MATERIAL_2019, 91330.01, 91330.012,
         "rij 2, kolom TOTAAL_MI: '91330.012' is geen getal van 2 decimalen"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named(kind, file, old, new, problem):
    book = content(file)
    assert doubles(old) in book

    lines = refused(kind, book.replace(doubles(old), doubles(new), 1))

    assert any(problem in line for line in lines), lines


@pytest.mark.parametrize(
    ("kind", "file", "day"),
    [(STAFF, PAYMENTS_2019, "2018-10-01"), (MATERIAL, MATERIAL_2019, "2018-10-01")],
)
def test_another_day_than_that_of_the_page_is_refused(kind, file, day):
    (line,) = refused(kind, content(file), on=date(2017, 10, 1))

    assert line == f"--peildatum 2017-10-01: het bestand is van {day}"
