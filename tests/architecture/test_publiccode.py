"""publiccode.yml keeps to the standard, as far as a schema can say it."""

from pathlib import Path

import jsonschema
import pytest
import yaml

from oab import VERSION

ROOT = Path(__file__).resolve().parents[2]
PUBLICCODE = yaml.safe_load((ROOT / "publiccode.yml").read_text())

TEXT = {"type": "string", "minLength": 1}
URL = {"type": "string", "format": "uri", "pattern": "^https://"}
LANGUAGE = {"type": "string", "pattern": "^[a-z]{2}(-[A-Za-z]+)*$"}
SEVERAL = {"type": "array", "minItems": 1, "uniqueItems": True}

DESCRIPTION = {
    "type": "object",
    "required": ["shortDescription", "longDescription", "features"],
    "additionalProperties": False,
    "properties": {
        "localisedName": TEXT,
        "shortDescription": TEXT | {"maxLength": 150},
        "longDescription": TEXT | {"minLength": 150, "maxLength": 10_000},
        "documentation": URL,
        "apiDocumentation": URL,
        "features": SEVERAL | {"items": TEXT},
    },
}
DEPENDENCY = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        "name": TEXT,
        "versionMin": TEXT,
        "versionMax": TEXT,
        "optional": {"type": "boolean"},
    },
}
REQUIRED = [
    "publiccodeYmlVersion",
    "name",
    "url",
    "platforms",
    "categories",
    "developmentStatus",
    "softwareType",
    "description",
    "legal",
    "maintenance",
    "localisation",
]
# Version 0.5 of the standard: https://github.com/publiccodeyml/publiccode.yml
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": REQUIRED,
    "additionalProperties": False,
    "properties": {
        "publiccodeYmlVersion": {"const": "0.5"},
        "name": TEXT,
        "url": URL,
        "landingURL": URL,
        "softwareVersion": TEXT,
        "releaseDate": {"type": "string", "format": "date"},
        "platforms": SEVERAL | {"items": TEXT},
        "categories": SEVERAL
        | {
            "items": {
                "enum": ["grant-management", "budgeting", "compliance-management"]
            }
        },
        "developmentStatus": {
            "enum": ["concept", "development", "beta", "stable", "obsolete"]
        },
        "softwareType": {
            "enum": ["standalone/web", "standalone/backend", "standalone/other"]
        },
        "intendedAudience": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "countries": SEVERAL | {"items": {"const": "nl"}},
                "scope": SEVERAL
                | {"items": {"enum": ["education", "local-authorities"]}},
            },
        },
        "description": {
            "type": "object",
            "required": ["nl", "en"],
            "additionalProperties": DESCRIPTION,
        },
        "legal": {
            "type": "object",
            "required": ["license"],
            "additionalProperties": False,
            "properties": {"license": {"const": "EUPL-1.2"}},
        },
        "maintenance": {
            "type": "object",
            "required": ["type", "contacts"],
            "additionalProperties": False,
            "properties": {
                "type": {"enum": ["internal", "community"]},
                "contacts": SEVERAL
                | {"items": {"type": "object", "required": ["name"]}},
            },
        },
        "localisation": {
            "type": "object",
            "required": ["localisationReady", "availableLanguages"],
            "additionalProperties": False,
            "properties": {
                "localisationReady": {"type": "boolean"},
                "availableLanguages": SEVERAL | {"items": LANGUAGE},
            },
        },
        "dependsOn": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"open": SEVERAL | {"items": DEPENDENCY}},
        },
    },
}


def test_it_keeps_to_the_schema():
    validator = jsonschema.Draft202012Validator(
        SCHEMA, format_checker=jsonschema.FormatChecker()
    )

    assert [error.message for error in validator.iter_errors(PUBLICCODE)] == []


@pytest.mark.parametrize("member", REQUIRED)
def test_the_schema_misses_what_is_left_out(member):
    without = {name: each for name, each in PUBLICCODE.items() if name != member}

    with pytest.raises(jsonschema.ValidationError, match=f"'{member}' is a required"):
        jsonschema.validate(without, SCHEMA)


def test_it_describes_this_version():
    assert PUBLICCODE["softwareVersion"] == VERSION
