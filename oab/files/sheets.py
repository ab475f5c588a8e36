"""A file of which the layout is recognised, read row by row."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TypeVar

from tqdm import tqdm

from oab.files.books import Book, Numbered, column_letters, is_book
from oab.files.content import decode, refuse_other_encoding, through_code_page_850
from oab.files.notations import Notation
from oab.files.problems import BadFile, Problems, quoted

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a publisher lays out a file: the columns that must be there, by name.

    Other columns may be there too; one of a workbook without a name is named after its
    letter. `title_rows` stand above the header. `mended` ones may have gone through
    code page 850. What a workbook has on a `page` may end before its `notes`; it has no
    last columns that are empty, so it is taken to be `width` wide.
    """

    name: str
    columns: tuple[str, ...]
    encoding: str = "cp1252"
    delimiter: str = ";"
    title_rows: int = 0
    mended: bool = False
    book: bool = False
    page: str = ""
    notes: str = ""
    width: int = 0

    @property
    def place(self) -> str:
        """Name the page, where it has a name."""
        return f"blad {self.page}" if self.page else ""


class Row:
    """One row of a file. What cannot be read is noted, and makes the row unsound."""

    __slots__ = ("cells", "number", "positions", "problems", "sound")

    def __init__(
        self,
        number: int,
        cells: Sequence[str],
        positions: dict[str, int],
        problems: Problems,
    ) -> None:
        self.number = number
        self.cells = cells
        self.positions = positions
        self.problems = problems
        self.sound = True

    def read(self, column: str, notation: Notation[T]) -> T:
        """Read the cell of a column, or note why it cannot be read."""
        try:
            return notation.read(self.cells[self.positions[column]])
        except ValueError as error:
            self.refuse(str(error), column)
            return notation.stand_in

    def refuse(self, message: str, column: str = "") -> None:
        """Note a problem of this row."""
        self.sound = False
        self.problems.add(message, self.number, column)

    def refuse_repetition(self, seen: dict[T, int], key: T) -> None:
        """Note that an earlier row already spoke of the same."""
        first = seen.setdefault(key, self.number)
        if first != self.number:
            shown = " ".join(map(str, key)) if isinstance(key, tuple) else str(key)
            self.refuse(f"{shown} staat ook op rij {first}")


@dataclass(slots=True)
class Sheet:
    """A file of a known layout, and the day given with it.

    `titles` are the rows above its header.
    """

    layout: Layout
    given: date | None
    titles: list[list[str]]
    positions: dict[str, int]
    width: int
    body: list[tuple[int, list[str]]]
    problems: Problems = field(default_factory=Problems)
    book: Book | None = None

    def beside(self, layout: Layout) -> "Sheet":
        """Read another page of the same workbook."""
        if self.book is None:
            raise BadFile(["het bestand is geen rekenblad"])
        return _recognise(b"", self.book, (layout,), self.given)

    def rows(self) -> Iterator[Row]:
        """Give the rows one by one; show progress on a terminal."""
        for number, cells in self.body:
            if len(cells) != self.width:
                message = f"{len(cells)} cellen, verwacht {self.width}"
                self.problems.add(message, number)
        yield from tqdm(
            self._rows(), "Lezen", len(self.body), unit=" rijen", disable=None
        )

    def _rows(self) -> Iterator[Row]:
        for number, cells in self.body:
            if len(cells) == self.width:
                yield Row(number, cells, self.positions, self.problems)

    def day(self) -> date:
        """Give the day of which the file speaks, where it does not say so itself."""
        if self.given is None:
            raise BadFile(["--peildatum is nodig: het bestand noemt zelf geen datum"])
        return self.given

    def own_day(self, day: date) -> date:
        """Give the day that the file names, unless another one was given with it."""
        if self.given not in {None, day}:
            self.problems.add(f"--peildatum {self.given}: het bestand is van {day}")
        return day

    def refuse_given_day(self) -> None:
        """Refuse a day given with a file that names all days it speaks of."""
        if self.given:
            raise BadFile(
                [f"--peildatum {self.given}: het bestand noemt zelf de jaren"]
            )

    def shared(self, column: str, notation: Notation[T]) -> T:
        """Read a column that must say the same in every row."""
        shared: T | None = None
        for row in self._rows():
            value = row.read(column, notation)
            shared = value if shared is None and row.sound else shared
            if row.sound and value != shared:
                row.refuse(f"{value} wijkt af van {shared} in een eerdere rij", column)
        return notation.stand_in if shared is None else shared


