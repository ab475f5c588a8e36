"""From the cells of a delivery sheet to rows of the table, as COPY takes them.

This is the one place where a personal number is at hand: it becomes a pseudonym here,
in the request that brought it, and is forgotten. A cell that cannot be read leaves its
field empty and is kept as text in `unreadable`, so that what is wrong with it can be
told together with everything else; of a personal number nothing is kept.

Written for a whole country at once: what cells say is remembered, since most of them
say what others said before.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import islice
from typing import Any

from schools.deliveries.columns import COLUMNS, NAMES
from schools.deliveries.notations import Notation
from schools.pupils.pseudonyms import Pseudonym, identify, looks_personal
from schools.rules.counting import Counted, Stay, count
from schools.rules.education import Level
from schools.rules.statements import HOME
from schools.rules.weighing import Pupil, Weighing, weigh

Cells = Sequence[str]
# Finds the pseudonym of a pupil that a school knows by its own number.
Known = Callable[[str, str], Pseudonym | None]

FIELDS = (
    "delivery_id",
    "row",
    "location_code",
    "pupil_number",
    "key",
    "pseudonym",
    *(column.field for column in COLUMNS[3:]),
    "unreadable",
    "state",
    "weight",
    "potential_weight",
    "counted",
    "age_group",
)
LOCATION, OWN, PERSONAL_NUMBER, BORN, ENROLLED, LEFT, ABSENT = range(7)
SIGNED, SITUATION = (
    NAMES.index("verklaring_dagtekening"),
    NAMES.index("verklaring_peildatum"),
)
STATEMENT = NAMES.index("verklaring_formulier")
LEVELS = tuple(NAMES.index(f"verzorger{number}_opleiding") for number in (1, 2))
LEVEL, COUNTRY = 0, 2
WORDS = frozenset(Level)
TEXTS = {"location_code", "pupil_number", "form"} | {
    column.field for column in COLUMNS if column.field.endswith(("_level", "_country"))
}

NULL = "\\N"
REMEMBERED = 200_000
LONGEST_KEPT = 60
BATCH = 5_000
SHORTEST = 8  # personal number, one that a spreadsheet took the leading zero from
NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ .-]?[0-9]){7,8}(?![0-9])")
DAY = re.compile(r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}")
HIDDEN = "…"


class _Remembered(dict[Any, Any]):
    """What was read before; whatever cannot be read raises ValueError each time."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, given: Any) -> Any:  # noqa: ANN401
        found = self.read(given)
        if len(self) < REMEMBERED:
            self[given] = found
        return found


def _read(notation: Notation, empty: Any, cell: str) -> tuple[Any, str]:  # noqa: ANN401
    """Read a cell: the value, and as COPY takes it."""
    stripped = cell.strip()
    value = notation.read(stripped) if stripped else empty
    return value, copied(value)


