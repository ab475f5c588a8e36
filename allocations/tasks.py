"""What workers do: each task reads an id and calls the module that does the work."""

from uuid import UUID

from celery import shared_task
from django.db import transaction

from allocations import recalculation, restarts, runs
from allocations.models import Run
from allocations.questions import Question
from oab import background
from oab.models import Task
from oab.wakeups import wake


@shared_task
def work_off_run(run_id: str) -> None:
    """Do the parts of a run that nobody is doing."""
    runs.work_off(UUID(run_id))


@shared_task
def pick_up_runs() -> None:
    """Wake workers for runs that a lost message or a killed worker left unfinished."""
    for run in runs.unfinished():
        wake_workers(run)


@shared_task
def restart_change(task_id: str) -> None:
    """Follow a parked change again, as a task."""
    background.do(UUID(task_id), restarts.restart)


@shared_task
def pick_up_restarts() -> None:
    """Wake workers for restarts that a lost message or a killed worker left undone."""
    for task in background.unfinished(restarts.KIND):
        wake_for_restart(task)


def wake_for_restart(task: Task) -> None:
    """Ask a worker to follow a parked change again."""
    wake(restart_change, str(task.pk))


@shared_task
def follow_changes() -> None:
    """Compute anew what rests on what changed, as far as nobody is doing so."""
    recalculation.follow()


@transaction.atomic
def start_run(question: Question) -> Run:
    """Start a run and ask workers to do it."""
    run = runs.start(question)
    wake_workers(run)
    return run


def wake_workers(run: Run) -> None:
    """Ask as many workers as there are parts to look at the run."""
    for _ in range(run.parts):
        wake(work_off_run, str(run.pk))
