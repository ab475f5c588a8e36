"""The one way to ask a worker to look at stored work.

A wake-up carries ids only and may get lost: the work itself is a row, and a periodic
task picks up what nobody looked at. So a broker that is down never fails a request.
"""

from typing import Any

from celery import Task
from django.db import transaction

from oab.celery import app


def wake(task: Task[Any, Any] | str, *ids: str) -> None:
    """Send the task after the commit; a broker that is down is logged, not raised."""
    name = task if isinstance(task, str) else task.name

    def send() -> None:  # a function with a name, which Django's log message needs
        app.send_task(name, args=ids, ignore_result=True)

    transaction.on_commit(send, robust=True)
