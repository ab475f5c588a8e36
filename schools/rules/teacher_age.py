"""The age of a school's teachers, weighted by their appointments (GGL).

The yearly regulation on the funding of staff says how it is computed, in the same words
from 2007-2008 to 2015-2016 but under changing numbers; paragraphs are those of art. 44
of the one for 2011-2012 (BWBR0032037). A teacher of 1 October counts for the funding of
the next school year (art. 11a, 28(1) Besluit bekostiging WPO).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from math import floor

OLDEST_COUNTED = Decimal(50)
LOWEST_OF_A_SCHOOL = Fraction(30)


class NoTeachers(ValueError):
    """Zonder leraren is er geen gewogen gemiddelde leeftijd."""


class ImpossibleTeacher(ValueError):
    """Deze leeftijd of betrekkingsomvang kan niet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Teacher:
    """A teacher of a school on 1 October: age in years, appointment in full-time posts.

    `replacing` is the part of the appointment that the replacement fund pays.
    """

    age: Decimal
    appointment: Decimal
    replacing: Decimal = Decimal(0)
    in_training: bool = False

    def __post_init__(self) -> None:
        """Refuse what no appointment can be."""
        if self.age <= 0:
            raise ImpossibleTeacher(f"leeftijd {self.age}")
        if not 0 <= self.replacing <= self.appointment:
            raise ImpossibleTeacher(
                f"betrekkingsomvang {self.appointment}, "
                f"waarvan vervanging {self.replacing}"
            )


def counted_age(teacher: Teacher) -> Fraction:
    """Count who is older than 50 as 50 (art. 44(1))."""
    return Fraction(min(teacher.age, OLDEST_COUNTED))


def counted_appointment(teacher: Teacher) -> Fraction:
    """Leave out trainees, and what the replacement fund pays (art. 44(2))."""
    if teacher.in_training:
        return Fraction(0)
    return Fraction(teacher.appointment) - Fraction(teacher.replacing)


def teacher_age(teachers: Iterable[Teacher]) -> Decimal:
    """Average age by appointment: at least 30, in two decimals (art. 44(1))."""
    counted = [(counted_age(each), counted_appointment(each)) for each in teachers]
    appointments = sum(appointment for _, appointment in counted)
    if not appointments:
        raise NoTeachers("geen leraar telt mee")
    weighted = sum(age * appointment for age, appointment in counted)
    return _in_two_decimals(max(weighted / appointments, LOWEST_OF_A_SCHOOL))


def teacher_age_of_merger(schools: Iterable[Iterable[Teacher]]) -> Decimal:
    """Take the teachers of all merging schools together (art. 44(3))."""
    return teacher_age(chain.from_iterable(schools))


def age_paid_by(*, own: Decimal | None, national: Decimal, opens: bool) -> Decimal:
    """Choose the age a school is paid by in a school year.

    It is its own (art. 28(1) Besluit bekostiging WPO), and in the year that the school
    opens the national estimate (art. 28(5)), which stands in for no other school.
    """
    if opens:
        return national
    if own is None:
        raise NoTeachers("geen gewogen gemiddelde leeftijd opgegeven")
    return own


def _in_two_decimals(age: Fraction) -> Decimal:
    """Round half up; ages are positive."""
    return Decimal(floor(age * 100 + Fraction(1, 2))).scaleb(-2)
