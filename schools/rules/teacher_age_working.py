"""How the age of a school's teachers came about, step by step and without the teachers.

The steps name the paragraphs that `teacher_age` follows: art. 44 of the regulation for
2011-2012 (BWBR0032037). They hold sums and numbers of people, never a person's age.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from schools.rules.national_age import NationalAge
from schools.rules.teacher_age import (
    LOWEST_OF_A_SCHOOL,
    OLDEST_COUNTED,
    Teacher,
    counted_age,
    counted_appointment,
    teacher_age,
)

REGULATION = "Regeling bekostiging personeel PO 2011-2012 (BWBR0032037), artikel 44"
DECREE = "Besluit bekostiging WPO (BWBR0003862)"
DECIMALS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the working: where the law asks for it, what it is, what came out."""

    article: str
    text: str
    value: str


@dataclass(frozen=True, slots=True)
class Working:
    """An age with the steps that led to it."""

    age: Decimal
    steps: tuple[Step, ...]


def working_of(teachers: Sequence[Teacher], *, schools: int = 1) -> Working:
    """Compute the age and say how; `schools` are those of a merger, taken together."""
    age = teacher_age(teachers)
    appointments = sum(map(counted_appointment, teachers), Fraction(0))
    weighted = sum(
        (counted_age(each) * counted_appointment(each) for each in teachers),
        Fraction(0),
    )
    mean = weighted / appointments
    merger = [_step(3, "Scholen waarvan de leraren samen tellen", str(schools))]
    return Working(
        age,
        (
            *(merger if schools > 1 else ()),
            *_who_counts(teachers),
            _step(1, "Meetellende betrekkingsomvang samen", _number(appointments)),
            _step(1, "Leeftijd maal betrekkingsomvang samen", _number(weighted)),
            _step(1, "Gewogen gemiddelde, nog niet afgerond", _number(mean)),
            _step(
                1,
                f"Ten minste {LOWEST_OF_A_SCHOOL}",
                _number(max(mean, LOWEST_OF_A_SCHOOL)),
            ),
            _step(1, "Rekenkundig afgerond op twee decimalen", str(age)),
        ),
    )


def working_of_given(age: Decimal) -> Working:
    """Say that the board computed the age itself."""
    text = "Gewogen gemiddelde leeftijd, zoals het bestuur die opgeeft"
    return Working(age, (Step(f"{DECREE}, artikel 11a", text, str(age)),))


def working_of_opening(national: NationalAge) -> Working:
    """Say that a school that opens is paid by the national estimate (art. 28(5))."""
    text = (
        "Landelijk gewogen gemiddelde leeftijd, geraamd voor schooljaar "
        f"{national.school_year}-{national.school_year + 1} ({national.regulation}), "
        "voor een school die in dat jaar wordt geopend"
    )
    article = f"{DECREE}, artikel 28, vijfde lid"
    return Working(national.age, (Step(article, text, str(national.age)),))


def _who_counts(teachers: Sequence[Teacher]) -> tuple[Step, ...]:
    replacing = sum(
        (Fraction(each.replacing) for each in teachers if not each.in_training),
        Fraction(0),
    )
    return (
        _step(1, "Opgegeven leraren", str(len(teachers))),
        _step(
            2,
            "Leraren in opleiding, die niet meetellen",
            _how_many(teachers, lambda each: each.in_training),
        ),
        _step(
            2,
            "Betrekkingsomvang die het Vervangingsfonds betaalt, die niet meetelt",
            _number(replacing),
        ),
        _step(
            1,
            f"Meetellende leraren ouder dan {OLDEST_COUNTED}, die voor "
            f"{OLDEST_COUNTED} tellen",
            _how_many(
                teachers,
                lambda each: (
                    each.age > OLDEST_COUNTED and counted_appointment(each) > 0
                ),
            ),
        ),
    )


def _how_many(teachers: Sequence[Teacher], fits: Callable[[Teacher], bool]) -> str:
    return str(sum(map(fits, teachers)))


def _step(paragraph: int, text: str, value: str) -> Step:
    return Step(f"{REGULATION}, lid {paragraph}", text, value)


def _number(value: Fraction) -> str:
    """Write out a number, cut off after six decimals; what ends earlier is exact."""
    cut = Decimal(floor(value * 10**DECIMALS_SHOWN)).scaleb(-DECIMALS_SHOWN)
    text = f"{cut:f}".rstrip("0")
    return text.rstrip(".")
