"""Registers on two time axes: what held on a day, and what was known at a moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from oab import filters
from oab.versions import moment
from schools.models import Location, School, SchoolSuccession
from tests.factories import make

BEGIN, TAKEOVER, END = date(2013, 8, 1), date(2015, 8, 1), date(2017, 8, 1)


@pytest.fixture
def school(db: None) -> None:
    """Let a school pass from one board to another, and end."""
    del db
    first, second = DateRange(BEGIN, TAKEOVER), DateRange(TAKEOVER, END)
    attested = DateRange(TAKEOVER, TAKEOVER + timedelta(days=1))
    empty = DateRange(empty=True)
    make(School, board_code="40009", valid=first, attested=empty)
    make(School, board_code="41646", valid=second, attested=attested)


@pytest.mark.usefixtures("school")
@pytest.mark.parametrize(
    ("day", "board", "derived"),
    [
        ("2013-07-31", None, None),
        ("2013-08-01", "40009", True),
        ("2015-07-31", "40009", True),
        ("2015-08-01", "41646", False),
        ("2015-08-02", "41646", True),
        ("2017-07-31", "41646", True),
        ("2017-08-01", None, None),
    ],
)
def test_a_school_is_shown_as_it_was_on_a_day(api, day, board, derived):
    one = api.get(f"/v1/scholen/18PH?geldigOp={day}")
    listed = api.get(f"/v1/scholen?geldigOp={day}").json()["resultaten"]

    if board is None:
        assert one.status_code == 404
        assert listed == []
    else:
        assert listed == [one.json()]
        assert (one.json()["bestuur"], one.json()["afgeleid"]) == (board, derived)


@pytest.mark.usefixtures("school")
def test_the_end_is_the_first_day_on_which_it_no_longer_holds(api):
    body = api.get("/v1/scholen/18PH?geldigOp=2015-07-31").json()

    assert (body["geldigVan"], body["geldigTot"]) == ("2013-08-01", "2015-08-01")


@pytest.mark.usefixtures("school")
@pytest.mark.parametrize(
    ("today", "board"), [(BEGIN, "40009"), (TAKEOVER, "41646"), (END, None)]
)
def test_without_a_day_today_is_meant(api, monkeypatch, today, board):
    monkeypatch.setattr(filters, "today", lambda: today)

    assert api.get("/v1/scholen/18PH").json().get("bestuur") == board


def test_today_is_the_day_in_the_netherlands(monkeypatch):
    late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: late)

    assert filters.today() == date(2026, 7, 1)


GONE = DateRange(date(2016, 10, 2), date(2017, 6, 2))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "predecessor", "school", "location"),
    [
        ("closure", "18PH", 404, 404),
        ("merger", "18PH", 404, 404),
        ("closure", "18PH00", 200, 404),
        ("split_off", "18PH00", 200, 404),
        ("split_off", "18PH", 200, 200),
        ("closure", "18PH01", 200, 200),
    ],
)
def test_what_is_known_to_have_ended_is_not_shown_after(
    api, kind, predecessor, school, location
):
    make(School)
    make(Location)
    successor = "" if kind == "closure" else "00AP"
    make(
        SchoolSuccession,
        kind=kind,
        predecessor=predecessor,
        successor=successor,
        between=GONE,
    )

    for address, after in (("scholen/18PH", school), ("vestigingen/18PH00", location)):
        shown = {
            day: api.get(f"/v1/{address}?geldigOp={day}")
            for day in ("2017-05-31", "2017-06-01")
        }
        assert shown["2017-05-31"].status_code == 200
        assert shown["2017-06-01"].status_code == after
        end = shown["2017-05-31"].json()["geldigTot"]
        assert end == (None if after == 200 else "2017-06-01")


@pytest.mark.django_db
def test_a_school_ends_on_the_day_of_its_closure_where_that_is_known(api):
    make(School)
    day = date(2016, 8, 1)
    between = DateRange(day, day + timedelta(days=1))
    make(SchoolSuccession, kind="closure", successor="", between=between, on=day)

    shown = api.get("/v1/scholen/18PH?geldigOp=2016-07-31").json()
    assert shown["geldigTot"] == "2016-08-01"
    assert api.get("/v1/scholen/18PH?geldigOp=2016-08-01").status_code == 404


@pytest.mark.django_db
def test_a_school_that_a_later_source_lists_again_is_there_again(api):
    again = date(2020, 12, 1)
    make(School, valid=DateRange(BEGIN, again), attested=DateRange(empty=True))
    make(School, valid=DateRange(again, None), attested=DateRange(empty=True))
    make(SchoolSuccession, kind="closure", successor="", between=GONE)

    shown = [
        api.get(f"/v1/scholen/18PH?geldigOp={day}").status_code
        for day in ("2016-10-01", "2018-10-01", "2020-12-01")
    ]
    assert shown == [200, 404, 200]


@pytest.mark.django_db
def test_a_closure_that_was_not_known_yet_ends_nothing(api):
    make(School)
    before = moment()
    make(SchoolSuccession, kind="closure", successor="", between=GONE)

    asked = {"geldigOp": "2018-01-01", "bekendOp": before.isoformat()}
    assert api.get("/v1/scholen/18PH", asked).json()["geldigTot"] is None
    assert api.get("/v1/scholen/18PH?geldigOp=2018-01-01").status_code == 404


@pytest.mark.django_db
def test_a_municipality_counts_no_school_whose_location_there_closed(api):
    make(School)
    make(Location)
    make(
        SchoolSuccession,
        kind="closure",
        predecessor="18PH00",
        successor="",
        between=GONE,
    )

    found = {
        day: len(
            api.get(f"/v1/scholen?gemeente=0637&geldigOp={day}").json()["resultaten"]
        )
        for day in ("2017-05-31", "2017-06-01")
    }
    assert found == {"2017-05-31": 1, "2017-06-01": 0}


@pytest.mark.django_db
def test_a_correction_does_not_change_what_was_known(api):
    make(School, name="De Schans")
    before = moment()
    School.objects.all().close()
    make(School, name="De Schanskorf")

    now = api.get("/v1/scholen/18PH").json()
    then = api.get("/v1/scholen/18PH", {"bekendOp": before.isoformat()}).json()

    assert (now["naam"], now["bekendTot"]) == ("De Schanskorf", None)
    assert then["naam"] == "De Schans"
    assert then["bekendTot"] is not None
    assert then["bekendTot"] <= now["bekendVan"]


@pytest.mark.django_db
def test_a_moment_may_have_any_offset(api):
    before = moment()
    make(School)

    for hours in (-5, 0, 2):
        shifted = before.astimezone(filters.HERE) + timedelta(hours=hours)
        asked = {"bekendOp": shifted.isoformat()}
        found = api.get("/v1/scholen", asked).json()["resultaten"]
        assert len(found) == (1 if hours > 0 else 0)


@pytest.mark.django_db
def test_nothing_was_known_before_it_was_said(api):
    before = moment()
    make(School)

    assert (
        api.get("/v1/scholen/18PH", {"bekendOp": before.isoformat()}).status_code == 404
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("brin=18PH", ["18PH00", "18PH01"]),
        ("gemeente=0363", ["00AP00"]),
        ("pc4=2715", ["18PH00"]),
        ("brin=18PH&gemeente=0363", []),
    ],
)
def test_locations_of_a_school_or_place(api, query, expected):
    make(Location, code="18PH00", postcode="2715BT")
    make(Location, code="18PH01", postcode="2716BT")
    make(Location, code="00AP00", postcode="1011AB", municipality_code="0363")

    rows = api.get(f"/v1/vestigingen?{query}").json()["resultaten"]

    assert [row["vestiging"] for row in rows] == expected


@pytest.mark.django_db
def test_schools_with_a_location_in_a_municipality_on_a_day(api):
    first, second = DateRange(BEGIN, TAKEOVER), DateRange(TAKEOVER, END)
    empty = DateRange(empty=True)
    for brin in ("00AP", "18PH"):
        make(School, brin=brin)
    make(Location, code="00AP00", municipality_code="0363")
    make(Location, code="18PH00", municipality_code="0637")
    make(Location, code="18PH01", valid=first, attested=empty)
    moved = {"code": "18PH01", "municipality_code": "0363", "attested": empty}
    make(Location, valid=second, **moved)

    def schools(number: str, day: date) -> list[str]:
        asked = {"gemeente": number, "geldigOp": day.isoformat()}
        rows = api.get("/v1/scholen", asked).json()["resultaten"]
        return [row["brin"] for row in rows]

    assert schools("0363", BEGIN) == ["00AP"]
    assert schools("0363", TAKEOVER) == ["00AP", "18PH"]
    assert schools("0637", TAKEOVER) == ["18PH"]
    assert schools("9999", TAKEOVER) == []


@pytest.mark.django_db
def test_successions_of_a_school_and_its_locations(api):
    make(SchoolSuccession, kind="merger", predecessor="18PH", successor="00AP")
    make(SchoolSuccession, kind="merger", predecessor="00AR", successor="18PH01")
    make(SchoolSuccession, kind="merger", predecessor="00AR", successor="00AV")
    make(SchoolSuccession, kind="closure", predecessor="18PH", successor="")
    make(SchoolSuccession, kind="split_off", predecessor="18PH02", successor="31PG")

    def ways(name: str) -> list[tuple[str, str]]:
        rows = api.get(f"/v1/{name}?brin=18PH").json()["resultaten"]
        return [(row["voorganger"], row.get("opvolger", "")) for row in rows]

    assert ways("samenvoegingen") == [("00AR", "18PH01"), ("18PH", "00AP")]
    assert ways("verzelfstandigingen") == [("18PH02", "31PG")]
    assert ways("opheffingen") == [("18PH", "")]


@pytest.mark.django_db
def test_a_succession_has_a_day_or_the_days_between_which_it_was(api):
    on = date(2014, 8, 1)
    make(SchoolSuccession, on=on, between=DateRange(on, date(2014, 8, 2)))
    make(SchoolSuccession, predecessor="18PI")

    known, between = api.get("/v1/samenvoegingen").json()["resultaten"]

    assert known["datum"] == "2014-08-01"
    assert between["datum"] is None
    assert (between["datumVanaf"], between["datumTot"]) == ("2013-06-27", "2017-06-01")
