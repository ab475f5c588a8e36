"""The pages of a publisher's workbook, XLSX or the older XLS, as rows of text.

Read by calamine, which looks at values only. openpyxl refuses workbooks of CBS: their
styles write a colour as `#000000`, where the standard has eight digits and no sign.
"""

import io
from dataclasses import dataclass
from decimal import Decimal

from python_calamine import CalamineError, CalamineWorkbook

from oab.files.problems import BadFile

# How files of Excel begin, and those of LibreOffice and newer Excel, which are ZIP.
BOOKS = (b"\xd0\xcf\x11\xe0", b"PK\x03\x04")
Numbered = tuple[int, list[str]]


def is_book(content: bytes) -> bool:
    """Say whether a file is a workbook, by how it begins."""
    return content.startswith(BOOKS)


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook that was opened."""

    workbook: CalamineWorkbook

    @classmethod
    def of(cls, content: bytes) -> "Book":
        """Open a workbook; `BadFile` if it is damaged or no workbook."""
        try:
            return cls(CalamineWorkbook.from_filelike(io.BytesIO(content)))
        except CalamineError as error:
            raise BadFile(["het rekenblad is beschadigd of is er geen"]) from error

    @property
    def name(self) -> str:
        """Give the name of the first page."""
        return self.workbook.sheet_names[0]

    def rows(self, page: str = "") -> list[Numbered]:
        """Give the rows of a page, or of the first, by their numbers; empty ones too.

        A page that is not there has none.
        """
        name = page or self.name
        if name not in self.workbook.sheet_names:
            return []
        try:
            sheet = self.workbook.get_sheet_by_name(name)
            rows = sheet.iter_rows() if sheet.start is not None else iter(())
            return [
                (number, [*map(_cell, cells)])
                for number, cells in enumerate(rows, start=1)
            ]
        except CalamineError as error:
            raise BadFile([f"blad {name} is beschadigd"]) from error

    def text(self, page: str) -> str:
        """Give all that a page says, a line per row."""
        return "\n".join(" ".join(filter(None, cells)) for _, cells in self.rows(page))


def column_letters(position: int) -> str:
    """Name a column as a spreadsheet does: A, B, …, Z, AA."""
    letters = ""
    while position >= 0:
        position, letter = divmod(position, 26)
        letters = chr(ord("A") + letter) + letters
        position -= 1
    return letters


def _cell(value: object) -> str:
    """Write a value plainly; a line break in a text is a space.

    A number is written with the digits that tell it from all others, so that what a
    sum of the publisher left behind the cents stays visible.
    """
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, float):
        whole = value.is_integer()
        return str(int(value)) if whole else f"{Decimal(repr(value)):f}"
    return str(value)
