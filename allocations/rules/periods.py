"""Periods that money is for: a school year, a calendar year or a range of months."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

SCHOOL_YEAR = re.compile(r"(\d{4})-(\d{4})")
CALENDAR_YEAR = re.compile(r"(\d{4})")
MONTHS = re.compile(r"(\d{4})-(\d{2})\.\.(\d{4})-(\d{2})")
MONTHS_BETWEEN = ".."
AUGUST = 8


class NotAPeriod(ValueError):
    """Geen geldige periode."""


class PeriodKind(Enum):
    """What a period is, as Dutch calls one and several of it."""

    SCHOOL_YEAR = "schooljaar", "schooljaren"
    CALENDAR_YEAR = "kalenderjaar", "kalenderjaren"
    MONTHS = "periode", "perioden"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A half-open range of days: `until` is the first day that is not in it."""

    since: date
    until: date

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read `2015-2016` (school year), `2024` or `2022-08..2022-12`."""
        for pattern, read in READERS:
            if match := pattern.fullmatch(text):
                period = read(*map(int, match.groups()))
                if period is not None and period.since < period.until:
                    return period
        raise NotAPeriod(
            f"{text!r} is geen periode; verwacht een schooljaar (2015-2016), "
            "een kalenderjaar (2024) of maanden (2022-08..2022-12)"
        )

    @classmethod
    def between(cls, since: date, until: date, kind: PeriodKind) -> list["Period"]:
        """List the school years or calendar years in a half-open range of days."""
        years = range(since.year, until.year + 1)
        if kind is PeriodKind.SCHOOL_YEAR:
            periods = [_school_year(year, year + 1) for year in years]
        else:
            periods = [_calendar_year(year) for year in years]
        return [each for each in periods if each and each.within(since, until)]

    @property
    def kind(self) -> PeriodKind:
        """Tell a school year (from 1 August), a calendar year and other months."""
        if self == _school_year(self.since.year, self.since.year + 1):
            return PeriodKind.SCHOOL_YEAR
        if self == _calendar_year(self.since.year):
            return PeriodKind.CALENDAR_YEAR
        return PeriodKind.MONTHS

    @property
    def is_school_year(self) -> bool:
        """Tell whether this is 1 August up to and including 31 July."""
        return self.kind is PeriodKind.SCHOOL_YEAR

    def within(self, since: date, until: date) -> bool:
        """Tell whether the whole period lies in a half-open range of days."""
        return since <= self.since and self.until <= until

    def overlaps(self, since: date, until: date) -> bool:
        """Tell whether the period shares a day with a half-open range of days."""
        return since < self.until and self.since < until

    def __str__(self) -> str:
        """Write the period as it is read."""
        if self.kind is PeriodKind.SCHOOL_YEAR:
            return f"{self.since.year}-{self.until.year}"
        if self.kind is PeriodKind.CALENDAR_YEAR:
            return f"{self.since.year}"
        last = self.until - timedelta(days=1)
        return f"{self.since:%Y-%m}{MONTHS_BETWEEN}{last:%Y-%m}"

    @property
    def in_dutch(self) -> str:
        """Name the period in a sentence."""
        return f"{self.kind.value[0]} {self}"


def school_year_of(day: date) -> Period | None:
    """Give the school year that a day is in; the calendar begins and ends in one."""
    first = day.year if day.month >= AUGUST else day.year - 1
    if not 1 <= first < date.max.year:
        return None
    return _school_year(first, first + 1)


def calendar_year_of(day: date) -> Period | None:
    """Give the calendar year that a day is in; the last of all does not end."""
    return _calendar_year(day.year)


def _school_year(first: int, second: int) -> Period | None:
    if second != first + 1:
        return None
    return Period(date(first, 8, 1), date(second, 8, 1))


def _calendar_year(year: int) -> Period | None:
    if not 1 <= year < date.max.year:
        return None
    return Period(date(year, 1, 1), date(year + 1, 1, 1))


def _months(year: int, month: int, last_year: int, last_month: int) -> Period | None:
    try:
        after = date(last_year, last_month, 28) + timedelta(days=4)
        return Period(date(year, month, 1), after.replace(day=1))
    except ValueError:
        return None


READERS = (
    (SCHOOL_YEAR, _school_year),
    (CALENDAR_YEAR, _calendar_year),
    (MONTHS, _months),
)
