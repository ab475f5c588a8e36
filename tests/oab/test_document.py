"""The document that is published is the one that is committed, and both are true."""

import json
from pathlib import Path

import jsonschema
import pytest

from oab import VERSION
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
