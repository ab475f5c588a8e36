"""What holds for any carers and any pupil."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from schools.rules.education import Category
from schools.rules.pupil_weights import (
    OLD_WEIGHTS,
    WEIGHTS,
    counted_weight,
    deciding_day,
    is_under_new_rule,
    weight_of,
)

categories = st.none() | st.sampled_from(Category)
families = st.lists(categories, max_size=2)
birthdays = st.dates(date(1990, 1, 1), date(2014, 12, 31))
days = st.dates(date(1998, 8, 1), date(2019, 7, 31))


@given(families)
def test_the_order_of_the_carers_is_irrelevant(family):
    assert weight_of(family) == weight_of(family[::-1])


@given(families)
def test_there_are_three_weights(family):
    assert weight_of(family) in WEIGHTS


@given(st.lists(st.sampled_from(Category), min_size=2, max_size=2), st.booleans())
def test_more_education_never_gives_more_weight(family, second):
    learned = [*family]
    learned[second] = Category(min(learned[second] + 1, Category.HIGHER))

    assert weight_of(learned) <= weight_of(family)


@given(
    birthdays, days, st.sampled_from(OLD_WEIGHTS), st.none() | st.sampled_from(WEIGHTS)
)
def test_a_pupil_counts_by_a_weight_that_is_given_or_by_none(born, day, old, new):
    counted = counted_weight(born_on=born, counted_on=day, old=old, new=new)

    assert counted in {old, new, WEIGHTS[0]}


@given(birthdays, days)
def test_the_new_rule_holds_on_the_deciding_day_of_every_pupil(born, admitted):
    day = deciding_day(born_on=born, admitted_on=admitted)

    assert day >= admitted
    assert is_under_new_rule(born_on=born, on=day)


@given(birthdays, days, days)
def test_who_is_under_the_new_rule_stays_under_it(born, one, other):
    earlier, later = sorted((one, other))

    assert is_under_new_rule(born_on=born, on=earlier) <= is_under_new_rule(
        born_on=born, on=later
    )
