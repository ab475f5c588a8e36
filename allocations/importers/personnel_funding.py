"""DUO, personele bekostiging basisonderwijs: what each school was paid, and on what.

One row per school, all its locations summed. ASCII, `;`, the rows end in a bare CR,
decimal comma and thousands point (`148.099,21`). Its figures rest on the count of
1 October before the school year and are established: school weight, pupils of impulse
areas and mean teacher age. The board is the one of that day; 31BR has none, and then
the register learns nothing of the school.

A payment is filed under the article of the Besluit bekostiging WPO where it concerns
the policy (28 and 28a), and under the publisher's own name in lower case otherwise; the
personnel and labour market budget is of WPO 129.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from allocations.models import PublishedPayment
from oab.corrections import Facts, Subject, Values, publish
from oab.files.notations import (
    AMOUNT,
    BOARD_IF_ANY,
    BRIN,
    FIRST_OF_OCTOBER,
    TWO_DECIMALS,
    WHOLE_WITH_POINTS,
    Notation,
)
from oab.files.sheets import Layout, Row, Sheet
from oab.snapshots import Value
from oab.tallies import Tally, tally
from schools import derived_successions
from schools.models import EstablishedFigures, TeacherAge
from schools.registers import BOARDS, SCHOOLS, TRAVELLING, record_snapshot

SOURCE = "DUO, personele bekostiging basisonderwijs"

PERSONNEL = {
    "ONDERBOUW": "onderbouw",
    "BOVENBOUW": "bovenbouw",
    "KLEINE_SCHOLEN_TOESLAG": "kleine_scholen_toeslag",
    "DRIEVIERDE_OPSLAG_NEVENVESTIGINGEN": "drievierde_opslag_nevenvestigingen",
    "ZEER_KLEINE_SCHOLEN_TOESLAG": "zeer_kleine_scholen_toeslag",
    "BESTRIJDING_ONDERWIJSACHTERSTANDEN": "28",
    "DIRECTIETOESLAG": "directietoeslag",
}
PERSONNEL_TOTAL = {"TOTAAL_PERSONELE_BEKOSTIGING": "totaal_personele_bekostiging"}
BESIDES = {
    "IMPULSGEBIEDEN": "28a",
    "PERSONEELS_EN_ARBEIDSMARKTBELEID": "WPO 129",
    "PRESTATIEBOX": "prestatiebox",
}
TOTAL = {"TOTAAL": "totaal"}
ARTICLES = PERSONNEL | PERSONNEL_TOTAL | BESIDES | TOTAL

# What each total is the sum of.
SUMS = {
    "TOTAAL_PERSONELE_BEKOSTIGING": tuple(PERSONNEL),
    "TOTAAL": (*PERSONNEL_TOTAL, *BESIDES),
}

PUPILS = "TOTAAL_AANTAL_LEERLINGEN"
YOUNG = "AANTAL_LEERLINGEN_4_TOT_EN_MET_7_JAAR"
OLD = "AANTAL_LEERLINGEN_8_JAAR_EN_OUDER"
WEIGHT = "SCHOOLGEWICHT"
AGE = "GEMIDDELDE_GEWOGEN_LEEFTIJD"
IMPULSE = "AANTAL_GEWICHTENLEERLINGEN_IN_IMPULSGEBIED"
YOUNGEST, OLDEST = 30, 50

LAYOUTS = (
    Layout(
        "personele bekostiging basisonderwijs 2015-2016",
        (
            "PEILDATUM",
            "BRIN_NUMMER",
            "BEVOEGD_GEZAG_NUMMER",
            PUPILS,
            YOUNG,
            OLD,
            WEIGHT,
            AGE,
            IMPULSE,
            *ARTICLES,
        ),
    ),
)

FIGURES = Facts(
    EstablishedFigures,
    ("brin", "counted_on"),
    (
        "school_weight",
        "weighted_pupils_in_impulse_areas",
        "pupils",
        "pupils_4_to_7",
        "pupils_8_and_over",
    ),
)
AGES = Facts(TeacherAge, ("brin", "counted_on"), ("age",))
PAYMENTS = Facts(PublishedPayment, ("brin", "article", "period"), ("amount",))


@dataclass(slots=True)
class _Funding:
    """What the file says, by subject."""

    counted_on: date
    boards: dict[str, dict[str, Value]] = field(default_factory=dict)
    schools: dict[str, dict[str, Value]] = field(default_factory=dict)
    figures: dict[Subject, Values] = field(default_factory=dict)
    ages: dict[Subject, Values] = field(default_factory=dict)
    payments: dict[Subject, Values] = field(default_factory=dict)

    remarks: list[str] = field(default_factory=list)

    @property
    def period(self) -> str:
        """The school year that the count of the autumn before it pays for."""
        return f"{self.counted_on.year + 1}-{self.counted_on.year + 2}"


def store(sheet: Sheet) -> Tally:
    """Store figures, teacher ages, payments and boards."""
    funding = _Funding(sheet.own_day(sheet.shared("PEILDATUM", FIRST_OF_OCTOBER)))
    seen: dict[str, int] = {}
    touched = []
    for row in sheet.rows():
        brin = row.read("BRIN_NUMMER", BRIN)
        row.refuse_repetition(seen, brin)
        touched.append(_take(row, brin, funding))
    sheet.problems.refuse_any()
    day = funding.counted_on
    outcomes = (
        record_snapshot(BOARDS, funding.boards, on=day, source=SOURCE),
        record_snapshot(SCHOOLS, funding.schools, on=day, source=SOURCE),
        publish(FIGURES, funding.figures, source=SOURCE),
        publish(AGES, funding.ages, source=SOURCE),
        publish(PAYMENTS, funding.payments, source=SOURCE),
    )
    derived_successions.derive()
    return tally(len(sheet.body), touched, outcomes, funding.remarks)


def _take(row: Row, brin: str, funding: _Funding) -> list[Subject]:
    """Take in one school; give the subjects of which its row speaks."""
    board = row.read("BEVOEGD_GEZAG_NUMMER", BOARD_IF_ANY)
    amounts = {column: row.read(column, AMOUNT) for column in ARTICLES}
    payments: dict[Subject, Values] = {
        (brin, article, funding.period): (amounts[column],)
        for column, article in ARTICLES.items()
    }
    counted: Subject = (brin, funding.counted_on)
    codes = _register(row, brin, board, funding)
    funding.figures[counted] = _figures(row)
    funding.ages[counted] = (age_of(row),)
    funding.payments |= payments
    if row.sound:
        refuse_wrong_sums(row, amounts, SUMS)
    return [*codes, counted, *payments]


def _register(row: Row, brin: str, board: str, funding: _Funding) -> list[Subject]:
    if not board:
        funding.remarks.append(f"rij {row.number}: {brin} staat zonder bestuur")
        return []
    funding.boards[board] = {}
    funding.schools[brin] = {
        "board_code": board,
        "outside_scheme": brin in TRAVELLING,
    }
    return [(board,), (brin,)]


def _figures(row: Row) -> Values:
    columns = (WEIGHT, IMPULSE, PUPILS, YOUNG, OLD)
    figures = tuple(row.read(column, WHOLE_WITH_POINTS) for column in columns)
    _, impulse, pupils, young, old = figures
    if row.sound and young + old != pupils:
        row.refuse(f"{young} + {old} is niet {pupils}", PUPILS)
    if row.sound and impulse > pupils:
        row.refuse(f"{impulse} is meer dan {pupils} leerlingen", IMPULSE)
    return figures


def age_of(row: Row, notation: Notation[Decimal] = TWO_DECIMALS) -> Decimal:
    """Read the mean age of the teachers, between the bounds of the law."""
    age = row.read(AGE, notation)
    if row.sound and not YOUNGEST <= age <= OLDEST:
        row.refuse(f"{age} ligt niet van {YOUNGEST} tot en met {OLDEST}", AGE)
    return age


def refuse_wrong_sums(
    row: Row, amounts: Mapping[str, Decimal], sums: Mapping[str, Sequence[str]]
) -> None:
    """Note every total of a row that is not what its parts add up to."""
    for total, parts in sums.items():
        added = sum(amounts[part] for part in parts)
        if added != amounts[total]:
            row.refuse(f"{amounts[total]} is niet de som {added}", total)