def copied(value: Any) -> str:  # noqa: ANN401
    """Write a value as COPY takes it; no notation lets a tab or backslash through."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value)


READ = [
    _Remembered(partial(_read, each.notation, "" if each.field in TEXTS else None))
    for each in COLUMNS
]


def _read_statement(cells: tuple[str, ...]) -> tuple[tuple[Any, ...], str]:
    """Read what carers stated: the values, and as COPY takes them."""
    read = [READ[STATEMENT + place][cell] for place, cell in enumerate(cells)]
    values = [value for value, _ in read]
    for level in LEVELS:
        carer = values[level - STATEMENT :]
        values[level - STATEMENT] = _level(carer[LEVEL], carer[COUNTRY])
    return tuple(values), "\t".join(map(copied, values))


def _level(level: str, country: str) -> str:
    """Take a Dutch level from the list, and a foreign one as it was written."""
    if level.lower() in WORDS:
        return level.lower()
    if level and country in HOME:
        raise ValueError(level)
    return level


def _read_marks(cells: tuple[str, ...]) -> tuple[tuple[Any, ...], str]:
    read = [READ[ABSENT + place][cell] for place, cell in enumerate(cells)]
    return tuple(value for value, _ in read), "\t".join(text for _, text in read)


def _outcome(found: tuple[Weighing, Counted]) -> str:
    weighing, counted = found
    return "\t".join(
        map(
            copied,
            (
                weighing.state,
                weighing.weight,
                weighing.potential_weight,
                counted.counts,
                counted.age_group or "",
            ),
        )
    )


STATEMENTS = _Remembered(_read_statement)
MARKS = _Remembered(_read_marks)
OUTCOMES = _Remembered(_outcome)


class Reader:
    """Reads rows of one count date."""

    def __init__(self, counted_on: date, known: Known = lambda _, __: None) -> None:
        self.counted_on = counted_on
        self.known = known

    def lines(self, rows: Iterable[tuple[str, int, Cells]]) -> Iterator[str]:
        """Give rows in the order of `FIELDS`; cells come in the order of `NAMES`."""
        remaining = iter(rows)
        while batch := list(islice(remaining, BATCH)):
            numbers = [cells[PERSONAL_NUMBER] for _, _, cells in batch]
            found = zip(batch, identify(numbers), strict=True)
            for (delivery, row, cells), pseudonym in found:
                yield f"{delivery}\t{row}\t{self._line(cells, pseudonym)}\n"

    def _line(self, cells: Cells, pseudonym: Pseudonym | None) -> str:
        given = cells[PERSONAL_NUMBER]
        try:
            if pseudonym or not given.strip():
                return self._sound_line(cells, pseudonym, NULL)
        except ValueError:
            pass
        readable, unreadable = sort_out(cells, bad_number=pseudonym is None)
        kept = json.dumps(unreadable, ensure_ascii=False).replace("\\", "\\\\")
        return self._sound_line(readable, pseudonym, kept)

    def _sound_line(
        self, cells: Cells, pseudonym: Pseudonym | None, unreadable: str
    ) -> str:
        location = READ[LOCATION][cells[LOCATION]][1]
        own = _own(cells[OWN])
        born_on, born = READ[BORN][cells[BORN]]
        enrolled_on, enrolled = READ[ENROLLED][cells[ENROLLED]]
        left_on, left = READ[LEFT][cells[LEFT]]
        (absent, claimed, old), marks = MARKS[tuple(cells[ABSENT:SIGNED])]
        signed_on, signed = READ[SIGNED][cells[SIGNED]]
        situation_on, situation = READ[SITUATION][cells[SITUATION]]
        stated, statement = STATEMENTS[tuple(cells[STATEMENT:])]
        pupil = Pupil(
            born_on, enrolled_on, signed_on, situation_on, claimed, old, *stated
        )
        stay = Stay(enrolled_on, left_on) if enrolled_on else None
        counted = count(born_on, stay, self.counted_on, absent=bool(absent))
        outcome = OUTCOMES[weigh(pupil, self.counted_on), counted]
        pseudonym = pseudonym or self.known(location[:4], own)
        key, value = _copied_pseudonym(pseudonym) if pseudonym else ("", NULL)
        return (
            f"{location}\t{own}\t{key}\t{value}\t{born}\t{enrolled}\t{left}\t{marks}\t"
            f"{signed}\t{situation}\t{statement}\t{unreadable}\t{outcome}"
        )


def _copied_pseudonym(pseudonym: Pseudonym) -> tuple[str, str]:
    return pseudonym.key, f"\\\\x{pseudonym.value.hex()}"


def _own(cell: str) -> str:
    """Read the school's own number, unless it is a personal number after all."""
    own: str = READ[OWN][cell][1]
    if len(own) >= SHORTEST and looks_personal(own):
        raise ValueError("a personal number")
    return own


def sort_out(cells: Cells, *, bad_number: bool) -> tuple[list[str], dict[str, str]]:
    """Give the cells that can be read, and the others by column as text."""
    readable, unreadable = [*cells], {}
    for place, column in enumerate(COLUMNS):
        try:
            _try(place, cells, bad_number=bad_number)
        except ValueError:
            unreadable[column.name] = _kept(place, cells[place])
            readable[place] = ""
    return readable, unreadable


def _try(place: int, cells: Cells, *, bad_number: bool) -> None:
    READ[place][cells[place]]
    if place == OWN:
        _own(cells[place])
    elif place == PERSONAL_NUMBER and bad_number and cells[place].strip():
        raise ValueError("no personal number")
    elif place in LEVELS:
        _level(cells[place].strip(), _country(cells[place + COUNTRY]))


def _country(cell: str) -> str:
    try:
        country: str = READ[LEVELS[0] + COUNTRY][cell][0]
    except ValueError:
        return ""
    return country


def _kept(place: int, cell: str) -> str:
    """Keep what could not be read, without anything like a personal number in it."""
    if place in {PERSONAL_NUMBER, OWN}:
        return ""
    return NUMBER.sub(_hidden, cell.strip())[:LONGEST_KEPT]


def _hidden(found: re.Match[str]) -> str:
    return found[0] if DAY.fullmatch(found[0]) else HIDDEN
