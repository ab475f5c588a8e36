"""Tables as people upload them: read as text, or refused for what they are."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from oab.files import tables
from oab.files.refusals import RefusedFile
from oab.files.tables import read_table
from tests.oab.files import books

HEADER = ["nummer", "naam"]
SHEET = "xl/worksheets/sheet1.xml"
DTD = b'<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>'


def refused(content: bytes) -> list[str]:
    with pytest.raises(RefusedFile) as caught:
        list(read_table(content).rows())
    return [refusal.text() for refusal in caught.value.refusals]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"nummer,naam\n1,Sas\n\n2,Bo\n", "csv"),
        (b"nummer;naam\r\n1;Sas\r\n;\r\n2;Bo", "csv"),
        (b"\xef\xbb\xbfnummer;naam\n1;Sas\n\n2;Bo\n", "csv"),
        (b'nummer\t"naam"\n1\t"Sas"\n\n2\tBo\n', "csv"),
        (books.xlsx([HEADER, [1, "Sas"], [], [2.0, "Bo"]]), "xlsx"),
        (books.ods([HEADER, [1, "Sas"], [""], [2, "Bo"]]), "ods"),
    ],
)
def test_a_table_is_read_whatever_its_form(content, kind):
    table = read_table(content)

    assert (table.kind, table.header) == (kind, HEADER)
    assert list(table.rows()) == [(2, ["1", "Sas"]), (4, ["2", "Bo"])]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2014, 10, 1), "2014-10-01"),
        (datetime(2014, 10, 1, 0, 0), "2014-10-01"),  # noqa: DTZ001  # as sheets have it
        (datetime(2014, 10, 1, 9, 30), "2014-10-01T09:30:00"),  # noqa: DTZ001
        (12345678, "12345678"),
        (0.3, "0.3"),
        (Decimal("1.2"), "1.2"),
        (0.00001, "0.00001"),
        (True, "ja"),
        (False, "nee"),
        (" Sas ", "Sas"),
        ("0012", "0012"),
    ],
)
@pytest.mark.parametrize("write", [books.xlsx, books.ods])
def test_a_value_of_a_spreadsheet_is_written_as_people_write_it(write, value, text):
    ((_, cells),) = read_table(write([["x"], [value]])).rows()

    assert cells == [text]


def test_the_rows_keep_the_numbers_that_the_spreadsheet_shows():
    table = read_table(books.xlsx([[], ["", ""], HEADER, [], ["1", "Sas"]]))

    assert table.header_row == 3
    assert list(table.rows()) == [(5, ["1", "Sas"])]


def test_a_table_may_begin_in_another_column():
    table = read_table(books.xlsx([[None, *HEADER], [None, 1, "Sas"]]))

    assert table.header == HEADER
    assert list(table.rows()) == [(2, ["1", "Sas"])]


def test_short_rows_are_filled_up_and_empty_columns_at_the_end_left_out():
    table = read_table(b"nummer,naam,,\n1\n2,Bo,,\n")

    assert list(table.rows()) == [(2, ["1", ""]), (3, ["2", "Bo"])]


XLSX = books.xlsx([HEADER, [1, "Sas"]])
ODS = books.ods([HEADER, [1, "Sas"]])
ENTITY = books.replacing(b"?>\n", b"?>\n" + DTD)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "het bestand is leeg"),
        (b"\n\n;;\n", "het bestand is leeg"),
        (books.xlsx([]), "het bestand is leeg"),
        # Formulas, macros, links, objects
        (books.xlsx([], lambda _, p: p.write_formula("B2", "=1+1")), "formule (B2)"),
        (books.ods([HEADER], books.with_formula), "formule (rij 2)"),
        (books.rezipped(XLSX, added={"xl/vbaProject.bin": b"x"}), "macro's"),
        (
            books.rezipped(
                XLSX,
                changed={
                    "[Content_Types].xml": books.replacing(
                        b"spreadsheetml.sheet.main",
                        b"ms-excel.sheet.macroEnabled.main",
                    )
                },
            ),
            "macro's",
        ),
        (books.rezipped(ODS, added={"Basic/Standard/Module1.xml": b"<x/>"}), "macro's"),
        (books.xlsx([], lambda _, p: p.write_url("A1", "http://x.nl")), "verwijst"),
        (
            books.rezipped(XLSX, added={"xl/externalLinks/externalLink1.xml": b"<x/>"}),
            "verwijst",
        ),
        (books.rezipped(XLSX, added={"xl/embeddings/a.bin": b"x"}), "ander document"),
        (
            books.rezipped(ODS, added={"Object 1/content.xml": b"<x/>"}),
            "ander document",
        ),
        (books.rezipped(XLSX, added={"xl/a.exe": b"MZ"}), "een onderdeel dat er niet"),
        # XML and ZIP
        (books.rezipped(XLSX, changed={SHEET: ENTITY}), "documenttype"),
        (books.rezipped(ODS, changed={"content.xml": ENTITY}), "documenttype"),
        (
            books.rezipped(XLSX, changed={SHEET: lambda part: part[:-20]}),
            "beschadigd",
        ),
        (XLSX[: len(XLSX) // 2], "beschadigd"),
        (
            XLSX.replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\x99"),
            "beschadigd",
        ),
        (
            books.rezipped(
                XLSX,
                changed={
                    SHEET: books.replacing(
                        b'<c r="A2"><v>1', b'<c r="A2" t="e"><v>#N/A'
                    )
                },
            ),
            "foutwaarde zoals #N/B (A2)",
        ),
        (books.rezipped(XLSX, added={"xl/media/a.png": XLSX}), "nog een zip-bestand"),
        (books.rezipped(XLSX, added={"docProps/x.xml": b" " * 2**22}), "te groot"),
        (
            books.rezipped(XLSX, added={f"docProps/{n}.xml": b"x" for n in range(500)}),
            "te groot",
        ),
        (books.lying(XLSX, SHEET, 2 * 2**30), "te groot"),
        (books.lying(XLSX, SHEET, 10), "te groot"),
        (books.lying(XLSX, SHEET, 10_000), "beschadigd"),
        (books.overlapping(XLSX), "te groot"),
        (b"PK\x03\x04" + b"\x00" * 100, "beschadigd"),
        (
            books.rezipped(XLSX, changed={"[Content_Types].xml": lambda _: b"<x/>"}),
            "geen rekenblad",
        ),
        # Cells far away
        (books.xlsx([], lambda _, p: p.write("A70000", 1)), "onder rij 60000"),
        (books.xlsx([], lambda _, p: p.write("XFD1", 1)), "rechts van kolom 100"),
        (
            books.rezipped(
                ODS,
                changed={
                    "content.xml": books.replacing(
                        b"<table:table-row>",
                        b'<table:table-row table:number-rows-repeated="1048576">',
                    )
                },
            ),
            "onder rij 60000",
        ),
        # Something else
        (b"MZ" + b"\x00" * 99, "dit is een programma"),
        (b"\x7fELF" + b"\x00" * 99, "dit is een programma"),
        (b"#!/bin/sh\nrm -r /\n", "dit is een programma"),
        (b"%PDF-1.7\n", "dit is een PDF"),
        (b"<html><table>", "een webpagina of XML"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 99, "een oud Excel-bestand (.xls)"),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "met een wachtwoord beveiligd",
        ),
        ("nummer,naam\n1,Zoë\n".encode("cp1252"), "geen UTF-8 (regel 2)"),
        ("nummer,naam\n".encode("utf-16"), "geen UTF-8 (UTF-16)"),
        (b"nummer,naam\n1,\x00\n", "NUL-tekens"),
        (b'nummer,naam\n1,"Sas\n', "aanhalingsteken"),
        (b"x" * (tables.MOST_BYTES + 1), "groter dan 20 MB"),
        (b"a\n" + b"1\n" * (tables.MOST_ROWS + 1), "meer dan 50000 rijen"),
        (b",".join([b"a"] * 101) + b"\n", "meer dan 100 kolommen"),
    ],
)
def test_what_is_no_plain_table_is_refused(content, reason):
    (line,) = refused(content)

    assert reason in line


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3"])
@pytest.mark.parametrize(
    "write",
    [books.xlsx, books.ods, lambda rows: "\n".join(r[0] for r in rows).encode()],
)
def test_text_that_another_spreadsheet_would_compute_is_refused(write, cell):
    assert refused(write([["naam"], [cell]])) == [
        "rij 2, kolom naam: begint als een formule (=, +, -, @ of een tab)"
    ]


@pytest.mark.parametrize("cell", ["-1", "+31", "-0.5", "Jan-Peter", "a=b", "-"])
def test_a_signed_number_and_a_sign_inside_are_no_formula(cell):
    assert [*read_table(f"naam\n{cell}\n".encode()).rows()] == [(2, [cell])]


def test_everything_wrong_in_the_cells_is_said_at_once():
    rows = ["nummer,naam", "1,=a", "2,\x07", f"3,{'x' * 501}", "4,5,6", ",@b"]

    assert refused("\n".join(rows).encode()) == [
        "rij 2, kolom naam: begint als een formule (=, +, -, @ of een tab)",
        "rij 3, kolom naam: er staan onzichtbare tekens in",
        "rij 4, kolom naam: er staan meer dan 500 tekens in",
        "rij 5: 3 cellen, en 2 kolommen",
        "rij 6, kolom naam: begint als een formule (=, +, -, @ of een tab)",
    ]


def test_after_a_thousand_reasons_the_others_are_counted():
    lines = refused(b"naam\n" + b"=a\n" * 1_100)

    assert (len(lines), lines[-1]) == (1_001, "en nog 100 fouten")


def test_the_reasons_are_english_for_who_asks():
    with translation.override("en"):
        assert refused(b"name\n=a\n") == [
            "row 2, column name: begins like a formula (=, +, -, @ or a tab)"
        ]
