"""A task that leaves a trace, and a process that sends it."""

import os
import sys
from pathlib import Path

import django
from kombu.exceptions import OperationalError

from oab.celery import app


@app.task(name="tests.leave_trace")
def leave_trace(path: str) -> None:
    """Make a file."""
    Path(path).touch()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oab.settings")
    django.setup()
    try:
        leave_trace.delay(sys.argv[1])
    except OperationalError as error:
        sys.exit(f"not sent: {error}")
