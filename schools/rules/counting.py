"""Which pupils of a school count on a count date, and in which age group.

Art. 8, 10 and 11(1) Besluit bekostiging WPO (BWBR0003862), in all versions from 2011 to
2017; the ages of admission and leaving are those of art. 39 WPO (BWBR0003420).
"""

from collections.abc import Container, Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

ADMITTED_FROM_AGE = 4
OLDER_GROUP_FROM_AGE = 8
LEAVES_AT_AGE = 14
SCHOOL_YEAR_BEGINS = (8, 1)
SATURDAY = 5


class ImpossibleAbsence(ValueError):
    """Niemand verzuimt meer schooldagen dan er waren."""


class AgeGroup(StrEnum):
    """Age on the count date, as the overview of the count tells apart (art. 11(1))."""

    FOUR_TO_SEVEN = "4_7"
    EIGHT_AND_OVER = "8_up"


class Ages(NamedTuple):
    """The last days of birth on which a pupil was old enough on a count date."""

    old_enough: date
    older_group: date
    too_old: date


class Stay(NamedTuple):
    """A pupil's time at a school; `left_on` is the last day, if it is known."""

    enrolled_on: date
    left_on: date | None = None


class Counted(NamedTuple):
    """Whether a pupil counts, and the age group; none for who is outside the ages."""

    counts: bool
    age_group: AgeGroup | None


@lru_cache(maxsize=1024)
def ages(counted_on: date) -> Ages:
    """Turn the ages of the law into days of birth.

    Who became 14 in an earlier school year has left at its end (art. 39(4) WPO).
    """
    year = counted_on.year
    begin = date(year, *SCHOOL_YEAR_BEGINS)
    if counted_on < begin:
        begin = begin.replace(year=year - 1)
    return Ages(
        _years_before(counted_on, ADMITTED_FROM_AGE),
        _years_before(counted_on, OLDER_GROUP_FROM_AGE),
        _years_before(begin, LEAVES_AT_AGE) - timedelta(days=1),
    )


def age_group(born_on: date, counted_on: date) -> AgeGroup | None:
    """Find the age group on the count date; none for who is too young or too old."""
    old_enough, older_group, too_old = ages(counted_on)
    if not too_old < born_on <= old_enough:
        return None
    if born_on <= older_group:
        return AgeGroup.EIGHT_AND_OVER
    return AgeGroup.FOUR_TO_SEVEN


def count(
    born_on: date | None, stay: Stay | None, counted_on: date, *, absent: bool
) -> Counted:
    """Tell whether a pupil counts at a school, as far as that school can know.

    Enrolled on the count date itself, also where the counting is done on a later day
    (art. 10(3)), and not `absent`: without valid reason on more than half of the school
    days (art. 10(1)). That it counts at no other school (art. 10(4)) takes all of them.
    """
    group = None if born_on is None else age_group(born_on, counted_on)
    enrolled = stay is not None and is_enrolled(stay, counted_on)
    return Counted(enrolled and not absent and group is not None, group)


def is_enrolled(stay: Stay, on: date) -> bool:
    """Tell who is enrolled on a day; the day of leaving is the last one.

    Art. 8(1) lets who leaves be struck off from the day last attended; art. 8(2) moves
    that day to the eve of the next enrolment, so that it still belongs to the school.
    """
    return stay.enrolled_on <= on and (stay.left_on is None or on <= stay.left_on)


def missed_too_much(*, missed: int, school_days: int) -> bool:
    """Tell who was absent without valid reason on more than half of the school days.

    From the begin of the school year to the count date (art. 10(1)). Absence with an
    exemption of the Leerplichtwet 1969, or on such grounds, is not missed (art. 10(2)).
    """
    if not 0 <= missed <= school_days:
        raise ImpossibleAbsence(f"{missed} van {school_days} schooldagen verzuimd")
    return missed * 2 > school_days


def counting_day(counted_on: date, *, closed: Container[date] = ()) -> date:
    """Find the day on which is counted: the next school day, if need be (art. 10(3)).

    Weekends have no lessons; `closed` are the other days without.
    """
    day = counted_on
    while day.weekday() >= SATURDAY or day in closed:
        day += timedelta(days=1)
    return day


def school_that_counts(stays: Sequence[tuple[str, Stay]], on: date) -> str | None:
    """Choose the one school at which a pupil counts (art. 10(4)).

    Of two schools the one that enrolled last counts, since the other has to strike off
    the pupil from the day before (art. 8(2)). Two that enrolled on one day cannot both
    be right: none counts until they agree.
    """
    there = [(stay.enrolled_on, brin) for brin, stay in stays if is_enrolled(stay, on)]
    last = max((day for day, _ in there), default=None)
    schools = {brin for day, brin in there if day == last}
    return schools.pop() if len(schools) == 1 else None


def _years_before(day: date, years: int) -> date:
    """Go back whole years; who was born on 29 February has a birthday on 1 March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)
