"""Who looks at inputs waits for who is writing them, and nobody waits for who looks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from decimal import Decimal
from typing import TypeVar

import pytest
from django.db import connection, connections

from allocations import recalculation, reruns, runs
from allocations.models import Allocation, RegisteredRegulation, Run
from allocations.questions import read_question
from allocations.registering import JUDGING
from municipalities.models import ImpulseAreaDesignation
from oab.models import Change
from schools.models import Location, School, TeacherAge
from tests.allocations.counting import COUNTED_ON, count, counted_anew
from tests.factories import make
from tests.workers import until

T = TypeVar("T")

pytestmark = pytest.mark.django_db(transaction=True)

YEAR = ("school_weights_2006", "2015-2016")
WAITING = """
    SELECT EXISTS (
        SELECT FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 2 AND NOT granted
    )
"""
CORRECT = """
    INSERT INTO schools_teacherage (brin, counted_on, age, source, replaces_id, reason)
    SELECT brin, counted_on, %s, 'school', id, 'verbeterd' FROM schools_teacherage
    WHERE brin = %s
"""


@pytest.fixture(autouse=True)
def schools() -> None:
    make(ImpulseAreaDesignation)
    for brin in ("03FJ", "18PH"):
        make(School, brin=brin)
        make(Location, code=f"{brin}00", postcode="1011AB")
        make(TeacherAge, brin=brin, counted_on=COUNTED_ON, age=Decimal("40.00"))
        count(f"{brin}00", 250, 43, 13)
    recalculation.follow()
    until(nothing_is_open)


def nothing_is_open() -> bool:
    return not Change.objects.filter(done_at=None).exists()


def beside_a_writer(deed: Callable[[], T], between: Callable[[], object]) -> T:
    """Do something, which has to wait, while another session corrects an age."""
    other = connection.copy()

    def done() -> T:
        try:
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool, closing(other):
        other.set_autocommit(False)
        other.cursor().execute(CORRECT, ["41.00", "03FJ"])
        doing = pool.submit(done)
        until(somebody_waits)
        between()
        other.commit()
        return doing.result(timeout=20)


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def others_go_on() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '1s'")
        cursor.execute(CORRECT, ["42.00", "18PH"])
        JUDGING.approve(make(RegisteredRegulation), by="een ander")
        cursor.execute("RESET lock_timeout")


def ages(run: Run) -> dict[str, str]:
    rows = run.allocations.values_list(
        "recipient", "facts__gewogen_gemiddelde_leeftijd"
    )
    return dict(rows)


def test_a_run_sees_what_was_being_written_when_it_started_and_delays_nobody():
    run = beside_a_writer(lambda: runs.start(read_question(*YEAR)), others_go_on)
    runs.work_off(run.pk)
    run.refresh_from_db()

    assert ages(run) == {"03FJ": "41.00", "18PH": "42.00"}
    assert run.started_at > TeacherAge.objects.get(age=Decimal("42.00")).created_at
    assert [*reruns.differences(run)] == []


def test_who_follows_a_change_sees_what_was_being_written_and_can_explain_it():
    counted_anew("03FJ00", 250, 33, 13)
    beside_a_writer(recalculation.follow, others_go_on)
    recalculation.follow()
    until(nothing_is_open)

    assert not Change.objects.exclude(parked_at=None, problem="").exists()
    first, second = Allocation.objects.filter(recipient="03FJ").order_by("pk")
    assert second.facts["gewogen_gemiddelde_leeftijd"] == "41.00"
    assert [reason["soort"] for reason in second.reasons] == ["telling", "leeftijd"]
    assert second.replaces == first
    assert [*reruns.differences(second.run)] == []
