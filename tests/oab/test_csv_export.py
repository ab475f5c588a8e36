"""Lists as CSV: for spreadsheets, and safe in them."""

import csv
import io

import pytest

from oab.csv_export import BATCH
from schools.models import Board, Count, CountCell, Location, School
from tests.contract import ContractClient
from tests.factories import make

CSV = {"Accept": "text/csv"}


@pytest.fixture
def api(auditor: ContractClient) -> ContractClient:
    """Ask as who may read everything."""
    return auditor


def table(response) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.django_db
def test_a_table_holds_what_the_pages_hold(api):
    make(School, brin="18PH", name='De "Schans", korf')

    (row,) = table(api.get("/v1/scholen", headers=CSV))
    (shown,) = api.get("/v1/scholen").json()["resultaten"]

    assert row == {
        "brin": "18PH",
        "naam": 'De "Schans", korf',
        "bestuur": "41646",
        "samenwerkingsverband": "",
        "buiten_regeling": "false",
        "geldig_van": "2013-06-27",
        "geldig_tot": "",
        "afgeleid": "true",
        "bron": "DUO, vestigingen basisonderwijs",
        "bekend_van": shown["bekendVan"],
        "bekend_tot": "",
    }


@pytest.mark.django_db
def test_a_table_holds_all_rows(api):
    Board.objects.bulk_create(
        Board(
            code=f"{number:05}",
            source="DUO",
            valid=("2013-01-01", None),
            attested=("2013-01-01", "2013-01-02"),
        )
        for number in range(BATCH + 1)
    )

    rows = table(api.get("/v1/besturen", headers=CSV))

    assert [row["bestuur"] for row in rows] == [f"{n:05}" for n in range(BATCH + 1)]


@pytest.mark.django_db
def test_a_table_can_be_a_page(api):
    for code in ("10010", "10020", "10030"):
        make(Board, code=code)

    first = api.get("/v1/besturen?limit=2", headers=CSV)
    link = first["Link"].partition(">")[0].removeprefix("<")
    second = api.get(link, headers=CSV)

    assert [row["bestuur"] for row in table(first)] == ["10010", "10020"]
    assert [row["bestuur"] for row in table(second)] == ["10030"]


@pytest.mark.django_db
def test_a_table_has_a_name(api):
    response = api.get("/v1/besturen", headers=CSV)

    assert response["Content-Disposition"] == 'attachment; filename="besturen.csv"'


@pytest.mark.django_db
def test_a_count_has_a_line_for_every_number(api):
    count = make(Count)
    make(CountCell, count=count, weight="0.30", age_group="4_7", pupils=12)
    make(CountCell, count=count, weight="0.30", age_group="8_up", pupils=13)
    make(Count, location_code="18PH01")

    rows = table(api.get("/v1/tellingen", headers=CSV))

    columns = ("vestiging", "gewicht", "leeftijdsgroep", "leerlingen")
    assert [tuple(row[column] for column in columns) for row in rows] == [
        ("18PH00", "0.30", "4-tot-en-met-7", "12"),
        ("18PH00", "0.30", "8-en-ouder", "13"),
        ("18PH01", "", "", ""),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+31 6", "'+31 6"),
        ("-12.50", "-12.50"),
        ("-12.50 euro", "'-12.50 euro"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("2-4", "2-4"),
    ],
)
def test_a_cell_is_no_formula(api, name, cell):
    make(Location, name=name)

    (row,) = table(api.get("/v1/vestigingen", headers=CSV))

    assert row["naam"] == cell


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?limit=1"])
def test_head_sends_the_headers_of_a_table(api, query):
    make(Board, code="10010")
    make(Board, code="10020")

    get = api.get(f"/v1/besturen{query}", headers=CSV)
    head = api.head(f"/v1/besturen{query}", headers=CSV)

    assert dict(head.headers) == dict(get.headers)


def test_an_error_is_a_problem_in_json(api):
    response = api.get("/v1/besturen?onzin=1", headers=CSV)

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_one_of_a_list_is_no_table(api):
    make(Board, code="41646")

    assert api.get("/v1/besturen/41646", headers=CSV).status_code == 406
