"""A broker that is down holds nothing up, and may forget what it was told."""

import time
from contextlib import ExitStack

import pytest
from django.db import transaction

from tests.allocations.faults.places import frozen
from tests.allocations.faults.schools import (
    corrected,
    nothing_is_open,
    once_each,
    open_schools,
)
from tests.workers import until

pytestmark = pytest.mark.django_db(transaction=True)
BOTH = {"03FJ": ["14"], "18PH": ["14"]}


def test_a_correction_neither_waits_for_a_broker_that_is_down_nor_gets_lost(place):
    open_schools("03FJ", "18PH")
    with place.broker():
        corrected("03FJ")
    start = time.monotonic()
    with transaction.atomic():
        corrected("18PH")

    assert time.monotonic() - start < 1
    assert not nothing_is_open()
    with place.broker(), place.worker():
        # Nobody told this broker anything: a worker that starts looks for itself.
        until(nothing_is_open)

    assert once_each() == BOTH


def test_a_correction_hardly_waits_for_a_broker_that_hangs(place):
    open_schools("03FJ", "18PH")
    with place.broker() as broker:
        corrected("03FJ")
        with frozen(broker):
            start = time.monotonic()
            corrected("18PH")
            waited = time.monotonic() - start
        with place.worker():
            until(nothing_is_open)

    assert waited < 2  # one second of patience, and the write itself
    assert once_each() == BOTH


def test_a_worker_that_outlives_its_broker_is_told_again_by_the_periodic_task(place):
    open_schools("03FJ", "18PH")
    with ExitStack() as broker:
        broker.enter_context(place.broker())
        with place.worker() as worker:
            broker.close()
            until(lambda: worker.said("Connection to broker lost"))
            corrected("03FJ")
            corrected("18PH")

            with place.broker(), place.hurried_beat():
                until(nothing_is_open)

    assert once_each() == BOTH
