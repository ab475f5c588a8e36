"""A task that does nothing but answer: what a message to a worker costs at least."""

from functools import cache
from typing import Any

from celery import shared_task

from oab.celery import app


@cache
def broker() -> Any:  # noqa: ANN401 - the client of whichever broker is set
    """Hold one connection to the broker."""
    channel: Any = app.connection_for_write().default_channel
    return channel.client


@shared_task
def answer(queue: str) -> None:
    """Put a word in a queue."""
    broker().rpush(queue, "done")
