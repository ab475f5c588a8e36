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
from rest_framework.parsers import MultiPartParser

from oab.csv_export import CSVRenderer
from oab.document import PROBLEM_TEXTS
from oab.languages import DUTCH
from oab.numbers import Number
from oab.problems import MEDIA_TYPE
from oab.shapes import Shape

JSON = dict[str, Any]
PARAMETER = re.compile(r"<(\w+):(\w+)>")
VERSION_HEADER = {"$ref": "#/components/headers/API-Version"}
SCOPED = "toegangstoken"
PASTED = "eigenToken"
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
        strict = {"additionalProperties": False} if direction == "request" else {}
        return schema | {"description": serializer.about} | strict

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

    def get_auth(self) -> list[JSON]:
        """Name the scope that the operation needs; open ones say that they are."""
        scope = self.view.scope_for(self.method)
        return [{SCOPED: [scope]}, {PASTED: []}] if scope else [{}]

    def get_request_serializer(self) -> Shape | None:
        """Give the shape of what is sent."""
        shape = getattr(self.view, INPUTS[self.method], None)
        return shape() if shape else None

    def _get_request_body(self, direction: Direction = "request") -> JSON | None:
        if self.method not in INPUTS or self.get_request_serializer() is None:
            return None
        body: JSON | None = super()._get_request_body(direction)  # type: ignore[no-untyped-call]
        return body

    def _get_serializer_name(self, *asked: Any, **how: Any) -> str:  # noqa: ANN401
        name: str = super()._get_serializer_name(*asked, **how)
        return name.removeprefix("Patched").removesuffix("Request")

    def _get_parameters(self) -> list[JSON]:
        parameters: list[JSON] = super()._get_parameters()
        header = HEADERS.get(self.method)
        return [*parameters, {"$ref": header}] if header else parameters

    def _get_filter_parameters(self) -> list[JSON]:
        if self.method != "GET":
            return []
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
        if later := getattr(self.view, "later_shape", None):
            if self.view.always_later:
                del bodies["201"]  # nothing is made at once
            bodies["202"] = self._get_response_for_code(later(), "202", None, direction)  # type: ignore[no-untyped-call]
        for status, body in bodies.items():
            body["description"] = ANSWERS[status]
            self._describe_forms(body.get("content", {}))
            if headers := self._headers(status, body):
                body.setdefault("headers", {}).update(headers)
        return bodies | {status: _problem(status) for status in self._problems()}

    def _describe_forms(self, content: JSON) -> None:
        for media_type in content:
            if media_type == CSVRenderer.media_type:
                content[media_type] = {"schema": {"type": "string"}}
            elif media_type != JSON_TYPE:
                file = {"type": "string", "format": "binary"}
                content[media_type] = {"schema": file}

    def _headers(self, status: str, body: JSON) -> JSON:
        is_table = CSVRenderer.media_type in body.get("content", {})
        has_etag = status != "204" and self.view.versioned and not self._is_list_view()
        sent = {"Link": is_table, "Location": status in MADE, "ETag": has_etag}
        return {name: HEADER[name] for name, is_sent in sent.items() if is_sent}

    def _problems(self) -> list[str]:
        # An open address, too, refuses a header that holds no token.
        found = {"400", "401", "406", "500", *OF_METHOD.get(self.method, ())}
        if self.view.scope_for(self.method):
            found.add("403")
        if "{" in self.path:
            found.add("404")
        if MultiPartParser in self.view.parser_classes:
            found.add("503")  # while the virus scanner is away
        return sorted(found)


JSON_TYPE = "application/json"
INPUTS = {"POST": "input_shape", "PATCH": "change_shape"}
HEADERS = {
    "POST": "#/components/parameters/Idempotency-Key",
    "PATCH": "#/components/parameters/If-Match",
    "DELETE": "#/components/parameters/If-Match",
}
OF_METHOD = {
    "POST": ("409", "413", "415"),
    "PATCH": ("409", "412", "413", "415", "428"),
    "DELETE": ("409", "412", "428"),
}
MADE = {"201", "202"}
ANSWERS = {
    "200": "Het antwoord.",
    "201": "Het is vastgelegd.",
    "202": "Het wordt gedaan; Location noemt de taak.",
    "204": "Het is verwijderd.",
}
HEADER = {
    name: {"$ref": f"#/components/headers/{name}"}
    for name in ("Link", "Location", "ETag", "WWW-Authenticate")
}


def _problem(status: str) -> JSON:
    """Describe a problem that an address can answer with."""
    described: JSON = {
        "description": PROBLEM_TEXTS[status],
        "content": {MEDIA_TYPE: {"schema": PROBLEM_SCHEMA}},
    }
    if status in {"401", "403"}:
        described["headers"] = {"WWW-Authenticate": HEADER["WWW-Authenticate"]}
    return described


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
