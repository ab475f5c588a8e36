"""When a term ends: six weeks, and never on a day of rest."""

from datetime import date

import pytest

from schools.rules.terms import (
    easter_sunday,
    holidays,
    is_day_of_rest,
    objection_until,
)


@pytest.mark.parametrize(
    ("notified_on", "until", "why"),
    [
        (date(2015, 1, 20), date(2015, 3, 3), "a Tuesday, six weeks later"),
        (date(2015, 1, 31), date(2015, 3, 16), "a Saturday, so the Monday after"),
        (date(2015, 2, 1), date(2015, 3, 16), "a Sunday, so the Monday after"),
        (date(2015, 2, 20), date(2015, 4, 7), "Good Friday, and Easter after it"),
        (date(2015, 2, 23), date(2015, 4, 7), "Easter Monday"),
        (date(2015, 3, 16), date(2015, 4, 28), "the king's birthday"),
        (date(2015, 3, 24), date(2015, 5, 6), "5 May"),
        (date(2015, 4, 2), date(2015, 5, 15), "Ascension Day"),
        (date(2015, 4, 13), date(2015, 5, 26), "Whit Monday"),
        (date(2015, 11, 13), date(2015, 12, 28), "Christmas, and a weekend after it"),
        (date(2015, 11, 20), date(2016, 1, 4), "New Year's Day, a Friday"),
        (date(2013, 3, 19), date(2013, 5, 1), "the queen's birthday"),
        (date(2014, 3, 15), date(2014, 4, 28), "26 April, since the 27th is a Sunday"),
        (date(2016, 1, 18), date(2016, 2, 29), "a leap day"),
    ],
)
def test_the_term_for_objection_ends_on_a_working_day(notified_on, until, why):
    assert objection_until(notified_on) == until, why


def test_a_day_on_a_par_with_a_holiday_moves_the_end_too():
    ascension = date(2015, 4, 2)

    assert objection_until(ascension, on_a_par={date(2015, 5, 15)}) == date(2015, 5, 18)


@pytest.mark.parametrize(
    "easter",
    [
        date(1818, 3, 22),
        date(1943, 4, 25),
        date(1954, 4, 18),
        date(2000, 4, 23),
        date(2008, 3, 23),
        date(2011, 4, 24),
        date(2015, 4, 5),
        date(2016, 3, 27),
        date(2038, 4, 25),
        date(2285, 3, 22),
    ],
)
def test_easter_is_computed(easter):
    assert easter_sunday(easter.year) == easter


def test_a_year_has_its_holidays():
    assert sorted(holidays(2015)) == [
        date(2015, 1, 1),
        date(2015, 4, 3),
        date(2015, 4, 6),
        date(2015, 4, 27),
        date(2015, 5, 5),
        date(2015, 5, 14),
        date(2015, 5, 25),
        date(2015, 12, 25),
        date(2015, 12, 26),
    ]
    assert not is_day_of_rest(date(2015, 12, 24))
