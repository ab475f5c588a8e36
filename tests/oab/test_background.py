"""Work after the answer: done once, whoever dies, and never silently not done."""

from uuid import uuid4

import pytest
from django.db import connection
from django.db.utils import OperationalError

from oab import background
from oab.background import CannotBeDone, Order
from oab.callers import Caller
from oab.models import Task
from oab.roles import Role
from tests.factories import make

State = Task.State


def work(_: Task, progress: background.Progress) -> dict[str, int]:
    progress.step()
    return {"rijen": 3}


def impossible(_: Task, __: background.Progress) -> dict[str, int]:
    raise CannotBeDone("de aanlevering is ingezonden")


def broken(_: Task, __: background.Progress) -> dict[str, int]:
    make(Task, kind="nooit")
    raise ZeroDivisionError


@pytest.fixture
def task(db: None) -> Task:
    del db
    caller = Caller("mevrouw A", Role.EMPLOYEE, "41646", frozenset(), "token-1")
    return background.start(caller, Order("iets", "aanleveringen/1", 2))


def state(task: Task) -> tuple[str, dict[str, object]]:
    task.refresh_from_db()
    return task.state, task.outcome


def test_a_task_knows_for_whom_it_is_and_what_about(task):
    assert (task.organisation, task.person) == ("41646", "mevrouw A")
    assert (task.subject, task.total, task.state) == ("aanleveringen/1", 2, "waiting")
    assert list(background.unfinished("iets")) == [task]
    assert list(background.unfinished("iets anders")) == []


def test_what_is_done_says_what_came_of_it(task):
    background.do(task.pk, work)

    assert state(task) == (State.DONE, {"rijen": 3})
    assert task.finished_at is not None
    assert not background.unfinished("iets").exists()


def test_what_cannot_be_done_says_why_and_is_not_tried_again(task):
    background.do(task.pk, impossible)

    assert state(task) == (State.FAILED, {"reden": "de aanlevering is ingezonden"})
    assert task.attempts == 0


def test_a_fault_in_the_program_is_tried_a_few_times_and_leaves_nothing(task, caplog):
    for attempt in range(1, background.ATTEMPTS):
        background.do(task.pk, broken)
        assert (state(task), task.attempts) == ((State.WAITING, {}), attempt)

    background.do(task.pk, broken)

    assert state(task)[0] == State.FAILED
    assert "3 keer mislukt" in task.outcome["reden"]
    assert not Task.objects.filter(kind="nooit").exists()
    assert "task failed" in caplog.text


@pytest.mark.parametrize("known", [True, False])
def test_what_is_done_or_unknown_is_left_alone(task, known):
    background.do(task.pk, work)

    background.do(task.pk if known else uuid4(), broken)

    assert state(task) == (State.DONE, {"rijen": 3})


@pytest.mark.django_db(transaction=True)
def test_what_somebody_else_does_is_left_alone():
    task = make(Task)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"task {task.pk}"]
        )
        background.do(task.pk, work)
        assert state(task)[0] == State.WAITING
        cursor.execute("SELECT pg_advisory_unlock_all()")
    other.close()

    background.do(task.pk, work)

    assert state(task)[0] == State.DONE


@pytest.mark.django_db(transaction=True)
def test_everybody_sees_how_far_it_is():
    seen: list[int] = []
    other = connection.copy()

    def watched(task: Task, progress: background.Progress) -> dict[str, int]:
        for _ in range(2):
            progress.step()
            with other.cursor() as cursor:
                cursor.execute("SELECT done FROM oab_task WHERE id = %s", [task.pk])
                seen.append(cursor.fetchone()[0])
        return {}

    task = make(Task)
    background.do(task.pk, watched)
    other.close()

    assert seen == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_no_failed_attempt():
    def cut_off(_: Task, __: background.Progress) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return {}

    task = make(Task)
    with pytest.raises(OperationalError):
        background.do(task.pk, cut_off)
    connection.close()

    task.refresh_from_db()
    assert (task.attempts, task.finished_at) == (0, None)
