"""Pages show every row once, whatever comes in between."""

import base64
import json
from itertools import chain
from typing import Any

import pytest

from oab.pagination import Cursor
from schools.models import Board
from tests.contract import ContractClient
from tests.factories import make

NUMBERS = [f"{number}" for number in range(10_010, 10_080, 10)]


@pytest.fixture
def api(auditor: ContractClient) -> ContractClient:
    """Ask as who may read everything."""
    return auditor


@pytest.fixture
def boards(db: None) -> None:
    del db
    for code in NUMBERS:
        make(Board, code=code)


def codes(body: dict[str, Any]) -> list[str]:
    return [row["bestuur"] for row in body["resultaten"]]


def walk(api, address: str, link: str = "volgende") -> list[list[str]]:
    """Follow the links from page to page."""
    pages = []
    while address:
        body = api.get(address).json()
        pages.append(codes(body))
        address = body[link]
    return pages


@pytest.mark.usefixtures("boards")
@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 8, 100])
def test_a_walk_shows_every_row_once(api, limit):
    pages = walk(api, f"/v1/besturen?limit={limit}")

    assert [*chain(*pages)] == NUMBERS
    assert {len(page) for page in pages[:-1]} <= {limit}


@pytest.mark.usefixtures("boards")
@pytest.mark.parametrize("limit", [1, 2, 3, 6])
def test_a_walk_back_shows_the_same_pages(api, limit):
    *_, last = links(api, f"/v1/besturen?limit={limit}")

    pages = walk(api, last, "vorige")

    assert [*chain(*reversed(pages))] == NUMBERS


def links(api, address: str) -> list[str]:
    found = []
    while address:
        found.append(address)
        address = api.get(address).json()["volgende"]
    return found


@pytest.mark.usefixtures("boards")
def test_rows_that_come_in_between_shift_nothing(api):
    first = api.get("/v1/besturen?limit=3").json()

    make(Board, code="10015")
    make(Board, code="10045")
    second, third = walk(api, first["volgende"])

    assert codes(first) + second + third == sorted([*NUMBERS, "10045"])


@pytest.mark.usefixtures("boards")
def test_the_link_header_says_the_same_as_the_body(api):
    first = api.get("/v1/besturen?limit=3&geldigOp=2020-01-01")
    second = api.get(first.json()["volgende"])

    assert first["Link"] == f'<{first.json()["volgende"]}>; rel="next"'
    assert second["Link"] == (
        f'<{second.json()["volgende"]}>; rel="next", '
        f'<{second.json()["vorige"]}>; rel="prev"'
    )
    assert "geldigOp=2020-01-01" in second.json()["vorige"]


@pytest.mark.usefixtures("boards")
def test_links_name_no_host_and_keep_the_prefix_of_a_proxy(api):
    prefixed = api.get("/v1/besturen?limit=3", SCRIPT_NAME="/oab").json()
    elsewhere = api.get("/v1/besturen?limit=3", headers={"X-Forwarded-Host": "x.nl"})

    assert prefixed["volgende"].startswith("/oab/v1/besturen?limit=3&cursor=")
    assert elsewhere.json()["volgende"].startswith("/v1/besturen?limit=3&cursor=")


@pytest.mark.usefixtures("boards")
def test_a_page_beyond_the_end_is_empty(api):
    cursor = Cursor(backwards=False, position=("99999",))

    body = api.get(f"/v1/besturen?cursor={cursor}").json()

    assert body == {"resultaten": [], "volgende": None, "vorige": None}


def test_regulations_come_in_pages_too(api):
    every = api.get("/v1/regelingen").json()["resultaten"]
    seen = []
    for address in links(api, "/v1/regelingen?limit=5"):
        seen += api.get(address).json()["resultaten"]
    *_, last = links(api, "/v1/regelingen?limit=5")
    back: list[Any] = []
    while last:
        body = api.get(last).json()
        back = body["resultaten"] + back
        last = body["vorige"]

    assert len(every) > 5
    assert seen == back == every


def encoded(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "====",
        encoded({}),
        encoded([]),
        encoded([True]),
        encoded(["10010"]),
        encoded([0, "10010"]),
        encoded([False, 10010]),
        encoded([False, "10010\x00"]),
        encoded([False, "\ud800"]),
        encoded([[[[]]]]),
        "W1" * 2_000,
        base64.urlsafe_b64encode(b"[" * 3_000).decode(),
    ],
)
def test_a_cursor_that_is_none_is_refused(api, cursor):
    response = api.get("/v1/besturen", {"cursor": cursor})

    (error,) = response.json()["errors"]
    assert (error["location"], error["code"]) == ("cursor", "ongeldig")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "position"),
    [
        ("/v1/besturen", ("1", "2")),
        ("/v1/tellingen", ("2016-13-01", "18PH00", "bron")),
        ("/v1/doorrekeningen", ("gisteren", "x")),
        ("/v1/samenvoegingen", ("18PH", "00AP", "x")),
        ("/v1/berekeningen", ("geen-uuid", "18PH")),
        ("/v1/regelingen", ("a", "b")),
    ],
)
def test_a_cursor_of_another_list_is_refused(api, address, position):
    cursor = Cursor(backwards=False, position=position)

    response = api.get(f"{address}?cursor={cursor}")

    (error,) = response.json()["errors"]
    assert error["detail"].startswith("deze cursor is niet van deze lijst")


@pytest.mark.parametrize(
    ("limit", "code"),
    [("0", "te-laag"), ("-1", "te-laag"), ("1001", "te-hoog"), ("tien", "ongeldig")],
)
def test_a_limit_out_of_bounds_is_refused(api, limit, code):
    (error,) = api.get(f"/v1/besturen?limit={limit}").json()["errors"]

    assert (error["location"], error["code"]) == ("limit", code)
