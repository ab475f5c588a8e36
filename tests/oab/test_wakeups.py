"""A wake-up may get lost; whoever sends it never notices."""

import time

import pytest
from celery import Celery
from django.db import transaction

from allocations.tasks import work_off_run
from oab.wakeups import wake


@pytest.fixture
def no_broker(monkeypatch):
    """Let wake-ups go to an address where nobody listens."""
    elsewhere = Celery("elsewhere", set_as_current=False)
    elsewhere.config_from_object("django.conf:settings", namespace="CELERY")
    elsewhere.conf.update(broker_url="redis://127.0.0.1:1/0")
    monkeypatch.setattr("oab.wakeups.app", elsewhere)


def fail_after_waking() -> None:
    with transaction.atomic():
        wake(work_off_run, "00000000-0000-0000-0000-000000000000")
        raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_broker")
def test_without_a_broker_the_work_is_stored_all_the_same(caplog):
    start = time.monotonic()

    with transaction.atomic():
        wake(work_off_run, "00000000-0000-0000-0000-000000000000")

    assert time.monotonic() - start < 2
    assert "Error calling wake.<locals>.send in on_commit()" in caplog.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_broker")
def test_what_is_rolled_back_wakes_nobody(caplog):
    with pytest.raises(ZeroDivisionError):
        fail_after_waking()

    assert caplog.text == ""
