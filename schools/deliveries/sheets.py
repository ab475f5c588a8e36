"""The delivery sheet: read in, handed out to fill in, and handed back with findings."""

from collections.abc import Iterator

from oab.files.refusals import Refusal
from oab.files.tables import Table, shown
from schools.deliveries.columns import (
    BY_FIELD,
    BY_NAME,
    COLUMNS,
    NAMES,
    PERSONAL,
    SKIPPED,
)
from schools.deliveries.reading import Cells
from schools.models import DeliveredPupil


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
