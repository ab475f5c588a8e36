"""A table that somebody uploads: CSV, XLSX or ODS by content, as rows of text.

Nothing of the file's name or of what the client says about it is believed.
"""

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from itertools import dropwhile

from python_calamine import CalamineError, CalamineWorkbook

from oab.csv_export import FORMULA
from oab.files.archives import ZIP, Archive, damaged, encrypted
from oab.files.refusals import Refusal, Refusals, RefusedFile, refuse
from oab.files.workbooks import inspect

CSV = "csv"
MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 100
LONGEST_CELL = 500
DELIMITERS = ",;\t"
LONGEST_SHOWN = 40
LONG_NUMBER = re.compile(r"[0-9](?:[ .-]?[0-9]){3,}")
NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

# How other files begin, and what they are called.
OLE = b"\xd0\xcf\x11\xe0"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
STRANGERS = {
    b"MZ": ("een programma", "a program"),
    b"\x7fELF": ("een programma", "a program"),
    b"#!": ("een programma", "a program"),
    b"\xcf\xfa\xed\xfe": ("een programma", "a program"),
    b"%PDF": ("een PDF", "a PDF"),
    b"\x89PNG": ("een afbeelding", "an image"),
    b"\xff\xd8\xff": ("een afbeelding", "an image"),
    b"\x1f\x8b": ("een gzip-bestand", "a gzip file"),
    b"7z\xbc\xaf": ("een 7-Zip-bestand", "a 7-Zip file"),
    b"Rar!": ("een RAR-bestand", "a RAR file"),
    b"{\\rtf": ("een tekstdocument", "a text document"),
    b"<": ("een webpagina of XML", "a web page or XML"),
}

Cells = list[str]
Numbered = tuple[int, Cells]


@dataclass(slots=True)
class Table:
    """The header of a table, and its rows with the numbers that a spreadsheet shows."""

    kind: str
    header_row: int
    header: Cells
    body: Iterable[Numbered]
    refusals: Refusals = field(default_factory=Refusals)
    count: int = 0

    def rows(self) -> Iterator[Numbered]:
        """Give the rows, as wide as the header; raise at the end what is wrong.

        Who stores rows while reading them does so in a transaction.
        """
        width = len(self.header)
        for number, given in self.body:
            cells = self._as_wide(number, given, width)
            self.count += 1
            self._refuse_length()
            if is_suspect(cells):
                self._look_at(number, cells)
            yield number, cells
        self.refusals.raise_any()

    def _as_wide(self, number: int, cells: Cells, width: int) -> Cells:
        if len(cells) == width:
            return cells
        if len(cells) > width and any(cells[width:]):
            self.refusals.add(
                Refusal(
                    "te-veel-cellen",
                    f"{len(cells)} cellen, en {width} kolommen",
                    f"{len(cells)} cells, and {width} columns",
                    number,
                )
            )
        return (cells + [""] * (width - len(cells)))[:width]

    def _refuse_length(self) -> None:
        if self.count > MOST_ROWS:
            raise refuse(
                "te-veel-rijen",
                f"het bestand heeft meer dan {MOST_ROWS} rijen",
                f"the file has more than {MOST_ROWS} rows",
            )

    def _look_at(self, number: int, cells: Cells) -> None:
        for name, cell in zip(self.header, cells, strict=True):
            if reason := why_no_cell(cell):
                self.refusals.add(Refusal(*reason, number, shown(name)))


SEPARATOR = "\x1f"
BEGINS_LIKE_A_FORMULA = re.compile(r"\x1f\s*[=+\-@]").search
NOTHING = "-"


def is_suspect(cells: Cells) -> bool:
    """Say whether a row is worth a look cell by cell; most of a million are not."""
    text = "".join(cells)
    return (
        len(text) > LONGEST_CELL
        or not text.isprintable()
        or BEGINS_LIKE_A_FORMULA(SEPARATOR + SEPARATOR.join(cells)) is not None
    )


def shown(name: str) -> str:
    """Show the name of a column; in a table without a header it is a cell of somebody.

    So a long number in it is left out.
    """
    return LONG_NUMBER.sub("…", name)[:LONGEST_SHOWN]


