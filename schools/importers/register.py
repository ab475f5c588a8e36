"""DUO, school register of primary education: boards, schools and locations on a day.

Windows-1252, `;`, CRLF or LF; the file does not say of which day it is. Three layouts:
BRIN NUMMER and VESTIGINGSNUMMER until 2021, INSTELLINGSCODE and VESTIGINGSCODE in 2026,
and the list of main locations of 2017, without a location number. The header of 2013
has a trailing space (`VESTIGINGSNAAM `). The location number has six characters, the
postcode a space; what is not there can be a single space. The names of municipalities
are shorthand and are not read: the lists of municipalities have them.

A row of the list of main locations speaks of location 00. In the four other lists every
school has a location 00, no main location of 2017 lies where another location of its
school lay in December 2020, and 5,801 of 6,095 lie where location 00 then lay.
"""

from oab.files.notations import (
    BOARD,
    BRIN,
    LOCATION,
    MUNICIPALITY,
    NAME,
    POSTCODE,
    TEXT,
)
from oab.files.sheets import Layout, Row, Sheet
from oab.tallies import Tally, tally
from schools.importers.snapshots import Snapshot
from schools.registers import ALL_LOCATIONS, MAIN, MAIN_LOCATIONS

BOARD_COLUMN = "BEVOEGD GEZAG NUMMER"
ATTRIBUTES = {
    "STRAATNAAM": ("street", TEXT),
    "HUISNUMMER-TOEVOEGING": ("house_number", TEXT),
    "POSTCODE": ("postcode", POSTCODE),
    "PLAATSNAAM": ("place", TEXT),
    "GEMEENTENUMMER": ("municipality_code", MUNICIPALITY),
    "DENOMINATIE": ("denomination", TEXT),
}

UNTIL_2021 = Layout(
    f"{ALL_LOCATIONS} (tot en met 2021)",
    ("BRIN NUMMER", "VESTIGINGSNUMMER", "VESTIGINGSNAAM", BOARD_COLUMN, *ATTRIBUTES),
)
SINCE_2022 = Layout(
    f"{ALL_LOCATIONS} (2026)",
    ("INSTELLINGSCODE", "VESTIGINGSCODE", "VESTIGINGSNAAM", BOARD_COLUMN, *ATTRIBUTES),
)
MAIN_ONLY = Layout(
    f"{MAIN_LOCATIONS} (2017)",
    ("BRIN NUMMER", "INSTELLINGSNAAM", BOARD_COLUMN, *ATTRIBUTES),
)
LAYOUTS = (UNTIL_2021, SINCE_2022, MAIN_ONLY)


def store(sheet: Sheet) -> Tally:
    """Store the boards, schools and locations of a day, and what follows from it."""
    day = sheet.day()
    snapshot = Snapshot()
    seen: dict[str, int] = {}
    touched = []
    for row in sheet.rows():
        location, name = _identity(sheet.layout, row)
        row.refuse_repetition(seen, location)
        said = {
            key: row.read(column, notation)
            for column, (key, notation) in ATTRIBUTES.items()
        }
        board = row.read(BOARD_COLUMN, BOARD)
        touched.append(snapshot.take(row, location, board, {"name": name, **said}))
    sheet.problems.refuse_any()
    source = MAIN_LOCATIONS if sheet.layout is MAIN_ONLY else ALL_LOCATIONS
    outcomes = snapshot.record(on=day, source=source)
    return tally(len(sheet.body), touched, outcomes)


def _identity(layout: Layout, row: Row) -> tuple[str, str]:
    """Read which location of which school the row speaks of, and its name."""
    columns = layout.columns
    brin = row.read(columns[0], BRIN)
    if layout is MAIN_ONLY:
        return brin + MAIN, row.read(columns[1], NAME)
    location = row.read(columns[1], LOCATION)
    if row.sound and not location.startswith(brin):
        row.refuse(f"{location} is geen vestiging van {brin}", columns[1])
    return location, row.read(columns[2], NAME)
