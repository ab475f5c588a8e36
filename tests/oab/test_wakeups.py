"""A wake-up may get lost; whoever sends it never notices."""

import time

import pytest
from celery import Celery
from django.db import transaction

from allocations.importers.kinds import import_file
from allocations.tasks import work_off_run
from oab.models import Change
from oab.wakeups import wake
from tests.publications import PAYMENTS, cut


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
def test_without_a_broker_a_file_is_imported_and_its_changes_wait(tmp_path):
    path = tmp_path / "payments.csv"
    path.write_bytes(cut(PAYMENTS, b";00AP;", b";00AV;"))
    start = time.monotonic()

    tally = import_file("personele-bekostiging", path)

    assert time.monotonic() - start < 2
    assert tally.new == 2
    waiting = Change.objects.filter(done_at=None).values_list("subject", flat=True)
    assert {*waiting} == {"00AP", "00AV"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_broker")
def test_what_is_rolled_back_wakes_nobody(caplog):
    with pytest.raises(ZeroDivisionError):
        fail_after_waking()

    assert caplog.text == ""
