"""Made-up pupils: what the rules make of them is what was asked for."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from stdnum.nl import bsn

from schools.deliveries.made_up.numbers import (
    NUMBERS,
    NUMBERS_OF_A_YEAR,
    Shuffle,
    TooManyPupils,
    personal_number,
)
from schools.deliveries.made_up.pupils import Cohort, ImpossibleCount, Maker
from schools.deliveries.reading import FIELDS, Reader

YOUNG, OLD = "4_7", "8_up"
NO, LOW, HIGH = Decimal(0), Decimal("0.30"), Decimal("1.20")
BOTH = {NO: 40, LOW: 25, HIGH: 35}
NEW = {(weight, group): BOTH[weight] for weight in BOTH for group in (YOUNG, OLD)}

COUNTS = {
    date(2006, 10, 1): {
        (LOW, YOUNG): 30,
        (NO, OLD): 30,
        **{(Decimal(old), OLD): 20 for old in ("0.25", "0.40", "0.70", "0.90")},
    },
    date(2008, 10, 1): NEW | {(Decimal("0.25"), OLD): 30, (Decimal("0.90"), YOUNG): 20},
    date(2009, 10, 1): NEW | {(Decimal("0.70"), OLD): 30},
    date(2012, 10, 1): NEW,
    date(2014, 10, 1): NEW,
    date(2016, 10, 1): NEW,
    date(2018, 10, 1): NEW,
    date(2023, 2, 1): {(NO, YOUNG): 40, (NO, OLD): 40},
}


def made(day: date, cohort: Cohort, seed: int = 1) -> list[tuple[str, ...]]:
    return list(Maker(day, seed).pupils("18PH00", cohort, 0))


@pytest.mark.parametrize("day", COUNTS, ids=str)
def test_each_has_the_weight_and_the_age_that_was_asked_for(day):
    reader = Reader(day)
    rows = [("d", row, cells) for row, cells in enumerate(made(day, COUNTS[day]))]
    found: Counter[tuple[Decimal, str]] = Counter()
    for line in reader.lines(rows):
        row = dict(zip(FIELDS, line.strip("\n").split("\t"), strict=True))
        assert row["unreadable"] == r"\N"
        assert row["counted"] == "t"
        assert Decimal(row["claimed_weight"]) == Decimal(row["weight"])
        found[Decimal(row["weight"]), row["age_group"]] += 1

    assert found == COUNTS[day]


def test_who_weighs_nothing_has_a_statement_too_at_times():
    stated = Counter(bool(row[11]) for row in made(date(2014, 10, 1), {(NO, OLD): 400}))

    assert 60 < stated[True] < 200


def test_there_are_single_and_two_carers_and_foreign_education():
    rows = made(date(2014, 10, 1), {(HIGH, OLD): 400})

    assert {bool(row[17]) for row in rows} == {True, False}
    assert {bool(row[15]) for row in rows} == {True, False}


@pytest.mark.parametrize(
    ("day", "weight", "group"),
    [
        (date(2014, 10, 1), Decimal("0.25"), YOUNG),
        (date(2006, 10, 1), LOW, OLD),
        (date(2005, 10, 1), HIGH, YOUNG),
        (date(2019, 10, 1), LOW, YOUNG),
    ],
)
def test_a_weight_that_the_law_of_the_date_does_not_know_is_refused(day, weight, group):
    with pytest.raises(ImpossibleCount):
        made(day, {(weight, group): 1})


def test_a_location_has_the_same_pupils_whatever_is_made_beside_it():
    day = date(2014, 10, 1)
    upside_down = dict(reversed(NEW.items()))

    assert made(day, NEW) == made(day, upside_down)
    assert made(day, NEW) != made(day, NEW, seed=2)


def test_personal_numbers_pass_the_test_and_are_never_given_out():
    places = range(0, NUMBERS, 997)
    numbers = [personal_number(place) for place in places]

    assert all(map(bsn.is_valid, numbers))
    assert {number[0] for number in numbers} == {"9"}
    assert len({*numbers}) == len(places)


def test_no_two_pupils_of_a_year_or_the_next_have_one_number():
    some = range(0, NUMBERS_OF_A_YEAR, 701)
    first, second = Shuffle(1, 2014), Shuffle(1, 2016)
    places = {shuffle(pupil) for shuffle in (first, second) for pupil in some}

    assert len(places) == 2 * len(some)
    assert max(places) < NUMBERS


def test_there_is_an_end_to_the_numbers():
    with pytest.raises(TooManyPupils):
        Shuffle(1, 2014)(NUMBERS_OF_A_YEAR)
