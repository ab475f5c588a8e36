"""The workbook of CBS, in the editions that it comes in."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum

from oab.editions import Stage
from oab.tallies import Tally
from schools.models import DisadvantageScore, NationalMeans
from tests.importing import refused, take_in
from tests.publications import SCORES, content
from tests.schools.importers.workbooks import TABLES, TEXTS, workbook

pytestmark = pytest.mark.django_db

KIND = "achterstandsscores"
COUNTED_ON = date(2019, 10, 1)
ROWS = (6, 7, 8)  # 00AP00, 00AR00, 00AV00
FIRST, SECOND = TABLES
COVER = b"<t>Februari 2020</t>"
MEANS = b"de waarde van C 535,26"
IN_JUNE = (COVER, b"<t>10 juni 2020</t>")


def scores(**of: object) -> dict[str, Decimal]:
    rows = DisadvantageScore.objects.filter(**of)
    return dict(rows.values_list("location_code", "with_threshold"))


def test_the_workbook_is_read_as_it_was_published():
    assert take_in(KIND, content(SCORES)) == Tally(6_295, 6_295, 0, 0)
    assert take_in(KIND, content(SCORES)) == Tally(6_295, 0, 0, 6_295)

    columns = ("pupils", "with_threshold", "without_threshold", "upper_years")
    rows = DisadvantageScore.objects.in_force()
    assert rows.aggregate(**{name: Sum(name) for name in columns}) == {
        "pupils": 1_396_457,
        "with_threshold": Decimal("561736.12"),
        "without_threshold": Decimal("1215004.40"),
        "upper_years": Decimal("634233.03"),
    }
    assert rows.filter(reliable=False).count() == 120
    assert rows.filter(with_threshold__gt=0).count() == 2_555
    assert rows.values("brin").distinct().count() == 6_173


def test_an_edition_says_of_which_day_it_is_and_what_the_scores_rest_on():
    take_in(KIND, workbook(ROWS))

    first = DisadvantageScore.objects.get(location_code="00AV00")
    assert (first.counted_on, first.stage) == (COUNTED_ON, Stage.DEFINITIVE)
    assert (first.published.lower, first.published.upper) == (
        date(2020, 2, 1),
        date(2020, 3, 1),
    )
    assert first.reliable
    assert not first.lower_years_reliable
    assert not first.upper_years_reliable
    means = NationalMeans.objects.get(counted_on=COUNTED_ON)
    assert (means.of_all_pupils, means.of_target_group) == (
        Decimal("535.26"),
        Decimal("529.46"),
    )
    assert (means.difference_at_least, means.difference_at_most) == (
        Decimal("5.8000000"),
        Decimal("5.8008334"),
    )


def test_a_corrected_table_revises_an_edition_and_both_can_be_asked_for():
    february = workbook(ROWS)
    june = workbook(ROWS, {TEXTS: IN_JUNE, FIRST: (b">31.93<", b">31.94<")})

    assert take_in(KIND, february) == Tally(3, 3, 0, 0)
    assert take_in(KIND, june) == Tally(3, 0, 3, 0)
    assert take_in(KIND, february) == Tally(3, 0, 0, 3)
    assert take_in(KIND, june) == Tally(3, 0, 0, 3)

    now = DisadvantageScore.objects.in_force()
    before = DisadvantageScore.objects.published_by(date(2020, 6, 9))
    assert {*now.values_list("stage", flat=True)} == {Stage.REVISED}
    assert now.get(location_code="00AV00").with_threshold == Decimal("31.94")
    assert before.get(location_code="00AV00").with_threshold == Decimal("31.93")
    assert DisadvantageScore.objects.published_by(date(2020, 6, 10)).count() == 3
    assert not DisadvantageScore.objects.published_by(date(2020, 2, 28)).exists()


def test_an_older_edition_that_was_never_read_does_not_come_after_a_newer():
    take_in(KIND, workbook(ROWS, {TEXTS: IN_JUNE}))

    assert refused(KIND, workbook(ROWS)) == (
        "van 2019-10-01 is al een latere publicatie opgenomen dan Februari 2020",
    )


def test_a_provisional_edition_is_followed_by_the_definitive_one():
    mark = b"Achterstandsscores basisscholen, 2019</t>"
    cover = b">Achterstandsscores basisscholen, 2019</t></si><si>" + COVER
    provisional = cover.replace(mark, mark.replace(b"2019", b"2019*"))
    take_in(KIND, workbook(ROWS, {TEXTS: (cover, provisional)}))
    stages = DisadvantageScore.objects.values_list("stage", flat=True)
    assert {*stages} == {Stage.PROVISIONAL}

    take_in(KIND, workbook(ROWS, {TEXTS: IN_JUNE}))

    now = DisadvantageScore.objects.in_force()
    assert {*now.values_list("stage", flat=True)} == {Stage.DEFINITIVE}


def test_without_means_in_the_explanation_none_are_stored():
    book = workbook(ROWS, {TEXTS: (MEANS, b"de waarde van C onbekend")})

    assert take_in(KIND, book).remarks == (
        "het rekenblad noemt de gemiddelden C en G niet",
    )
    assert not NationalMeans.objects.exists()


@pytest.mark.parametrize(
    ("part", "old", "new", "problem"),
    [
        (FIRST, b">33.02<", b">33.021<",
         "Tabel 1, rij 6, kolom Achterstandsscore: '33.021' is geen getal"),
        (FIRST, b">33.02<", b">-1<", "kolom Achterstandsscore: '-1' is negatief"),
        (FIRST, b'C6" s="65" t="n"><v>33.02', b'C6" s="65" t="s"><v>6417',
         "'Bron: CBS' is geen getal"),
        (FIRST, b">33.02<", b">133.02<", "133.02 is meer dan zonder drempel: 102.62"),
        (FIRST, b">33.02<", b">43.02<", "Tabel 1 en Tabel 2 volgen niet uit elkaar"),
        (FIRST, b">121<", b">122<", "00AR00 staat ook op rij 6"),
        (FIRST, b">121<", b">6414<", "31MN00 staat niet in Tabel 2"),
        (SECOND, b">121<", b">6414<", "00AP00 staat niet in Tabel 2"),
        (FIRST, b'<c r="D6" s="63"/>', b'<c r="D6" s="63" t="s"><v>205</v></c>',
         "00AP00 is in Tabel 2 anders gemerkt"),
        (SECOND, b'n"><v>26.17', b'str"><v>.', "'.' is geen getal, verwacht"),
        (TEXTS, b">Bron: CBS<", b">Bron CBS<", "onder de tabel staat niet 'Bron: CBS'"),
        (TEXTS, COVER, b"<t>2020</t>", "blad Voorblad: noemt geen maand"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(part, old, new, problem):
    lines = refused(KIND, workbook(ROWS, {part: (old, new)}))

    assert any(problem in line for line in lines), lines


def test_another_day_than_that_of_the_title_is_refused():
    (line,) = refused(KIND, workbook(ROWS), on=date(2018, 10, 1))

    assert line.endswith("--peildatum 2018-10-01: het bestand is van 2019-10-01")


def test_a_damaged_workbook_is_refused():
    assert refused(KIND, workbook(ROWS)[:5_000])[0].endswith("beschadigd of is er geen")
