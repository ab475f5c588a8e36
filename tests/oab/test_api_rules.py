"""The Dutch API design rules, on every address that the service answers."""

import json
import re
from typing import Any
from uuid import UUID

import pytest
from rest_framework.views import APIView

from allocations.models import Run
from allocations.regulations import regulations
from municipalities.models import (
    ImpulseAreaDesignation,
    Municipality,
    MunicipalitySuccession,
)
from oab import VERSION
from oab.roles import Role
from schools.models import (
    DisadvantageScore,
    Partnership,
    SchoolSuccession,
)
from tests.access import ACCESS, ORGANISATIONS, OWN
from tests.contract import ContractClient
from tests.factories import make
from tests.routes import routes

RUN = UUID("6dd600e0-00d2-4415-9a15-586935533142")
ON = "?geldigOp=2013-08-01"

# Every pattern that is open, with an address of it that answers 200 when there are
# `rows`. The others have a maker in `tests/access.py`.
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
    "v1/inzendperioden": "/v1/inzendperioden",
    "v1/inzendperioden/<CountDateNumber:teldatum>": "/v1/inzendperioden/2014-10-01",
    "v1/gemeenten": "/v1/gemeenten",
    "v1/gemeenten/<MunicipalityNumber:gemeente>": "/v1/gemeenten/0637",
    "v1/herindelingen": "/v1/herindelingen",
    "v1/achterstandsscores": "/v1/achterstandsscores",
    "v1/achterstandsscores/<ScoreNumber:id>": (
        "/v1/achterstandsscores/18PH00-2019-10-01"
    ),
    "v1/impulsgebieden": "/v1/impulsgebieden",
    "v1/impulsgebieden/<PostcodeAreaNumber:pc4>": f"/v1/impulsgebieden/2715{ON}",
    "v1/regelingen": "/v1/regelingen",
    "v1/regelingen/<RegulationNumber:code>": (
        f"/v1/regelingen/{regulations()[0].code}"
    ),
    "v1/sjablonen/leerlingen": "/v1/sjablonen/leerlingen",
    "v1/doorrekeningen": "/v1/doorrekeningen",
    "v1/doorrekeningen/<RunNumber:id>": f"/v1/doorrekeningen/{RUN}",
    "health/live": "/health/live",
    "health/ready": "/health/ready",
    ".well-known/security.txt": "/.well-known/security.txt",
}
PROTECTED = {
    key.removeprefix("GET "): rule
    for key, rule in ACCESS.items()
    if key.startswith("GET ")
}
READABLE = [*ROUTES, *PROTECTED]
LISTS = [
    pattern
    for pattern in READABLE
    if pattern.count("/") == 1 and pattern.startswith("v1/")
    if pattern not in {"v1/openapi.json", "v1/documentatie", "v1/openstaand-werk"}
]
# What stands in files is there from the start.
NEVER_EMPTY = {"v1/regelingen", "v1/inzendperioden"}
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
    """Write a row behind every open address."""
    del db
    OWN.build()
    make(Partnership, code="PO2801")
    for kind, successor in [("merger", "00AP"), ("split_off", "00AP"), ("closure", "")]:
        predecessor = {"merger": "18PK", "split_off": "18PH01", "closure": "18PI"}[kind]
        make(SchoolSuccession, kind=kind, predecessor=predecessor, successor=successor)
    make(Municipality)
    make(MunicipalitySuccession)
    make(ImpulseAreaDesignation)
    make(DisadvantageScore)
    make(Run, id=RUN)


@pytest.fixture
def client(pattern: str) -> ContractClient:
    """Ask as who may read it."""
    rule = PROTECTED.get(pattern)
    roles = rule.roles if rule else {Role.AUDITOR}
    role = Role.AUDITOR if Role.AUDITOR in roles else min(roles)
    return ContractClient().as_(role, ORGANISATIONS[role])


@pytest.fixture
def address(pattern: str, rows: None) -> str:
    """Give an address of the pattern, with what it is about behind it."""
    del rows
    rule = PROTECTED.get(pattern)
    return rule.address(OWN) if rule else ROUTES[pattern]


