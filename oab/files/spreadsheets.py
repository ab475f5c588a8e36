"""Writing tables for people: CSV, XLSX and ODS, with help, choices and marked cells.

A mark is never a colour alone: every finding also stands as text in a last column, and
on the cell itself as a note. Text that a spreadsheet would take for a formula is
written as text.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any, cast
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter
from odfdo import Container, Document

from oab.csv_export import harmless

FINDINGS = "bevindingen"
ROWS_TO_FILL = 1_000
WIDEST = 60
# A note on every cell of a hopeless delivery would make it impossible to open.
MOST_NOTES = 5_000
COLOURS = {"error": "#f4b6b6", "warning": "#ffe2a8", "signal": "#cfe2f3"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its name, what to fill in, and the words to choose from, if any.

    Where not `only_choices`, other words are taken too.
    """

    name: str
    about: str
    choices: tuple[str, ...] = ()
    only_choices: bool = True
    is_date: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """What is wrong with a cell, or with all of a row (no column)."""

    column: str
    severity: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of a row and its marks."""

    cells: Sequence[str | date]
    marks: Sequence[Mark] = ()

    def findings(self) -> str:
        """Say in one cell everything that is wrong."""
        return "; ".join(
            f"{mark.column}: {mark.text}" if mark.column else mark.text
            for mark in self.marks
        )

    def marks_by_column(self) -> dict[str, Mark]:
        """Give the first, and so the gravest, mark of every column."""
        return {mark.column: mark for mark in reversed(self.marks)}


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """What is to be written: a table and, on a second sheet, how to fill it in."""

    title: str
    headings: tuple[Heading, ...]
    lines: Iterable[Line] = field(default=())
    explanation: Sequence[str] = ()
    marked: bool = False

    def header(self) -> list[str]:
        """Name the columns."""
        extra = [FINDINGS] if self.marked else []
        return [*(heading.name for heading in self.headings), *extra]

    def texts(self, line: Line) -> list[str | date]:
        """Give the cells of a line."""
        return [*line.cells, *([line.findings()] if self.marked else [])]


def write(kind: str, sheet: Spreadsheet) -> bytes:
    """Write a table in one of the forms."""
    return FORMS[kind].write(sheet)


def _csv(sheet: Spreadsheet) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(sheet.header())
    for line in sheet.lines:
        writer.writerow([harmless(str(cell)) for cell in sheet.texts(line)])
    # With its mark, without which Excel takes UTF-8 for something else.
    return text.getvalue().encode("utf-8-sig")


# XLSX ---------------------------------------------------------------------------------


def _xlsx(sheet: Spreadsheet) -> bytes:
    content = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        page = workbook.add_worksheet(sheet.title)
        _xlsx_columns(workbook, page, sheet)
        _xlsx_header(workbook, page, sheet)
        _xlsx_lines(workbook, page, sheet)
        _xlsx_explanation(workbook, sheet)
    return content.getvalue()


def _xlsx_columns(workbook: Any, page: Any, sheet: Spreadsheet) -> None:  # noqa: ANN401
    text = workbook.add_format({"num_format": "@"})
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    page.freeze_panes(1, 0)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{ROWS_TO_FILL * 100}"})
    for column, heading in enumerate(sheet.headings):
        width = max(len(heading.name) + 2, 11)
        page.set_column(column, column, width, day if heading.is_date else text)
        if heading.choices:
            rule = {
                "validate": "list",
                "source": list(heading.choices),
                "show_error": heading.only_choices,
            }
            page.data_validation(1, column, ROWS_TO_FILL, column, rule)
    if sheet.marked:
        page.set_column(len(sheet.headings), len(sheet.headings), WIDEST)


def _xlsx_header(workbook: Any, page: Any, sheet: Spreadsheet) -> None:  # noqa: ANN401
    bold = workbook.add_format({"bold": True, "bottom": 1})
    for column, name in enumerate(sheet.header()):
        page.write_string(0, column, name, bold)
    for column, heading in enumerate(sheet.headings if not sheet.marked else ()):
        page.write_comment(0, column, heading.about)


def _xlsx_lines(workbook: Any, page: Any, sheet: Spreadsheet) -> None:  # noqa: ANN401
    formats = {
        (severity, is_date): workbook.add_format(
            {"num_format": "yyyy-mm-dd" if is_date else "@"}
            | ({"bg_color": COLOURS[severity]} if severity else {})
        )
        for severity in ("", *COLOURS)
        for is_date in (True, False)
    }
    header, notes = sheet.header(), 0
    for row, line in enumerate(sheet.lines, start=1):
        marks = line.marks_by_column()
        for column, cell in enumerate(sheet.texts(line)):
            mark = marks.get(header[column])
            shape = formats[mark.severity if mark else "", isinstance(cell, date)]
            if isinstance(cell, date):
                page.write_datetime(row, column, cell, shape)
            elif cell or mark:
                page.write_string(row, column, cell, shape)
            if mark and notes < MOST_NOTES:
                page.write_comment(row, column, mark.text)
                notes += 1


def _xlsx_explanation(workbook: Any, sheet: Spreadsheet) -> None:  # noqa: ANN401
    page = workbook.add_worksheet("toelichting")
    page.set_column(0, 0, 28)
    page.set_column(1, 1, 100)
    wrapped = workbook.add_format({"text_wrap": True})
    for row, (name, about) in enumerate(_explained(sheet)):
        page.write_string(row, 0, name)
        page.write_string(row, 1, about, wrapped)


def _explained(sheet: Spreadsheet) -> Iterator[tuple[str, str]]:
    yield from (("", text) for text in sheet.explanation)
    for heading in sheet.headings:
        choices = f" Kies uit: {', '.join(heading.choices)}." if heading.choices else ""
        yield heading.name, heading.about + choices


# ODS ----------------------------------------------------------------------------------

NAMESPACES = """\
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"\
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"\
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"\
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"\
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"\
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"\
 xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"\
"""
ODS_STYLES = """\
<number:text-style style:name="as-text"><number:text-content/></number:text-style>\
<number:date-style style:name="as-day"><number:year number:style="long"/>\
<number:text>-</number:text><number:month number:style="long"/>\
<number:text>-</number:text><number:day number:style="long"/></number:date-style>\
<style:style style:name="head" style:family="table-cell">\
<style:text-properties fo:font-weight="bold"/></style:style>\
"""


