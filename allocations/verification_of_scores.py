"""Compares the achterstandsscores of 2019-2020 with what DUO published as paid.

DUO published per school, and not all that the old rights rest on. How many pupils with
a weight were in impulse areas is in no file: where the amount is not that of a school
without any, the whole number that comes nearest is looked for, and has to give the
amount to the cent. A school with more locations cannot be computed, since what each of
them had is not known; neither can one whose number of pupils changed between the files,
which took in another school.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from allocations.comparison import Verification, compare
from allocations.questions import Question
from allocations.rules.calculation import Calculation, calculate
from allocations.rules.explanation import in_dutch
from allocations.rules.facts import Facts
from allocations.rules.figures import Figure, Groups
from allocations.verification import Publication
from oab.files.content import read_bytes
from oab.files.notations import BINARY_AGE, BINARY_AMOUNT, BRIN, WHOLE
from oab.files.sheets import Layout, Row, Sheet, recognise

SCORES = "school_scores_2019"
ARTICLE = "28"
PUPILS = "TOTAAL_AANTAL_LEERLINGEN"
COUNTS = {
    "pupils_2018": PUPILS,
    "pupils_4_to_7_2018": "AANTAL_LEERLINGEN_4_TOT_EN_MET_7_JAAR",
    "pupils_8_and_over_2018": "AANTAL_LEERLINGEN_8_JAAR_EN_OUDER",
}
AGE, SCORE = "GEMIDDELDE_GEWOGEN_LEEFTIJD", "ACHTERSTANDSSCORE"
PAID = "BESTRIJDING_ONDERWIJSACHTERSTANDEN"
WEIGHT, FOR_GROUPS = "SCHOOLGEWICHT", "GROEPSAFHANKELIJKE_MI"
PAYMENTS = Layout(
    "personele bekostiging bo 2019-2020",
    ("Brin", *COUNTS.values(), AGE, SCORE, PAID),
    book=True,
)
MATERIAL = Layout(
    "materiële instandhouding bo 2019",
    ("Brin", PUPILS, WEIGHT, FOR_GROUPS),
    book=True,
)
MORE_LOCATIONS = "meer vestigingen, en wat elke vestiging had is niet gepubliceerd"
MERGED = "een ander aantal leerlingen dan bij de materiële instandhouding van 2019"


@dataclass(frozen=True, slots=True)
class School:
    """What DUO published of a school.

    `material` has its pupils, school weight and amount for groups of 2019; None for a
    new one.
    """

    brin: str
    counts: tuple[int, ...]
    age: Decimal
    score: Decimal
    paid: Decimal
    material: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class ScoreVerification:
    """The comparison of those that can be computed, and what else is to be said.

    `with_impulse` are equal schools with pupils in impulse areas as their amount shows.
    """

    compared: Verification
    with_impulse: int
    not_computable: Mapping[str, int]

    @property
    def remarks(self) -> list[str]:
        """Say what the comparison rests on, and what it leaves out."""
        found = in_dutch(str(self.with_impulse))
        about_impulse = "gewichtenleerlingen in impulsgebieden uit het bedrag"
        return [
            f"bij {found} daarvan volgt het aantal {about_impulse}",
            *(
                f"niet te berekenen: {in_dutch(str(number))} scholen met {why}"
                for why, number in sorted(self.not_computable.items())
            ),
        ]


def verify_scores(path: Path, publication: Publication) -> ScoreVerification:
    """Recompute every school that can be, and compare; raises BadFile."""
    question = publication.questions[SCORES]
    schools = _schools(path, publication.beside)
    without = _calculated(question, schools, [0] * len(schools))
    impulse = [_nearest(school, without, row) for row, school in enumerate(schools)]
    computed = _column(_calculated(question, schools, impulse), "entitlement")
    reasons = [_why_not(school, without, row) for row, school in enumerate(schools)]
    amounts = {
        (school.brin, ARTICLE): (amount, school.paid, pupils)
        for school, amount, pupils, reason in zip(
            schools, computed, impulse, reasons, strict=True
        )
        if not reason
    }
    compared = compare(
        {key: amount for key, (amount, _, _) in amounts.items()},
        {key: paid for key, (_, paid, _) in amounts.items()},
        publication.deviations,
        publication.schools,
    )
    return ScoreVerification(
        compared,
        sum(amount == paid and n > 0 for amount, paid, n in amounts.values()),
        Counter(reason for reason in reasons if reason),
    )


def _schools(payments: Path, material: Path | None) -> list[School]:
    seen: dict[str, int] = {}
    beside = _material(_read(material, MATERIAL)) if material else {}
    sheet = _read(payments, PAYMENTS)
    schools = [_school(row, seen, beside) for row in sheet.rows()]
    sheet.problems.refuse_any()
    return schools


def _read(path: Path, layout: Layout) -> Sheet:
    return recognise(read_bytes(path, books=True), (layout,))


def _material(sheet: Sheet) -> dict[str, tuple[int, ...]]:
    columns = (PUPILS, WEIGHT, FOR_GROUPS)
    found = {
        row.read("Brin", BRIN): tuple(row.read(column, WHOLE) for column in columns)
        for row in sheet.rows()
    }
    sheet.problems.refuse_any()
    return found


def _school(
    row: Row, seen: dict[str, int], material: Mapping[str, tuple[int, ...]]
) -> School:
    brin = row.read("Brin", BRIN)
    row.refuse_repetition(seen, brin)
    return School(
        brin,
        tuple(row.read(column, WHOLE) for column in COUNTS.values()),
        row.read(AGE, BINARY_AGE),
        row.read(SCORE, BINARY_AMOUNT),
        row.read(PAID, BINARY_AMOUNT),
        material.get(brin),
    )


def _calculated(
    question: Question, schools: Sequence[School], impulse: Sequence[int]
) -> Calculation:
    """Compute all, each as a school of one location."""
    brins = tuple(school.brin for school in schools)
    groups = Groups.of(range(len(schools)))
    counts = zip(*(school.counts for school in schools), strict=True)
    weights = [school.material[1] if school.material else 0 for school in schools]
    columns = {
        key: Figure.column(key, values, groups=groups)
        for key, values in zip(COUNTS, counts, strict=True)
    } | {
        "capped_weight": Figure.column("capped_weight", weights, groups=groups),
        "school_weight": Figure.column("school_weight", weights),
        "weighted_pupils_in_impulse_areas": Figure.column("impulse", impulse),
        "teacher_age_2018": _hundredths("age", [school.age for school in schools]),
        "score": _hundredths("score", [school.score for school in schools]),
        "new_school": Figure.column("new", [not s.material for s in schools]),
    }
    facts = Facts(brins, brins, groups, columns)
    return calculate(question.regime, question.provisions, facts)


def _hundredths(name: str, values: Sequence[Decimal]) -> Figure:
    return Figure.column(name, [int(value.scaleb(2)) for value in values], scale=2)


def _column(calculation: Calculation, key: str) -> list[Decimal]:
    figure = calculation.figures[key]
    return [Decimal(value) for value in figure.decimals()] if figure else []


def _nearest(school: School, without: Calculation, row: int) -> int:
    """Find how many pupils in impulse areas bring the amount nearest to that paid."""

    def figure(key: str) -> Decimal:
        found = without.figures[key]
        return found.decimal(row) if found else Decimal(0)

    def law(key: str) -> Decimal:
        value = without.provisions.value(key)
        return value.value if value else Decimal(0)

    if school.material is None or figure("entitlement") == school.paid:
        return 0
    moved = school.paid - figure("score_amount")
    share = law("loss_share") if moved > 0 else law("gain_share")
    rights = figure("score_amount") + moved / share - figure("old_rights")
    pupils = rights / law("impulse_amount")
    return max(0, int(pupils.to_integral_value(ROUND_HALF_UP)))


def _why_not(school: School, without: Calculation, row: int) -> str:
    if school.material is None:
        return ""
    pupils, _, paid_for_groups = school.material
    if pupils != school.counts[0]:
        return MERGED
    amount = without.figures["location_group_amount"]
    one_location = amount is not None and amount.decimal(row) == paid_for_groups
    return "" if one_location else MORE_LOCATIONS
