"""The delivery sheet: read in, handed out to fill in, and handed back with findings."""

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date

from oab.files.refusals import Refusal
from oab.files.spreadsheets import Heading, Line, Mark, Spreadsheet
from oab.files.tables import Table, Wanted, read_table, shown
from oab.languages import in_language
from schools.deliveries.columns import (
    BY_FIELD,
    BY_NAME,
    COLUMNS,
    NAMES,
    PERSONAL,
    SKIPPED,
)
from schools.deliveries.reading import Cells
from schools.deliveries.rules import NAMED
from schools.deliveries.visibility import UNREADABLE
from schools.models import DeliveredPupil, Delivery, EvidenceState, Finding
from schools.pupils.words import STATES

TITLE = "leerlingen"
FIRST_ROW = 2  # as in a spreadsheet, of which the first is the header
CHUNK = 1_000
HEADINGS = tuple(
    Heading(
        column.name,
        column.about,
        column.notation.words,
        only_choices=column.notation.only_words,
        is_date=column.notation.is_date,
    )
    for column in COLUMNS
)
STATE_WORDS = {state: word for word, state in STATES.items()}
AGE_GROUPS = {"4_7": "4-tot-en-met-7", "8_up": "8-en-ouder"}
OUTCOMES = (
    Heading("verklaring_staat", "Wat de ouderverklaring als bewijs waard is."),
    Heading("berekend_gewicht", "Gewicht dat volgens de regels meetelt."),
    Heading("telt_mee", "Of de leerling op de teldatum meetelt."),
    Heading("leeftijdsgroep", "Leeftijd op de teldatum."),
)
MUST_HAVE = {column.name for column in COLUMNS if column.required}
REQUIRED = ", ".join(column.name for column in COLUMNS if column.required)
EXPLANATION = f"""\
Vul per leerling één rij in op het blad 'leerlingen'.
Verander de kolomkoppen niet; de volgorde is vrij, en wat niet verplicht is mag weg.
Verplicht zijn: {REQUIRED}.
Schrijf dagen als 2014-10-01 of 1-10-2014.
Gebruik geen formules of macro's, en geen koppelingen naar andere bestanden.
Lever het blad in als XLSX, ODS of CSV (UTF-8).
Wat u inlevert vervangt alle rijen van de aanlevering.
""".splitlines()


def read(content: bytes) -> Table:
    """Read the page with pupils of a file that is handed in."""
    return read_table(content, Wanted(TITLE, _is_header))


def _is_header(cells: Cells) -> bool:
    return {_plain(cell) for cell in cells} >= MUST_HAVE


def in_order(table: Table) -> Iterator[tuple[int, Cells]]:
    """Give the rows with their cells in the order of `NAMES`.

    Raises `RefusedFile` at the end, with what is wrong in the header and in all rows.
    """
    header = [_plain(name) for name in table.header]
    _look_at_header(table, header)
    if tuple(header) == NAMES:
        yield from table.rows()
        return
    absent = len(header)  # the place of a cell that is added, and empty
    places = [header.index(name) if name in header else absent for name in NAMES]
    for row, cells in table.rows():
        wider = [*cells, ""]
        yield row, [wider[place] for place in places]


def _plain(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def _look_at_header(table: Table, header: list[str]) -> None:
    for name in dict.fromkeys(header):
        if name not in BY_NAME and name not in SKIPPED:
            _refuse(
                table, "onbekende-kolom", ("kent dit blad niet", "is unknown"), name
            )
        elif header.count(name) > 1:
            said = "staat er meer dan eens", "is there more than once"
            _refuse(table, "dubbele-kolom", said, name)
    for column in COLUMNS:
        if column.required and column.name not in header:
            _refuse(table, "kolom-ontbreekt", ("ontbreekt", "is missing"), column.name)


def _refuse(table: Table, code: str, said: tuple[str, str], name: str) -> None:
    table.refusals.add(Refusal(code, *said, table.header_row, shown(name)))


def cells_of(pupil: DeliveredPupil) -> list[str]:
    """Write a pupil as cells; never its number, and what was unreadable as it was."""
    unreadable = pupil.unreadable or {}
    return [
        unreadable.get(column.name, "") or _cell(pupil, column.field)
        for column in COLUMNS
    ]


def _cell(pupil: DeliveredPupil, field: str) -> str:
    column = BY_FIELD[field]
    value = getattr(pupil, field)
    if column.name == PERSONAL or value is None or value == "":
        return ""
    return column.notation.write(value)


# Sheets handed out --------------------------------------------------------------------


def template() -> Spreadsheet:
    """Make the sheet to fill in."""
    return Spreadsheet(TITLE, HEADINGS, explanation=EXPLANATION)


def marked(delivery: Delivery, hidden: Container[str] = ()) -> Spreadsheet:
    """Make the sheet of a delivery, with what was found in it.

    The numbers are not in it: whoever hands it in again may leave them out. Neither is
    what is hidden from who asks.
    """
    marks = _marks(delivery)
    pupils = DeliveredPupil.objects.filter(delivery=delivery).order_by("row")
    return Spreadsheet(
        TITLE,
        (*HEADINGS, *OUTCOMES),
        (
            _line(each, marks.get(each.row, ()), hidden)
            for each in pupils.iterator(CHUNK)
        ),
        (*EXPLANATION, *_of_the_whole(marks)),
        marked=True,
    )


Marks = Mapping[int, list[Mark]]


def _marks(delivery: Delivery) -> Marks:
    marks: defaultdict[int, list[Mark]] = defaultdict(list)
    found = Finding.objects.filter(delivery=delivery).order_by("row", "id")
    for finding in sorted(
        found.iterator(CHUNK), key=lambda each: GRAVITY[each.severity]
    ):
        text = NAMED[finding.rule].says(finding.values, finding.column)
        marks[finding.row].append(Mark(finding.column, finding.severity, text))
    return marks


GRAVITY = {severity: place for place, severity in enumerate(Finding.Severity.values)}


def _of_the_whole(marks: Marks) -> Iterator[str]:
    """Say what was found in the delivery as a whole."""
    for mark in marks.get(0, ()):
        yield in_language("Over de hele aanlevering: ", "Of all of it: ") + mark.text


def _line(pupil: DeliveredPupil, marks: Sequence[Mark], hidden: Container[str]) -> Line:
    if UNREADABLE in hidden:
        pupil.unreadable = None
    cells = [
        "" if column.name in hidden else _as_date(pupil, column.field) or cell
        for column, cell in zip(COLUMNS, cells_of(pupil), strict=True)
    ]
    return Line((*cells, *_outcome(pupil)), marks)


def _as_date(pupil: DeliveredPupil, field: str) -> date | None:
    value = getattr(pupil, field)
    return value if isinstance(value, date) else None


def _outcome(pupil: DeliveredPupil) -> tuple[str, ...]:
    counts = {True: "ja", False: "nee", None: ""}
    return (
        STATE_WORDS[EvidenceState(pupil.state)] if pupil.state else "",
        "" if pupil.weight is None else str(pupil.weight),
        counts[pupil.counted],
        AGE_GROUPS.get(pupil.age_group, ""),
    )
