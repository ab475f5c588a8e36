"""The API's document: what drf-spectacular cannot see for itself."""

import re
from functools import cache
from typing import Any, cast

from django.urls.converters import get_converters
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_parameter_type
from drf_spectacular.utils import Direction

from oab.csv_export import CSVRenderer
from oab.document import PROBLEM_TEXTS
from oab.languages import DUTCH
from oab.numbers import Number
from oab.problems import MEDIA_TYPE
from oab.shapes import Shape

JSON = dict[str, Any]
PARAMETER = re.compile(r"<(\w+):(\w+)>")
VERSION_HEADER = {"$ref": "#/components/headers/API-Version"}
PROBLEM_SCHEMA = {"$ref": "#/components/schemas/Probleem"}


class ResourceSchema(AutoSchema):
    """Describes an address of a resource by what the resource says of itself."""

    view: Any

    def get_description(self) -> str:  # type: ignore[override]  # as AutoSchema does
        """Take the text that was written for readers."""
        texts: dict[str, str] = self.view.described
        return texts[self.view.action]

    def get_summary(self) -> str:
        """Take the first sentence of it."""
        return re.split(r"(?<=\w)[.:]\s", self.get_description())[0].rstrip(".")

    def get_paginated_name(self, serializer_name: str) -> str:
        """Name a page in Dutch."""
        return f"{serializer_name}Lijst"

    def _map_basic_serializer(self, serializer: Shape, direction: str) -> JSON:
        schema: JSON = super()._map_basic_serializer(  # type: ignore[no-untyped-call]
            serializer, direction
        )
        return schema | {"description": serializer.about}

    def _resolve_path_parameters(self, variables: list[str]) -> list[JSON]:
        converters = get_converters()
        numbers = {
            name: cast(Number, converters[kind])
            for kind, name in PARAMETER.findall(self.path_regex)
        }
        return [self._path_parameter(name, numbers[name]) for name in variables]

    def _path_parameter(self, name: str, number: Number) -> JSON:
        parameter: JSON = build_parameter_type(
            name=name,
            location="path",
            schema=number.schema(),
            description=number.description,
        )
        return parameter

    def _get_filter_parameters(self) -> list[JSON]:
        return [
            build_parameter_type(
                name=name,
                location="query",
                schema=dict(key.schema),
                description=key.extra["help_text"],
            )
            for name, key in self.view.query_class().base_filters.items()
        ]

    def _get_pagination_parameters(self) -> list[JSON]:
        return []  # limit and cursor are keys of the query

    def _get_response_bodies(self, direction: Direction = "response") -> JSON:
        bodies: JSON = super()._get_response_bodies(direction)
        content = bodies["200"]["content"]
        if CSVRenderer.media_type in content:
            content[CSVRenderer.media_type] = {"schema": {"type": "string"}}
            bodies["200"]["headers"] = {"Link": {"$ref": "#/components/headers/Link"}}
        bodies["200"]["description"] = "Het antwoord."
        return bodies | problems(has_number="{" in self.path)


def problems(*, has_number: bool) -> JSON:
    """Describe the problems that an address can answer with."""
    return {
        status: {
            "description": text,
            "content": {MEDIA_TYPE: {"schema": PROBLEM_SCHEMA}},
        }
        for status, text in PROBLEM_TEXTS.items()
        if has_number or status != "404"
    }


def finish(result: JSON, **_: object) -> JSON:
    """Say that every answer carries the version, and drop the library's own notes."""
    for schema in result["components"]["schemas"].values():
        for member in schema.get("properties", {}).values():
            member.pop("x-spec-enum-id", None)
            member.get("items", {}).pop("x-spec-enum-id", None)
    for operations in result["paths"].values():
        for operation in operations.values():
            for response in operation["responses"].values():
                response.setdefault("headers", {})["API-Version"] = VERSION_HEADER
    return result


@cache
def document() -> JSON:
    """Make the API's document, in Dutch."""
    with translation.override(DUTCH):
        generator = SchemaGenerator()  # type: ignore[no-untyped-call]
        made: JSON = generator.get_schema(public=True)  # type: ignore[no-untyped-call]
    return made
