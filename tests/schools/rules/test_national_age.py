"""The national age is what was known then, and the same as in the law of the money."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from schools.rules.national_age import (
    NATIONAL_AGES,
    NationalAgeUnknown,
    national_age,
)

LAST_DAY = date(2026, 1, 1)
LAW = tomllib.loads(
    Path("allocations/rules/law/school_weights_2006.toml").read_text("utf-8"),
    parse_float=Decimal,
)


def act_of(article):
    return LAW["acts"][LAW["articles"][article]["act"]]


@pytest.mark.parametrize(
    ("school_year", "known_on", "age"),
    [
        (2012, date(2012, 3, 22), None),
        (2012, date(2012, 3, 23), "40.42"),
        (2012, date(2012, 10, 21), "40.40"),
        (2015, date(2015, 10, 14), "40.58"),
        (2015, LAST_DAY, "40.57"),
        (2006, LAST_DAY, None),
        (2016, LAST_DAY, None),
    ],
)
def test_the_last_one_known_on_the_day_applies(school_year, known_on, age):
    if age is None:
        with pytest.raises(NationalAgeUnknown, match="artikel 28, vijfde lid"):
            national_age(school_year, known_on=known_on)
    else:
        assert str(national_age(school_year, known_on=known_on).age) == age


def test_the_ages_are_those_of_the_law_that_the_money_follows():
    assert [
        (each.school_year, each.age, each.regulation, each.signed)
        for each in NATIONAL_AGES
    ] == [
        (
            value["from"].year,
            value["value"],
            act_of(value["article"])["bwb"],
            act_of(value["article"])["signed"],
        )
        for value in LAW["parameters"]["national_age"]["values"]
    ]
