"""Work that goes on after the answer (taken), each a row that shows how far it is.

What is to be done stands in the database before the answer is given; a worker is only
woken. A worker that dies leaves its task free at once, and a periodic look finds what
nobody does. What cannot be done says why, in Dutch; what fails by a fault in the
program is tried a few times and then says so, and the log says more.
"""

from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from django.db import OperationalError, connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from oab.callers import Caller
from oab.claims import claimed
from oab.models import Task

logger = structlog.get_logger(__name__)

ATTEMPTS = 3
WHY = "reden"
FAILED = (
    "het werk is door een fout in het programma {} keer mislukt; de logboeken van de "
    "workers zeggen meer"
)


class CannotBeDone(Exception):
    """De taak kan niet worden gedaan; de tekst zegt waarom, in het Nederlands."""


class Progress:
    """How far a task is, written beside the transaction in which it is done."""

    def __init__(self, task: UUID) -> None:
        self.task = task
        self.done = 0
        self.connection = connection.copy()

    def step(self) -> None:
        """Say that one more step is done."""
        self.done += 1
        with self.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE oab_task SET done = %s WHERE id = %s", [self.done, self.task]
            )

    def close(self) -> None:
        """Let go of the connection."""
        self.connection.close()


# Does it, step by step, and gives what there is to tell of it.
Work = Callable[[Task, Progress], Mapping[str, Any]]


class Order(NamedTuple):
    """What is to be done, about which address, in how many steps."""

    kind: str
    subject: str
    steps: int


def start(caller: Caller, order: Order) -> Task:
    """Store a task; the caller wakes a worker for it."""
    return Task.objects.create(
        kind=order.kind,
        organisation=caller.organisation,
        person=caller.subject,
        subject=order.subject,
        total=order.steps,
    )


def unfinished(kind: str) -> QuerySet[Task]:
    """List the tasks of a kind that are still to be done, the oldest first."""
    return Task.objects.filter(kind=kind, finished_at=None).order_by("created_at", "id")


def do(task_id: UUID, work: Work) -> None:
    """Do a task, unless somebody does it or has done it."""
    with claimed(f"task {task_id}") as mine:
        task = Task.objects.filter(pk=task_id, finished_at=None).first()
        if not (mine and task):
            return
        Task.objects.filter(pk=task_id).update(state=Task.State.RUNNING, done=0)
        try:
            _do(task, work)
        except CannotBeDone as error:
            _finish(task, Task.State.FAILED, {WHY: str(error)})
        except OperationalError:
            raise  # the connection is lost, and with it the claim: no failed attempt
        except Exception:
            logger.exception("task failed", task=str(task_id), kind=task.kind)
            _count_failure(task)


def _do(task: Task, work: Work) -> None:
    with closing(Progress(task.pk)) as progress, transaction.atomic():
        outcome = work(task, progress)
        _finish(task, Task.State.DONE, outcome)
    logger.info("task done", task=str(task.pk), kind=task.kind)


def _count_failure(task: Task) -> None:
    """Count a failed attempt; after the last, say that it failed."""
    with transaction.atomic():
        mine = Task.objects.filter(pk=task.pk)
        mine.update(attempts=F("attempts") + 1, state=Task.State.WAITING)
        if mine.filter(attempts__gte=ATTEMPTS).exists():
            _finish(task, Task.State.FAILED, {WHY: FAILED.format(ATTEMPTS)})


def _finish(task: Task, state: Task.State, outcome: Mapping[str, Any]) -> None:
    Task.objects.filter(pk=task.pk).update(
        state=state, outcome=dict(outcome), finished_at=Now()
    )
