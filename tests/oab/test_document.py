"""The document that is published is the one that is committed, and both are true."""

import json
from pathlib import Path

import jsonschema
import pytest
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator

from oab import VERSION
from oab.roles import SCOPES
from oab.schema import document as generated
from tests.contract import ROOT, document, validate

PAGE = {"volgende": None, "vorige": None}


def test_the_committed_document_is_what_the_code_says():
    committed = json.loads((ROOT / "openapi.json").read_text())

    assert json.loads(json.dumps(generated())) == committed


def test_the_document_is_published(api):
    response = api.get("/v1/openapi.json")

    assert response.json() == document()
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_document_is_dutch_for_everybody(api, language):
    response = api.get("/v1/openapi.json", headers={"Accept-Language": language})

    assert response.json()["info"]["title"] == "Onderwijsachterstandenbekostiging"


def test_the_document_bears_the_version_of_the_answers(api):
    response = api.get("/v1/openapi.json")

    assert response.json()["info"]["version"] == response["API-Version"] == VERSION


def test_every_tag_is_used_and_every_used_tag_described():
    operations = [
        each for path in document()["paths"].values() for each in path.values()
    ]
    used = {tag for operation in operations for tag in operation["tags"]}

    assert used == {tag["name"] for tag in document()["tags"]}


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"bestuur": 41646, "naam": None},
        {
            "bestuur": "41646",
            "naam": None,
            "geldigVan": "1-8-2013",
            "geldigTot": None,
            "afgeleid": False,
            "bron": "DUO",
            "bekendVan": "2026-11-24T12:00:00Z",
            "bekendTot": None,
        },
        {
            "bestuur": "41646",
            "naam": None,
            "geldigVan": "2013-08-01",
            "geldigTot": None,
            "afgeleid": False,
            "bron": "DUO",
            "bekendVan": "2026-11-24T12:00:00+01:00",
            "bekendTot": None,
        },
        {
            "bestuur": "41646",
            "naam": None,
            "geldigVan": "2013-08-01",
            "geldigTot": None,
            "afgeleid": False,
            "bron": "DUO",
            "bekendVan": "2026-11-24T12:00:00Z",
            "bekendTot": None,
            "id": 1,
        },
    ],
    ids=["nothing", "a number", "a Dutch date", "an offset", "one member more"],
)
def test_an_answer_of_another_form_is_noticed(row):
    schema = {"$ref": "#/components/schemas/BestuurLijst"}

    with pytest.raises(jsonschema.ValidationError):
        validate(PAGE | {"resultaten": [row]}, schema)


def test_nothing_in_the_document_is_english():
    text = Path(ROOT / "openapi.json").read_text()

    assert " the " not in text
    assert "No response body" not in text


@pytest.fixture(scope="module")
def notes():
    """Describe a resource that can be written in every way."""
    with translation.override("nl"):
        return SchemaGenerator(urlconf="tests.oab.notes").get_schema(public=True)


@pytest.mark.parametrize(
    ("path", "method", "answers", "header"),
    [
        ("/notities", "get", "200 400 401 403 406 500", None),
        (
            "/notities",
            "post",
            "201 400 401 403 406 409 413 415 500",
            "Idempotency-Key",
        ),
        ("/notities/{nummer}", "get", "200 400 401 403 404 406 500", None),
        (
            "/notities/{nummer}",
            "patch",
            "200 400 401 403 404 406 409 412 413 415 428 500",
            "If-Match",
        ),
        (
            "/notities/{nummer}",
            "delete",
            "204 400 401 403 404 406 409 412 428 500",
            "If-Match",
        ),
        (
            "/notities/{nummer}/bestanden",
            "post",
            "201 202 400 401 403 404 406 409 413 415 500 503",
            "Idempotency-Key",
        ),
    ],
)
def test_what_writes_is_described_with_all_it_can_answer(
    notes, path, method, answers, header
):
    operation = notes["paths"][path][method]
    named = [each["$ref"] for each in operation["parameters"] if "$ref" in each]

    assert sorted(operation["responses"]) == answers.split()
    assert named == [f"#/components/parameters/{header}"] * (header is not None)
    scope = "aanleveringen:lezen" if method == "get" else "aanleveringen:schrijven"
    assert operation["security"] == [{"toegangstoken": [scope]}, {"eigenToken": []}]


def test_what_is_sent_is_described_under_its_own_name(notes):
    address = notes["paths"]["/notities"]["post"]["requestBody"]["content"]
    upload = notes["paths"]["/notities/{nummer}/bestanden"]["post"]["requestBody"]
    schemas = notes["components"]["schemas"]

    assert address["application/json"]["schema"]["$ref"].endswith("/NieuweNotitie")
    assert [*upload["content"]] == ["multipart/form-data"]
    assert schemas["NieuweNotitie"]["required"] == ["nummer", "tekst"]
    assert schemas["NieuweNotitie"]["additionalProperties"] is False
    assert "required" not in schemas["NotitieWijziging"]


def test_every_scope_is_described():
    schemes = document()["components"]["securitySchemes"]

    for flow in schemes["toegangstoken"]["flows"].values():
        assert flow["scopes"] == SCOPES
