"""Which recipients and which calculations a change of an input reaches.

The one table of it. An input that is not in it cannot be followed, and a test fails.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache

from allocations.gathering import BRIN_LENGTH
from allocations.law import laws_at
from allocations.questions import Question
from allocations.rules.law import Law
from allocations.rules.periods import Period
from allocations.rules.regimes import REGIMES
from oab.changes import Kind
from oab.models import Change


def _its_school(subject: str) -> str:
    """Reach the school that a location, or the school itself, belongs to."""
    return subject[:BRIN_LENGTH]


SCHOOL_OF: dict[Kind, Callable[[str], str]] = {
    Kind.COUNT: _its_school,
    Kind.TEACHER_AGE: _its_school,
    Kind.ESTABLISHED_FIGURES: _its_school,
}


def school_of(change: Change) -> str:
    """Give the school that a change reaches; ValueError where nobody knows."""
    return SCHOOL_OF[Kind(change.kind)](change.subject)


def questions_on(counted_on: date, moment: datetime) -> tuple[Question, ...]:
    """List the regimes and periods that use a count date, by the law at a moment."""
    return _questions_on(counted_on, tuple(laws_at(moment).values()))


@cache
def _questions_on(counted_on: date, laws: tuple[Law, ...]) -> tuple[Question, ...]:
    return tuple(
        Question(regime, law.at(period))
        for regime, law in zip(REGIMES, laws, strict=True)
        if regime.gathered
        for year in range(law.since.year, law.until.year + 1)
        if (period := Period.parse(f"{year}-{year + 1}")).within(law.since, law.until)
        and regime.counted_on(period) == counted_on
    )
