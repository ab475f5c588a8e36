"""What SQL says of a pupil is what the rules say."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schools.deliveries.expressions import (
    DATES,
    DECIDING_DAY,
    HAS_STATEMENT,
    IS_ABOUT_THE_DECIDING_DAY,
    IS_ENROLLED,
    IS_UNDER_NEW_RULE,
    category,
    new_weight,
    on_dates,
)
from schools.rules.counting import Stay, ages, is_enrolled
from schools.rules.education import Category, Level
from schools.rules.pupil_weights import (
    REPEALED_ON,
    deciding_day,
    is_under_new_rule,
    weight_of,
)
from schools.rules.statements import Carer, category_stated, is_about
from schools.rules.weighing import NO_STATEMENT, STATEMENT, Pupil

pytestmark = pytest.mark.django_db
REPEATED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

days = st.dates(date(1996, 1, 1), date(2018, 12, 31))
boundaries = st.builds(
    date, st.integers(1994, 2018), st.sampled_from([8, 9, 10]), st.integers(1, 2)
)
any_day = days | boundaries
levels = st.sampled_from(["", "onbekend", *(level.value for level in Level)])
carers = st.builds(
    Carer,
    levels,
    st.none() | st.integers(0, 8),
    st.sampled_from(["", "NL", "Nederland", "Turkije"]),
    st.none() | st.integers(0, 4),
)
forms = st.sampled_from(["", "free", "duo"])


def said(expression: str, **columns: Any) -> Any:
    """Ask an expression of a pupil `p`, in a delivery `d` on a date `t`."""
    pupil: dict[str, Any] = {"left_on": None, "counted_on": date(2014, 10, 1)}
    pupil |= Pupil()._asdict() | columns
    row = ", ".join(
        f"%({name})s::{_type(name, value)} AS {name}" for name, value in pupil.items()
    )
    statement = f"""
        WITH {DATES}
        SELECT {expression} FROM (SELECT {row}) AS p
        CROSS JOIN LATERAL (SELECT p.counted_on) AS d
        JOIN dates AS t ON t.counted_on = p.counted_on
    """  # noqa: S608 - expressions of the program itself
    with connection.cursor() as cursor:
        cursor.execute(statement, pupil | on_dates([pupil["counted_on"]]))
        return cursor.fetchone()[0]


def _type(name: str, value: Any) -> str:
    if value is None:
        return "date" if name.endswith("_on") else "int"
    return {int: "int", date: "date", str: "text"}[type(value)]


@REPEATED
@given(carers)
def test_the_category_of_a_carer(carer):
    columns = {f"carer1_{name}": value for name, value in carer._asdict().items()}

    assert said(category("p.carer1"), **columns) == category_stated(carer)


@REPEATED
@given(st.lists(st.sampled_from(Category), min_size=1, max_size=2))
def test_the_new_weight_of_a_statement(categories):
    levels = {1: "geen", 2: "lbo", 3: "wo"}
    columns = {
        f"carer{number}_level": levels[each]
        for number, each in enumerate(categories, start=1)
    }

    assert said(new_weight("p"), **columns) == weight_of(categories)


@REPEATED
@given(any_day, any_day)
def test_the_day_that_decides(born, enrolled):
    assert said(DECIDING_DAY, born_on=born, enrolled_on=enrolled) == deciding_day(
        born_on=born, admitted_on=enrolled
    )


@REPEATED
@given(any_day, any_day, st.none() | any_day, forms)
def test_whether_a_statement_is_about_that_day(born, enrolled, situation, form):
    decides = deciding_day(born_on=born, admitted_on=enrolled)
    columns = {"born_on": born, "enrolled_on": enrolled, "situation_on": situation}

    assert said(IS_ABOUT_THE_DECIDING_DAY, form=form, **columns) == is_about(
        situation, decides, form=form
    )


@REPEATED
@given(any_day, st.dates(date(2000, 1, 1), date(2025, 1, 1)))
def test_who_is_under_the_new_rule(born, counted_on):
    expected = counted_on < REPEALED_ON and is_under_new_rule(
        born_on=born, on=counted_on
    )

    under = said(IS_UNDER_NEW_RULE, born_on=born, counted_on=counted_on)

    assert under == expected


@REPEATED
@given(any_day, st.none() | any_day, any_day)
def test_who_is_enrolled(enrolled, left, counted_on):
    columns = {"enrolled_on": enrolled, "left_on": left, "counted_on": counted_on}

    assert said(IS_ENROLLED, **columns) == is_enrolled(Stay(enrolled, left), counted_on)


@REPEATED
@given(carers, carers, forms, st.none() | st.integers(0, 2))
def test_what_a_statement_is(first, second, form, signatures):
    columns = {"form": form, "signatures": signatures}
    for number, carer in enumerate((first, second), start=1):
        columns |= {
            f"carer{number}_{key}": value for key, value in carer._asdict().items()
        }

    assert said(HAS_STATEMENT, **columns) == (
        Pupil(**columns)[STATEMENT:] != NO_STATEMENT
    )


@pytest.mark.parametrize("year", [2006, 2014, 2019])
def test_the_ages_of_a_count_date(year):
    counted_on = date(year, 10, 1)

    assert said("t.old_enough", counted_on=counted_on) == ages(counted_on).old_enough
    assert said("t.too_old", counted_on=counted_on) == ages(counted_on).too_old
