"""Pages of a list, by cursor.

A page begins behind the last row of the one before it. So however many rows come in
between, a walk over all pages shows every row that was there, once; and page 9,000
costs what page 1 costs. Nothing is counted.
"""

import base64
import binascii
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, cast

from django.core.exceptions import ValidationError
from django.db.models import (
    BooleanField,
    F,
    Field,
    Func,
    Model,
    QuerySet,
    TextField,
    Value,
)
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from oab.languages import in_language
from oab.problems import InvalidInput, InvalidQuery

DEFAULT_LIMIT = 100
LARGEST_LIMIT = 1_000
PLAIN = re.compile(r"[\x20-\x7e]*")

# A queryset or, for what stands in files, a sequence: DRF knows of querysets alone.
Rows: TypeAlias = Any


class BadCursor(ValueError):
    """Deze cursor is niet door deze dienst uitgegeven."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: behind (or, going backwards, before) the row at `position`.

    `position` holds the values by which the list is ordered; the last one is the key.
    """

    backwards: bool
    position: tuple[str, ...]

    def __str__(self) -> str:
        """Write the cursor as clients hand it back."""
        content = json.dumps([self.backwards, *self.position], separators=(",", ":"))
        return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Read a cursor; raises BadCursor."""
        try:
            padded = text.encode("ascii") + b"=" * (-len(text) % 4)
            content = json.loads(base64.b64decode(padded, b"-_", validate=True))
        except (UnicodeError, binascii.Error, ValueError, RecursionError) as error:
            raise BadCursor from error
        match content:
            case [bool() as backwards, *position] if position and all(
                isinstance(value, str) and PLAIN.fullmatch(value) for value in position
            ):
                return cls(backwards, tuple(position))
        raise BadCursor


class Listing(Protocol):
    """What the paginator needs to know of a view."""

    order: tuple[str, ...]
    asked: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, and the cursors of its neighbours."""

    rows: list[Any]
    following: Cursor | None
    preceding: Cursor | None


class CursorPages(BasePagination):
    """Answers with `{resultaten, volgende, vorige}` and a Link header (RFC 8288)."""

    page: Page
    request: Request

    def paginate_queryset(  # type: ignore[override]  # our views are listings
        self, queryset: Rows, request: Request, view: Listing
    ) -> list[Any]:
        """Give the rows of the page that the query asks for."""
        self.request = request
        limit = view.asked["limit"] or DEFAULT_LIMIT
        self.page = page(queryset, view.order, view.asked["cursor"], limit)
        return self.page.rows

    def get_paginated_response(self, data: list[Any]) -> Response:
        """Wrap the rows with the way to the next and the previous page."""
        links = self.links()
        body = {"resultaten": data} | {name: links.get(name) for name in RELATIONS}
        return Response(body, headers=link_header(links))

    def links(self) -> dict[str, str]:
        """Give the neighbours' addresses by member, without the name of any host."""
        cursors = {"volgende": self.page.following, "vorige": self.page.preceding}
        return {
            member: self._address(cursor)
            for member, cursor in cursors.items()
            if cursor
        }

    def _address(self, cursor: Cursor) -> str:
        query = self.request.query_params.copy()
        query["cursor"] = str(cursor)
        return f"{self.request.path}?{query.urlencode()}"

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe the answer."""
        address = {"type": "string", "format": "uri-reference", "nullable": True}
        members = {
            "resultaten": schema,
            "volgende": address
            | {"description": "Adres van de volgende bladzijde; leeg op de laatste."},
            "vorige": address
            | {"description": "Adres van de vorige bladzijde; leeg op de eerste."},
        }
        return {"type": "object", "required": [*members], "properties": members}


RELATIONS = {"volgende": "next", "vorige": "prev"}


def link_header(links: dict[str, str]) -> dict[str, str]:
    """Write the links as a header; without links there is none."""
    written = [f'<{links[name]}>; rel="{RELATIONS[name]}"' for name in links]
    return {"Link": ", ".join(written)} if written else {}


def page(rows: Rows, order: Sequence[str], cursor: Cursor | None, limit: int) -> Page:
    """Cut one page from rows; `order` ends in a key and goes in one direction."""
    backwards = cursor is not None and cursor.backwards
    cut = _from_database if isinstance(rows, QuerySet) else _from_memory
    found = cut(rows, order, cursor, limit + 1)
    more = len(found) > limit
    found = found[:limit]
    if backwards:
        found.reverse()
    if not found:
        return Page([], None, None)
    return Page(
        found,
        Cursor(backwards=False, position=_position(found[-1], order))
        if more or backwards
        else None,
        Cursor(backwards=True, position=_position(found[0], order))
        if (more if backwards else cursor)
        else None,
    )


def _names(order: Sequence[str]) -> list[str]:
    return [name.removeprefix("-") for name in order]


def _position(row: Any, order: Sequence[str]) -> tuple[str, ...]:  # noqa: ANN401
    return tuple(str(getattr(row, name)) for name in _names(order))


def _from_database(
    rows: QuerySet[Any], order: Sequence[str], cursor: Cursor | None, size: int
) -> list[Any]:
    if cursor is None:
        return list(rows.order_by(*order)[:size])
    rows = rows.order_by(*order)
    rows = rows.reverse() if cursor.backwards else rows
    descends = order[0].startswith("-") != cursor.backwards
    position = _values(rows.model, _names(order), cursor)
    beyond = Func(
        _Row(*map(F, _names(order))),
        _Row(*map(Value, position)),
        template="%(expressions)s",
        arg_joiner=" < " if descends else " > ",
        output_field=BooleanField(),
    )
    return list(rows.filter(beyond)[:size])


class _Row(Func):
    """A row value, which PostgreSQL compares from left to right."""

    template = "(%(expressions)s)"
    output_field = TextField()


def _values(model: type[Model], names: Sequence[str], cursor: Cursor) -> list[Any]:
    try:
        return [
            _field(model, name).to_python(value)
            for name, value in zip(names, cursor.position, strict=True)
        ]
    except (ValidationError, ValueError) as error:
        raise InvalidQuery([bad_cursor()]) from error


def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    return cast("Field[Any, Any]", model._meta.get_field(name))


def _from_memory(
    rows: Sequence[Any], order: Sequence[str], cursor: Cursor | None, size: int
) -> list[Any]:
    ordered = sorted(rows, key=lambda row: _position(row, order))
    if cursor is None:
        return ordered[:size]
    if len(cursor.position) != len(order):
        raise InvalidQuery([bad_cursor()])
    if cursor.backwards:
        ordered.reverse()
        beyond = [row for row in ordered if _position(row, order) < cursor.position]
    else:
        beyond = [row for row in ordered if _position(row, order) > cursor.position]
    return beyond[:size]


def bad_cursor() -> InvalidInput:
    """Say that a cursor cannot be used; clients do not make cursors themselves."""
    detail = in_language(
        "deze cursor is niet van deze lijst; neem hem over uit volgende of vorige",
        "this cursor is not of this list; take it from volgende or vorige",
    )
    return InvalidInput("cursor", detail, "ongeldig")
