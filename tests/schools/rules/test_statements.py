"""What holds for any statement and any pupil as handed in."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from schools import models
from schools.rules.counting import AgeGroup, Stay, count, is_enrolled
from schools.rules.education import Category, Level
from schools.rules.statements import DUO_FORM, Carer, State, category_stated
from schools.rules.weighing import Pupil, weigh

days = st.dates(date(1996, 1, 1), date(2019, 12, 31))
weights = st.none() | st.decimals("0", "9.99", places=2)
levels = st.sampled_from(["", "onbekend", *Level])
years = st.none() | st.integers(0, 8)
countries = st.sampled_from(["", "NL", "TR"])
numbers = st.none() | st.integers(0, 4)
pupils = st.builds(
    Pupil,
    **dict.fromkeys(Pupil._fields[:4], st.none() | days),
    claimed_weight=weights,
    old_weight=weights,
    form=st.sampled_from(["", "free", DUO_FORM]),
    signatures=numbers,
    carer1_level=levels,
    carer1_years=years,
    carer1_country=countries,
    carer1_category=numbers,
    carer2_level=levels,
    carer2_years=years,
    carer2_country=countries,
    carer2_category=numbers,
)


@given(pupils, days)
def test_anything_that_is_handed_in_can_be_weighed(pupil, counted_on):
    outcome = weigh(pupil, counted_on)

    assert outcome.weight in models.PUPIL_WEIGHTS
    assert outcome.potential_weight in models.PUPIL_WEIGHTS


@given(pupils, st.dates(date(2010, 8, 1), date(2019, 7, 31)))
def test_only_a_complete_statement_carries_a_new_weight(pupil, counted_on):
    outcome = weigh(pupil, counted_on)

    assert not outcome.weight or outcome.state is State.COMPLETE


@given(pupils, days)
def test_a_complete_statement_needs_no_mending(pupil, counted_on):
    outcome = weigh(pupil, counted_on)

    if outcome.state is State.COMPLETE:
        assert outcome.potential_weight == outcome.weight
        assert outcome.error_class == ""


@given(pupils, days)
def test_who_claims_no_weight_is_not_in_error(pupil, counted_on):
    outcome = weigh(pupil._replace(claimed_weight=Decimal(0)), counted_on)

    assert outcome.error_class == ""


@given(levels, years, numbers)
def test_foreign_education_is_never_guessed_from_a_level(level, completed, category):
    known = category if category in set(Category) else None

    assert category_stated(Carer(level, completed, "TR", category)) == known


@given(days, days, st.none() | days, days)
def test_who_counts_is_enrolled_and_of_an_age_group(born, enrolled, left, counted_on):
    stay = Stay(enrolled, left)
    outcome = count(born, stay, counted_on, absent=False)

    assert outcome.counts == (
        is_enrolled(stay, counted_on) and outcome.age_group is not None
    )


def test_rules_and_tables_use_the_same_words():
    assert set(State) == set(models.EvidenceState.values)
    assert set(AgeGroup) == set(models.CountCell.AgeGroup.values)
    assert DUO_FORM == models.Form.DUO


def test_a_pupil_has_the_columns_of_a_delivery():
    columns = {field.name for field in models.DeliveredPupil._meta.get_fields()}

    assert set(Pupil._fields) <= columns
