"""Open work: what changed, how far it is, and starting again what is parked."""

import csv
from datetime import date, timedelta

import pytest

from allocations import tasks
from allocations.api.changes import KINDS
from allocations.models import Allocation, Run
from allocations.restarts import KIND
from oab.background import unfinished
from oab.changes import Kind
from oab.models import Change, Task
from oab.versions import clock
from tests.allocations.counting import COUNTED_ON, count
from tests.contract import ContractClient
from tests.factories import make

pytestmark = pytest.mark.django_db

ADDRESS = "/v1/wijzigingen"


@pytest.fixture
def officer(api: ContractClient) -> ContractClient:
    return api.as_("ocw-behandelaar", "ocw")


def parked(**more) -> Change:
    return make(Change, parked_at=clock(), problem="stuk", attempts=5, **more)


@pytest.fixture
def states() -> dict[str, Change]:
    hour = timedelta(hours=1)
    followed = make(Change, subject="a")
    Change.objects.update(done_at=clock())
    return {
        "gevolgd": followed,
        "vastgelopen": parked(subject="b"),
        "uitgesteld": make(Change, subject="c", due_on=date(2100, 1, 1)),
        "open": make(Change, subject="d", kind="school", retry_at=clock() - hour),
    }


def restart(client: ContractClient, change: Change, **headers):
    return client.post(
        f"{ADDRESS}/{change.pk}/herstarts",
        "{}",
        content_type="application/json",
        headers=headers,
    )


def test_every_kind_has_a_word():
    assert {*KINDS.values()} == {*Kind}


@pytest.mark.usefixtures("states")
def test_the_last_change_comes_first_and_says_how_far_it_is(officer):
    rows = officer.get(ADDRESS).json()["resultaten"]

    assert [(row["onderwerp"], row["toestand"]) for row in rows[:4]] == [
        ("d", "open"),
        ("c", "uitgesteld"),
        ("b", "vastgelopen"),
        ("a", "gevolgd"),
    ]


@pytest.mark.parametrize("state", ["open", "uitgesteld", "vastgelopen"])
def test_changes_are_found_by_how_far_they_are(officer, states, state):
    (row,) = officer.get(f"{ADDRESS}?toestand={state}").json()["resultaten"]

    assert (row["nummer"], row["toestand"]) == (states[state].pk, state)
    assert officer.get(f"{ADDRESS}/{row['nummer']}").json() == row


def test_an_attempt_after_a_failure_is_put_off(officer):
    later = clock() + timedelta(minutes=4)
    change = make(Change, retry_at=later, attempts=3, problem="stuk")

    shown = officer.get(f"{ADDRESS}/{change.pk}").json()

    assert (shown["toestand"], shown["pogingen"], shown["melding"]) == (
        "uitgesteld",
        3,
        "stuk",
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("soort=school", ["d"]),
        ("onderwerp=b", ["b"]),
        ("onderwerp=b&soort=school", []),
        ("soort=telling&toestand=uitgesteld", ["c"]),
    ],
)
@pytest.mark.usefixtures("states")
def test_changes_are_found_by_kind_and_subject(officer, asked, found):
    rows = officer.get(f"{ADDRESS}?{asked}").json()["resultaten"]

    assert [row["onderwerp"] for row in rows] == found


@pytest.mark.parametrize("asked", ["toestand=kwijt", "soort=count", "onderwerp=%27"])
def test_what_is_unknown_is_refused(officer, asked):
    assert officer.get(f"{ADDRESS}?{asked}").status_code == 400


def test_a_kind_that_the_program_does_not_know_is_shown_all_the_same(officer):
    change = parked(kind="weather")

    assert officer.get(f"{ADDRESS}/{change.pk}").json()["soort"] is None


@pytest.mark.usefixtures("states")
def test_the_list_is_a_table_too(officer):
    answer = officer.get(
        f"{ADDRESS}?toestand=vastgelopen", headers={"Accept": "text/csv"}
    )

    (row,) = csv.DictReader(answer.getvalue().decode().splitlines())
    assert (row["soort"], row["onderwerp"], row["melding"]) == ("telling", "b", "stuk")


def test_open_work_is_counted_with_the_oldest(officer, states):
    run, task = make(Run), make(Task)

    shown = officer.get("/v1/openstaand-werk").json()

    assert {name: part["aantal"] for name, part in shown.items()} == {
        "open": 1,
        "uitgesteld": 1,
        "vastgelopen": 1,
        "doorrekeningen": 1,
        "taken": 1,
    }
    since = {name: part["sinds"] for name, part in shown.items()}
    for name, begun in {
        "open": states["open"].created_at,
        "doorrekeningen": run.started_at,
        "taken": task.created_at,
    }.items():
        assert since[name] == begun.isoformat().replace("+00:00", "Z")


