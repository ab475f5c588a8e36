"""Whether this process can serve: what it needs, asked with little patience."""

import time
from collections.abc import Callable
from threading import Thread

import structlog
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from kombu import Connection

PATIENCE = 1.0
"""Seconds within which everything must answer."""

logger = structlog.get_logger(__name__)


class NotMigrated(Exception):
    """De database mist migraties."""


def unready() -> list[str]:
    """Name, in Dutch, what does not answer in time or is not as it should be."""
    checks = [Check(name, question) for name, question in QUESTIONS.items()]
    until = time.monotonic() + PATIENCE
    for check in checks:
        check.start()
    for check in checks:
        check.join(max(0, until - time.monotonic()))
    return [check.name for check in checks if not check.passed]


class Check(Thread):
    """Asks one question beside the request, so that what hangs holds up nobody."""

    def __init__(self, name: str, question: Callable[[], None]) -> None:
        super().__init__(name=name, daemon=True)
        self.question = question
        self.passed = False

    def run(self) -> None:
        """Ask; the reason of a failure is for the log alone."""
        try:
            self.question()
            self.passed = True
        except Exception:
            logger.exception("not_ready", check=self.name)
        finally:
            connection.close()


def database_is_migrated() -> None:
    """Raise unless the serving role reads a database without missing migrations."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 1000")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotMigrated


def broker_answers() -> None:
    """Raise unless the broker takes a connection."""
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    with Connection(settings.CELERY_BROKER_URL, transport_options=options) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0)


QUESTIONS = {"database": database_is_migrated, "broker": broker_answers}
