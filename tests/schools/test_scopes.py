"""Whose schools are whose, through takeovers, closures and corrections."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from allocations.models import Allocation
from allocations.scopes import allocations_of
from oab.callers import Caller
from oab.filters import today
from oab.roles import ROLES, Role
from schools.models import Count, Location, School, SchoolSuccession
from schools.scopes import counts_of, locations_of, schools_of
from tests.factories import make

BOARD, TAKES_OVER = "41646", "30052"
THEN, TAKEOVER = date(2013, 8, 1), date(2016, 8, 1)

pytestmark = pytest.mark.django_db


def caller(role: Role, organisation: str) -> Caller:
    """Give somebody who may do everything that the role may."""
    return Caller("iemand", role, organisation, ROLES[role].scopes, "1")


def clerk(board: str) -> Caller:
    return caller(Role.EMPLOYEE, board)


def schools(who: Caller) -> set[str]:
    return {row["brin"] for row in schools_of(who)}


def run_by(board: str, since: date | None, until: date | None = None, **more) -> School:
    days = DateRange(since, until)
    return make(School, board_code=board, valid=days, attested=days, **more)


def test_a_board_has_the_schools_that_it_runs():
    run_by(BOARD, THEN)
    run_by(TAKES_OVER, THEN, brin="00AP")

    assert schools(clerk(BOARD)) == {"18PH"}
    assert schools(clerk("99999")) == set()


def test_who_takes_a_school_over_has_it_with_its_past():
    run_by(BOARD, THEN, TAKEOVER)
    run_by(TAKES_OVER, TAKEOVER)
    make(Count, counted_on=date(2014, 10, 1))

    assert schools(clerk(BOARD)) == set()
    assert schools(clerk(TAKES_OVER)) == {"18PH"}
    assert Count.objects.filter(counts_of(clerk(TAKES_OVER))).exists()
    assert not Count.objects.filter(counts_of(clerk(BOARD))).exists()


def test_a_takeover_that_is_to_come_changes_nothing_yet():
    to_come = today() + timedelta(days=1)
    run_by(BOARD, None, to_come)
    run_by(TAKES_OVER, to_come)

    assert schools(clerk(BOARD)) == {"18PH"}
    assert schools(clerk(TAKES_OVER)) == set()


def test_a_takeover_holds_from_its_first_day():
    run_by(BOARD, None, today())
    run_by(TAKES_OVER, today())

    assert schools(clerk(TAKES_OVER)) == {"18PH"}


def test_a_school_that_is_no_more_stays_with_who_ran_it_last():
    run_by(BOARD, THEN, TAKEOVER)
    make(SchoolSuccession, kind="closure", successor="")

    assert schools(clerk(BOARD)) == {"18PH"}


def test_what_is_no_longer_held_to_be_true_gives_nothing():
    run_by(BOARD, THEN)
    School.objects.all().close()
    run_by(TAKES_OVER, THEN)

    assert schools(clerk(BOARD)) == set()
    assert schools(clerk(TAKES_OVER)) == {"18PH"}


def test_a_municipality_has_the_schools_with_a_location_there():
    make(Location)
    make(Location, code="18PH01", municipality_code="0363")
    make(Location, code="00AP00", municipality_code="0363")
    zoetermeer, amsterdam = (caller(Role.MUNICIPALITY, n) for n in ("0637", "0363"))

    assert schools(zoetermeer) == {"18PH"}
    assert schools(amsterdam) == {"18PH", "00AP"}
    assert {row["code"] for row in locations_of(zoetermeer)} == {"18PH00", "18PH01"}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DECIDER, Role.AUDITOR])
def test_the_state_sees_every_count(role):
    make(Count)

    assert Count.objects.filter(counts_of(caller(role, "ocw"))).exists()


@pytest.mark.parametrize(
    ("kind", "recipient", "board", "municipality"),
    [
        ("school", "18PH", True, True),
        ("location", "18PH00", True, True),
        ("board", BOARD, True, False),
        ("municipality", "0637", False, True),
        ("school", "00AP", False, False),
        ("location", "00AP00", False, False),
        ("board", TAKES_OVER, False, False),
        ("municipality", "0363", False, False),
        ("partnership", "PO2801", False, False),
    ],
)
def test_allocations_are_seen_by_whom_they_concern(
    kind, recipient, board, municipality
):
    run_by(BOARD, THEN)
    make(Location)
    run_by(TAKES_OVER, THEN, brin="00AP")
    make(Location, code="00AP00", municipality_code="0363")
    make(Allocation, recipient_kind=kind, recipient=recipient, board_code="")

    def sees(who: Caller) -> bool:
        return Allocation.objects.filter(allocations_of(who)).exists()

    assert sees(clerk(BOARD)) is board
    assert sees(caller(Role.MUNICIPALITY, "0637")) is municipality
    assert sees(caller(Role.AUDITOR, "auditdienst"))


def test_another_day_or_moment_shows_no_more(api):
    run_by(BOARD, THEN, TAKEOVER)
    run_by(TAKES_OVER, TAKEOVER)
    make(Count, counted_on=date(2014, 10, 1))
    old = api.as_(Role.EMPLOYEE, BOARD)

    for query in ("", "?teldatum=2014-10-01", "?bekendOp=2099-01-01T00:00:00Z"):
        assert old.get(f"/v1/tellingen{query}").json()["resultaten"] == []
