"""Until when can be delivered, to the second, in summer and winter time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from oab.problems import Refused
from oab.versions import moment
from schools.deliveries import windows
from schools.deliveries.windows import WindowUnknown
from schools.models import Extension
from tests.factories import make

A_SECOND = timedelta(seconds=1)
BOARD = "41646"
COUNTED_ON = date(2014, 10, 1)


@pytest.mark.parametrize(
    ("last_day", "over_at"),
    [
        (date(2014, 12, 1), datetime(2014, 12, 1, 23, tzinfo=UTC)),
        (date(2015, 6, 30), datetime(2015, 6, 30, 22, tzinfo=UTC)),
        (date(2014, 10, 25), datetime(2014, 10, 25, 22, tzinfo=UTC)),
        (date(2014, 10, 26), datetime(2014, 10, 26, 23, tzinfo=UTC)),
        (date(2015, 3, 28), datetime(2015, 3, 28, 23, tzinfo=UTC)),
        (date(2015, 3, 29), datetime(2015, 3, 29, 22, tzinfo=UTC)),
        (date(2015, 12, 31), datetime(2015, 12, 31, 23, tzinfo=UTC)),
    ],
)
@pytest.mark.django_db
def test_a_day_is_over_at_midnight_in_the_netherlands(last_day, over_at):
    assert windows.end_of(last_day) == over_at
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (%s::date + 1)::timestamp AT TIME ZONE 'Europe/Amsterdam'",
            [last_day],
        )
        assert cursor.fetchone()[0] == over_at


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("extended", "over_at"),
    [
        (None, datetime(2014, 12, 1, 23, tzinfo=UTC)),
        (date(2014, 12, 15), datetime(2014, 12, 15, 23, tzinfo=UTC)),
        (date(2015, 6, 30), datetime(2015, 6, 30, 22, tzinfo=UTC)),
        (date(2014, 11, 15), datetime(2014, 12, 1, 23, tzinfo=UTC)),
    ],
)
def test_the_last_second_is_in_time_and_the_next_is_late(extended, over_at):
    if extended:
        make(Extension, until=extended)

    windows.refuse_late(BOARD, COUNTED_ON, at=over_at - A_SECOND)
    with pytest.raises(Refused) as caught:
        windows.refuse_late(BOARD, COUNTED_ON, at=over_at)
    last = max(date(2014, 12, 1), extended or date.min)
    assert f"{last:%d-%m-%Y}" in caught.value.explanation[0]


@pytest.mark.django_db
def test_another_board_s_extension_is_of_no_use():
    make(Extension, board_code="30052", until=date(2100, 1, 1))

    assert windows.last_day(BOARD, COUNTED_ON) == date(2014, 12, 1)
    assert windows.last_day("30052", COUNTED_ON) == date(2100, 1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("year", [2006, 2009])
def test_a_day_that_is_not_known_is_not_guessed(year):
    counted_on = date(year, 10, 1)

    assert windows.mendable_until(BOARD, counted_on) is None
    with pytest.raises(WindowUnknown):
        windows.refuse_late(BOARD, counted_on, at=moment())

    make(Extension, counted_on=counted_on, until=date(2100, 1, 1))
    windows.refuse_late(BOARD, counted_on, at=moment())
    assert windows.mendable_until(BOARD, counted_on) == date(2100, 1, 1)


@pytest.mark.parametrize(
    ("counted_on", "article"),
    [
        (date(2010, 10, 1), "121"),
        (date(2022, 10, 1), "121"),
        (date(2023, 2, 1), "118"),
        (date(2026, 2, 1), "118"),
    ],
)
def test_the_count_date_is_data(counted_on, article):
    found = windows.window(counted_on)

    assert found
    assert article in found.article


@pytest.mark.parametrize(
    "day",
    [date(2014, 10, 2), date(2014, 2, 1), date(2023, 10, 1), date(2005, 10, 1)],
)
def test_any_other_day_is_no_count_date(day):
    assert windows.window(day) is None
    with pytest.raises(Refused) as caught:
        windows.require(day)
    assert "geen teldatum" in caught.value.explanation[0]


@pytest.mark.parametrize("day", [date(2019, 10, 1), date(2023, 2, 1)])
def test_nothing_is_delivered_once_the_weights_were_repealed(day):
    with pytest.raises(Refused) as caught:
        windows.require(day)
    assert "Stb. 2018, 334" in caught.value.explanation[0]


def test_pupils_are_known_on_the_day_and_teachers_before_it():
    found = windows.require(COUNTED_ON)

    assert found.opens
    assert found.last_day
    assert found.teacher_age_last_day
    assert found.overview_last_day
    assert found.last_day.day == date(2014, 12, 1)
    assert found.teacher_age_last_day.day == date(2014, 11, 30)
    assert found.overview_last_day.day == date(2015, 1, 31)
    assert found.opens_at == datetime(2014, 9, 30, 22, tzinfo=UTC)
    assert found.closes_at == datetime(2014, 12, 1, 23, tzinfo=UTC)
    assert all(found.opens.day < day <= found.last_day.day for day in found.reminders)


def test_every_fact_names_its_source():
    for each in windows.data():
        for name in ("opens", "last_day", "teacher_age_last_day", "overview_last_day"):
            assert name not in each or each[name]["source"]
        assert "reminders" not in each or each["reminders_source"]


@pytest.mark.django_db
def test_windows_are_listed_up_to_now():
    listed = [each.counted_on for each in windows.windows()]

    assert listed == sorted(listed)
    assert {date(2006, 10, 1), date(2014, 10, 1), date(2023, 2, 1)} <= {*listed}


@pytest.mark.django_db
def test_an_extension_gives_a_later_day_that_has_not_passed():
    why = ("Brand", "beslisser")
    with pytest.raises(Refused) as caught:
        windows.extend(BOARD, COUNTED_ON, until=date(2014, 12, 1), why=why)
    assert "kan al inzenden" in caught.value.explanation[0]
    with pytest.raises(Refused) as caught:
        windows.extend(BOARD, COUNTED_ON, until=date(2014, 12, 15), why=why)
    assert "al voorbij" in caught.value.explanation[0]

    windows.extend(BOARD, COUNTED_ON, until=date(2100, 1, 1), why=why)
    assert Extension.objects.get().reason == "Brand"


@pytest.mark.django_db
def test_a_delivery_is_not_opened_before_its_count_date():
    with pytest.raises(Refused) as caught:
        windows.refuse_early(
            COUNTED_ON, at=datetime(2014, 9, 30, 21, 59, 59, tzinfo=UTC)
        )
    assert "01-10-2014" in caught.value.explanation[0]
    windows.refuse_early(COUNTED_ON, at=datetime(2014, 9, 30, 22, tzinfo=UTC))
