"""What schools were paid, and the figures it rests on."""

from datetime import date
from decimal import Decimal

import pytest

from allocations.models import PublishedPayment
from oab.tallies import Tally
from schools.models import Board, EstablishedFigures, School, TeacherAge
from tests.importing import refused, take_in
from tests.publications import PAYMENTS, cut

pytestmark = pytest.mark.django_db

KIND = "personele-bekostiging"
SCHANSKORF = cut(PAYMENTS, b";00AP;")


def test_bare_carriage_returns_end_the_rows():
    content = cut(PAYMENTS, b";00AP;", b";00AV;", b";18PH;")

    assert b"\n" not in content
    assert take_in(KIND, content) == Tally(3, 3, 0, 0)
    assert take_in(KIND, content) == Tally(3, 0, 0, 3)


def test_a_row_gives_figures_age_payments_and_board():
    take_in(KIND, cut(PAYMENTS, b";00AV;"))

    figures = EstablishedFigures.objects.get()
    assert (figures.brin, figures.counted_on) == ("00AV", date(2014, 10, 1))
    assert (figures.pupils, figures.pupils_4_to_7, figures.pupils_8_and_over) == (
        59,
        34,
        25,
    )
    assert (figures.school_weight, figures.weighted_pupils_in_impulse_areas) == (2, 13)
    assert TeacherAge.objects.get().age == Decimal("39.87")
    assert School.objects.get().board_code == Board.objects.get().code == "41646"


@pytest.mark.parametrize(
    ("article", "amount"),
    [
        ("28", "0.00"),
        ("28a", "0.00"),
        ("onderbouw", "148099.21"),
        ("totaal_personele_bekostiging", "330125.34"),
        ("WPO 129", "65954.25"),
        ("totaal", "403235.75"),
    ],
)
def test_payments_are_filed_under_their_article(article, amount):
    take_in(KIND, SCHANSKORF)

    payment = PublishedPayment.objects.get(article=article)
    assert (payment.brin, payment.period) == ("00AP", "2015-2016")
    assert payment.amount == Decimal(amount)


def test_a_school_without_a_board_teaches_the_register_nothing():
    tally = take_in(KIND, cut(PAYMENTS, b";31BR;"))

    assert tally == Tally(1, 1, 0, 0, ("rij 2: 31BR staat zonder bestuur",))
    assert (School.objects.count(), PublishedPayment.objects.count()) == (0, 12)


def test_a_corrected_amount_replaces():
    take_in(KIND, SCHANSKORF)
    corrected = SCHANSKORF.replace(b"7.156,16", b"7.156,17").replace(
        b"403.235,75", b"403.235,76"
    )

    assert take_in(KIND, corrected) == Tally(1, 0, 1, 0)
    assert PublishedPayment.objects.exclude(replaces=None).count() == 2


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b"403.235,75", b"403.235,76", "TOTAAL: 403235.76 is niet de som 403235.75"),
        (
            b"19.434,99",
            b"19.434,98",
            "TOTAAL_PERSONELE_BEKOSTIGING: 330125.34 is niet de som 330125.33",
        ),
        (b";38,63;", b";29,99;", "LEEFTIJD: 29.99 ligt niet van 30 tot en met 50"),
        (b";38,63;", b";38.63;", "LEEFTIJD: '38.63' is geen getal, verwacht zoals 38"),
        (b";38,63;", b";0,00;", "LEEFTIJD: 0.00 ligt niet van 30 tot en met 50"),
        (b";38,63;", b";;", "GEMIDDELDE_GEWOGEN_LEEFTIJD: is leeg"),
        (b";88;42;46;", b";88;42;47;", "TOTAAL_AANTAL_LEERLINGEN: 42 + 47 is niet 88"),
        (b";38,63;0;", b";38,63;89;", "IMPULSGEBIED: 89 is meer dan 88 leerlingen"),
        (b";7.156,16;", b";7156.16;", "PRESTATIEBOX: '7156.16' is geen getal"),
        (b";7.156,16;", b";-7.156,16;", "PRESTATIEBOX: '-7.156,16' is negatief"),
        (b"20141001", b"20140901", "PEILDATUM: 2014-09-01 is geen teldatum"),
    ],
)
def test_a_bad_cell_is_named(old, new, problem):
    (line,) = refused(KIND, SCHANSKORF.replace(old, new))

    assert line.startswith("rij 2, kolom ")
    assert problem in line


def test_a_school_stands_in_the_file_once():
    row = SCHANSKORF.splitlines(keepends=True)[1]

    assert refused(KIND, SCHANSKORF + row) == ("rij 3: 00AP staat ook op rij 2",)


def test_all_problems_of_all_rows_are_named():
    content = cut(PAYMENTS, b";00AP;", b";00AV;", b";18PH;")
    content = content.replace(b";38,63;", b";x;").replace(b";39,87;", b";y;")

    lines = refused(KIND, content)

    assert [line.split(":")[0] for line in lines] == [
        "rij 2, kolom GEMIDDELDE_GEWOGEN_LEEFTIJD",
        "rij 3, kolom GEMIDDELDE_GEWOGEN_LEEFTIJD",
    ]
