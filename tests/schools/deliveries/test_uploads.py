"""When a delivery is looked through: at once, or later by a worker."""

import pytest

from oab.callers import Caller
from oab.models import Task
from oab.roles import Role
from schools.deliveries import uploads
from schools.models import Finding
from tests.schools.deliveries import handing_in

pytestmark = pytest.mark.django_db
CLERK = Caller("an", Role.EMPLOYEE, "41646", frozenset(), "token")


def test_a_change_of_a_small_delivery_is_looked_at_at_once():
    made = handing_in.delivery({"absent": True})

    assert uploads.look_again(made, CLERK) is None

    assert Finding.objects.filter(rule="te-veel-verzuimd").exists()


def test_changes_of_a_large_delivery_wait_for_one_task_until_it_is_done(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_AT_ONCE", 1)
    made = handing_in.delivery({"absent": True}, {})

    first, second = (uploads.look_again(made, CLERK) for _ in range(2))
    assert first
    assert first == second
    assert not Finding.objects.exists()

    Task.objects.update(state="done", finished_at=made.opened_at)
    assert uploads.look_again(made, CLERK) != first
