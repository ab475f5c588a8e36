"""Which recipients and which calculations a change of an input reaches.

The one table of it. An input that is not in it cannot be followed, and a test fails.
Nothing may be reached too little; what is reached in vain is computed and found equal.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from django.db import connection
from psycopg.sql import SQL, Identifier

from allocations.gathering import BRIN_LENGTH, is_gathered, takes_proposals
from allocations.law import laws_at
from allocations.models import Run
from allocations.questions import Question
from allocations.rules.law import Law, law_of
from allocations.rules.periods import Period
from allocations.rules.regime import Regime
from allocations.rules.regimes import REGIMES, regime_of
from oab.changes import EVERYONE, Kind
from oab.models import Change
from schools.models import (
    Count,
    DisadvantageScore,
    EstablishedFigures,
    EstablishedScore,
    MaterialFigures,
)

# What says of a count date that anything is known of it.
COUNTED = (Count, EstablishedFigures, MaterialFigures, DisadvantageScore)
# Of the period's own count, and of the last one under the weights.
AREAS = {"in_impulse_area", "in_impulse_area_2018"}
AGES = {"teacher_age", "teacher_age_2018"}


class Paid(NamedTuple):
    """A regime, and a period for which it pays."""

    regime: Regime
    period: Period

    @property
    def counted_on(self) -> date:
        """The day whose counts it uses, before others."""
        return self.regime.counted_on(self.period)

    @property
    def count_dates(self) -> tuple[date, ...]:
        """All days whose counts it uses."""
        return self.regime.count_dates(self.period)

    def question(self, laws: Mapping[str, Law]) -> Question:
        """Ask for it, by the laws of a moment."""
        return Question(self.regime, laws[self.regime.code].at(self.period))


class Reach(NamedTuple):
    """What a kind of change reaches: a school, or else everyone, and what of them.

    Who is computed with a school, says `allocations/units.py`.
    """

    school: Callable[[str], str] | None
    calculation: Callable[[Change, Paid], bool]


def _its_school(subject: str) -> str:
    """Reach the school that a location, or the school itself, belongs to."""
    return subject[:BRIN_LENGTH]


def _by_count_date(change: Change, paid: Paid) -> bool:
    """Reach what uses a count date on which the input holds, or rests on what does."""
    return any(
        _holds_on(change, day)
        for each in _whole(paid.regime)
        for day in each.count_dates(paid.period)
    )


def _by_age(change: Change, paid: Paid) -> bool:
    """Reach what asks for the age itself: others take the weight of those that do."""
    asks = AGES & paid.regime.fact_by_key.keys()
    return bool(asks) and _by_count_date(change, paid)


def _by_register(change: Change, paid: Paid) -> bool:
    """Reach what looks into the register on a day on which the input holds."""
    return _by_count_date(change, paid) or any(
        _holds_on(change, each.assignment_date(paid.period))
        for each in _whole(paid.regime)
    )


def _by_line(_: Change, paid: Paid) -> bool:
    """Reach what counts the schools of before a merger for the one that is left."""
    return any(each.pools for each in _whole(paid.regime))


def _by_scores(change: Change, paid: Paid) -> bool:
    """Reach what is paid on scores, of a count date or of a period."""
    established = {key for each in _whole(paid.regime) for key in each.established}
    return "location_score" in established and _by_count_date(change, paid)


def _by_areas(change: Change, paid: Paid) -> bool:
    """Reach what asks which locations lie in an impulse area."""
    asks = any(AREAS & each.fact_by_key.keys() for each in _whole(paid.regime))
    return asks and _holds_in(change, paid.period)


def _by_law(change: Change, paid: Paid) -> bool:
    """Reach the periods of a regime of which a value was registered.

    Who rests on another regime may do so on that of other periods.
    """
    if change.subject == paid.regime.code:
        return _holds_in(change, paid.period)
    return change.subject in {each.code for each in _whole(paid.regime)}


@cache
def _whole(regime: Regime) -> tuple[Regime, ...]:
    """List a regime and all that it rests on."""
    below = [found for code in regime.rests_on if (found := regime_of(code))]
    return (regime, *(each for under in below for each in _whole(under)))


def _holds_on(change: Change, day: date) -> bool:
    return (change.since or date.min) <= day < (change.until or date.max)


def _holds_in(change: Change, period: Period) -> bool:
    return period.overlaps(change.since or date.min, change.until or date.max)


REACH = {
    Kind.COUNT: Reach(_its_school, _by_count_date),
    Kind.EVIDENCE: Reach(_its_school, _by_count_date),
    Kind.TEACHER_AGE: Reach(_its_school, _by_age),
    Kind.ESTABLISHED_FIGURES: Reach(_its_school, _by_count_date),
    Kind.MATERIAL_FIGURES: Reach(_its_school, _by_scores),
    Kind.SCORE: Reach(_its_school, _by_scores),
    Kind.SCHOOL: Reach(_its_school, _by_register),
    Kind.LOCATION: Reach(_its_school, _by_register),
    Kind.SUCCESSION: Reach(_its_school, _by_line),
    # Everyone: who lies in no area owes that to all designations together, and where
    # none is known nobody can be computed.
    Kind.DESIGNATION: Reach(None, _by_areas),
    Kind.REGULATION: Reach(None, _by_law),
}


def reach_of(change: Change) -> Reach:
    """Give what a change reaches; ValueError where nobody knows."""
    return REACH[Kind(change.kind)]


def schools_of(change: Change) -> list[str]:
    """Give the schools that a change or a part of one reaches; none is everyone."""
    school = reach_of(change).school
    if school is None or change.subject == EVERYONE:
        return change.schools
    return [school(change.subject)]


def paid_by(
    change: Change, computed: Callable[[Paid], bool] | None = None
) -> set[Paid]:
    """Give the regimes and periods that a change reaches.

    What schools can try out is computed for them from its first count on. Of the rest,
    and for many at once, that is what was computed before, which `computed` tells: a
    file of the nation is no order to compute all that could be computed with it.
    """
    computed = computed or was_computed
    reach = reach_of(change)
    return {
        paid
        for paid in everything_paid()
        if reach.calculation(change, paid)
        and (_at_once(change, paid) or computed(paid))
    }


def _at_once(change: Change, paid: Paid) -> bool:
    return change.subject != EVERYONE and takes_proposals(paid.regime)


def was_computed(paid: Paid) -> bool:
    """Say whether a run did, or is doing, a regime and period."""
    runs = Run.objects.filter(regime=paid.regime.code, period=str(paid.period))
    return runs.exclude(state=Run.State.BLOCKED).exists()


@cache
def everything_paid() -> tuple[Paid, ...]:
    """List every period of every regime whose facts are gathered."""
    return tuple(
        Paid(regime, period)
        for regime in REGIMES
        for span in law_of(regime.code).spans_or(regime.period_kind)
        for period in span.periods
        if is_gathered(regime, period)
    )


def counted_for(paid: Iterable[Paid]) -> list[Paid]:
    """Keep that for which anything was counted or established, in a fixed order."""
    found = _counted_days({each.counted_on for each in paid})
    return sorted(
        (each for each in paid if each.counted_on in found),
        key=lambda each: (each.period, each.regime.code),
    )


def _counted_days(days: Collection[date]) -> set[date]:
    tables = (Identifier(model._meta.db_table) for model in COUNTED)
    found = (
        SQL("EXISTS (SELECT FROM {} WHERE counted_on = day)").format(each)
        for each in tables
    )
    any_of_them = SQL(" OR ").join(found)
    sql = SQL("SELECT day FROM unnest(%s::date[]) AS day WHERE {}").format(any_of_them)
    with connection.cursor() as cursor:
        cursor.execute(sql, [[*days]])
        return {day for (day,) in cursor.fetchall()}


def everyone(paid: Iterable[Paid]) -> list[str]:
    """List all schools that can be computed for regimes and periods, by number."""
    asked = [*paid]
    days = {day for each in asked for day in each.count_dates}
    periods = {str(each.period) for each in asked}
    counted = (model._base_manager.filter(counted_on__in=days) for model in COUNTED)
    rows = (*counted, EstablishedScore.objects.filter(period__in=periods))
    found = (set(each.values_list("brin", flat=True)) for each in rows)
    return sorted(set().union(*found))


def questions_on(counted_on: date, moment: datetime) -> tuple[Question, ...]:
    """List what a proposed count could be for, by the law at a moment."""
    used = [
        paid
        for paid in everything_paid()
        if paid.counted_on == counted_on and takes_proposals(paid.regime)
    ]
    laws = laws_at(moment)
    return tuple(paid.question(laws) for paid in used)
