"""DUO, pupils of primary schools in BRON: funded pupils per location, and partnerships.

Windows-1252, `;`. The first row is a title with the count date
(`Peildatum:;1-10-2016`), the second the header. VESTIGINGSNUMMER is not padded (`0`).
Pupils are given by age group and, apart from that, by weight: in total, funded and not
funded. The law counts the funded ones. The partnership is given per location; that of a
school is the one of its main location (17 schools lie in several partnerships).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from oab.files.notations import (
    BOARD,
    BRIN,
    DUTCH_DAY,
    LOCATION_NUMBER,
    PARTNERSHIP,
    WHOLE,
)
from oab.files.problems import BadFile
from oab.files.sheets import Layout, Row, Sheet
from oab.registers import Code
from oab.snapshots import Value
from oab.tallies import Tally, tally
from schools import counts, derived_successions
from schools.counts import Cells
from schools.models import Count, CountCell
from schools.registers import (
    BOARDS,
    PARTNERSHIPS,
    SCHOOLS,
    TRAVELLING,
    record_snapshot,
)

SOURCE = "DUO, leerlingen basisonderwijs in BRON"
ORIGIN = Count.Origin.BRON
DAY_TITLE = "Peildatum:"


# The column of each total; those of its parts begin with the key: `BEK_8_EO`.
ALL, FUNDED, NOT_FUNDED = "TOTAAL", "BEK", "NIETBEK"
TOTALS = {
    ALL: "TOTAAL",
    FUNDED: "TOTAAL_BEKOSTIGD",
    NOT_FUNDED: "TOTAAL_NIET_BEKOSTIGD",
}
AGES = {
    "JONGER_8": CountCell.AgeGroup.FOUR_TO_SEVEN,
    "8_EO": CountCell.AgeGroup.EIGHT_AND_OVER,
}
WEIGHTS = {
    "GEW00": Decimal("0.00"),
    "GEW03": Decimal("0.30"),
    "GEW12": Decimal("1.20"),
}
PARTS = (*AGES, *WEIGHTS)

LAYOUTS = (
    Layout(
        "leerlingen basisonderwijs in BRON",
        (
            "BRIN_NUMMER",
            "VESTIGINGSNUMMER",
            "SWV",
            "BEVOEGD_GEZAG_NUMMER",
            *TOTALS.values(),
            *(f"{prefix}_{part}" for prefix in TOTALS for part in PARTS),
        ),
        title_rows=1,
    ),
)


@dataclass(slots=True)
class _Bron:
    """What the file says, by code."""

    boards: dict[str, Mapping[str, Value]] = field(default_factory=dict)
    partnerships: dict[str, Mapping[str, Value]] = field(default_factory=dict)
    schools: dict[str, Mapping[str, Value]] = field(default_factory=dict)
    main: dict[str, str] = field(default_factory=dict)
    cells: dict[str, Cells] = field(default_factory=dict)


def store(sheet: Sheet) -> Tally:
    """Store the counts, and the boards and partnerships of the schools on that day."""
    day = sheet.own_day(_titled_day(sheet))
    bron = _Bron()
    seen: dict[str, int] = {}
    touched = []
    for row in sheet.rows():
        brin = row.read("BRIN_NUMMER", BRIN)
        location = brin + row.read("VESTIGINGSNUMMER", LOCATION_NUMBER)
        row.refuse_repetition(seen, location)
        bron.cells[location] = _cells(row)
        codes = _take(row, brin, location, bron)
        touched.append([*codes, (location, day, ORIGIN)])
    sheet.problems.refuse_any()
    outcomes = [
        record_snapshot(BOARDS, bron.boards, on=day, source=SOURCE),
        record_snapshot(PARTNERSHIPS, bron.partnerships, on=day, source=SOURCE),
        record_snapshot(SCHOOLS, bron.schools, on=day, source=SOURCE),
        counts.publish(bron.cells, on=day, origin=ORIGIN, source=SOURCE),
    ]
    derived_successions.derive()
    return tally(len(sheet.body), touched, outcomes)


def _titled_day(sheet: Sheet) -> date:
    """Read the count date behind its title in the first row."""
    title = sheet.titles[0]
    after = title.index(DAY_TITLE) + 1 if DAY_TITLE in title else len(title)
    try:
        return DUTCH_DAY.read(title[after] if after < len(title) else "")
    except ValueError as error:
        raise BadFile([f"rij 1: {DAY_TITLE} {error}"]) from error


def _take(row: Row, brin: str, location: str, bron: _Bron) -> list[Code]:
    """Take in what the row says of the registers; give the codes."""
    board = row.read("BEVOEGD_GEZAG_NUMMER", BOARD)
    partnership = row.read("SWV", PARTNERSHIP)
    bron.boards[board] = {}
    bron.partnerships[partnership] = {}
    if location <= bron.main.setdefault(brin, location):
        bron.main[brin] = location
        bron.schools[brin] = {
            "board_code": board,
            "partnership_code": partnership,
            "outside_scheme": brin in TRAVELLING,
        }
    if bron.schools[brin]["board_code"] != board:
        row.refuse(f"{brin} staat ook onder een ander bestuur", "BEVOEGD_GEZAG_NUMMER")
    return [(board,), (partnership,), (brin,)]


def _cells(row: Row) -> Cells:
    """Read the funded pupils; every total must be the sum of its parts."""
    totals = {prefix: row.read(column, WHOLE) for prefix, column in TOTALS.items()}
    parts = {
        prefix: {part: row.read(f"{prefix}_{part}", WHOLE) for part in PARTS}
        for prefix in TOTALS
    }
    if row.sound:
        _refuse_wrong_sums(row, totals, parts)
    funded = parts[FUNDED]
    by_age = {(None, group): funded[part] for part, group in AGES.items()}
    return by_age | {(weight, ""): funded[part] for part, weight in WEIGHTS.items()}


def _refuse_wrong_sums(
    row: Row, totals: Mapping[str, int], parts: Mapping[str, Mapping[str, int]]
) -> None:
    sums = [(ALL, totals[FUNDED] + totals[NOT_FUNDED])]
    for prefix in TOTALS:
        sums += [
            (prefix, sum(parts[prefix][p] for p in way)) for way in (AGES, WEIGHTS)
        ]
    for prefix, added in sums:
        if added != totals[prefix]:
            message = f"{totals[prefix]} is niet de som {added}"
            row.refuse(message, TOTALS[prefix])
