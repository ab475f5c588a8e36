"""Writing statements into the registers of the database."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from oab.registers import record
from oab.snapshots import Outcome, on_day
from schools.models import Location, School
from schools.registers import LOCATIONS, SCHOOLS, record_snapshot
from tests.factories import make

pytestmark = pytest.mark.django_db

PLACE = {"postcode": "2715BT", "municipality_code": "0637"}
SNAPSHOTS = {
    date(2013, 6, 27): PLACE | {"name": "De Schans", "street": "Overwater"},
    date(2016, 10, 1): PLACE | {"name": "De Schanskorf"},
    date(2020, 12, 1): PLACE | {"name": "De Schanskorf", "street": "Onderwater"},
}


def take_in(*days: date) -> list[Outcome]:
    return [
        record_snapshot(LOCATIONS, {"00AP00": SNAPSHOTS[day]}, on=day, source="DUO")[
            ("00AP00",)
        ]
        for day in days
    ]


def current() -> list[Any]:
    return list(
        Location.objects.current()
        .order_by("valid")
        .values_list("valid", "attested", "name", "street", "unstated", "source")
    )


def test_a_snapshot_is_one_version_per_code():
    take_in(date(2013, 6, 27))

    (version,) = Location.objects.current()
    assert (version.brin, version.pc4, version.derived_on(date(2014, 1, 1))) == (
        "00AP",
        "2715",
        True,
    )


def test_order_makes_no_difference_to_what_is_current():
    timelines = []
    for days in permutations(SNAPSHOTS):
        take_in(*days)
        timelines.append(current())
        Location.objects.current().close()

    assert timelines[1:] == timelines[:1] * 5


def test_a_snapshot_in_between_shortens_the_version_before_it():
    take_in(date(2013, 6, 27), date(2020, 12, 1), date(2016, 10, 1))

    assert [(valid.lower, valid.upper) for valid, *_ in current()] == [
        (date(2013, 6, 27), date(2016, 10, 1)),
        (date(2016, 10, 1), date(2020, 12, 1)),
        (date(2020, 12, 1), None),
    ]


def test_what_was_known_before_stays_readable():
    take_in(date(2013, 6, 27))
    (first,) = Location.objects.current()
    take_in(date(2016, 10, 1))

    (at_the_time,) = Location.objects.known_at(first.known.lower)
    assert (at_the_time.pk, at_the_time.valid.upper) == (first.pk, None)


def test_the_same_again_writes_nothing():
    take_in(*SNAPSHOTS)
    rows = Location.objects.count()

    assert take_in(*SNAPSHOTS) == [Outcome.UNCHANGED] * 3
    assert Location.objects.count() == rows


def test_other_attributes_on_the_same_day_replace():
    day = date(2013, 6, 27)
    take_in(day)

    said = SNAPSHOTS[day] | {"name": "De Schanskorf"}
    outcomes = record_snapshot(LOCATIONS, {"00AP00": said}, on=day, source="DUO")

    assert outcomes == {("00AP00",): Outcome.REPLACED}
    assert [version[2] for version in current()] == ["De Schanskorf"]
    assert Location.objects.count() == 2


def test_a_name_that_comes_in_later_reaches_the_versions_that_took_it_over():
    later = {"board_code": "41646"}
    record_snapshot(SCHOOLS, {"00AP": later}, on=date(2014, 10, 1), source="payments")
    earlier = {"board_code": "41646", "name": "De Schanskorf"}
    record_snapshot(SCHOOLS, {"00AP": earlier}, on=date(2013, 6, 27), source="register")

    version = School.objects.current().on(date(2015, 1, 1)).get()
    assert (version.name, "name" in version.unstated) == ("De Schanskorf", True)


def test_a_code_that_is_missing_from_a_newer_snapshot_goes_on():
    take_in(date(2013, 6, 27))
    other = {"99XX00": SNAPSHOTS[date(2016, 10, 1)]}
    record_snapshot(LOCATIONS, other, on=date(2016, 10, 1), source="DUO")

    assert Location.objects.current().on(date(2020, 1, 1)).count() == 2


def test_a_version_that_was_written_by_hand_counts_as_a_snapshot():
    make(Location, code="00AP00", name="De Hand")

    take_in(date(2016, 10, 1))

    assert [version[2] for version in current()] == ["De Hand", "De Schanskorf"]


def overrule(day: date, **changes: Any) -> None:
    (before,) = Location.objects.current().filter(valid__startswith=day)
    Location.objects.filter(pk=before.pk).close()
    make(
        Location,
        code="00AP00",
        **{"name": before.name, "valid": before.valid, "attested": before.attested}
        | {"source": "review"}
        | changes,
    )


def test_the_same_again_does_not_undo_what_another_source_said_since():
    day = date(2013, 6, 27)
    take_in(day)
    overrule(day, name="De Herziene")
    rows = Location.objects.count()

    assert take_in(day) == [Outcome.UNCHANGED]
    assert [version[2] for version in current()] == ["De Herziene"]
    assert Location.objects.count() == rows


def test_the_same_again_does_not_undo_it_after_a_newer_snapshot_either():
    day = date(2013, 6, 27)
    take_in(day)
    overrule(day, name="De Herziene")
    take_in(date(2020, 12, 1))

    assert take_in(day) == [Outcome.UNCHANGED]
    assert [version[2] for version in current()] == ["De Herziene", "De Schanskorf"]


def test_the_same_again_does_not_reopen_what_another_source_ended():
    day, end = date(2013, 6, 27), date(2015, 8, 1)
    take_in(day, date(2016, 10, 1))
    Location.objects.current().filter(valid__startswith=date(2016, 10, 1)).close()
    overrule(day, valid=DateRange(day, end))

    assert take_in(day, date(2016, 10, 1)) == [Outcome.UNCHANGED] * 2
    assert [version[0] for version in current()] == [DateRange(day, end)]


def test_a_source_that_says_something_new_replaces_what_another_said():
    day = date(2013, 6, 27)
    take_in(day)
    overrule(day, name="De Herziene")

    said = SNAPSHOTS[day] | {"name": "De Nieuwe"}
    outcomes = record_snapshot(LOCATIONS, {"00AP00": said}, on=day, source="DUO")

    assert outcomes == {("00AP00",): Outcome.REPLACED}
    assert [version[2] for version in current()] == ["De Nieuwe"]


def test_the_word_of_a_second_publication_about_a_day_stays_the_last():
    day = date(2013, 6, 27)
    take_in(day)
    said = SNAPSHOTS[day] | {"name": "De Tweede"}
    record_snapshot(LOCATIONS, {"00AP00": said}, on=day, source="DUO, tellingen")

    assert take_in(day) == [Outcome.UNCHANGED]
    assert [version[2] for version in current()] == ["De Tweede"]


def queries_for(codes: int) -> int:
    day = date(2013, 6, 27)
    said = on_day(day, SNAPSHOTS[day], "DUO")
    with CaptureQueriesContext(connection) as queries:
        record(
            LOCATIONS, {(f"{number:02}AP{codes:02}",): said for number in range(codes)}
        )
    return len(queries)


def test_the_number_of_queries_does_not_depend_on_the_number_of_codes():
    assert queries_for(1) == queries_for(99)
