"""Whether every board that loses a weight was heard first.

The law asks it in objection (ECLI:NL:RBDHA:2018:15053) and a court asked it before an
adverse revision (ECLI:NL:RBAMS:2018:4864), so nothing is corrected without it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from oab.languages import in_language
from oab.problems import InvalidInput
from schools.models import Control, Hearing


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """That a board was heard on a day, and the outcome."""

    board: str
    on: date
    outcome: str


@dataclass(frozen=True, slots=True)
class Term:
    """The days on which a board can have been heard: from the draw until today."""

    first: date
    last: date


def faults_in(
    heard: Sequence[Heard], boards: set[str], term: Term
) -> Iterator[InvalidInput]:
    """Find who was not heard, and what is said of hearings that cannot be so."""
    times = Counter(each.board for each in heard)
    for board in sorted(boards - {*times}):
        yield _fault("/hoorgesprekken", "ontbreekt", _not_heard(board))
    for index, each in enumerate(heard):
        at = f"/hoorgesprekken/{index}"
        if each.board not in boards:
            yield _fault(f"{at}/bestuur", "onbekend", NOT_CONCERNED)
        elif times[each.board] > 1:
            yield _fault(f"{at}/bestuur", "dubbel", TWICE)
        yield from _faults_of_day(f"{at}/datum", each.on, term)


def _faults_of_day(at: str, day: date, term: Term) -> Iterator[InvalidInput]:
    if day > term.last:
        yield _fault(at, "te-hoog", NOT_YET)
    if day < term.first:
        yield _fault(at, "te-laag", BEFORE_THE_DRAW)


def keep(control: Control, heard: Sequence[Heard], *, by: str) -> None:
    """Write that the boards were heard."""
    Hearing.objects.bulk_create(
        Hearing(
            control=control,
            board_code=each.board,
            heard_on=each.on,
            outcome=each.outcome,
            person=by,
        )
        for each in heard
    )


def _fault(location: str, code: str, texts: tuple[str, str]) -> InvalidInput:
    return InvalidInput(location, in_language(*texts), code, "body")


def _not_heard(board: str) -> tuple[str, str]:
    return (
        f"bestuur {board} verliest gewichten en is niet gehoord",
        f"board {board} loses weights and was not heard",
    )


NOT_CONCERNED = (
    "van dit bestuur is geen fout gevonden",
    "no error was found of this board",
)
TWICE = ("staat er meer dan eens", "is given more than once")
NOT_YET = ("deze dag is nog niet geweest", "this day has not been yet")
BEFORE_THE_DRAW = (
    "op deze dag was de controle nog niet getrokken",
    "on this day the check had not been drawn yet",
)
