"""What nobody asks for any more goes each night, in one way, and nothing younger."""

from datetime import timedelta

import pytest
from celery.schedules import crontab
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from oab import housekeeping
from oab.models import IdempotentRequest, Task
from oab.tasks import remove_overdue_rows
from oab.versions import moment
from tests.factories import make

pytestmark = pytest.mark.django_db
FUNCTION = "'oab_remove_overdue(integer)'::regprocedure"


def request(**age):
    made = make(IdempotentRequest, status=201)
    same = IdempotentRequest.objects.filter(pk=made.pk)
    same.update(started_at=moment() - timedelta(**age))
    return made


def task(**age):
    return make(Task, state="done", finished_at=moment() - timedelta(**age))


def asked(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()


def test_an_answer_is_kept_for_a_week_and_a_finished_task_for_a_year():
    kept = [request(days=6, hours=23), task(days=364), make(Task)]
    request(days=7, hours=1)
    task(days=367)

    assert housekeeping.remove_overdue() == 2

    assert [IdempotentRequest.objects.get(), *Task.objects.order_by("finished_at")] == (
        kept
    )


def test_a_task_that_never_ended_stays():
    old = make(Task)
    Task.objects.filter(pk=old.pk).update(created_at=moment() - timedelta(days=900))

    assert housekeeping.remove_overdue() == 0


def test_it_goes_batch_by_batch(monkeypatch):
    monkeypatch.setattr(housekeeping, "BATCH", 2)
    for _ in range(5):
        request(days=8)

    assert housekeeping.remove_overdue() == 5
    assert not IdempotentRequest.objects.exists()


def test_it_is_done_every_night():
    request(days=8)
    entry = settings.CELERY_BEAT_SCHEDULE["remove overdue rows"]

    assert entry["schedule"] == crontab(hour="2", minute="15")
    assert entry["task"] == remove_overdue_rows.name
    remove_overdue_rows.apply()
    assert not IdempotentRequest.objects.exists()


@pytest.mark.parametrize("model", [IdempotentRequest, Task])
def test_the_serving_role_removes_nothing_itself(model):
    make(model)

    with pytest.raises(ProgrammingError), transaction.atomic():
        model.objects.all().delete()


def test_the_function_is_pinned_and_for_the_serving_role_only():
    definer, config, owner, rights = asked(
        "SELECT prosecdef, array_to_string(proconfig, ';'), "  # noqa: S608 - our own text
        "pg_get_userbyid(proowner), array_to_string(proacl, ' ') "
        f"FROM pg_proc WHERE oid = {FUNCTION}"
    )

    assert definer
    assert config == "search_path=pg_catalog, public, pg_temp"
    assert owner == "oab_owner"
    assert {each.partition("=")[0] for each in rights.split()} == {
        "oab_owner",
        "oab_app",
    }
