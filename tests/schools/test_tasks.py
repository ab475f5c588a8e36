"""Large deliveries are looked through by a worker, whatever happens to it."""

from contextlib import closing
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DEFAULT_DB_ALIAS, connection, connections

from oab.models import ProcessingAction, Task
from schools.deliveries import uploads
from schools.deliveries.made_up.numbers import personal_number
from schools.models import DeliveredPupil, Delivery, Finding
from schools.tasks import look_through_delivery
from tests.factories import make
from tests.schools.deliveries.rows import csv, row
from tests.workers import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def delivery(monkeypatch) -> Delivery:
    monkeypatch.setattr(uploads, "MOST_AT_ONCE", 1)
    return make(
        Delivery, counted_on=date(2014, 10, 1), location_code="", board_code="41646"
    )


def hand_in(api, delivery: Delivery) -> Task:
    rows = [
        row(leerlingnummer=f"L{n}", persoonsgebonden_nummer=personal_number(n))
        for n in range(2)
    ]
    content = csv(*rows, row(geboortedatum="morgen"))
    client = api.as_("bestuur-medewerker", "41646")
    response = client.post(
        f"/v1/aanleveringen/{delivery.pk}/bestanden",
        {"bestand": SimpleUploadedFile("x.csv", content)},
    )
    assert response.status_code == 202
    return Task.objects.get(pk=response.json()["id"])


def finished(task: Task) -> bool:
    task.refresh_from_db()
    return task.finished_at is not None


def test_a_worker_looks_through_it_and_says_what_it_found(api, delivery, worker):
    task = hand_in(api, delivery)

    until(lambda: finished(task))

    assert (task.state, task.done) == (Task.State.DONE, task.total)
    assert task.outcome["rijen"] == 3
    assert task.outcome["fouten"] == Finding.objects.filter(severity="error").count()
    assert Finding.objects.filter(rule="onleesbaar", row=4).exists()
    assert str(task.pk) in worker.log.read_text()


def test_who_had_it_looked_through_is_on_record_with_whose_data(api, delivery, worker):
    del worker
    task = hand_in(api, delivery)

    until(lambda: finished(task))

    action = ProcessingAction.objects.get(name="aanlevering nakijken")
    assert (action.person, action.organisation) == (task.person, "41646")
    assert action.subjects.count() == 2


def test_a_changed_row_of_a_large_delivery_is_looked_at_later(api, delivery, worker):
    del worker
    make(DeliveredPupil, delivery=delivery, row=7)
    row = {
        "vestiging": "18PH00",
        "leerlingnummer": "L1",
        "geboortedatum": "2008-03-01",
        "inschrijfdatum": "2012-03-01",
    }
    client = api.as_("bestuur-medewerker", "41646")
    rows = f"/v1/aanleveringen/{delivery.pk}/leerlingen"

    assert client.post(rows, row, "application/json").status_code == 201

    until(lambda: finished(Task.objects.get()))
    assert Finding.objects.filter(rule="verplicht-veld-leeg", row=8).exists()


def test_a_killed_worker_and_a_wiped_broker_lose_nothing(api, delivery, worker, broker):
    elsewhere = connections["owner"].copy(DEFAULT_DB_ALIAS)
    with closing(elsewhere), elsewhere.cursor() as owner:
        owner.execute("BEGIN")
        owner.execute("LOCK TABLE schools_school IN ACCESS EXCLUSIVE MODE")
        task = hand_in(api, delivery)
        until(somebody_waits_for_a_lock)
        worker.kill()
        broker.flushdb()
        owner.execute("ROLLBACK")
    assert not finished(task)

    worker.start()

    until(lambda: finished(task))
    assert (task.state, task.attempts) == (Task.State.DONE, 0)


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND "
            "relation = 'schools_school'::regclass)"
        )
        return bool(cursor.fetchone()[0])


def test_what_was_handed_in_before_it_was_looked_through_says_so(delivery):
    delivered = {"delivered_at": "2014-11-01T10:00Z", "content_hash": "0" * 64}
    Delivery.objects.update(state="delivered", **delivered)
    task = make(Task, kind=uploads.KIND, subject=f"aanleveringen/{delivery.pk}")
    look_through_delivery(str(task.pk))

    assert finished(task)
    assert (task.state, task.outcome) == ("failed", {"reden": uploads.HANDED_IN})