def test_where_there_is_no_work_there_is_no_oldest(officer):
    shown = officer.get("/v1/openstaand-werk").json()

    assert shown["taken"] == {"aantal": 0, "sinds": None}


# Starting again -----------------------------------------------------------------------


def test_a_parked_change_is_followed_again_by_a_task_that_says_what_came_of_it(officer):
    count("03FJ00", 250, 43, 13)
    Change.objects.update(done_at=clock())
    change = parked(subject="03FJ00", since=COUNTED_ON)

    answer = restart(officer, change)

    assert answer.status_code == 202
    assert answer.json()["toestand"] == "wacht"
    assert answer.json()["onderwerp"] == f"wijzigingen/{change.pk}"
    task = Task.objects.get()
    assert (answer["Location"], task.person) == (
        f"/v1/taken/{task.pk}",
        "ocw-behandelaar van ocw",
    )
    tasks.restart_change(str(task.pk))
    shown = officer.get(answer["Location"]).json()
    assert shown["toestand"] == "klaar"
    assert shown["uitkomst"] == {"gevolgd": 1, "delen": 0}
    followed = officer.get(f"{ADDRESS}/{change.pk}").json()
    assert (followed["toestand"], followed["vastgelopenOp"]) == ("gevolgd", None)


def test_what_reaches_everyone_is_cut_and_the_parts_are_followed_after_it(officer):
    count("03FJ00", 250, 43, 13)
    Change.objects.update(done_at=clock())
    change = parked(
        kind="regulation",
        subject="school_weights_2006",
        since=date(2015, 8, 1),
        until=date(2016, 8, 1),
    )

    task = restart(officer, change)["Location"]
    tasks.restart_change(task.rpartition("/")[2])

    assert officer.get(task).json()["uitkomst"] == {"gevolgd": 1, "delen": 1}
    (part,) = officer.get(f"{ADDRESS}?toestand=open").json()["resultaten"]
    assert (part["soort"], part["scholen"]) == ("regeling", ["03FJ"])


def test_what_fails_again_stays_parked_and_the_task_says_why(officer):
    change = parked(kind="weather")

    task = restart(officer, change)["Location"]
    tasks.restart_change(task.rpartition("/")[2])

    shown = officer.get(task).json()
    assert shown["toestand"] == "mislukt"
    assert "weather" in shown["reden"]
    before = Change.objects.get(pk=change.pk)
    assert (before.parked_at, before.problem) == (change.parked_at, "stuk")
    assert not Allocation.objects.exists()


@pytest.mark.parametrize("state", ["open", "uitgesteld", "gevolgd"])
def test_only_what_is_parked_is_started_again(officer, states, state):
    answer = restart(officer, states[state])

    assert answer.status_code == 409
    assert "niet vastgelopen" in answer.json()["detail"]
    assert not Task.objects.exists()


def test_what_was_followed_meanwhile_is_left_alone(officer):
    change = parked()
    task = restart(officer, change)["Location"]
    Change.objects.update(parked_at=None)

    tasks.restart_change(task.rpartition("/")[2])

    assert "niet meer vastgelopen" in officer.get(task).json()["reden"]


@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "3f1c"}])
def test_a_change_is_started_again_once_at_a_time(officer, key):
    change = parked()

    first, second = (restart(officer, change, **key) for _ in range(2))

    assert (first.status_code, second.status_code) == (202, 202)
    assert first["Location"] == second["Location"]
    assert Task.objects.count() == 1


def test_a_restart_that_nobody_heard_of_is_picked_up(officer):
    change = parked()
    task = restart(officer, change)["Location"]

    assert [str(each.pk) for each in unfinished(KIND)] == [task.rpartition("/")[2]]


def test_there_is_nothing_to_start_again_of_an_unknown_change(officer):
    assert restart(officer, Change(pk=10**9)).status_code == 404


@pytest.mark.parametrize(
    ("role", "organisation"),
    [("auditor", "auditdienst"), ("bestuur-medewerker", "41646")],
)
def test_who_is_not_of_the_ministry_starts_nothing_again(api, role, organisation):
    assert restart(api.as_(role, organisation), parked()).status_code == 403
    assert not Task.objects.exists()