def _ods(sheet: Spreadsheet) -> bytes:
    """Write the content by hand: an element of odfdo for every cell takes minutes."""
    document = Document("spreadsheet")
    content = "".join(_ods_content(sheet)).encode()
    container = cast(Container, document.container)
    container.set_part("content.xml", content)
    packed = io.BytesIO()
    container.save(packed)
    return packed.getvalue()


def _ods_content(sheet: Spreadsheet) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<office:document-content{NAMESPACES} office:version="1.3">'
    yield f"<office:automatic-styles>{ODS_STYLES}"
    for severity, colour in {"": "", **COLOURS}.items():
        fill = f'<style:table-cell-properties fo:background-color="{colour}"/>'
        for name in ("text", "day"):
            yield (
                f'<style:style style:name="{name}{severity}" '
                f'style:family="table-cell" style:data-style-name="as-{name}">'
                f"{fill if colour else ''}</style:style>"
            )
    yield "</office:automatic-styles><office:body><office:spreadsheet>"
    yield from _ods_choices(sheet)
    yield f"<table:table table:name={quoteattr(sheet.title)}>"
    for heading in sheet.headings:
        style = "day" if heading.is_date else "text"
        yield f'<table:table-column table:default-cell-style-name="{style}"/>'
    yield "<table:table-column/>" if sheet.marked else ""
    yield from _ods_row(_ods_head(sheet))
    for line in sheet.lines:
        yield from _ods_row(_ods_cells(sheet, line))
    yield from _ods_rows_to_fill(sheet)
    yield '</table:table><table:table table:name="toelichting">'
    yield "<table:table-column/><table:table-column/>"
    for name, about in _explained(sheet):
        yield from _ods_row([_ods_cell(name), _ods_cell(about)])
    yield "</table:table></office:spreadsheet></office:body></office:document-content>"


def _ods_choices(sheet: Spreadsheet) -> Iterator[str]:
    yield "<table:content-validations>"
    for heading in sheet.headings:
        if heading.choices:
            words = ";".join(f'"{word}"' for word in heading.choices)
            shown = str(heading.only_choices).lower()
            condition = quoteattr(f"of:cell-content-is-in-list({words})")
            yield (
                f'<table:content-validation table:name="{heading.name}" '
                f'table:condition={condition} table:allow-empty-cell="true" '
                'table:display-list="unsorted"><table:error-message '
                f'table:message-type="stop" table:display="{shown}"/>'
                "</table:content-validation>"
            )
    yield "</table:content-validations>"


def _ods_head(sheet: Spreadsheet) -> Iterator[str]:
    about = {heading.name: heading.about for heading in sheet.headings}
    for name in sheet.header():
        note = "" if sheet.marked else about[name]
        yield _ods_cell(name, style="head", note=note)


def _ods_cells(sheet: Spreadsheet, line: Line) -> Iterator[str]:
    marks = line.marks_by_column()
    for name, cell in zip(sheet.header(), sheet.texts(line), strict=True):
        mark = marks.get(name)
        kind = "day" if isinstance(cell, date) else "text"
        style = f"{kind}{mark.severity}" if mark else kind
        yield _ods_cell(cell, style=style, note=mark.text if mark else "")


def _ods_cell(cell: str | date, *, style: str = "text", note: str = "") -> str:
    noted = f"<office:annotation>{_paragraph(note)}</office:annotation>" if note else ""
    start = f'<table:table-cell table:style-name="{style}"'
    if isinstance(cell, date):
        value = f' office:value-type="date" office:date-value="{cell}"'
    elif cell:
        value = ' office:value-type="string"'
    else:
        return f"{start}>{noted}</table:table-cell>" if noted else f"{start}/>"
    return f"{start}{value}>{noted}{_paragraph(str(cell))}</table:table-cell>"


def _paragraph(text: str) -> str:
    return f"<text:p>{escape(text)}</text:p>"


def _ods_row(cells: Iterable[str]) -> Iterator[str]:
    yield from chain(["<table:table-row>"], cells, ["</table:table-row>"])


def _ods_rows_to_fill(sheet: Spreadsheet) -> Iterator[str]:
    yield f'<table:table-row table:number-rows-repeated="{ROWS_TO_FILL}">'
    for heading in sheet.headings:
        choice = f'table:content-validation-name="{heading.name}"'
        yield f"<table:table-cell {choice if heading.choices else ''}/>"
    yield "</table:table-row>"


@dataclass(frozen=True, slots=True)
class Form:
    """A form in which a table is offered."""

    media_type: str
    write: Callable[[Spreadsheet], bytes]


FORMS: Mapping[str, Form] = {
    "xlsx": Form(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx
    ),
    "ods": Form("application/vnd.oasis.opendocument.spreadsheet", _ods),
    "csv": Form("text/csv", _csv),
}
