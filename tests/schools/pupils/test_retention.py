"""What is kept of pupils is destroyed when its term is over, and never earlier."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from celery.schedules import crontab
from django.conf import settings
from django.db import Error, connection, connections, transaction

from schools.models import (
    CountDecision,
    DeliveredPupil,
    Delivery,
    DrawnPupil,
    Enrolment,
    Evidence,
    Finding,
    Ouderverklaring,
    RemovalOfPupils,
)
from schools.pupils.retention import destroy_overdue
from schools.tasks import destroy_overdue_pupils
from tests.architecture.test_mutability import NO_CHANGE, NO_RIGHT, refusal
from tests.factories import make

PERSONAL = (Evidence, Ouderverklaring, Finding, DeliveredPupil, Enrolment)
STEPS = {
    "delivered": "UPDATE schools_delivery SET state = 'delivered', "
    "delivered_at = now(), delivered_by = 'medewerker', content_hash = repeat('0', 64)",
    "signed": "UPDATE schools_delivery SET state = 'signed', "
    "signed_at = now(), signed_by = 'ondertekenaar'",
    "accepted": "UPDATE schools_delivery SET state = 'accepted', "
    "judged_at = now(), judged_by = 'behandelaar'",
}


NO_CHANGES: dict[str, Any] = {}


def asked(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def last_day_within_term() -> date:
    """Who left on this day is kept today for the last time."""
    day: date = asked("SELECT (schools_today() - interval '5 years')::date")
    return day


def finish(state="accepted", using="default"):
    """Bring all deliveries in a state, step by step."""
    steps = [] if state == "open" else [*STEPS][: [*STEPS].index(state) + 1]
    with connections[using].cursor() as cursor:
        for step in steps:
            cursor.execute(STEPS[step])


def pupil(left_on, *, using="default", delivered_as=NO_CHANGES, **changes):
    """Make everything that can be known of one pupil."""
    who = {"pseudonym": changes.pop("pseudonym", b"someone")}
    enrolment = make(Enrolment, using=using, left_on=left_on, **who, **changes)
    statement = make(Ouderverklaring, using=using, enrolment=enrolment)
    later = {"replaces": statement, "reason": "aangevuld"}
    statement = make(Ouderverklaring, using=using, enrolment=enrolment, **later)
    make(Evidence, using=using, ouderverklaring=statement)
    told = {"left_on": left_on, **who, **changes, **delivered_as}
    delivered = make(DeliveredPupil, using=using, **told)
    make(Finding, using=using, delivery=delivered.delivery, row=delivered.row)
    return enrolment


def left():
    return {model.__name__: model._base_manager.count() for model in PERSONAL}


EVERYTHING = {
    "Evidence": 1,
    "Ouderverklaring": 2,
    "Finding": 1,
    "DeliveredPupil": 1,
    "Enrolment": 1,
}
NOTHING = dict.fromkeys(EVERYTHING, 0)


@pytest.mark.django_db
def test_everything_of_a_pupil_goes_the_day_after_the_term():
    pupil(last_day_within_term() - timedelta(days=1))
    finish()
    assert destroy_overdue() == 2
    assert left() == NOTHING
    removal = RemovalOfPupils.objects.get()
    assert (removal.enrolments, removal.statements, removal.evidence) == (1, 2, 1)
    assert removal.delivered_pupils == 1
    assert removal.left_before == last_day_within_term()


@pytest.mark.django_db
def test_it_is_done_every_night():
    pupil(last_day_within_term() - timedelta(days=1))
    finish()
    entry = settings.CELERY_BEAT_SCHEDULE["destroy overdue pupils"]
    assert entry["schedule"] == crontab(hour="2", minute="30")
    assert entry["task"] == destroy_overdue_pupils.name
    destroy_overdue_pupils.apply()
    assert left() == NOTHING


@pytest.mark.django_db
@pytest.mark.parametrize("days", [0, 1, 400])
def test_nothing_goes_within_the_term(days):
    pupil(last_day_within_term() + timedelta(days=days))
    finish()
    assert destroy_overdue() == 0
    assert left() == EVERYTHING
    assert not RemovalOfPupils.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("left_on", "today", "is_over"),
    [
        ("2015-07-03", "2020-07-03", False),
        ("2015-07-03", "2020-07-04", True),
        ("2016-02-29", "2021-02-28", False),
        ("2016-02-29", "2021-03-01", True),
        ("2015-02-28", "2020-02-28", False),
        ("2015-02-28", "2020-02-29", True),
        (None, "2020-07-04", False),
    ],
)
def test_the_term_is_five_years_and_ends_with_its_last_day(left_on, today, is_over):
    found = asked("SELECT schools_term_is_over(%s::date, %s::date)", left_on, today)
    assert found == is_over


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("born_on", "last_day"),
    [
        ("2009-07-31", "2023-07-31"),
        ("2009-08-01", "2024-07-31"),
        ("2008-02-29", "2022-07-31"),
    ],
)
def test_who_never_left_is_taken_to_leave_after_turning_fourteen(born_on, last_day):
    found = asked("SELECT schools_last_day(NULL, %s::date)", born_on)
    assert found == date.fromisoformat(last_day)


@pytest.mark.django_db
def test_who_never_left_goes_in_the_end():
    long_ago = {"born_on": date(2000, 3, 14), "enrolled_on": date(2004, 8, 16)}
    pupil(None, **long_ago)
    finish()
    destroy_overdue()
    assert left() == NOTHING


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE schools_enrolment SET left_on = '2015-07-01'",
        "UPDATE schools_enrolment SET left_on = NULL, born_on = '1990-07-01'",
    ],
)
@pytest.mark.parametrize("days", [None, 0])
def test_the_register_alone_does_not_end_the_term(change, days):
    left_on = None if days is None else last_day_within_term()
    pupil(left_on, delivered_as={"born_on": date(2012, 3, 14), "counted": True})
    finish()
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert destroy_overdue() == 0
    assert left() == EVERYTHING
    for model in (DeliveredPupil, Finding):
        assert refusal("DELETE FROM {table}", model) == NO_CHANGE


@pytest.mark.django_db
def test_who_counted_after_leaving_had_not_left():
    overdue = last_day_within_term() - timedelta(days=1)
    born: dict[str, Any] = {"born_on": date(2012, 3, 14)}
    pupil(overdue, **born)
    later = make(Delivery, reference="later", counted_on=overdue + timedelta(days=1))
    make(DeliveredPupil, delivery=later, pseudonym=b"someone", counted=True, **born)
    finish()
    assert destroy_overdue() == 0


@pytest.mark.django_db
def test_whom_an_open_check_drew_stays_until_it_is_closed():
    pupil(last_day_within_term() - timedelta(days=1))
    finish()
    row = DeliveredPupil.objects.get()
    make(DrawnPupil, delivery=row.delivery, row=row.row)
    assert destroy_overdue() == 0
    for model in (DeliveredPupil, Finding):
        assert refusal("DELETE FROM {table}", model) == NO_CHANGE


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["open", "delivered", "signed"])
def test_a_pupil_stays_while_a_delivery_is_under_way(state):
    pupil(last_day_within_term() - timedelta(days=1))
    finish(state)
    assert destroy_overdue() == 0
    assert left() == EVERYTHING


@pytest.mark.django_db
def test_only_who_is_overdue_goes_whatever_the_batch(monkeypatch):
    monkeypatch.setattr("schools.pupils.retention.BATCH", 2)
    overdue = last_day_within_term() - timedelta(days=1)
    for number in range(5):
        pupil(overdue, pseudonym=b"%d" % number)
    pupil(overdue + timedelta(days=1), pseudonym=b"within its term")
    finish()
    assert destroy_overdue() == 10
    assert left() == EVERYTHING
    assert RemovalOfPupils.objects.count() == 3


@pytest.mark.django_db(databases=["owner", "default"], transaction=True)
def test_a_draft_that_nobody_handed_in_goes_after_a_year():
    for reference, age in (("old", "366 days"), ("young", "364 days")):
        make(DeliveredPupil, delivery=make(Delivery, reference=reference))
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "ALTER TABLE schools_delivery DISABLE TRIGGER USER; "
                "UPDATE schools_delivery SET opened_at = now() - %s::interval "
                "WHERE reference = %s; "
                "ALTER TABLE schools_delivery ENABLE TRIGGER USER",
                [age, reference],
            )
    assert destroy_overdue() == 1
    assert DeliveredPupil.objects.get().delivery.reference == "young"
    assert Delivery.objects.count() == 2


@pytest.mark.django_db(databases=["owner"])
@pytest.mark.parametrize("model", PERSONAL)
def test_not_even_the_owner_removes_a_pupil_within_the_term(model):
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT (schools_today() - interval '5 years')::date")
        day = cursor.fetchone()[0]
        pupil(day, using="owner")
    finish(using="owner")
    assert refusal("DELETE FROM {table}", model, using="owner") == NO_CHANGE


@pytest.mark.django_db(databases=["owner"])
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE schools_enrolment SET pseudonym = 'x'",
        "UPDATE schools_enrolment SET key = 'x'",
        "UPDATE schools_enrolment SET enrolled_on = enrolled_on + 1",
        "UPDATE schools_enrolment SET brin = '00AP'",
        "UPDATE schools_ouderverklaring SET state = 'missing'",
        "UPDATE schools_evidence SET content = ''",
    ],
)
def test_not_even_the_owner_changes_what_is_written_once(change):
    pupil(None, using="owner")
    assert refusal(change, using="owner") == NO_CHANGE


@pytest.mark.django_db
def test_the_serving_role_says_when_a_pupil_left_and_no_more():
    pupil(None)
    assert refusal("UPDATE schools_enrolment SET left_on = '2015-07-03'") is None
    assert refusal("UPDATE schools_enrolment SET enrolled_on = now()") == NO_RIGHT


@pytest.mark.django_db
def test_an_amended_statement_stays_with_its_enrolment():
    pupil(None)
    other = make(Enrolment, pseudonym=b"other")
    last = Ouderverklaring.objects.get(replaced_by=None)
    with pytest.raises(Error), transaction.atomic():
        make(Ouderverklaring, enrolment=other, replaces=last, reason="fout")


@pytest.mark.django_db
def test_the_function_is_pinned_and_belongs_to_the_owner():
    definer, config, owner = asked(
        "SELECT ROW(prosecdef, array_to_string(proconfig, ';'), "
        "pg_get_userbyid(proowner)) FROM pg_proc "
        "WHERE oid = 'schools_remove_pupils(integer)'::regprocedure"
    )
    assert definer
    assert config == "search_path=pg_catalog, public, pg_temp"
    assert owner == "oab_owner"


@pytest.mark.django_db
def test_nobody_else_may_call_the_function():
    rights = asked(
        "SELECT array_to_string(proacl, ' ') FROM pg_proc "
        "WHERE oid = 'schools_remove_pupils(integer)'::regprocedure"
    )
    assert {each.partition("=")[0] for each in rights.split()} == {
        "oab_owner",
        "oab_app",
    }


@pytest.mark.django_db
def test_what_stays_holds_no_pupil():
    enrolment = pupil(last_day_within_term() - timedelta(days=1))
    decision = make(CountDecision, content={"vestigingen": [{"leerlingen": 1}]})
    finish()
    traces = (
        bytes(enrolment.pseudonym).hex(),
        enrolment.pupil_number,
        str(enrolment.born_on),
    )
    destroy_overdue()
    kept = [
        decision.content,
        *Delivery.objects.values_list("totals", flat=True),
        *RemovalOfPupils.objects.values(),
    ]
    written = json.dumps(kept, default=str)
    assert not [trace for trace in traces if trace in written]
