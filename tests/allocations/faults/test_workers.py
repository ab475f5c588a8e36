"""Workers that die, come together, are told twice or have the wrong time."""

import os
import signal
from datetime import timedelta

import pytest
from django.db import transaction

from allocations.models import Allocation, Run, RunPart
from oab.models import Change
from oab.versions import clock
from tests.allocations.faults.places import (
    FOLLOW,
    child_of,
    kill,
    nobody_is_in_the_middle,
    somebody_is_in_the_middle,
    stuck_in_the_middle,
)
from tests.allocations.faults.schools import (
    corrected,
    nothing_is_open,
    once_each,
    open_schools,
)
from tests.workers import until

pytestmark = pytest.mark.django_db(transaction=True)
A_DAY = timedelta(days=1)


def test_a_worker_that_is_killed_leaves_its_change_to_another(place):
    open_schools("03FJ")
    with place.broker(), place.worker("one") as one:
        with stuck_in_the_middle():
            corrected("03FJ")
            somebody_is_in_the_middle()
            kill(one)
        nobody_is_in_the_middle()
        assert Change.objects.filter(done_at=None, attempts=0).exists()
        assert not Run.objects.exists()

        with place.worker("two"):
            until(nothing_is_open)

    assert once_each() == {"03FJ": ["14"]}


def test_a_worker_of_which_only_the_child_is_killed_follows_when_it_is_woken(place):
    open_schools("03FJ")
    with place.broker(), place.worker() as worker:
        with stuck_in_the_middle():
            corrected("03FJ")
            somebody_is_in_the_middle()
            os.kill(child_of(worker), signal.SIGKILL)
            until(lambda: worker.said("SIGKILL"))
        nobody_is_in_the_middle()

        place.sender().send_task(FOLLOW)
        until(nothing_is_open)

    assert once_each() == {"03FJ": ["14"]}


def test_two_workers_do_one_change_once(place):
    open_schools("03FJ")
    with place.broker(), place.worker("one"), place.worker("two"):
        with stuck_in_the_middle():
            corrected("03FJ")
            somebody_is_in_the_middle()
            for _ in range(4):
                place.sender().send_task(FOLLOW)
            # The one that is not stuck finds nothing to do, time after time.
            until(place.has_but_one_message)
        until(nothing_is_open)
        until(place.holds_no_message)

    assert once_each() == {"03FJ": ["14"]}


def test_two_workers_share_changes_of_many_schools_and_double_none(place):
    brins = [f"{number:02}AB" for number in range(12)]
    open_schools(*brins)
    with place.broker(), place.worker("one"), place.worker("two"):
        for brin in brins:
            corrected(brin)
        for brin in brins:
            corrected(brin, light=33)
        until(nothing_is_open)
        until(place.holds_no_message)

    said = once_each()
    # Who was between the two corrections stored both, and nobody any of them twice.
    assert said.keys() == {*brins}
    assert all(weights in (["11"], ["14", "11"]) for weights in said.values())


def test_a_message_that_comes_twice_does_its_work_once(place):
    open_schools("03FJ")
    with place.broker():
        with transaction.atomic():
            corrected("03FJ")
            place.sender().send_task(FOLLOW, task_id="the same")
            place.sender().send_task(FOLLOW, task_id="the same")
        with place.worker():
            until(nothing_is_open)
            until(place.holds_no_message)

    assert once_each() == {"03FJ": ["14"]}


@pytest.mark.parametrize("off", [A_DAY, -A_DAY])
def test_a_worker_whose_clock_is_a_day_off_writes_the_moments_of_the_database(
    place, off, monkeypatch
):
    monkeypatch.setenv("OAB_CLOCK_OFF", str(int(off.total_seconds())))
    open_schools("03FJ")
    program = "tests.allocations.faults.a_day_off"
    with place.broker(), place.worker(module=program) as worker:
        before = clock()
        assert worker.said(f"{before + off:%Y-%m-%d}")
        corrected("03FJ")
        until(nothing_is_open)
        corrected("03FJ", light=33)
        until(nothing_is_open)
        after = clock()

    assert once_each() == {"03FJ": ["14", "11"]}
    moments = [
        *Change.objects.filter(created_at__gte=before).values_list("done_at"),
        *Run.objects.values_list("started_at"),
        *Run.objects.values_list("finished_at"),
        *RunPart.objects.values_list("done_at"),
    ]
    assert all(moment and before <= moment <= after for (moment,) in moments)
    assert Allocation.objects.latest("pk").replaces is not None
