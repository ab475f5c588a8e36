"""Spreadsheets for tests, made by real libraries, and what makes them hostile."""

import io
import struct
from collections.abc import Callable, Mapping, Sequence
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from odfdo import Cell, Document, Row, Table

Rows = Sequence[Sequence[object]]


def xlsx(rows: Rows, more: Callable[..., None] | None = None) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        page = book.add_worksheet("leerlingen")
        day = book.add_format({"num_format": "d-m-yyyy"})
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if hasattr(cell, "isoformat"):
                    page.write_datetime(number, column, cell, day)
                elif isinstance(cell, str):
                    page.write_string(number, column, cell)
                else:
                    page.write(number, column, cell)
        if more:
            more(book, page)
    return content.getvalue()


def ods(rows: Rows, more: Callable[..., None] | None = None) -> bytes:
    document = Document("spreadsheet")
    document.body.clear()
    table = Table("leerlingen")
    for cells in rows:
        row = Row()
        row.set_values([*cells])  # type: ignore[list-item]
        table.append_row(row)
    document.body.append(table)
    if more:
        more(document, table)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def xlsx_pages(pages: Mapping[str, Rows]) -> bytes:
    """Make a workbook of pages by name."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        for name, rows in pages.items():
            page = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                page.write_row(number, 0, cells)
    return content.getvalue()


def ods_pages(pages: Mapping[str, Rows]) -> bytes:
    """Make a workbook of pages by name."""
    document = Document("spreadsheet")
    document.body.clear()
    for name, rows in pages.items():
        table = Table(name.strip())
        for cells in rows:
            row = Row()
            row.set_values([*cells])  # type: ignore[list-item]
            table.append_row(row)
        document.body.append(table)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def with_formula(_: object, table: Table) -> None:
    table.set_cell((0, 1), Cell(2, formula="of:=1+1"))


def rezipped(
    content: bytes,
    *,
    changed: dict[str, Callable[[bytes], bytes]] | None = None,
    added: dict[str, bytes] | None = None,
) -> bytes:
    """Pack an archive again with parts changed or added."""
    packed = io.BytesIO()
    with (
        ZipFile(io.BytesIO(content)) as source,
        ZipFile(packed, "w", ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            change = (changed or {}).get(name, lambda part: part)
            target.writestr(name, change(source.read(name)))
        for name, part in (added or {}).items():
            target.writestr(name, part)
    return packed.getvalue()


def replacing(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def replace(part: bytes) -> bytes:
        assert old in part
        return part.replace(old, new, 1)

    return replace


def lying(content: bytes, name: str, size: int) -> bytes:
    """Make an archive say of one part that it has another size than it has."""
    changed = bytearray(content)
    with ZipFile(io.BytesIO(content)) as archive:
        part = archive.getinfo(name)
    real = struct.pack("<L", part.file_size)
    for place in _places(content, name.encode()):
        for header, offset in ((30, 22), (46, 24)):
            begin = place - header + offset
            if bytes(changed[begin : begin + 4]) == real:
                changed[begin : begin + 4] = struct.pack("<L", size)
    return bytes(changed)


def _places(content: bytes, name: bytes) -> list[int]:
    places, start = [], content.find(name)
    while start >= 0:
        places.append(start)
        start = content.find(name, start + 1)
    return places


def overlapping(content: bytes) -> bytes:
    """Let every entry of the table of contents unpack the same bytes."""
    changed = bytearray(content)
    for start in _places(content, b"PK\x01\x02"):
        changed[start + 42 : start + 46] = struct.pack("<L", 0)
    return bytes(changed)
