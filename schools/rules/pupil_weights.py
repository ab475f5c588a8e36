"""The weight of a pupil: 0, 0.3 or 1.2, by the education of the carers.

Art. 27(1) Besluit bekostiging WPO (BWBR0003862), from 1 August 2006 to 31 July 2019; in
its first four school years for the youngest pupils only (decree of 19 May 2006,
BWBR0019884, art. II). What went before, 0.25, 0.40, 0.70 and 0.90, is never computed
here: an old weight is given. A weight belongs to a pupil at one school.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from schools.rules.education import Category

NO_WEIGHT = Decimal(0)
LOW_WEIGHT = Decimal("0.3")
HIGH_WEIGHT = Decimal("1.2")
WEIGHTS = (NO_WEIGHT, LOW_WEIGHT, HIGH_WEIGHT)
OLD_WEIGHTS = (NO_WEIGHT, *map(Decimal, ("0.25", "0.40", "0.70", "0.90")))

# By the year in which the school year starts (decree of 2006, art. II(1)-(4)).
BORN_AFTER = {
    2006: date(2000, 10, 1),
    2007: date(1999, 10, 1),
    2008: date(1998, 10, 1),
    2009: date(1994, 10, 1),
}
FOR_ALL_FROM = max(BORN_AFTER) + 1
COUNT_DATES = [date(year, 10, 1) for year in (*BORN_AFTER, FOR_ALL_FROM)]
REPEALED_ON = date(2019, 8, 1)
FIRST_MONTH = 8
MOST_CARERS = 2

# What two of the old weights stood for. Since 2006 these pupils weigh as others do, and
# what they weigh less is funded on application (regulation 2007-2008, BWBR0024158).
SKIPPERS = Decimal("0.40")
TRAVELLERS = Decimal("0.70")

Carers = Sequence[Category | None]


class Rule(StrEnum):
    """Which weights count for a pupil on a day.

    During the phase-in an old weight goes on until a new one is set, for pupils under
    the new rule too (art. II(6)-(7)).
    """

    OLD = "oud"
    OLD_GOES_ON = "oud-loopt-door"
    NEW = "nieuw"


class TooManyCarers(ValueError):
    """Een leerling heeft ten hoogste twee ouders of verzorgers."""


class ImpossibleWeight(ValueError):
    """Dit leerlinggewicht bestaat niet."""


class SchemeRepealed(ValueError):
    """De gewichtenregeling is per 1 augustus 2019 vervallen (Stb. 2018, 334)."""


@dataclass(frozen=True, slots=True)
class Statement:
    """The carers' education as it was on one day; an unknown one is None."""

    situation_on: date
    carers: tuple[Category | None, ...]


def weight_of(carers: Carers) -> Decimal:
    """Weigh one or two carers; none where no statement is valid (art. 27(1))."""
    if len(carers) > MOST_CARERS:
        raise TooManyCarers(f"{len(carers)} ouders of verzorgers; ten hoogste twee")
    if not carers or None in carers or Category.HIGHER in carers:
        return NO_WEIGHT
    return HIGH_WEIGHT if Category.PRIMARY in carers else LOW_WEIGHT


def is_under_new_rule(*, born_on: date, on: date) -> bool:
    """Tell which rule a pupil is under in the school year of a day (art. II(1)-(4))."""
    return born_on > born_after(on)


def rule_for(*, born_on: date, on: date) -> Rule:
    """Tell which weights count in the school year of a day (art. II(1)-(7))."""
    if not is_under_new_rule(born_on=born_on, on=on):
        return Rule.OLD
    return Rule.OLD_GOES_ON if _school_year(on) in BORN_AFTER else Rule.NEW


@lru_cache(maxsize=1024)
def born_after(on: date) -> date:
    """Give the day that who is under the new rule was born after; nobody, or all."""
    if on >= REPEALED_ON:
        raise SchemeRepealed(f"geen gewichten op {on:%d-%m-%Y}: vervallen per 1-8-2019")
    year = _school_year(on)
    return BORN_AFTER.get(year, date.min if year >= FOR_ALL_FROM else date.max)


def deciding_day(*, born_on: date, admitted_on: date) -> date:
    """Find the day whose situation decides, once for as long as the pupil stays.

    It is the first school day (art. 27(1)) or, for who was admitted under the old rule,
    the first count date under the new one (art. II(5)). Another school admits anew.
    """
    if is_under_new_rule(born_on=born_on, on=admitted_on):
        return admitted_on
    return next(
        day
        for day in COUNT_DATES
        if admitted_on < day and is_under_new_rule(born_on=born_on, on=day)
    )


def weight_set(statements: Sequence[Statement], *, on: date) -> Decimal | None:
    """Set the weight by the last statement about the deciding day, if there is one.

    An amended statement about that day replaces an earlier one; one about a later day,
    when the carers learned more or parted, changes nothing (art. 27(1)).
    """
    about = [each for each in statements if each.situation_on == on]
    return weight_of(about[-1].carers) if about else None


def counted_weight(
    *,
    born_on: date,
    counted_on: date,
    old: Decimal = NO_WEIGHT,
    new: Decimal | None = None,
) -> Decimal:
    """Choose the weight that counts on a count date; `new` is None until it is set.

    An old weight goes on until a new one is set (art. II(6)), but is added up in the
    four school years of the phase-in only (art. II(7)); later sums know the weights of
    art. 27(1) alone (art. 27(2)).
    """
    return weight_under(rule_for(born_on=born_on, on=counted_on), old=old, new=new)


def weight_under(rule: Rule, *, old: Decimal, new: Decimal | None) -> Decimal:
    """Choose the weight that counts under a rule; `new` is None until it is set."""
    _refuse_unknown(old, OLD_WEIGHTS)
    _refuse_unknown(new or NO_WEIGHT, WEIGHTS)
    if rule is Rule.OLD:
        return old
    if new is None:
        return old if rule is Rule.OLD_GOES_ON else NO_WEIGHT
    return new


def weight_on_application(*, old: Decimal, new: Decimal) -> Decimal:
    """Find what a skipper's or traveller's child weighs less than under the old rule.

    Special funding makes up for it on application, by a difference of weights per
    school; it is never part of the school weight (regulation 2007-2008, BWBR0024158).
    """
    _refuse_unknown(new, WEIGHTS)
    if old not in (SKIPPERS, TRAVELLERS):
        return NO_WEIGHT
    return max(old - new, NO_WEIGHT)


def _school_year(day: date) -> int:
    """Give the year in which the school year of a day starts, on 1 August."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def _refuse_unknown(weight: Decimal, known: Sequence[Decimal]) -> None:
    if weight not in known:
        raise ImpossibleWeight(f"{weight} is niet een van {', '.join(map(str, known))}")
