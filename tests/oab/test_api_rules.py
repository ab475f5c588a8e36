"""The Dutch API design rules, on every address that the service answers."""

import json
import re
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from rest_framework.views import APIView

from allocations.models import Allocation, CommonReceipt, Run
from allocations.regulations import regulations
from municipalities.models import (
    ImpulseAreaDesignation,
    Municipality,
    MunicipalitySuccession,
)
from oab import VERSION
from schools.models import (
    Board,
    Count,
    CountCell,
    Location,
    Partnership,
    School,
    SchoolSuccession,
)
from tests.access import RECEIPT
from tests.contract import ContractClient
from tests.factories import make
from tests.routes import routes

RUN = UUID("6dd600e0-00d2-4415-9a15-586935533142")
ON = "?geldigOp=2013-08-01"

# Every pattern that can be read, with an address of it that answers 200 when there are
# `rows`. Who may read what, and what can be written, is tested in `test_access.py`.
ROUTES = {
    "": "/",
    "v1": "/v1",
    "v1/openapi.json": "/v1/openapi.json",
    "v1/documentatie": "/v1/documentatie",
    "v1/besturen": "/v1/besturen",
    "v1/besturen/<BoardNumber:bestuur>": "/v1/besturen/41646",
    "v1/samenwerkingsverbanden": "/v1/samenwerkingsverbanden",
    "v1/samenwerkingsverbanden/<PartnershipNumber:samenwerkingsverband>": (
        "/v1/samenwerkingsverbanden/PO2801"
    ),
    "v1/scholen": "/v1/scholen",
    "v1/scholen/<SchoolNumber:brin>": "/v1/scholen/18PH",
    "v1/vestigingen": "/v1/vestigingen",
    "v1/vestigingen/<LocationNumber:vestiging>": "/v1/vestigingen/18PH00",
    "v1/samenvoegingen": "/v1/samenvoegingen",
    "v1/verzelfstandigingen": "/v1/verzelfstandigingen",
    "v1/opheffingen": "/v1/opheffingen",
    "v1/tellingen": "/v1/tellingen",
    "v1/tellingen/<CountNumber:id>": (
        "/v1/tellingen/18PH00-2016-10-01-gewicht-en-leeftijd"
    ),
    "v1/gemeenten": "/v1/gemeenten",
    "v1/gemeenten/<MunicipalityNumber:gemeente>": "/v1/gemeenten/0637",
    "v1/herindelingen": "/v1/herindelingen",
    "v1/impulsgebieden": "/v1/impulsgebieden",
    "v1/impulsgebieden/<PostcodeAreaNumber:pc4>": f"/v1/impulsgebieden/2715{ON}",
    "v1/regelingen": "/v1/regelingen",
    "v1/regelingen/<RegulationNumber:code>": (
        f"/v1/regelingen/{regulations()[0].code}"
    ),
    "v1/doorrekeningen": "/v1/doorrekeningen",
    "v1/doorrekeningen/<RunNumber:id>": f"/v1/doorrekeningen/{RUN}",
    "v1/berekeningen": "/v1/berekeningen",
    "v1/berekeningen/<AllocationNumber:id>": f"/v1/berekeningen/{RUN}-18PH",
    "v1/berekeningen/<AllocationNumber:id>/onderbouwing": (
        f"/v1/berekeningen/{RUN}-18PH/onderbouwing"
    ),
    "health/live": "/health/live",
    "health/ready": "/health/ready",
    ".well-known/security.txt": "/.well-known/security.txt",
}
LISTS = [
    address
    for route, address in ROUTES.items()
    if route.count("/") == 1 and route.startswith("v1/")
    if route not in {"v1/openapi.json", "v1/documentatie"}
]
HEADERS = {
    "API-Version": VERSION,
    "Cache-Control": "no-store",
    "Permissions-Policy": (
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@pytest.fixture
def rows(db: None) -> None:
    """Write a row behind every address."""
    del db
    make(Board, code="41646")
    make(Partnership, code="PO2801")
    make(School)
    make(Location)
    for kind, successor in [("merger", "00AP"), ("split_off", "00AP"), ("closure", "")]:
        predecessor = {"merger": "18PK", "split_off": "18PH01", "closure": "18PI"}[kind]
        make(SchoolSuccession, kind=kind, predecessor=predecessor, successor=successor)
    make(CountCell, count=make(Count), pupils=12, weight=Decimal("0.30"))
    make(Municipality)
    make(MunicipalitySuccession)
    make(ImpulseAreaDesignation)
    receipt = make(CommonReceipt, content=RECEIPT)
    make(Allocation, run=make(Run, id=RUN), receipt=receipt)


def with_key(address: str, query: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{query}"


def assert_problem(response: Any, status: int) -> dict[str, Any]:
    """Check that an answer is a problem, with all headers, and give its body."""
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert_headers(response)
    body: dict[str, Any] = json.loads(response.content)
    assert {"type", "title", "status", "detail"} <= body.keys()
    assert body["status"] == status
    return body


def assert_headers(response: Any) -> None:
    assert {name: response.get(name) for name in HEADERS} == HEADERS
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not response.cookies
    assert "Set-Cookie" not in response


@pytest.fixture
def api(auditor: ContractClient) -> ContractClient:
    """Ask as who may read everything."""
    return auditor


def test_every_pattern_that_can_be_read_is_in_the_table():
    readable = [route.pattern for route in routes() if route.reads]

    assert sorted(readable) == sorted(ROUTES)


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("address", ROUTES.values(), ids=ROUTES)
def test_an_address_answers_with_all_headers(api, address):
    response = api.get(address)

    assert response.status_code == 200
    assert response.content
    assert_headers(response)


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("address", ROUTES.values(), ids=ROUTES)
def test_head_answers_as_get_does(api, address):
    get = api.get(address)

    head = api.head(address)

    assert head.status_code == 200
    assert head.content == b""
    assert dict(head.headers) == dict(get.headers)


@pytest.mark.parametrize("address", [*ROUTES.values()][1:], ids=[*ROUTES][1:])
def test_a_trailing_slash_is_another_address(api, address):
    assert_problem(api.get(address.partition("?")[0] + "/"), 404)


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.pattern)
def test_another_method_is_refused_and_told_which_are_allowed(api, route):
    address = ROUTES.get(route.pattern)
    others = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS"} - {*route.methods}

    for method in sorted(others if address else ()):
        response = api.generic(method, address)
        assert_problem(response, 405)
        assert response["Allow"] == ", ".join(route.methods)


@pytest.mark.parametrize("address", ROUTES.values(), ids=ROUTES)
def test_another_form_is_refused(api, address):
    response = api.get(address, headers={"Accept": "application/xml"})

    body = assert_problem(response, 406)
    assert "Dit adres antwoordt alleen met " in body["detail"]


@pytest.mark.parametrize("address", ROUTES.values(), ids=ROUTES)
def test_an_unknown_query_key_is_refused(api, address):
    response = api.get(with_key(address, "onzin=1"))

    (error,) = assert_problem(response, 400)["errors"]
    assert error["in"] == "query"
    assert error["location"] == "onzin"
    assert error["code"] == "onbekend"


@pytest.mark.parametrize("address", ROUTES.values(), ids=ROUTES)
def test_a_failure_of_the_program_is_a_problem_that_tells_nothing(
    api, address, monkeypatch
):
    def fail(*_: object) -> None:
        raise RuntimeError("wachtwoord in kolom x")

    monkeypatch.setattr(APIView, "check_permissions", fail)
    api.raise_request_exception = False

    body = assert_problem(api.get(address), 500)

    assert "wachtwoord" not in json.dumps(body)
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", body["instance"])


@pytest.mark.django_db
@pytest.mark.parametrize("address", sorted({*LISTS} - {"/v1/regelingen"}))
def test_an_empty_list_is_an_answer(api, address):
    response = api.get(address)

    assert response.json() == {"resultaten": [], "volgende": None, "vorige": None}
    assert "Link" not in response


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("address", LISTS)
def test_a_list_is_there_as_csv_too(api, address):
    query = {} if "impuls" not in address else {"geldigOp": "2014-01-01"}

    shown = api.get(address, query).json()["resultaten"]
    response = api.get(address, query, headers={"Accept": "text/csv"})

    header, *lines = b"".join(response.streaming_content).decode().splitlines()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert_headers(response)
    assert len(lines) >= len(shown) > 0
    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*(,[a-z0-9]+(_[a-z0-9]+)*)*", header)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", [address for address in ROUTES.values() if address.count("/") > 2]
)
def test_a_number_that_nobody_bears_is_not_found(api, address):
    response = api.get(address.replace("BWBR0", "BWBR9"))

    body = assert_problem(response, 404)

    assert body["detail"] == (
        "Hier is niets bekend onder dit nummer, voor de gevraagde dag."
    )


@pytest.mark.parametrize(
    "address",
    [
        "/v1/scholen/abc",
        "/v1/scholen/18ph",
        "/v1/scholen/18PH%00",
        "/v1/scholen/18PH%0A",
        "/v1/scholen.json",
        "/v1/tellingen/18PH00-2016-13-01-bron",
        "/v2/scholen",
        "/admin",
    ],
)
def test_another_form_of_number_is_another_address(api, address):
    assert_problem(api.get(address), 404)


def test_texts_are_english_on_request(api):
    english = {"Accept-Language": "fr, en-GB;q=0.8, nl;q=0.5"}

    body = assert_problem(api.get("/v1/besturen?limit=x", headers=english), 400)

    assert body["title"] == "Bad request"
    assert body["errors"][0]["detail"] == "Enter a whole number."


@pytest.mark.parametrize("language", ["", "*", "fr", "nl-BE", "zz-" * 300, "nl;q=x"])
def test_texts_are_dutch_otherwise(api, language):
    response = api.get("/v1/nergens", headers={"Accept-Language": language})

    assert assert_problem(response, 404)["title"] == "Niet gevonden"
    assert response["Content-Language"] == "nl"


def test_a_host_that_is_not_ours_is_refused(api):
    assert_problem(api.get("/v1", headers={"Host": "elders.example"}), 400)


def test_too_many_keys_are_refused(api):
    assert_problem(api.get("/v1/besturen?" + "a=1&" * 1_001), 400)


def test_only_the_document_may_be_read_by_other_websites(api, db):
    del db
    elsewhere = {"Origin": "https://elders.example"}
    allowed = "Access-Control-Allow-Origin"

    assert api.get("/v1/openapi.json", headers=elsewhere)[allowed] == "*"
    assert allowed not in api.get("/v1/besturen", headers=elsewhere)
    assert allowed not in api.get("/v1/documentatie", headers=elsewhere)


def test_links_hold_under_the_prefix_of_a_proxy():
    client = ContractClient(SCRIPT_NAME="/oab")

    entrance = client.get("/v1").json()
    document = client.get("/v1/openapi.json").json()

    assert entrance["bronnen"]["scholen"] == "/oab/v1/scholen"
    assert document["servers"][0]["url"] == "/oab/v1"
