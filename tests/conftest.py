"""Fixtures for all tests: one fresh database, served as `oab_app`."""

import os
from collections.abc import Iterator

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker

from oab.fresh_database import make_anew
from oab.processes import Processes
from tests.contract import ContractClient
from tests.workers import Worker

TRUNCATIONS = 10
# Waits for who follows a change, and leaves nobody anything to follow.
DRAIN = """
    UPDATE oab_change SET done_at = clock_timestamp(), parked_at = NULL
    WHERE done_at IS NULL
"""

# Once nobody is in the middle of anything: emptying all tables takes ten times as long
# as emptying those that a test filled.
EMPTY = """
    DO $$
    DECLARE filled text;
    BEGIN
        LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE;
        SELECT string_agg(name, ', ') INTO filled FROM ({questions}) AS asked
        WHERE has_rows;
        IF filled IS NOT NULL THEN
            EXECUTE 'TRUNCATE ' || filled || ' CASCADE';
        END IF;
    END $$
"""
QUESTION = "SELECT '{table}' AS name, EXISTS (SELECT FROM {table}) AS has_rows"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files in which a test may take longer than the hang guard allows.

    Begun last, one of them would keep one process busy while the others are done.
    """
    long = {item.path for item in items if item.get_closest_marker("timeout")}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Make the test database anew, as its owner, and migrate it."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        make_anew()
        patch.setattr(TransactionTestCase, "_fixture_teardown", _truncate)
        yield
        connections.close_all()


@pytest.fixture
def api() -> ContractClient:
    """Ask the API; an answer that its document does not describe fails the test."""
    return ContractClient()


@pytest.fixture
def auditor() -> ContractClient:
    """Ask the API as who may read everything."""
    return ContractClient().as_("auditor", "auditdienst")


@pytest.fixture(scope="session")
def worker(django_db_setup, tmp_path_factory) -> Iterator[Worker]:  # noqa: ARG001 - it needs the database
    with Processes() as processes:
        yield Worker(processes, tmp_path_factory.mktemp("worker") / "log")


@pytest.fixture
def broker() -> redis.Redis:
    if settings.SERVICES:
        index = int(os.environ["OAB_REDIS_INDEX"])
        return redis.Redis.from_url(settings.SERVICES.redis_client_url(index))
    return redis.Redis.from_url(settings.REDIS_URL)


def _truncate(_: TransactionTestCase) -> None:
    # The serving role may not TRUNCATE, and a test may use no alias but its own.
    owner = connections["owner"].copy(DEFAULT_DB_ALIAS)
    names = owner.introspection.django_table_names(only_existing=True)
    tables = [owner.ops.quote_name(name) for name in names]
    try:
        _execute(owner, [DRAIN, _emptying(tables)])
    finally:
        owner.close()


def _emptying(tables: list[str]) -> str:
    questions = " UNION ALL ".join(QUESTION.format(table=table) for table in tables)
    return EMPTY.format(tables=", ".join(tables), questions=questions)


def _execute(owner: BaseDatabaseWrapper, statements: list[str]) -> None:
    # What a test wrote may have woken the worker of the session, which reads the
    # tables in another order than TRUNCATE locks them: one of the two has to yield.
    for attempt in range(TRUNCATIONS):
        try:
            with owner.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
        except OperationalError as error:
            deadlock = isinstance(error.__cause__, psycopg.errors.DeadlockDetected)
            if not deadlock or attempt == TRUNCATIONS - 1:
                raise
        else:
            return
