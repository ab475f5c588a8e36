"""Files of known layouts, row by row."""

from datetime import date

import pytest

from oab.files.notations import COMPACT_DAY, NAME, WHOLE
from oab.files.problems import BadFile
from oab.files.sheets import Layout, recognise

PUPILS = Layout("leerlingen", ("BRIN", "TOTAAL"))
TITLED = Layout("met titel", ("BRIN", "DAG"), title_rows=1)
COMMAS = Layout("met komma's", ("pc4",), encoding="utf-8", delimiter=",")


def refused(content: bytes, *layouts: Layout) -> tuple[str, ...]:
    with pytest.raises(BadFile) as caught:
        recognise(content, layouts)
    return caught.value.lines


@pytest.mark.parametrize(
    ("content", "layout"),
    [
        (b"BRIN;TOTAAL\n00AP;1\n", PUPILS),
        (b"TOTAAL;NAAM;BRIN \r\n1;x;00AP\r\n", PUPILS),
        (b"BRIN;TOTAAL\r00AP;1", PUPILS),
        (b"WPO;Peildatum\nBRIN;DAG\n00AP;20161001\n", TITLED),
        (b"\xef\xbb\xbfpc4,plaats\n1011,Amsterdam\n", COMMAS),
    ],
)
def test_a_layout_is_recognised(content, layout):
    sheet = recognise(content, (PUPILS, TITLED, COMMAS))

    assert (sheet.layout, len(sheet.body)) == (layout, 1)


def test_an_unknown_layout_says_what_was_expected_and_found():
    assert refused(b"BRIN;AANTAL\n00AP;1\n", PUPILS, COMMAS) == (
        "onbekende indeling",
        "verwacht: leerlingen, met de kolommen BRIN;TOTAAL; ontbreekt: TOTAAL",
        "verwacht: met komma's, met de kolommen pc4; ontbreekt: pc4",
        "gevonden: 'BRIN', 'AANTAL'",
        "gevonden: 'BRIN;AANTAL'",
    )


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "gevonden: een leeg bestand"),
        (b"BRIN;TOTAAL\n", "het bestand heeft geen rijen"),
        (b"BRIN;TOTAAL;BRIN\n1;2;3\n", "rij 1, kolom BRIN: staat er meer dan eens"),
        (
            b'BRIN;TOTAAL\n"00AP;1\n',
            "regel 2: geen CSV: een aanhalingsteken wordt niet gesloten",
        ),
        (
            b'BRIN;TOTAAL\n"00"AP;1\n',
            "regel 2: geen CSV: een aanhalingsteken staat midden in een cel",
        ),
        (
            b"BRIN;TOTAAL\n" + b"x" * 200_000,
            "regel 2: geen CSV: een cel is langer dan 131072 tekens",
        ),
        (b"\x00\xff\n" * 3_000_000, "onbekende indeling"),
    ],
)
def test_a_file_without_sense_is_refused(content, line):
    assert line in refused(content, PUPILS)


def test_every_problem_of_every_row_is_named():
    content = b"BRIN;TOTAAL\n;x\n00AP;1;2\n\n00AP;-1\n"
    sheet = recognise(content, (PUPILS,))

    for row in sheet.rows():
        row.read("BRIN", NAME)
        row.read("TOTAAL", WHOLE)

    with pytest.raises(BadFile) as caught:
        sheet.problems.refuse_any()
    assert caught.value.lines == (
        "rij 2, kolom BRIN: is leeg",
        "rij 2, kolom TOTAAL: 'x' is geen getal, verwacht ten hoogste zes cijfers",
        "rij 3: 3 cellen, verwacht 2",
        "rij 5, kolom TOTAAL: '-1' is negatief",
    )


def test_a_repetition_names_the_first_row():
    sheet = recognise(b"BRIN;TOTAAL\n00AP;1\n00AP;2\n", (PUPILS,))
    seen: dict[str, int] = {}

    for row in sheet.rows():
        row.refuse_repetition(seen, row.read("BRIN", NAME))

    with pytest.raises(BadFile, match="rij 3: 00AP staat ook op rij 2"):
        sheet.problems.refuse_any()


def test_a_shared_column_must_say_the_same_everywhere():
    content = b"T\nBRIN;DAG\n00AP;20161001\n00AR;20151001\n00AV;x\n"
    sheet = recognise(content, (TITLED,))

    assert sheet.shared("DAG", COMPACT_DAY) == date(2016, 10, 1)
    with pytest.raises(BadFile) as caught:
        sheet.problems.refuse_any()
    assert caught.value.lines == (
        "rij 4, kolom DAG: 2015-10-01 wijkt af van 2016-10-01 in een eerdere rij",
        "rij 5, kolom DAG: 'x' is geen datum (20161001)",
    )


def test_a_day_is_needed_where_the_file_has_none():
    sheet = recognise(b"BRIN;TOTAAL\n00AP;1\n", (PUPILS,))

    with pytest.raises(BadFile, match="--peildatum is nodig"):
        sheet.day()


def test_a_day_that_contradicts_the_file_is_refused():
    content = b"BRIN;TOTAAL\n00AP;1\n"
    sheet = recognise(content, (PUPILS,), date(2015, 10, 1))

    sheet.own_day(date(2016, 10, 1))

    with pytest.raises(BadFile, match="het bestand is van 2016-10-01"):
        sheet.problems.refuse_any()


def test_a_day_given_with_a_file_of_many_days_is_refused():
    content = b"BRIN;TOTAAL\n00AP;1\n"
    sheet = recognise(content, (PUPILS,), date(2015, 10, 1))

    with pytest.raises(BadFile, match="het bestand noemt zelf de jaren"):
        sheet.refuse_given_day()
