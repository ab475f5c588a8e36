"""DUO, personele bekostiging basisonderwijs 2019-2020: paid on an achterstandsscore.

An Excel workbook of the old kind, whose page says the school year; one row per school,
all its locations summed. Sums have the noise of binary numbers behind their decimals.
Three schools have parts of a cent, which are rounded half up here and named. The
pupils and ages are those of 1 October 2018, merged schools together; the schools that
opened in 2019 have those of 1 October 2019, which the file does not tell. So the score
is kept by the school year that was paid, not by a count date.

What was paid under article 28 has the transition of article 36a in it. Of the registers
this says nothing: of which day its boards are is not known.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from allocations.importers.personnel_funding import (
    AGES,
    BESIDES,
    OLD,
    PAYMENTS,
    PERSONNEL,
    PERSONNEL_TOTAL,
    PUPILS,
    TOTAL,
    YOUNG,
    age_of,
    refuse_wrong_sums,
)
from oab.corrections import Facts, Subject, Values, publish
from oab.files.notations import BINARY_AGE, BINARY_MILLS, BINARY_POINTS, BRIN, WHOLE
from oab.files.problems import BadFile
from oab.files.sheets import Layout, Row, Sheet
from oab.tallies import Tally, tally
from schools.models import EstablishedScore

SOURCE = "DUO, personele bekostiging basisonderwijs 2019-2020"
BRIN_COLUMN, SCORE = "Brin", "ACHTERSTANDSSCORE"
CENT = Decimal("0.01")
BESIDES_2019 = {key: of for key, of in BESIDES.items() if key != "IMPULSGEBIEDEN"}
ARTICLES = PERSONNEL | PERSONNEL_TOTAL | BESIDES_2019 | TOTAL
SUMS = {
    "TOTAAL_PERSONELE_BEKOSTIGING": tuple(PERSONNEL),
    "TOTAAL": (*PERSONNEL_TOTAL, *BESIDES_2019),
}

LAYOUTS = (
    Layout(
        "personele bekostiging basisonderwijs 2019-2020",
        (
            BRIN_COLUMN,
            PUPILS,
            YOUNG,
            OLD,
            "GEMIDDELDE_GEWOGEN_LEEFTIJD",
            SCORE,
            *ARTICLES,
        ),
        book=True,
    ),
)

SCORES = Facts(
    EstablishedScore,
    ("brin", "period"),
    ("score", "pupils", "pupils_4_to_7", "pupils_8_and_over"),
)


@dataclass(slots=True)
class _Funding:
    """What the file says, by subject."""

    period: str
    counted_on: date
    scores: dict[Subject, Values] = field(default_factory=dict)
    ages: dict[Subject, Values] = field(default_factory=dict)
    payments: dict[Subject, Values] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def store(sheet: Sheet) -> Tally:
    """Store scores, teacher ages and payments."""
    funding = _of(sheet)
    seen: dict[str, int] = {}
    touched = []
    for row in sheet.rows():
        brin = row.read(BRIN_COLUMN, BRIN)
        row.refuse_repetition(seen, brin)
        touched.append(_take(row, brin, funding))
    sheet.problems.refuse_any()
    outcomes = (
        publish(SCORES, funding.scores, source=SOURCE),
        publish(AGES, funding.ages, source=SOURCE),
        publish(PAYMENTS, funding.payments, source=SOURCE),
    )
    return tally(len(sheet.body), touched, outcomes, funding.remarks)


def _of(sheet: Sheet) -> _Funding:
    """Read the school year in the name of the page."""
    page = sheet.book.name if sheet.book else ""
    years = re.search(r"(\d{4})-(\d{4})$", page)
    if not years:
        raise BadFile([f"blad {page}: de naam noemt geen schooljaar (2019-2020)"])
    counted_on = date(int(years[1]) - 1, 10, 1)
    return _Funding(years[0], sheet.own_day(counted_on))


def _take(row: Row, brin: str, funding: _Funding) -> list[Subject]:
    """Take in one school; give the subjects of which its row speaks."""
    amounts = {column: row.read(column, BINARY_MILLS) for column in ARTICLES}
    cents = {key: each.quantize(CENT, ROUND_HALF_UP) for key, each in amounts.items()}
    if cents != amounts:
        funding.remarks.append(f"rij {row.number}: {brin} heeft delen van een cent")
    payments: dict[Subject, Values] = {
        (brin, article, funding.period): (cents[column],)
        for column, article in ARTICLES.items()
    }
    paid, counted = (brin, funding.period), (brin, funding.counted_on)
    funding.scores[paid] = (row.read(SCORE, BINARY_POINTS), *pupils_of(row))
    funding.ages[counted] = (age_of(row, BINARY_AGE),)
    funding.payments |= payments
    if row.sound:
        refuse_wrong_sums(row, amounts, SUMS)
    return [paid, counted, *payments]


def pupils_of(row: Row) -> Values:
    """Read the pupils, in all and by age group."""
    pupils, young, old = (row.read(column, WHOLE) for column in (PUPILS, YOUNG, OLD))
    if row.sound and young + old != pupils:
        row.refuse(f"{young} + {old} is niet {pupils}", PUPILS)
    return pupils, young, old
