"""Alive says nothing about others; ready asks them all, with little patience."""

import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connections

from oab import health
from tests.servers import free_port


@pytest.fixture
def without_a_migration(transactional_db: None) -> Iterator[None]:
    """Let the database lack its last migration."""
    del transactional_db
    owner = connections["owner"].copy("default")
    with owner.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE id = "
            "(SELECT max(id) FROM django_migrations) RETURNING app, name, applied"
        )
        row = cursor.fetchone()
        yield
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)",
            row,
        )
    owner.close()


def test_alive_asks_nobody(api):
    assert api.get("/health/live").json() == {"toestand": "actief"}


@pytest.mark.django_db
def test_ready_when_everything_answers(api):
    assert api.get("/health/ready").json() == {"toestand": "gereed"}


def why_not_ready(api) -> str:
    response = api.get("/health/ready")
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    detail: str = response.json()["detail"]
    return detail


@pytest.mark.django_db
def test_not_ready_without_a_broker(api, settings):
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"

    assert why_not_ready(api) == "Niet gereed: broker."


@pytest.mark.django_db
def test_not_ready_without_a_database(api, monkeypatch):
    elsewhere = {"HOST": "127.0.0.1", "PORT": str(free_port())}
    for name, value in elsewhere.items():
        monkeypatch.setitem(connections.settings["default"], name, value)

    assert why_not_ready(api) == "Niet gereed: database."


@pytest.mark.usefixtures("without_a_migration")
def test_not_ready_with_a_migration_to_go(api):
    assert why_not_ready(api) == "Niet gereed: database."


def test_who_does_not_answer_is_not_waited_for(monkeypatch):
    answer = threading.Event()
    questions = {"traag": answer.wait, "vlot": lambda: None}
    monkeypatch.setattr(health, "QUESTIONS", questions)
    monkeypatch.setattr(health, "PATIENCE", 0.05)
    begun = time.monotonic()

    waiting = health.unready()

    answer.set()
    assert waiting == ["traag"]
    assert time.monotonic() - begun < 30
