"""Tables written for people, read back by the reader of uploads."""

import io
from datetime import date
from zipfile import ZipFile

import pytest

from oab.files.spreadsheets import FORMS, Heading, Line, Mark, Spreadsheet, write
from oab.files.tables import read_table

HEADINGS = (
    Heading("nummer", "Nummer van de leerling."),
    Heading("dag", "Dag van inschrijving.", is_date=True),
    Heading("oordeel", "Oordeel.", choices=("goed", "fout")),
)
MARKS = (
    Mark("dag", "error", "ligt na de teldatum"),
    Mark("", "warning", "staat er twee keer"),
)
MARKED = Spreadsheet(
    "leerlingen",
    HEADINGS,
    (
        Line(("0012", date(2014, 10, 2), "goed"), MARKS),
        Line(("Jan & <Piet>", "vandaag", "")),
    ),
    marked=True,
)
TEMPLATE = Spreadsheet("leerlingen", HEADINGS, (), ("Vul per leerling een rij in.",))


@pytest.mark.parametrize("kind", FORMS)
def test_a_marked_table_says_in_words_what_is_wrong_and_can_be_uploaded_again(kind):
    table = read_table(write(kind, MARKED))

    assert table.header == ["nummer", "dag", "oordeel", "bevindingen"]
    assert list(table.rows()) == [
        (
            2,
            [
                "0012",
                "2014-10-02",
                "goed",
                "dag: ligt na de teldatum; staat er twee keer",
            ],
        ),
        (3, ["Jan & <Piet>", "vandaag", "", ""]),
    ]


@pytest.mark.parametrize("kind", FORMS)
def test_a_template_has_the_header_alone(kind):
    table = read_table(write(kind, TEMPLATE))

    assert (table.header, list(table.rows())) == (["nummer", "dag", "oordeel"], [])


@pytest.mark.parametrize("kind", FORMS)
def test_text_that_looks_like_a_formula_is_written_as_text(kind):
    content = write(kind, Spreadsheet("x", HEADINGS[:1], (Line(("=1+1",)),)))

    if kind == "csv":
        assert content.endswith(b"'=1+1\r\n")
    else:
        assert b"formula=" not in b"".join(parts(content))
        assert b"<f>" not in b"".join(parts(content))


def parts(content: bytes) -> list[bytes]:
    with ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(name) for name in archive.namelist()]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("xlsx", [b'"goed,fout"', b"Dag van inschrijving.", b"Vul per leerling"]),
        (
            "ods",
            [b'"goed";"fout"', b"Dag van", b"Vul per leerling"],
        ),
    ],
)
def test_a_template_helps_and_offers_the_words_to_choose_from(kind, words):
    written = b"".join(parts(write(kind, TEMPLATE)))

    assert [word for word in words if word not in written] == []


@pytest.mark.parametrize(
    ("only_choices", "kind", "words"),
    [
        (True, "xlsx", b'showErrorMessage="1"'),
        (False, "xlsx", b'type="list" allowBlank="1" showInputMessage="1" sqref'),
        (True, "ods", b'table:message-type="stop" table:display="true"'),
        (False, "ods", b'table:message-type="stop" table:display="false"'),
    ],
)
def test_a_choice_may_leave_room_for_other_words(only_choices, kind, words):
    heading = Heading("x", "X.", ("a", "b"), only_choices=only_choices)

    written = parts(write(kind, Spreadsheet("leerlingen", (heading,))))

    assert words in b"".join(written)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("xlsx", [b"FFF4B6B6", b"ligt na de teldatum"]),
        ("ods", [b"#f4b6b6", b"<office:annotation><text:p>ligt na de teldatum"]),
    ],
)
def test_a_marked_cell_has_a_colour_and_a_note(kind, words):
    written = b"".join(parts(write(kind, MARKED)))

    assert [word for word in words if word not in written] == []
