"""What workers do: each task reads an id and calls the module that does the work."""

from uuid import UUID

from celery import shared_task

from oab import background
from oab.models import Task
from oab.wakeups import wake
from schools.deliveries import uploads
from schools.pupils import retention


@shared_task
def look_through_delivery(task_id: str) -> None:
    """Look a delivery through by the rules."""
    background.do(UUID(task_id), uploads.look_through)


@shared_task
def pick_up_deliveries() -> None:
    """Wake workers for what a lost message or a killed worker left undone."""
    for task in background.unfinished(uploads.KIND):
        wake_worker(task)


def wake_worker(task: Task) -> None:
    """Ask a worker to look a delivery through."""
    wake(look_through_delivery, str(task.pk))


@shared_task
def destroy_overdue_pupils() -> None:
    """Destroy what is kept of pupils whose term is over."""
    retention.destroy_overdue()
