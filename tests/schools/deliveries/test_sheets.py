"""The sheet to fill in, and the sheet with what was found in it."""

from datetime import date

import pytest
from django.db import transaction

from oab.files.spreadsheets import FORMS, write
from oab.files.tables import read_table
from schools.deliveries import filling, findings, sheets
from schools.deliveries.columns import COLUMNS, NAMES
from schools.models import DeliveredPupil, Delivery
from tests.contract import ROOT
from tests.factories import make
from tests.oab.files import books
from tests.schools.deliveries.rows import NUMBER, STATEMENT, csv, row

DOCUMENTATION = ROOT / "docs" / "delivery-sheet.md"


@pytest.fixture
def delivery(db: None) -> Delivery:
    del db
    delivery = make(Delivery, counted_on=date(2014, 10, 1), location_code="")
    hand_in(
        delivery,
        csv(
            row(**STATEMENT),
            row(
                leerlingnummer="13",
                persoonsgebonden_nummer="123456789",
                geboortedatum="31-02-2008",
            ),
        ),
    )
    return delivery


def hand_in(delivery: Delivery, content: bytes) -> None:
    with transaction.atomic():
        filling.fill(delivery, read_table(content))
    findings.find([delivery.pk])


def marked(kind: str, delivery: Delivery) -> list[dict[str, str]]:
    table = read_table(write(kind, sheets.marked(delivery)))
    return [dict(zip(table.header, cells, strict=True)) for _, cells in table.rows()]


@pytest.mark.parametrize("kind", FORMS)
def test_the_template_has_every_column_and_can_be_handed_in(kind):
    table = read_table(write(kind, sheets.template()))

    assert (tuple(table.header), list(sheets.in_order(table))) == (NAMES, [])


PUPILS = [[*NAMES], ["18PH00", "12", NUMBER]]
OTHER = [["Notities"], ["Bel de school"]]


@pytest.mark.parametrize(
    ("pages", "is_read"),
    [
        ({"Notities": OTHER, "leerlingen": PUPILS}, True),
        ({"Blad1": PUPILS, "Leerlingen ": PUPILS}, True),
        ({"Blad1": OTHER, "Blad2": PUPILS}, True),
        ({"Blad1": [], "Blad2": [[], *PUPILS]}, True),
        ({"Blad1": PUPILS, "Blad2": OTHER}, True),
        ({"Blad1": OTHER, "Blad2": PUPILS, "Blad3": PUPILS}, False),
        ({"leerlingen": OTHER, "Blad2": PUPILS}, False),
    ],
)
@pytest.mark.parametrize("made", [books.xlsx_pages, books.ods_pages])
def test_the_page_with_pupils_is_found(made, pages, is_read):
    table = sheets.read(made(pages))

    assert (tuple(table.header) == NAMES) == is_read
    if is_read:
        assert [cells[:3] for _, cells in table.rows()] == [PUPILS[1]]


def test_every_column_is_explained():
    assert all(each.about.endswith(".") for each in COLUMNS)


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_the_documentation_tells_of_every_column(column):
    cells = [
        f"`{column.name}`",
        "x" if column.required else "",
        column.notation.english,
        column.about,
    ]

    assert f"| {' | '.join(cells)} |" in DOCUMENTATION.read_text()


@pytest.mark.parametrize("kind", FORMS)
def test_a_sheet_shows_each_row_with_what_was_found_and_what_it_comes_to(
    kind, delivery
):
    sound, unsound = marked(kind, delivery)

    assert sound["bevindingen"] == ""
    assert [sound[name] for name in ("geboortedatum", "verzorger1_opleiding")] == [
        "2008-03-01",
        "lbo",
    ]
    assert [sound[each.name] for each in sheets.OUTCOMES] == [
        "volledig",
        "0.30",
        "ja",
        "4-tot-en-met-7",
    ]
    assert unsound["geboortedatum"] == "31-02-2008"
    assert "geboortedatum: " in unsound["bevindingen"]
    assert "persoonsgebonden_nummer: " in unsound["bevindingen"]


@pytest.mark.parametrize("kind", FORMS)
def test_a_sheet_has_no_number_and_may_be_handed_in_again(kind, delivery):
    before = [*DeliveredPupil.objects.order_by("row").values("pseudonym", "weight")]
    content = write(kind, sheets.marked(delivery))

    hand_in(delivery, content)

    assert NUMBER.encode() not in content
    assert [
        *DeliveredPupil.objects.order_by("row").values("pseudonym", "weight")
    ] == before


@pytest.mark.django_db
def test_a_sheet_without_findings_is_marked_nowhere():
    assert marked("csv", make(Delivery)) == []
