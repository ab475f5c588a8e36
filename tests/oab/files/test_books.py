"""Publishers' workbooks, new and old, as rows of text."""

from datetime import date

import pytest

from oab.files.books import Book, column_letters
from oab.files.notations import BINARY_AMOUNT, BINARY_MILLS, spelled_days
from oab.files.problems import BadFile
from oab.files.sheets import Layout, recognise
from tests.publications import MATERIAL_2019, SCORES, content

MATERIAL = Layout("materieel", ("Brin", "SCHOOLGEWICHT"), book=True)


def test_a_page_is_read_by_its_name_and_the_first_without():
    book = Book.of(content(SCORES))

    filled = [row for row in book.rows() if any(row[1])]
    assert filled[0][1] == ["Achterstandsscores basisscholen, 2019"]
    assert book.rows("Tabel 1")[5] == (6, ["00AP00", "100", "33.02", ""])
    assert book.rows("Tabel 2")[3][1][2] == (
        "Achterstandsscore zonder drempel (onderbouw)"
    )
    assert book.rows("Tabel 3") == []
    assert book.text("Voorblad").endswith("Februari 2020")


def test_a_workbook_of_the_old_kind_is_read_too():
    sheet = recognise(content(MATERIAL_2019), (MATERIAL,))

    assert sheet.book
    assert sheet.book.name == "01. Materiele instandhouding bo 2019"
    assert (len(sheet.body), sheet.width) == (6_203, 11)


def test_a_workbook_of_another_layout_says_what_it_has():
    with pytest.raises(BadFile) as caught:
        recognise(content(SCORES), (MATERIAL,))

    assert caught.value.lines == (
        "onbekende indeling",
        (
            "verwacht: materieel, met de kolommen Brin;SCHOOLGEWICHT; "
            "ontbreekt: Brin, SCHOOLGEWICHT"
        ),
        "gevonden: 'Achterstandsscores basisscholen, 2019'",
    )


def test_a_text_with_the_columns_of_a_workbook_is_none():
    with pytest.raises(BadFile, match="ontbreekt: het rekenblad zelf"):
        recognise(b"Brin;SCHOOLGEWICHT\n00AP;3\n", (MATERIAL,))


def test_a_damaged_workbook_is_refused():
    with pytest.raises(BadFile, match="beschadigd"):
        recognise(content(MATERIAL_2019)[:5_000], (MATERIAL,))


@pytest.mark.parametrize(
    ("position", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (702, "AAA")]
)
def test_columns_are_named_as_a_spreadsheet_does(position, letters):
    assert column_letters(position) == letters


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("per vestiging, 1 oktober 2019", (date(2019, 10, 1), date(2019, 10, 2))),
        ("31 December 2020", (date(2020, 12, 31), date(2021, 1, 1))),
        ("Februari 2020", (date(2020, 2, 1), date(2020, 3, 1))),
        ("december 2020", (date(2020, 12, 1), date(2021, 1, 1))),
        ("schooljaar 2019-2020", None),
        ("31 februari 2020", None),
    ],
)
def test_a_day_or_month_is_read_where_it_is_spelled_out(text, days):
    assert spelled_days(text) == days


@pytest.mark.parametrize(
    ("notation", "cell", "number"),
    [
        (BINARY_AMOUNT, "365071.14999999997", "365071.15"),
        (BINARY_AMOUNT, "7", "7.00"),
        (BINARY_MILLS, "196363.71300000002", "196363.713"),
    ],
)
def test_the_noise_of_binary_sums_is_left_out(notation, cell, number):
    assert str(notation.read(cell)) == number


@pytest.mark.parametrize("cell", ["1.005", "1e9", "-1", "", "1000000000"])
def test_what_is_no_amount_is_refused(cell):
    with pytest.raises(ValueError, match=r"is leeg|negatief|geen getal"):
        BINARY_AMOUNT.read(cell)
