"""Lists as CSV: streamed row by row, the JSON members' names in snake_case."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from django.http import StreamingHttpResponse
from rest_framework.renderers import BaseRenderer
from rest_framework.serializers import ListSerializer

from oab.shapes import AnyField, Figures, Shape

CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# A spreadsheet takes such a cell for a formula, unless it is a plain number.
FORMULA = re.compile(r"[=+\-@\t\r](?!\d+(\.\d+)?\Z)")
BATCH = 500


class CSVRenderer(BaseRenderer):
    """Stands for CSV in content negotiation; `stream` writes it."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"


@dataclass(frozen=True, slots=True)
class Column:
    """A column, and the way to its value in the JSON form of a row."""

    name: str
    path: tuple[str, ...]

    def cell(self, row: Mapping[str, Any]) -> str:
        """Write the value of a row."""
        value: Any = row
        for step in self.path:
            value = value.get(step) if value else None
        return _text(value)


def stream(
    rows: Iterable[Any], shape: Shape, filename: str, headers: Mapping[str, str]
) -> StreamingHttpResponse:
    """Answer with all rows; a row with an exploded member gives a line per entry."""
    return StreamingHttpResponse(
        _batches(rows, shape),
        content_type=f"{CSVRenderer.media_type}; charset={CSVRenderer.charset}",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'}
        | dict(headers),
    )


def columns(shape: Shape) -> list[Column]:
    """List the columns of a shape; a name that is there already is not repeated."""
    found: dict[str, Column] = {}
    for member, field in shape.fields.items():
        for column in _columns_of(member, field):
            found.setdefault(column.name, column)
    return [*found.values()]


def _columns_of(member: str, field: AnyField) -> list[Column]:
    if isinstance(field, ListSerializer):
        inner = columns(cast(Shape, field.child))
        return [Column(column.name, (member, *column.path)) for column in inner]
    if isinstance(field, Shape):
        return [Column(each.name, (member, *each.path)) for each in columns(field)]
    if isinstance(field, Figures):
        return [Column(name, (member, key)) for key, name in field.columns.items()]
    return [Column(CAPITAL.sub("_", member).lower(), (member,))]


def _batches(rows: Iterable[Any], shape: Shape) -> Iterator[str]:
    table = columns(shape)
    lines = _Lines()
    writer = csv.writer(lines)
    writer.writerow([column.name for column in table])
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        for row in batch:
            for line in _exploded(shape, shape.to_representation(row)):
                writer.writerow([column.cell(line) for column in table])
        yield lines.taken()
    yield lines.taken()


def _exploded(shape: Shape, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    lists = [m for m, f in shape.fields.items() if isinstance(f, ListSerializer)]
    if not lists:
        yield row
        return
    (member,) = lists
    for entry in row[member] or [None]:
        yield row | {member: entry}


def _text(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return harmless(text)


def harmless(text: str) -> str:
    """Keep a spreadsheet from taking the text of a cell for a formula."""
    return f"'{text}" if FORMULA.match(text) else text


class _Lines(list[str]):
    """A file in memory for the CSV writer."""

    write = list[str].append

    def taken(self) -> str:
        """Hand over what was written so far."""
        text = "".join(self)
        self.clear()
        return text