def why_no_cell(cell: str) -> tuple[str, str, str] | None:
    """Say why a cell is not taken: code, Dutch, English."""
    if NO_TEXT.search(cell):
        return (
            "geen-tekst",
            "er staan onzichtbare tekens in",
            "it has invisible characters",
        )
    if len(cell) > LONGEST_CELL:
        return (
            "te-lang",
            f"er staan meer dan {LONGEST_CELL} tekens in",
            f"it has more than {LONGEST_CELL} characters",
        )
    if FORMULA.match(cell.lstrip(" ")) and cell.strip() != NOTHING:
        return (
            "formule",
            "begint als een formule (=, +, -, @ of een tab)",
            "begins like a formula (=, +, -, @ or a tab)",
        )
    return None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page of a workbook is read: that of a name, or the only one with a header.

    Where neither is there it is the first page, as in a workbook of one.
    """

    name: str
    is_header: Callable[[Cells], bool]


def read_table(content: bytes, wanted: Wanted | None = None) -> Table:
    """Recognise a table by its content; `RefusedFile` says what it is instead."""
    _refuse_size(content)
    if content.startswith(ZIP):
        kind, body = _from_workbook(content, wanted)
    else:
        _refuse_stranger(content)
        kind, body = CSV, _from_csv(_text(content))
    filled = dropwhile(lambda row: not any(row[1]), body)
    first = next(filled, None)
    if first is None:
        raise empty()
    return _headed(kind, first, filled)


def _headed(kind: str, first: Numbered, rows: Iterator[Numbered]) -> Table:
    number, header = first
    while header and not header[-1].strip():
        header = header[:-1]
    if len(header) > MOST_COLUMNS:
        raise refuse(
            "te-veel-kolommen",
            f"het bestand heeft meer dan {MOST_COLUMNS} kolommen",
            f"the file has more than {MOST_COLUMNS} columns",
        )
    body = (row for row in rows if any(row[1]))
    return Table(kind, number, [name.strip() for name in header], body)


def _refuse_size(content: bytes) -> None:
    if not content:
        raise empty()
    if len(content) > MOST_BYTES:
        raise too_large(MOST_BYTES)


def _refuse_stranger(content: bytes) -> None:
    if content.startswith(OLE):
        if ENCRYPTED_PACKAGE in content:
            raise encrypted()
        raise _stranger("een oud Excel-bestand (.xls)", "an old Excel file (.xls)")
    for magic, (dutch, english) in STRANGERS.items():
        if content.startswith(magic):
            raise _stranger(dutch, english)


def _stranger(dutch: str, english: str) -> RefusedFile:
    return refuse(
        "ander-bestand",
        f"dit is {dutch}; verwacht wordt CSV, XLSX of ODS",
        f"this is {english}; expected is CSV, XLSX or ODS",
    )


def too_large(most: int) -> RefusedFile:
    """Make the exception of a file with too many bytes."""
    megabytes = most // 1024 // 1024
    return refuse(
        "te-groot",
        f"het bestand is groter dan {megabytes} MB",
        f"the file is larger than {megabytes} MB",
    )


def empty() -> RefusedFile:
    """Make the exception of a file without a table."""
    return refuse("leeg", "het bestand is leeg", "the file is empty")


# CSV ----------------------------------------------------------------------------------


def _text(content: bytes) -> str:
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise _other_encoding("UTF-16", "")
    if b"\x00" in content:
        raise refuse(
            "geen-tekst",
            "dit is geen tekst: er staan NUL-tekens in",
            "this is no text: it has NUL characters",
        )
    try:
        return content.removeprefix(BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise _other_encoding(f"regel {row}", f"line {row}") from error


def _other_encoding(dutch: str, english: str) -> RefusedFile:
    return refuse(
        "tekencodering",
        f"de tekencodering is geen UTF-8 ({dutch}); kies bij het bewaren 'CSV UTF-8'",
        f"the character encoding is not UTF-8 ({english or dutch}); choose "
        "'CSV UTF-8' when saving",
    )


def _from_csv(text: str) -> Iterator[Numbered]:
    header, _, _ = text.lstrip().partition("\n")
    delimiter = max(DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from enumerate(reader, start=1)
    except csv.Error as error:
        raise refuse(
            "geen-csv",
            f"regel {reader.line_num}: een aanhalingsteken staat verkeerd, of een cel "
            "is veel te lang",
            f"line {reader.line_num}: a quotation mark is misplaced, or a cell is far "
            "too long",
        ) from error


# Spreadsheets -------------------------------------------------------------------------


def _from_workbook(
    content: bytes, wanted: Wanted | None
) -> tuple[str, Iterator[Numbered]]:
    kind, values = inspect(Archive.of(content))
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(values))
        sheet = workbook.get_sheet_by_name(_page(workbook, wanted))
        if sheet.start is None:
            raise empty()
        rows = sheet.iter_rows()  # from A1 on, whatever is empty there
    except CalamineError as error:
        raise damaged() from error
    return kind, (
        (number, [*map(_cell, cells)]) for number, cells in enumerate(rows, start=1)
    )


def _page(workbook: CalamineWorkbook, wanted: Wanted | None) -> str:
    names = workbook.sheet_names
    if wanted is None or len(names) == 1:
        return names[0]
    named = [name for name in names if name.strip().lower() == wanted.name]
    found = named or [
        name for name in names if wanted.is_header(_first_row(workbook, name))
    ]
    return found[0] if len(found) == 1 else names[0]


def _first_row(workbook: CalamineWorkbook, name: str) -> Cells:
    try:
        sheet = workbook.get_sheet_by_name(name)
    except CalamineError:
        return []  # a page of another kind, such as a chart
    if sheet.start is None:
        return []
    return next(([*map(_cell, row)] for row in sheet.iter_rows() if any(row)), [])


def _cell(value: object) -> str:
    """Write a value as it would be written by hand; a number without an exponent."""
    match value:
        case str():
            return value.strip()
        case bool():
            return "ja" if value else "nee"
        case float():
            return (
                str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
            )
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
    return str(value)
