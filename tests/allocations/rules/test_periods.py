from datetime import date

import pytest

from allocations.rules.errors import NotInForce
from allocations.rules.periods import NotAPeriod, Period, PeriodKind
from allocations.rules.regimes import regime_of


@pytest.mark.parametrize(
    ("text", "since", "until", "in_dutch"),
    [
        ("2015-2016", date(2015, 8, 1), date(2016, 8, 1), "schooljaar 2015-2016"),
        ("2024", date(2024, 1, 1), date(2025, 1, 1), "kalenderjaar 2024"),
        ("2022-08..2022-12", date(2022, 8, 1), date(2023, 1, 1), "periode "),
        ("2010-02..2010-02", date(2010, 2, 1), date(2010, 3, 1), "periode "),
    ],
)
def test_a_period_is_read_and_written_the_same(text, since, until, in_dutch):
    period = Period.parse(text)

    assert (period.since, period.until, str(period)) == (since, until, text)
    assert in_dutch in period.in_dutch


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2015-2017",
        "2015-2015",
        "2016-2015",
        "15-16",
        "2015/2016",
        "2015-2016 ",
        "0000",
        "9999",
        "2022-13..2022-14",
        "2022-08..2022-07",
        "2022-00..2022-01",
    ],
)
def test_anything_else_is_no_period(text):
    with pytest.raises(NotAPeriod, match="schooljaar"):
        Period.parse(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2015-2016", PeriodKind.SCHOOL_YEAR),
        ("2015", PeriodKind.CALENDAR_YEAR),
        ("2022-08..2022-12", PeriodKind.MONTHS),
        ("2015-08..2016-07", PeriodKind.SCHOOL_YEAR),
        ("2015-01..2015-12", PeriodKind.CALENDAR_YEAR),
    ],
)
def test_a_period_is_of_the_kind_of_its_days(text, kind):
    assert Period.parse(text).kind is kind


def test_the_years_of_a_law_are_those_that_lie_in_it_whole():
    days = (date(2014, 8, 1), date(2017, 1, 1))

    school_years = Period.between(*days, PeriodKind.SCHOOL_YEAR)
    calendar_years = Period.between(*days, PeriodKind.CALENDAR_YEAR)

    assert [*map(str, school_years)] == ["2014-2015", "2015-2016"]
    assert [*map(str, calendar_years)] == ["2015", "2016"]


@pytest.mark.parametrize(
    ("regime", "period"),
    [
        ("school_weights_2006", "2015-2016"),
        ("personnel_budget_2006", "2015-2016"),
        ("material_groups_2006", "2015"),
    ],
)
def test_one_count_serves_a_school_year_and_a_calendar_year(regime, period):
    asked = regime_of(regime)

    assert asked
    assert Period.parse(period).kind is asked.period_kind
    assert asked.counted_on(Period.parse(period)) == date(2014, 10, 1)


@pytest.mark.parametrize(
    ("period", "counted_on"),
    [
        ("2019-2020", date(2018, 10, 1)),
        ("2021-2022", date(2020, 10, 1)),
        ("2022-08..2022-12", date(2021, 10, 1)),
        ("2023", date(2022, 2, 1)),
        ("2026", date(2025, 2, 1)),
    ],
)
def test_the_law_says_by_which_count_each_kind_of_period_was_paid(period, counted_on):
    asked = regime_of("school_scores_2019")

    assert asked
    assert asked.counted_on(Period.parse(period)) == counted_on


def test_a_period_that_was_not_paid_has_no_count_date():
    asked = regime_of("school_scores_2019")

    assert asked
    with pytest.raises(NotInForce, match="geldt niet voor kalenderjaar 2021"):
        asked.counted_on(Period.parse("2021"))
