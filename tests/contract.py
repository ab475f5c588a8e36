"""A client that checks every answer against the API's document."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpResponseBase
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

ROOT = Path(__file__).resolve().parents[1]
BASE = "/v1"
ACCEPTED = {200, 400, 404, 406, 500}
FORMATS = FormatChecker(["date", "uuid"])


@FORMATS.checks("date-time")
def is_moment_in_utc(text: object) -> bool:
    """Tell whether a moment is written in UTC."""
    form = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z"
    return not isinstance(text, str) or bool(re.fullmatch(form, text))


class ContractClient(Client):
    """Fails on an answer that the document does not describe."""

    def request(self, **request: Any) -> Any:
        """Ask, and check the answer."""
        response = super().request(**request)
        check(response, request["PATH_INFO"], request["REQUEST_METHOD"])
        return response


def check(response: HttpResponseBase, path: str, method: str) -> None:
    """Fail unless the document describes the answer."""
    operation = operation_at(path)
    if operation is None or method not in {"GET", "HEAD"}:
        return
    described = operation["responses"][str(response.status_code)]
    kind = response["Content-Type"].partition(";")[0]
    assert kind in described["content"], f"{kind} is not described"
    for header in set(described["headers"]) - {"Link"}:
        assert header in response
    if method == "GET" and kind.endswith("json"):
        body = json.loads(response.content)  # type: ignore[attr-defined]
        validate(body, described["content"][kind]["schema"])


def validate(body: Any, schema: dict[str, Any]) -> None:
    """Fail unless the body has the form, and no member beyond it."""
    complete = strict(schema) | {"components": strict(document()["components"])}
    Draft202012Validator(complete, format_checker=FORMATS).validate(body)


def operation_at(path: str) -> dict[str, Any] | None:
    """Find what the document says of an address."""
    for template, operations in document()["paths"].items():
        pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(BASE + template))
        if re.fullmatch(pattern, path):
            found: dict[str, Any] = operations["get"]
            return found
    return None


@cache
def document() -> dict[str, Any]:
    """Read the committed document."""
    read: dict[str, Any] = json.loads((ROOT / "openapi.json").read_text())
    return read


def strict(part: Any) -> Any:
    """Turn OpenAPI 3.0 into JSON Schema, and allow only members that it names."""
    if isinstance(part, list):
        return [strict(each) for each in part]
    if not isinstance(part, dict):
        return part
    made = {key: strict(value) for key, value in part.items()}
    if made.pop("nullable", False) is True:
        made["type"] = [made["type"], "null"]
    if isinstance(made.get("properties"), dict) and made.get("type") == "object":
        made.setdefault("additionalProperties", False)
    return made