def recognise(
    content: bytes, layouts: Sequence[Layout], given: date | None = None
) -> Sheet:
    """Find the layout of a file; raise `BadFile` with what was expected and found."""
    book = Book.of(content) if is_book(content) else None
    return _recognise(content, book, layouts, given)


def _recognise(
    content: bytes, book: Book | None, layouts: Sequence[Layout], given: date | None
) -> Sheet:
    found: dict[Layout, list[str]] = {}
    for layout in layouts:
        found[layout] = _header(content, book, layout)
        if set(layout.columns) <= set(found[layout]) and layout.book == bool(book):
            return _sheet(content, book, layout, given)
    raise BadFile(_unknown(found))


def _header(content: bytes, book: Book | None, layout: Layout) -> list[str]:
    table = _rows(content, book, layout, rows=layout.title_rows + 1)
    names = [name.strip() for name in table[-1][1]] if table else []
    if not book:
        return names
    return [name or column_letters(index) for index, name in enumerate(names)]


def _sheet(
    content: bytes, book: Book | None, layout: Layout, given: date | None
) -> Sheet:
    if not book:
        refuse_other_encoding(content, layout.encoding)
    header = _header(content, book, layout)
    problems = Problems(layout.place)
    for name in layout.columns:
        if header.count(name) > 1:
            problems.add("staat er meer dan eens", layout.title_rows + 1, name)
    table = _rows(content, book, layout)
    titles = [cells for _, cells in table[: layout.title_rows]]
    body = _before_notes(table[layout.title_rows + 1 :], layout)
    if not body:
        problems.add("het bestand heeft geen rijen")
    problems.refuse_any()
    positions = {name: index for index, name in enumerate(header)}
    return Sheet(layout, given, titles, positions, len(header), body, problems, book)


def _before_notes(body: list[Numbered], layout: Layout) -> list[Numbered]:
    """Leave out what stands below a table; where nothing does, it was cut off."""
    if not layout.notes:
        return body
    for index, (_, cells) in enumerate(body):
        if cells[0] == layout.notes:
            return body[:index]
    end = f"onder de tabel staat niet '{layout.notes}': zij is afgebroken"
    raise BadFile([f"{layout.place}: {end}" if layout.place else end])


def _rows(
    content: bytes, book: Book | None, layout: Layout, rows: int | None = None
) -> list[Numbered]:
    """Give the numbered rows of cells; the header counts, empty rows don't."""
    if book:
        filled = (row for row in book.rows(layout.page) if any(row[1]))
        return [
            (number, cells + [""] * (layout.width - len(cells)))
            for number, cells in islice(filled, rows)
        ]
    return _lines(content, layout, rows)


def _lines(content: bytes, layout: Layout, rows: int | None) -> list[Numbered]:
    """Split a text into rows of cells; they may end in CR, LF or both."""
    text = decode(content, layout.encoding)
    if layout.mended:
        text = through_code_page_850(text)
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=layout.delimiter, strict=True)
    numbered = enumerate(reader, start=1)
    try:
        return list(islice(((n, cells) for n, cells in numbered if cells), rows))
    except csv.Error as error:
        why = _why_no_csv(str(error))
        raise BadFile([f"regel {reader.line_num}: geen CSV: {why}"]) from error


def _why_no_csv(error: str) -> str:
    if "field limit" in error:
        return f"een cel is langer dan {csv.field_size_limit()} tekens"
    if "unexpected end" in error:
        return "een aanhalingsteken wordt niet gesloten"
    return "een aanhalingsteken staat midden in een cel"


def _unknown(found: Mapping[Layout, Sequence[str]]) -> list[str]:
    lines = ["onbekende indeling"]
    for layout, header in found.items():
        missing = [name for name in layout.columns if name not in header]
        lines.append(
            f"verwacht: {layout.name}, met de kolommen "
            f"{layout.delimiter.join(layout.columns)}; "
            f"ontbreekt: {', '.join(missing) or 'het rekenblad zelf'}"
        )
    headers = dict.fromkeys(map(tuple, found.values()))
    return lines + [f"gevonden: {quoted_header(header)}" for header in headers]


def quoted_header(header: Sequence[str]) -> str:
    """Show the header of a file, or that there is none."""
    return ", ".join(map(quoted, header[:40])) or "een leeg bestand"