every_readable = pytest.mark.parametrize("pattern", READABLE)
every_list = pytest.mark.parametrize("pattern", LISTS)


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


def headers_of(response: Any) -> dict[str, str]:
    """Give the headers, but for the name of the request itself."""
    return {name: text for name, text in response.items() if name != "traceparent"}


def assert_headers(response: Any) -> None:
    assert {name: response.get(name) for name in HEADERS} == HEADERS
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not response.cookies
    assert "Set-Cookie" not in response


def test_every_pattern_that_can_be_read_is_in_a_table():
    readable = [route.pattern for route in routes() if route.reads]

    assert sorted(readable) == sorted(READABLE)


@every_readable
def test_an_address_answers_with_all_headers(client, address):
    response = client.get(address)

    assert response.status_code == 200
    assert response.content if not response.streaming else True
    assert_headers(response)


@every_readable
def test_head_answers_as_get_does(client, address):
    get = client.get(address)

    head = client.head(address)

    assert head.status_code == 200
    assert b"".join(head.streaming_content if head.streaming else [head.content]) == b""
    assert headers_of(head) == headers_of(get)


@pytest.mark.parametrize("pattern", [each for each in READABLE if each])
def test_a_trailing_slash_is_another_address(client, address):
    assert_problem(client.get(address.partition("?")[0] + "/"), 404)


@every_readable
def test_another_method_is_refused_and_told_which_are_allowed(client, address, pattern):
    (methods,) = [route.methods for route in routes() if route.pattern == pattern]

    for method in sorted({"POST", "PUT", "PATCH", "DELETE", "OPTIONS"} - {*methods}):
        response = client.generic(method, address)
        assert_problem(response, 405)
        assert response["Allow"] == ", ".join(methods)


@every_readable
def test_another_form_is_refused(client, address):
    response = client.get(address, headers={"Accept": "application/xml"})

    body = assert_problem(response, 406)
    assert "Dit adres antwoordt alleen met " in body["detail"]


@every_readable
def test_an_unknown_query_key_is_refused(client, address):
    response = client.get(with_key(address, "onzin=1"))

    (error,) = assert_problem(response, 400)["errors"]
    assert error["in"] == "query"
    assert error["location"] == "onzin"
    assert error["code"] == "onbekend"


@every_readable
def test_a_failure_of_the_program_is_a_problem_that_tells_nothing(
    client, address, monkeypatch
):
    def fail(*_: object) -> None:
        raise RuntimeError("wachtwoord in kolom x")

    monkeypatch.setattr(APIView, "check_permissions", fail)
    client.raise_request_exception = False

    body = assert_problem(client.get(address), 500)

    assert "wachtwoord" not in json.dumps(body)
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", body["instance"])


@pytest.mark.django_db
@pytest.mark.parametrize("pattern", [each for each in LISTS if each not in NEVER_EMPTY])
def test_an_empty_list_is_an_answer(client, pattern):
    response = client.get(f"/{pattern}")

    assert response.json() == {"resultaten": [], "volgende": None, "vorige": None}
    assert "Link" not in response


@every_list
def test_a_list_is_there_as_csv_too(client, address):
    query = {} if "impuls" not in address else {"geldigOp": "2014-01-01"}

    shown = client.get(address, query).json()["resultaten"]
    response = client.get(address, query, headers={"Accept": "text/csv"})

    header, *lines = b"".join(response.streaming_content).decode().splitlines()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert_headers(response)
    assert len(lines) >= len(shown) > 0
    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*(,[a-z0-9]+(_[a-z0-9]+)*)*", header)


@pytest.mark.django_db
@pytest.mark.parametrize("pattern", [each for each in ROUTES if "<" in each])
def test_a_number_that_nobody_bears_is_not_found(client, pattern):
    nobody = ROUTES[pattern].replace("BWBR0", "BWBR9").replace("-10-01", "-10-02")
    response = client.get(nobody)

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
