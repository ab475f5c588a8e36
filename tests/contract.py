"""A client that checks every answer against the API's document."""

import json
import re
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.http import HttpResponseBase
from django.test import Client
from django.test.client import ClientHandler
from django.test.signals import setting_changed
from jsonschema import Draft202012Validator, FormatChecker

from tests.tokens import token

ROOT = Path(__file__).resolve().parents[1]
BASE = "/v1"
FORMATS = FormatChecker(["date", "uuid"])


@FORMATS.checks("date-time")
def is_moment_in_utc(text: object) -> bool:
    """Tell whether a moment is written in UTC."""
    form = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z"
    return not isinstance(text, str) or bool(re.fullmatch(form, text))


class ContractClient(Client):
    """Fails on an answer that the document does not describe."""

    def __init__(self, **options: Any) -> None:
        """Share the middleware, which takes longer to load than most answers take."""
        super().__init__(**options)
        self.handler = handler()

    def request(self, **request: Any) -> Any:
        """Ask, and check the answer."""
        response = super().request(**request)
        check(response, request["PATH_INFO"], request["REQUEST_METHOD"])
        return response

    def generic(  # type: ignore[override]  # whatever Client takes
        self, method: str, path: str, data: Any = "", *rest: Any, **more: Any
    ) -> Any:
        """Ask, and check what was sent if that was taken."""
        response = super().generic(method, path, data, *rest, **more)
        if response.status_code < HTTPStatus.BAD_REQUEST:
            kind = response.request.get("CONTENT_TYPE", "")
            check_sent(method, path.partition("?")[0], kind, data)
        return response

    def as_(
        self, role: str, organisation: str = "41646", **claims: Any
    ) -> "ContractClient":
        """Give a client with a token: `api.as_("gemeente", "0637").get(…)`.

        `claims` change what the token says: `sub` for another person, `scope` for less
        than everything that the role may do.
        """
        bearer = f"Bearer {token(role, organisation, **claims)}"
        return ContractClient(headers={"Authorization": bearer})


@cache
def handler() -> ClientHandler:
    """Give what all clients ask, until a test changes a setting."""
    return ClientHandler(enforce_csrf_checks=False)


setting_changed.connect(lambda **_: handler.cache_clear(), weak=False)


def check(response: HttpResponseBase, path: str, method: str) -> None:
    """Fail unless the document describes the answer."""
    operation = operation_at(path, method)
    if operation is None:
        return
    described = operation["responses"][str(response.status_code)]
    for header in set(described["headers"]) - {"Link"}:
        assert header in response, f"{header} is missing"
    kind = response.get("Content-Type", "").partition(";")[0]
    if not kind:  # a 204, or the repeated answer to an Idempotency-Key
        assert response.content == b""  # type: ignore[attr-defined]
        return
    assert kind in described["content"], f"{kind} is not described"
    if method != "HEAD" and kind.endswith("json"):
        body = json.loads(response.content)  # type: ignore[attr-defined]
        validate(body, described["content"][kind]["schema"])


def check_sent(method: str, path: str, kind: str, data: str | bytes) -> None:
    """Fail unless the document describes the body of a request that was taken."""
    operation = operation_at(path, method) or {}
    described = operation.get("requestBody", {}).get("content", {}).get(kind)
    if described and kind == "application/json":
        validate(json.loads(data or "{}"), described["schema"])


def validate(body: Any, schema: dict[str, Any]) -> None:
    """Fail unless the body has the form, and no member beyond it."""
    complete = strict(schema) | {"components": components()}
    Draft202012Validator(complete, format_checker=FORMATS).validate(body)


def operation_at(path: str, method: str = "GET") -> dict[str, Any] | None:
    """Find what the document says of a method of an address."""
    for template, operations in document()["paths"].items():
        pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(BASE + template))
        if re.fullmatch(pattern, path):
            found: dict[str, Any] | None = operations.get(
                "get" if method == "HEAD" else method.lower()
            )
            return found
    return None


@cache
def document() -> dict[str, Any]:
    """Read the committed document."""
    read: dict[str, Any] = json.loads((ROOT / "openapi.json").read_text())
    return read


@cache
def components() -> Any:
    """Give what the shapes of the document refer to; turned once, not per answer."""
    return strict(document()["components"])


def strict(part: Any) -> Any:
    """Turn OpenAPI 3.0 into JSON Schema, and allow only members that it names."""
    if isinstance(part, list):
        return [strict(each) for each in part]
    if not isinstance(part, dict):
        return part
    made = {key: strict(value) for key, value in part.items()}
    if made.pop("nullable", False) is True:
        if "type" not in made:  # it refers to a shape
            return {"anyOf": [made, {"type": "null"}]}
        made["type"] = [made["type"], "null"]
    if isinstance(made.get("properties"), dict) and made.get("type") == "object":
        made.setdefault("additionalProperties", False)
    return made
