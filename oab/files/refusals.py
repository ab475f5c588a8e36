"""Why an uploaded file is refused, in both languages and all of it at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from oab.languages import in_language

MOST_REFUSALS = 1_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason, and the row and column it is about, if it is about one."""

    code: str
    dutch: str
    english: str
    row: int = 0
    column: str = ""

    def text(self) -> str:
        """Say it in the language of the request, with its place in front."""
        place = [in_language(f"rij {self.row}", f"row {self.row}")] if self.row else []
        if self.column:
            place.append(in_language(f"kolom {self.column}", f"column {self.column}"))
        said = in_language(self.dutch, self.english)
        return f"{', '.join(place)}: {said}" if place else said


class RefusedFile(Exception):
    """Dit bestand wordt niet aangenomen."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("\n".join(each.dutch for each in self.refusals))


class Refusals:
    """The reasons found so far: counts all, keeps the first thousand."""

    def __init__(self) -> None:
        self.kept: list[Refusal] = []
        self.count = 0

    def add(self, refusal: Refusal) -> None:
        """Note a reason."""
        self.count += 1
        if self.count <= MOST_REFUSALS:
            self.kept.append(refusal)

    def raise_any(self) -> None:
        """Raise `RefusedFile` if there is a reason."""
        beyond = self.count - len(self.kept)
        more = Refusal(
            "en-meer", f"en nog {beyond} fouten", f"and {beyond} more errors"
        )
        if self.kept:
            raise RefusedFile([*self.kept, more] if beyond else self.kept)


def refuse(code: str, dutch: str, english: str) -> RefusedFile:
    """Make the exception of a file that is refused for one reason."""
    return RefusedFile([Refusal(code, dutch, english)])
