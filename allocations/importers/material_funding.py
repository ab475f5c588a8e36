"""DUO, materiële instandhouding basisonderwijs 2019: groups and school weights.

An Excel workbook of the old kind, whose page says the calendar year; one row per
school, all its locations summed, of the count of 1 October before the year. The school
weight is that of the last count under the old weights; where the cap of 80 % of the
pupils reaches it, it need not be whole. The file says nothing of the boards on a day.

The supplement of two schools has three decimals, so it is read and not kept. The total
of four schools is not what the parts add up to: two were paid seven months of twelve,
and the two with three decimals something near that. They are named, and kept.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from allocations.importers.personnel_funding import PAYMENTS
from allocations.importers.personnel_funding_2019 import BRIN_COLUMN, pupils_of
from oab.corrections import Facts, Subject, Values, publish
from oab.files.notations import BINARY_AMOUNT, BINARY_MILLS, BRIN, POINTS, WHOLE
from oab.files.problems import BadFile
from oab.files.sheets import Layout, Row, Sheet
from oab.tallies import Tally, tally
from schools.models import MaterialFigures

SOURCE = "DUO, materiële instandhouding basisonderwijs"
WEIGHT, GROUPS = "SCHOOLGEWICHT", "AANTAL_GROEPEN"
PARTS = ("GROEPSAFHANKELIJKE_MI", "LEERLINGAFHANKELIJKE_MI")
SUPPLEMENT, TOTAL = "AANVULLENDE_MI", "TOTAAL_MI"

LAYOUTS = (
    Layout(
        "materiële instandhouding basisonderwijs 2019",
        (
            BRIN_COLUMN,
            "TOTAAL_AANTAL_LEERLINGEN",
            "AANTAL_LEERLINGEN_4_TOT_EN_MET_7_JAAR",
            "AANTAL_LEERLINGEN_8_JAAR_EN_OUDER",
            GROUPS,
            WEIGHT,
            *PARTS,
            SUPPLEMENT,
            TOTAL,
        ),
        book=True,
    ),
)

FIGURES = Facts(
    MaterialFigures,
    ("brin", "counted_on"),
    (
        "pupils",
        "pupils_4_to_7",
        "pupils_8_and_over",
        "school_weight",
        "groups",
    ),
)


@dataclass(slots=True)
class _Funding:
    """What the file says, by subject."""

    year: int
    counted_on: date
    figures: dict[Subject, Values] = field(default_factory=dict)
    payments: dict[Subject, Values] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def store(sheet: Sheet) -> Tally:
    """Store what the material funding rests on, and the payments."""
    funding = _of(sheet)
    seen: dict[str, int] = {}
    touched = []
    for row in sheet.rows():
        brin = row.read(BRIN_COLUMN, BRIN)
        row.refuse_repetition(seen, brin)
        touched.append(_take(row, brin, funding))
    sheet.problems.refuse_any()
    outcomes = (
        publish(FIGURES, funding.figures, source=SOURCE),
        publish(PAYMENTS, funding.payments, source=SOURCE),
    )
    return tally(len(sheet.body), touched, outcomes, funding.remarks)


def _of(sheet: Sheet) -> _Funding:
    """Read the year in the name of the page."""
    page = sheet.book.name if sheet.book else ""
    found = re.search(r"\b(\d{4})$", page)
    if not found:
        raise BadFile([f"blad {page}: de naam noemt geen jaar (2019)"])
    year = int(found[1])
    return _Funding(year, sheet.own_day(date(year - 1, 10, 1)))


def _take(row: Row, brin: str, funding: _Funding) -> list[Subject]:
    """Take in one school; give the subjects of which its row speaks."""
    amounts = {column: row.read(column, BINARY_AMOUNT) for column in (*PARTS, TOTAL)}
    payments: dict[Subject, Values] = {
        (brin, column.lower(), str(funding.year)): (amount,)
        for column, amount in amounts.items()
    }
    counted = (brin, funding.counted_on)
    weight, groups = row.read(WEIGHT, POINTS), row.read(GROUPS, WHOLE)
    funding.figures[counted] = (*pupils_of(row), weight, groups)
    funding.payments |= payments
    parts = [amounts[part] for part in PARTS]
    added, total = sum(parts, row.read(SUPPLEMENT, BINARY_MILLS)), amounts[TOTAL]
    if row.sound and added != total:
        shown = f"{added.normalize():f}"
        funding.remarks.append(
            f"rij {row.number}: {brin} kreeg {total}, de delen zijn {shown}"
        )
    return [counted, *payments]
