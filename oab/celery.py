"""The Celery application; `celery -A oab` finds it here."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, celeryd_init, worker_ready
from django.conf import settings
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oab.settings")

app = Celery("oab")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)  # a task's id on its log lines


@celeryd_init.connect
@beat_init.connect
def hold_services(**_: object) -> None:
    """Keep the embedded broker running for as long as this worker or beat runs."""
    if settings.SERVICES:
        settings.SERVICES.hold()


@worker_ready.connect
def look_at_stored_work(**_: object) -> None:
    """Let a worker that starts do at once what is otherwise done periodically.

    What its predecessor left behind need not wait for the next turn. What has an hour
    of its own waits for it.
    """
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        if not isinstance(entry["schedule"], crontab):
            app.send_task(str(entry["task"]))
