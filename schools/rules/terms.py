"""Until when an objection can be made: six weeks, and never ending on a day of rest.

Art. 6:7 and 6:8(1) Awb (BWBR0005537); art. 1 and 3 Algemene termijnenwet (BWBR0002448).
Days that the government puts on a par with a public holiday (art. 3(3)), such as the
Friday after Ascension Day in some years, are announced per year; they are given.
"""

from collections.abc import Container
from datetime import date, timedelta
from functools import lru_cache

OBJECTION = timedelta(weeks=6)
A_DAY = timedelta(days=1)
SATURDAY = 5
SUNDAY = 6
KINGS_DAY_SINCE = 2014  # before it was Queen's Day, on 30 April

GOOD_FRIDAY, EASTER_MONDAY, ASCENSION, WHIT_MONDAY = (-2, 1, 39, 50)


def objection_until(notified_on: date, *, on_a_par: Container[date] = ()) -> date:
    """Give the last day of the term for objection (6:7, 6:8).

    It begins on the day after notification, so it ends on the same day of the week six
    weeks later, or on the next day that is no Saturday, Sunday or holiday.
    """
    return moved_on(notified_on + OBJECTION, on_a_par=on_a_par)


def moved_on(last_day: date, *, on_a_par: Container[date] = ()) -> date:
    """Let a term that ends on a day of rest end on the next working day (art. 1(1))."""
    while is_day_of_rest(last_day) or last_day in on_a_par:
        last_day += A_DAY
    return last_day


def is_day_of_rest(day: date) -> bool:
    """Tell a Saturday, a Sunday or a public holiday (art. 1(1), 3(1))."""
    return day.weekday() >= SATURDAY or day in holidays(day.year)


@lru_cache(maxsize=256)
def holidays(year: int) -> frozenset[date]:
    """Give the public holidays of a year (art. 3(1)), Good Friday too (art. 3(2))."""
    easter = easter_sunday(year)
    movable = (GOOD_FRIDAY, EASTER_MONDAY, ASCENSION, WHIT_MONDAY)
    return frozenset(
        {
            date(year, 1, 1),
            *(easter + timedelta(days=days) for days in movable),
            _day_of_the_monarch(year),
            date(year, 5, 5),
            date(year, 12, 25),
            date(year, 12, 26),
        }
    )


def _day_of_the_monarch(year: int) -> date:
    """Give the day on which the monarch's birthday is kept; on a Sunday, the eve."""
    day = date(year, 4, 27) if year >= KINGS_DAY_SINCE else date(year, 4, 30)
    return day - A_DAY if day.weekday() == SUNDAY else day


def easter_sunday(year: int) -> date:
    """Compute Easter in the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leaps, left = divmod(century, 4)
    drift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - drift + 15) % 30
    weekday = (32 + 2 * left + 2 * (of_century // 4) - epact - of_century % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
