"""What `make bench` measures of following: how long until a change has its effect.

A real worker does the work. The same is measured with and without twenty years of
history, for the cost of a correction is not to grow with the years.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count, cycle
from uuid import uuid4

from django.db import connection

from allocations.made_up import nation
from allocations.made_up.empty_task import answer, broker
from allocations.made_up.history import make_up
from allocations.models import Allocation, Run
from allocations.registering import JUDGING, NewValue, register
from allocations.reruns import differences
from allocations.rules.law import Act
from allocations.tasks import start_run
from oab.measuring import (
    Measurement,
    WrongResult,
    against_floor,
    ninety_fifth,
    per_second,
)
from oab.models import Change
from schools.models import TeacherAgeReturn
from schools.teacher_ages.faults import Return
from schools.teacher_ages.returns import hand_in

CORRECTIONS = 200
WARMING_UP = 20
REGULATIONS = 5
LAST_BASE_AMOUNT = Decimal("1459.46")
CENT = Decimal("0.01")
POLL = 0.0002
PATIENCE = 300
IN_TERM = datetime(2014, 11, 15, 12, tzinfo=UTC)
AGES = (Decimal("41.00"), Decimal("42.00"), Decimal("43.00"))


def correction_to_allocation() -> Measurement:
    """Correct a teacher age until another connection sees what it came to."""
    nation.first_run()
    return _correction_to_allocation("correction_to_allocation")


def correction_to_allocation_history() -> Measurement:
    """Do the same after twenty years of five versions of every allocation."""
    make_up(nation.first_run())
    return _correction_to_allocation("correction_to_allocation_history")


def _correction_to_allocation(name: str) -> Measurement:
    schools = cycle(_schools())
    ages = _ages()
    floor = RoundTrip()
    with nation.workers(1):

        def work() -> None:
            _correct(next(schools), next(ages))

        for _ in range(WARMING_UP):
            work()
            floor()
        measured = ninety_fifth(name, work, floor, runs=CORRECTIONS)
    _check_recalculations(WARMING_UP + CORRECTIONS)
    return measured


def _schools() -> list[tuple[str, str]]:
    """List schools whose money depends on the age of their teachers, with boards."""
    found = Allocation.objects.filter(figures__has_key="schoolgewicht").exclude(
        figures__schoolgewicht="0"
    )
    rows = found.filter(period=nation.PERIOD).order_by("recipient")
    return [*rows.values_list("recipient", "board_code")]


def _ages() -> Iterator[Decimal]:
    return (age + Decimal(number % 100) / 100 for number in count() for age in AGES)


def _correct(school: tuple[str, str], age: Decimal) -> None:
    """Hand in an age, and wait until the allocation that follows can be read."""
    brin, board = school
    hand_in(
        Return(
            board=board,
            brin=brin,
            counted_on=nation.COUNTED_ON,
            basis=TeacherAgeReturn.Basis.GIVEN,
            age=age,
            reason="verbeterd",
            person="medewerker",
        ),
        at=IN_TERM,
    )
    _await(lambda: _stored(brin, age))


def _stored(brin: str, age: Decimal) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [brin])
        (found,) = cursor.fetchone()
    return bool(found == str(age))


# Served by the index of recipients, so that the asking does not grow with the years.
_LAST = """
    SELECT facts ->> 'gewogen_gemiddelde_leeftijd' FROM allocations_allocation
    WHERE recipient = %s ORDER BY id DESC LIMIT 1
"""


def _await(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > deadline:
            raise WrongResult("nothing followed")
        time.sleep(POLL)


class RoundTrip:
    """A message to a worker that does nothing, and its answer."""

    def __init__(self) -> None:
        self._queue = f"bench-{uuid4()}"

    def __call__(self) -> None:
        """Send an empty task, and wait until it was done."""
        answer.delay(self._queue)
        if broker().blpop([self._queue], timeout=PATIENCE) is None:
            raise WrongResult("no answer to an empty task")


def _check_recalculations(expected: int) -> None:
    """Do every recalculation again, and see the same come out."""
    followed = Run.objects.filter(kind=Run.Kind.RECALCULATION, period=nation.PERIOD)
    if followed.count() != expected:
        raise WrongResult(f"{followed.count()} recalculations of {expected}")
    for run in followed:
        for difference in differences(run):
            raise WrongResult(f"{run.pk}: {difference}")


def run_national_history() -> Measurement:
    """Run 2015-2016 after twenty years of five versions, in this one process."""
    run = nation.first_run()
    make_up(run)
    rows = nation.rows_of(run)
    return against_floor(
        "run_national_history",
        nation.run_here,
        lambda: nation.copy(rows),
        unit="s",
        runs=9,
        rows=len(rows),
    )


def regulation_to_allocations() -> Measurement:
    """Approve a regulation until every allocation that follows is stored, by a worker.

    Each of them with its reasons: a school is computed by the old law and by the new.
    """
    rows = nation.rows_of(nation.first_run())
    numbers = count(1)

    def work() -> None:
        _publish(next(numbers))
        _await(lambda: not Change.objects.filter(done_at=None).exists())

    with nation.workers(1):
        measured = against_floor(
            "regulation_to_allocations",
            work,
            lambda: nation.copy(rows),
            unit="s",
            runs=REGULATIONS,
            rows=len(rows),
        )
    _check_by_a_run_of_all()
    return measured


def _publish(number: int) -> None:
    """Have one official register a base amount a cent higher, and another approve."""
    day = date(2015, 10, 15) + timedelta(days=number)
    act = Act(
        key=str(number),
        title=f"Regeling {number}",
        signed=day,
        published=day,
        staatscourant=f"{day.year}, {90_000 + number}",
        stage="definitive",
    )
    value = NewValue(
        regime=nation.REGIME,
        name="basisbedrag",
        unit="euro",
        since=date(2015, 8, 1),
        until=date(2016, 8, 1),
        value=LAST_BASE_AMOUNT + number * CENT,
        article="art. 1",
    )
    JUDGING.approve(register(act, [value], by="medewerker"), by="goedkeurder")


def _check_by_a_run_of_all() -> None:
    """Compare what followed with what a run of the nation makes of the same law."""
    before = dict(_LATEST.values_list("recipient", "entitlement"))
    run = nation.run_here()
    if before != dict(run.allocations.values_list("recipient", "entitlement")):
        raise WrongResult("regulation_to_allocations: a run of all comes out otherwise")


_LATEST = Allocation.objects.order_by("recipient", "-pk").distinct("recipient")


def run_by_one_worker() -> Measurement:
    """Run 2015-2016 by one worker process: allocations per second."""
    return _run_by_workers(1, "run_by_one_worker")


def run_by_two_workers() -> Measurement:
    """Run 2015-2016 by two worker processes, as if on two machines."""
    return _run_by_workers(2, "run_by_two_workers")


def _run_by_workers(number: int, name: str) -> Measurement:
    rows = nation.rows_of(nation.first_run())

    def work() -> None:
        run = start_run(nation.question())
        _await(lambda: Run.objects.get(pk=run.pk).state != Run.State.STARTED)
        nation.complete(run)

    with nation.workers(number):
        return per_second(name, work, lambda: nation.copy(rows), runs=9, rows=len(rows))


FOLLOWING: tuple[Callable[[], Measurement], ...] = (
    run_national_history,
    correction_to_allocation,
    correction_to_allocation_history,
    regulation_to_allocations,
    run_by_one_worker,
    run_by_two_workers,
)
