"""Reads the facts of a calculation from CSV, or says all that is wrong with them."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from allocations.facts_columns import Column, columns_of
from allocations.rules.calculation import Plan, plan, refuse_gaps_in_the_law
from allocations.rules.errors import BadFacts, Problem
from allocations.rules.facts import Facts
from allocations.rules.figures import Figure, Groups
from allocations.rules.law import Provisions
from allocations.rules.periods import Period
from allocations.rules.recipients import KINDS, Kind, kind_of
from allocations.rules.regime import Level, Regime
from oab.files.problems import quoted

RECIPIENT = "ontvanger"
LOCATION = "vestiging"
PREDECESSOR = "voorganger"
MOST_PROBLEMS = 1_000
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(slots=True)
class Problems:
    """Everything that is wrong; counts all, keeps the first thousand."""

    kept: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, message: str, row: int = 0, column: str = "") -> None:
        """Note a problem."""
        self.count += 1
        if self.count <= MOST_PROBLEMS:
            self.kept.append(Problem(message, row, column))

    def refuse_any(self) -> None:
        """Raise BadFacts if there is a problem."""
        self.kept.sort(key=lambda problem: problem.row)
        if self.count > MOST_PROBLEMS:
            self.kept.append(Problem(f"en nog {self.count - MOST_PROBLEMS} fouten"))
        if self.count:
            raise BadFacts(self.kept)


def read_facts(
    content: bytes,
    regime: Regime,
    provisions: Provisions,
    wanted: Sequence[str] = (),
    for_all: Mapping[Column, int] = MappingProxyType({}),
) -> Facts:
    """Read what the wanted figures need from the bytes of a CSV file.

    The file is UTF-8, comma-separated, with a header; one row per location or per
    recipient. `for_all` are columns, not in the file, that hold the same for every
    recipient. Raises BadFacts with every problem by row (the header is row 1) and
    column; NotInForce where nothing is wrong but that more facts would not help, since
    the law has no value.
    """
    problems = Problems()
    if content.startswith(UTF_16):
        problems.add("het bestand is UTF-16; verwacht UTF-8")
        problems.refuse_any()
    # A byte that is no UTF-8 becomes a lone surrogate, so that its cell can be named.
    text = content.decode("utf-8-sig", errors="surrogateescape")
    rows = _rows(text, problems)
    header = next(rows, (1, []))[1]
    known = columns_of(regime, provisions.law, provisions.period)
    columns = _header(header, known, problems)
    _refuse_unknown_to_the_law(columns, provisions, problems)
    columns = _where_the_file_is_silent(columns, regime, provisions)
    _refuse_twice(columns, for_all, problems)
    planned = plan(regime, provisions, _keys([*columns, *for_all]), wanted)
    columns = [_as_needed(column, planned) for column in columns]
    table = _Table(regime, provisions.period, columns, problems)
    for number, row in rows:
        table.take(number, row)
    if table.rows and not problems.count:
        refuse_gaps_in_the_law(planned, provisions)
    _note_missing(table, planned, problems)
    table.fill(for_all)
    facts = table.facts()
    wrong = {problem.row for problem in problems.kept}
    for problem in facts.problems(regime, provisions) if table.rows else ():
        if problem.row not in wrong:
            problems.add(problem.message, problem.row, problem.column)
    problems.refuse_any()
    return facts


def _keys(columns: Sequence[Column | str | None]) -> set[str]:
    own = {column.key for column in columns if isinstance(column, Column)}
    also = {column.also for column in columns if isinstance(column, Column)}
    return own | also - {""}


def _where_the_file_is_silent(
    columns: Sequence[Column | str | None], regime: Regime, provisions: Provisions
) -> list[Column | str | None]:
    """Let a figure of a school speak for its location where nothing else does."""
    own = {column.key for column in columns if isinstance(column, Column)}
    said = {
        key
        for key in regime.of_one_location.values()
        if key in own or own >= _required(plan(regime, provisions, (), [key]), regime)
    }
    return [
        replace(column, also="")
        if isinstance(column, Column) and column.also in said
        else column
        for column in columns
    ]


def _required(planned: Plan, regime: Regime) -> set[str]:
    return {key for key in planned.facts if not regime.fact_by_key[key].optional}


def _as_needed(column: Column | str | None, planned: Plan) -> Column | str | None:
    """Let the cells of a column that is not needed be empty."""
    needed = {*planned.facts, *planned.figures}
    if not isinstance(column, Column) or {column.key, column.also} & needed:
        return column
    return replace(column, absent=0)


def _refuse_twice(
    columns: Sequence[Column | str | None],
    for_all: Mapping[Column, int],
    problems: Problems,
) -> None:
    for column in for_all:
        if column in columns:
            problems.add("is ook voor allen tegelijk opgegeven", 1, column.name)


def _refuse_unknown_to_the_law(
    columns: Sequence[Column | str | None], provisions: Provisions, problems: Problems
) -> None:
    figures = provisions.law.figures
    for column in columns:
        figure = figures.get(column.key) if isinstance(column, Column) else None
        if figure and not figure.applies_in(provisions.period):
            message = f"bestaat niet in {provisions.period.in_dutch}"
            problems.add(message, 1, figure.name)


def _note_missing(table: "_Table", planned: Plan, problems: Problems) -> None:
    present = _keys(table.columns)
    if not table.columns:
        return
    if not table.rows and not problems.count:
        problems.add("het bestand heeft geen rijen")
    needed = [table.regime.fact_by_key[key] for key in planned.facts]
    missing = [f for f in needed if f.key not in present and not f.optional]
    for name in dict.fromkeys(table.column_of(fact.name) for fact in missing):
        problems.add("ontbreekt", 1, name)
    by_location = bool(table.regime.location_steps)
    local = by_location and any(fact.level is Level.LOCATION for fact in needed)
    if local and LOCATION not in table.columns and table.kind is KINDS["school"]:
        problems.add("ontbreekt: leerlingen tellen per vestiging", 1, LOCATION)


def _rows(text: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.add(_in_dutch(str(error)), number)
            return
        if row:
            yield number, row


def _in_dutch(csv_error: str) -> str:
    if "field limit" in csv_error:
        return f"geen CSV: een cel is langer dan {csv.field_size_limit()} tekens"
    if "unexpected end" in csv_error:
        return "geen CSV: een aanhalingsteken wordt niet gesloten"
    return "geen CSV: een aanhalingsteken staat midden in een cel"


def _header(
    header: list[str], known: dict[str, Column], problems: Problems
) -> list[Column | str | None]:
    """Say per position what stands there; None where that is not known."""
    if not header:
        problems.add("het bestand is leeg; verwacht een kop en ten minste één rij")
    elif len(header) == 1 and ";" in header[0]:
        problems.add("puntkomma's tussen de kolommen; verwacht komma's", 1)
        return []
    elif RECIPIENT not in header:
        problems.add(f"ontbreekt; de kop is {quoted(','.join(header))}", 1, RECIPIENT)
    places = {name: name for name in (RECIPIENT, LOCATION, PREDECESSOR)} | known
    _refuse_names(header, places, problems)
    return [places.get(name) for name in header]


def _refuse_names(
    header: list[str], known: Mapping[str, object], problems: Problems
) -> None:
    seen: set[str] = set()
    for name in header:
        if name in seen:
            problems.add("staat er meer dan eens", 1, quoted(name))
        elif name not in known:
            problems.add("onbekend", 1, quoted(name))
        seen.add(name)
    if not seen <= known.keys():
        problems.add(f"de kolommen van deze regeling zijn {', '.join(known)}", 1)


class _Table:
    """Collects the rows of a file."""

    def __init__(
        self,
        regime: Regime,
        period: Period,
        columns: Sequence[Column | str | None],
        problems: Problems,
    ) -> None:
        self.regime = regime
        self.period = period
        self.paid = regime.recipients_in(period)
        self.columns = columns
        self.problems = problems
        self.kind: Kind | None = None
        self.recipients: dict[str, int] = {}
        self.locations: dict[str, int] = {}
        self.recipient_of_row: list[int] = []
        self.rows: list[int] = []
        self.values: dict[Column, list[int | None]] = {
            column: [] for column in columns if isinstance(column, Column)
        }
        self.first_row: list[int] = []

    def column_of(self, name: str) -> str:
        """Name the column of a fact."""
        return self.regime.column_of(name, self.period)

    def take(self, number: int, row: list[str]) -> None:
        """Take in one row."""
        if len(row) != len(self.columns):
            expected = len(self.columns)
            self.problems.add(f"{len(row)} cellen, verwacht {expected}", number)
            return
        cells = dict(zip(self.columns, row, strict=True))
        name = str(cells.get(RECIPIENT, ""))
        recipient = self._recipient(number, name)
        self._place(number, name, cells)
        is_first = recipient == len(self.first_row)
        if is_first:
            self.first_row.append(number)
        self.recipient_of_row.append(recipient)
        self.rows.append(number)
        for column, values in self.values.items():
            value = self._cell(number, column, cells[column])
            if column.level is Level.LOCATION or is_first:
                values.append(value)
            elif None not in {value, values[recipient]} and value != values[recipient]:
                self._differs(number, column, recipient)

    def fill(self, for_all: Mapping[Column, int]) -> None:
        """Take in what holds for every recipient."""
        for column, value in for_all.items():
            self.values[column] = [value] * len(self.recipients)

    def facts(self) -> Facts:
        """Give the rows as columns; a cell that could not be read counts as zero."""
        groups = Groups.of(self.recipient_of_row)
        columns = {
            key: Figure.column(
                key,
                [value or 0 for value in values],
                scale=column.decimals,
                groups=groups if level is Level.LOCATION else None,
            )
            for column, values in self.values.items()
            for key, level in self._given_by(column)
        }
        locations = tuple(self.locations) or tuple(self.recipients)
        return Facts(tuple(self.recipients), locations, groups, columns, self.rows)

    def _given_by(self, column: Column) -> Iterator[tuple[str, Level]]:
        yield column.key, column.level
        if not column.also:
            return
        level = self.regime.level_of(column.also)
        if level is not column.level and len(self.first_row) < len(self.rows):
            message = "is van de hele school; hier telt elke vestiging"
            self.problems.add(message, 1, column.name)
        else:
            yield column.also, level

    def _recipient(self, number: int, recipient: str) -> int:
        kind = kind_of(recipient, self.paid)
        shapes = " of ".join(KINDS[key].shape for key in self.paid)
        if kind is None:
            message = f"{quoted(recipient)} is geen {shapes}"
            self.problems.add(message, number, RECIPIENT)
        elif self.kind not in {None, kind}:
            message = f"{recipient}: één soort ontvanger per bestand"
            self.problems.add(message, number, RECIPIENT)
        self.kind = self.kind or kind
        return self.recipients.setdefault(recipient, len(self.recipients))

    def _place(
        self,
        number: int,
        recipient: str,
        cells: Mapping[Column | str | None, str],
    ) -> None:
        if PREDECESSOR in cells:
            self._predecessor(number, recipient, cells[PREDECESSOR])
        else:
            self._location(number, recipient, cells.get(LOCATION))

    def _location(self, number: int, recipient: str, cell: str | None) -> None:
        location = recipient if cell is None else cell
        if re.fullmatch(r"[0-9]{2}", location) and self.kind is KINDS["school"]:
            location = recipient + location
        if cell is not None and not KINDS["location"].pattern.fullmatch(location):
            message = f"{quoted(cell)} is geen {KINDS['location'].shape}"
            self.problems.add(message, number, LOCATION)
        elif self._owns_its_locations and not location.startswith(recipient):
            message = f"{location} is geen vestiging van {recipient}"
            self.problems.add(message, number, LOCATION)
        if location in self.locations:
            message = f"{quoted(location)} staat ook op rij {self.locations[location]}"
            self.problems.add(message, number, LOCATION if cell else RECIPIENT)
        self.locations.setdefault(location, number)

    def _predecessor(self, number: int, recipient: str, cell: str) -> None:
        """Note what went into a recipient: it may have gone into others as well."""
        shape = KINDS["municipality"]
        if not shape.pattern.fullmatch(cell) or self.kind is not shape:
            self.problems.add(
                f"{quoted(cell)} is geen {shape.shape}", number, PREDECESSOR
            )
        place = f"{cell} in {recipient}"
        if place in self.locations:
            message = f"{quoted(cell)} staat ook op rij {self.locations[place]}"
            self.problems.add(message, number, PREDECESSOR)
        self.locations.setdefault(place, number)

    @property
    def _owns_its_locations(self) -> bool:
        """Tell whether a location must be the recipient's own.

        Without a rule per location they are taken together, merged ones too.
        """
        return self.kind in _HAS_LOCATIONS and bool(self.regime.location_steps)

    def _cell(self, number: int, column: Column, cell: str) -> int | None:
        try:
            return column.read(cell)
        except ValueError as error:
            self.problems.add(str(error), number, column.name)
            return None

    def _differs(self, number: int, column: Column, recipient: int) -> None:
        first = self.first_row[recipient]
        message = f"wijkt af van rij {first}: is per ontvanger overal gelijk"
        self.problems.add(message, number, column.name)


_HAS_LOCATIONS = (KINDS["school"], KINDS["location"])
