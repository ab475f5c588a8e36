"""What is wrong with a file, all of it at once, in Dutch, by row and column."""

from collections.abc import Sequence
from operator import itemgetter

MOST_LINES = 1_000
QUOTED = 40


class BadFile(Exception):
    """Het bestand kan niet worden gelezen of klopt niet."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


class Problems:
    """Everything that is wrong with a file; counts all, keeps the first thousand.

    `place` is what all rows stand in, such as a page of a workbook.
    """

    def __init__(self, place: str = "") -> None:
        self.place = place
        self.kept: list[tuple[int, str]] = []
        self.count = 0

    def add(self, message: str, row: int = 0, column: str = "") -> None:
        """Note a problem of a cell, a row or (row 0) the whole file."""
        self.count += 1
        if self.count <= MOST_LINES:
            place = [self.place] if self.place else []
            place += [f"rij {row}"] if row else []
            place += [f"kolom {column}"] if column else []
            line = f"{', '.join(place)}: {message}" if place else message
            self.kept.append((row, line))

    def join(self, other: "Problems") -> None:
        """Note what is wrong with another part of the file too."""
        self.kept += other.kept
        self.count += other.count

    def refuse_any(self) -> None:
        """Raise `BadFile` if there is a problem."""
        lines = [line for _, line in sorted(self.kept, key=itemgetter(0))]
        if self.count > MOST_LINES:
            lines.append(f"en nog {self.count - MOST_LINES} fouten")
        if lines:
            raise BadFile(lines)


def quoted(text: str) -> str:
    """Quote what a file says, readable and not too long."""
    readable = text.encode("utf-8", errors="replace").decode()
    return repr(readable if len(readable) <= QUOTED else f"{readable[:QUOTED]}…")
