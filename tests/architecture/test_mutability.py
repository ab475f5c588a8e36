"""Every model is written once, a register or changeable, and the database knows it."""

from typing import NamedTuple

import psycopg
import pytest
from django.apps import apps
from django.db import Error, connections, transaction
from django.db.models import F, Model, QuerySet

from allocations.models import (
    Allocation,
    CommonReceipt,
    PublishedPayment,
    RegisteredRegulation,
    RegisteredValue,
    RegulationJudgement,
    Run,
    RunPart,
)
from municipalities.models import (
    DesignationJudgement,
    DesignationProposal,
    GroupMembership,
    ImpulseAreaDesignation,
    Municipality,
    MunicipalitySuccession,
    MunicipalScore,
    PostcodeArea,
)
from oab.drafts import Draft
from oab.models import (
    Change,
    IdempotentRequest,
    NumberSeries,
    ProcessedSubject,
    ProcessingAction,
    RevokedToken,
    Task,
)
from oab.retained import Retained
from oab.versions import Known
from oab.written_once import WrittenOnce
from schools.models import (
    Board,
    Control,
    ControlCorrection,
    ControlFinding,
    Count,
    CountCell,
    CountDecision,
    CountDecisionNotification,
    DeliveredPupil,
    Delivery,
    DeliveryEvent,
    DisadvantageScore,
    DrawnPupil,
    DrawnUnit,
    Enrolment,
    EstablishedFigures,
    EstablishedScore,
    Evidence,
    Extension,
    Finding,
    Hearing,
    Location,
    MaterialFigures,
    NationalMeans,
    Ouderverklaring,
    Partnership,
    RemovalOfPupils,
    School,
    SchoolSuccession,
    TeacherAge,
    TeacherAgeReturn,
)
from tests.factories import make

WRITTEN_ONCE = [
    Count,
    CountCell,
    TeacherAge,
    EstablishedFigures,
    DisadvantageScore,
    NationalMeans,
    EstablishedScore,
    MaterialFigures,
    MunicipalScore,
    CommonReceipt,
    Allocation,
    PublishedPayment,
    RegisteredRegulation,
    RegisteredValue,
    RegulationJudgement,
    DesignationProposal,
    DesignationJudgement,
    ProcessingAction,
    ProcessedSubject,
    RevokedToken,
    DeliveryEvent,
    Extension,
    CountDecision,
    CountDecisionNotification,
    TeacherAgeReturn,
    DrawnUnit,
    DrawnPupil,
    ControlFinding,
    Hearing,
    ControlCorrection,
    RemovalOfPupils,
]
REGISTERS = [
    Board,
    Partnership,
    School,
    Location,
    SchoolSuccession,
    Municipality,
    GroupMembership,
    MunicipalitySuccession,
    PostcodeArea,
    ImpulseAreaDesignation,
]
CHANGEABLE = [
    Run,
    RunPart,
    Delivery,
    Control,
    IdempotentRequest,
    Task,
    Change,
    NumberSeries,
]
DRAFTS = [DeliveredPupil, Finding]
RETAINED = [Enrolment, Ouderverklaring, Evidence]
PROTECTED = [*WRITTEN_ONCE, *REGISTERS]

NO_RIGHT = "42501"  # insufficient_privilege
NO_CHANGE = "23001"  # restrict_violation, raised by our triggers

STATEMENTS = {
    "delete": "DELETE FROM {table}",
    "truncate": "TRUNCATE {table} CASCADE",
    "change the key": "UPDATE {table} SET {key} = {key}",
    "upsert": "INSERT INTO {table} ({key}) SELECT {key} FROM {table} "
    "ON CONFLICT ({key}) DO UPDATE SET {key} = EXCLUDED.{key}",
    "merge": "MERGE INTO {table} USING (SELECT 1) one ON TRUE WHEN MATCHED THEN DELETE",
    "disable triggers": "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "drop the trigger": "DROP TRIGGER {trigger} ON {table}",
    "add a trigger": "CREATE TRIGGER quiet BEFORE INSERT ON {table} FOR EACH ROW "
    "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "add a rule": "CREATE RULE quiet AS ON INSERT TO {table} DO INSTEAD NOTHING",
    "add a column": "ALTER TABLE {table} ADD COLUMN note text",
    "drop the table": "DROP TABLE {table} CASCADE",
    "take the table": "ALTER TABLE {table} OWNER TO oab_app",
}
STATEMENTS_WHERE_WRITTEN_ONCE = {
    "change the moment": "UPDATE {table} SET created_at = created_at",
    "lock rows": "SELECT FROM {table} FOR UPDATE",
    "share rows": "SELECT FROM {table} FOR SHARE",
}
STATEMENTS_IN_REGISTERS = {
    "change the source": "UPDATE {table} SET source = source",
    "change more than known": "UPDATE {table} SET known = known, source = source",
}
STATEMENTS_ANYWHERE = {
    "switch triggers off": "SET session_replication_role = replica",
    "become the owner": "SET ROLE oab_owner",
    "replace a function": "CREATE OR REPLACE FUNCTION oab_refuse_change() "
    "RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "add a table": "CREATE TABLE elsewhere (id int)",
    "stand before a table": "CREATE TEMPORARY TABLE schools_delivery (id int)",
    "forget migrations": "DELETE FROM django_migrations",
}


class Attempt(NamedTuple):
    """A row, the rows of its model, and a field that an attempt would change."""

    row: Model
    rows: QuerySet[Model]
    field: str


THROUGH_THE_ORM = {
    "save": lambda it: it.row.save(),
    "delete": lambda it: it.row.delete(),
    "update": lambda it: it.rows.update(**{it.field: F(it.field)}),
    "delete all": lambda it: it.rows.delete(),
    "bulk_update": lambda it: it.rows.bulk_update([it.row], [it.field]),
    "upsert": lambda it: it.rows.bulk_create(
        [it.row],
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=[it.field],
    ),
}


def cases(*pairs):
    """One case per model and statement, named after both."""
    return [
        pytest.param(model, statement, id=f"{model.__name__}: {name}")
        for protected, statements in pairs
        for model in protected
        for name, statement in statements.items()
    ]


def refusal(statement, model=None, *, using="default"):
    """Execute a statement; return the SQLSTATE with which the database refuses it."""
    names = _names(model) if model else {}
    try:
        with transaction.atomic(using), connections[using].cursor() as cursor:
            cursor.execute(statement.format(**names))
    except Error as error:
        return sqlstate(error)
    return None


def sqlstate(error):
    """The code with which PostgreSQL explains an error."""
    assert isinstance(error.__cause__, psycopg.Error)
    return error.__cause__.sqlstate


def _names(model):
    return {
        "table": model._meta.db_table,
        "key": model._meta.pk.column,
        "trigger": "written_once" if model in WRITTEN_ONCE else "only_known_closes",
    }


def test_every_model_is_of_one_kind():
    listed = [*WRITTEN_ONCE, *REGISTERS, *CHANGEABLE, *DRAFTS, *RETAINED]
    own = [
        model
        for app in ("oab", "municipalities", "schools", "allocations")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    assert sorted(map(str, listed)) == sorted(map(str, own))


@pytest.mark.parametrize("model", [*PROTECTED, *CHANGEABLE, *DRAFTS, *RETAINED])
def test_a_model_has_the_base_of_its_kind(model: type[Model]):
    assert issubclass(model, WrittenOnce) == (model in WRITTEN_ONCE)
    assert issubclass(model, Known) == (model in REGISTERS)
    assert issubclass(model, Draft) == (model in DRAFTS)
    assert issubclass(model, Retained) == (model in RETAINED)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "statement"),
    cases(
        (PROTECTED, STATEMENTS),
        (WRITTEN_ONCE, STATEMENTS_WHERE_WRITTEN_ONCE),
        (REGISTERS, STATEMENTS_IN_REGISTERS),
    ),
)
def test_the_serving_role_may_not(model, statement):
    assert refusal(statement, model) == NO_RIGHT


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", STATEMENTS_ANYWHERE.values(), ids=STATEMENTS_ANYWHERE
)
def test_the_serving_role_may_not_anywhere(statement):
    assert refusal(statement) == NO_RIGHT


@pytest.mark.django_db
@pytest.mark.parametrize("model", PROTECTED)
@pytest.mark.parametrize("action", THROUGH_THE_ORM.values(), ids=THROUGH_THE_ORM)
def test_the_orm_may_not_either(model, action):
    row = make(model)
    field = "created_at" if model in WRITTEN_ONCE else "source"
    with pytest.raises(Error) as refused, transaction.atomic():
        action(Attempt(row, model._base_manager.all(), field))
    assert sqlstate(refused.value) == NO_RIGHT


@pytest.mark.django_db(databases=["owner"])
@pytest.mark.parametrize(
    ("model", "statement"),
    cases(
        (WRITTEN_ONCE, {"update": "UPDATE {table} SET created_at = created_at"}),
        (REGISTERS, {"update": "UPDATE {table} SET source = source"}),
        (PROTECTED, {"delete": "DELETE FROM {table}"}),
    ),
)
def test_triggers_bind_the_owner_too(model, statement):
    make(model, using="owner")
    assert refusal(statement, model, using="owner") == NO_CHANGE


UNPINNED = """
    SELECT proname FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
        AND NOT COALESCE(proconfig::text LIKE '%search_path=pg_catalog,%', FALSE)
        AND NOT EXISTS (
            SELECT FROM pg_depend
            WHERE objid = pg_proc.oid AND classid = 'pg_proc'::regclass
                AND deptype = 'e'
        )
"""


@pytest.mark.django_db
def test_every_function_of_ours_names_the_schemas_it_looks_in():
    with connections["default"].cursor() as cursor:
        cursor.execute(UNPINNED)
        assert cursor.fetchall() == []


@pytest.mark.django_db(databases=["owner"])
def test_no_temporary_table_stands_before_what_a_trigger_looks_at():
    pupil = make(DeliveredPupil, using="owner")
    Delivery.objects.using("owner").filter(pk=pupil.delivery_id).update(
        state="delivered",
        delivered_by="an",
        delivered_at=pupil.delivery.opened_at,
        content_hash="0" * 64,
    )
    change = "UPDATE public.schools_deliveredpupil SET pupil_number = 'other'"
    before = "CREATE TEMPORARY TABLE schools_delivery (LIKE public.schools_delivery)"
    assert refusal(f"{before}; {change}", using="owner") == NO_CHANGE


@pytest.mark.django_db
@pytest.mark.parametrize("model", CHANGEABLE)
def test_what_may_change_can_be_changed_and_locked_but_not_deleted(model):
    row = make(model)
    row.save()
    assert model._base_manager.select_for_update().get() == row
    assert refusal("DELETE FROM {table}", model) == NO_RIGHT


CLOSE_RUN = (
    "UPDATE allocations_run SET state = 'blocked', finished_at = clock_timestamp()"
)
FINISH_PART = "UPDATE allocations_runpart SET done_at = now(), recipients = 1"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE allocations_run SET findings = '[1]', parts = 2", None),
        (CLOSE_RUN, None),
        ("UPDATE allocations_run SET id = gen_random_uuid()", NO_CHANGE),
        ("UPDATE allocations_run SET regime = 'other'", NO_CHANGE),
        ("UPDATE allocations_run SET period = '2016-2017'", NO_CHANGE),
        ("UPDATE allocations_run SET known = known + 1", NO_CHANGE),
        ("UPDATE allocations_run SET figures = ARRAY['entitlement']", NO_CHANGE),
        ("UPDATE allocations_run SET started_at = 'yesterday'", NO_CHANGE),
        (FINISH_PART, None),
        ("UPDATE allocations_runpart SET attempts = 1", None),
        ("UPDATE allocations_runpart SET number = 2", NO_CHANGE),
        ("UPDATE allocations_runpart SET board_from = '1'", NO_CHANGE),
        ("UPDATE allocations_runpart SET board_until = '9'", NO_CHANGE),
    ],
)
def test_an_open_run_moves_on_and_keeps_what_it_was_asked(statement, expected):
    make(RunPart)
    assert refusal(statement) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE allocations_run SET state = 'started', finished_at = NULL",
        "UPDATE allocations_run SET state = 'complete'",
        "UPDATE allocations_run SET findings = '[]'",
        "UPDATE allocations_run SET finished_at = now() + interval '1 day'",
        "UPDATE allocations_run SET parts = 9",
        "UPDATE allocations_runpart SET done_at = NULL, recipients = NULL",
        "UPDATE allocations_runpart SET recipients = 2",
    ],
)
def test_a_closed_run_does_not_change(statement):
    make(RunPart)
    assert refusal(FINISH_PART) is None
    assert refusal(CLOSE_RUN) is None
    assert refusal(statement) == NO_CHANGE


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Allocation, RunPart])
def test_a_closed_run_gets_nothing_added(model):
    run = make(Run)
    assert refusal(CLOSE_RUN) is None
    with pytest.raises(Error) as refused, transaction.atomic():
        make(model, run=run)
    assert sqlstate(refused.value) == NO_CHANGE


@pytest.mark.django_db(databases=["owner"])
@pytest.mark.parametrize("model", [Run, RunPart])
def test_nobody_deletes_a_run(model):
    make(model, using="owner")
    assert refusal("DELETE FROM {table}", model, using="owner") == NO_CHANGE


@pytest.mark.django_db
@pytest.mark.parametrize("model", REGISTERS)
def test_a_register_row_can_be_locked_and_closed(model):
    make(model)
    assert model.objects.select_for_update().current().count() == 1
    assert model.objects.close() == 1
    assert not model.objects.current().exists()


@pytest.mark.django_db
@pytest.mark.parametrize("model", PROTECTED)
def test_an_insert_that_meets_a_row_may_do_nothing(model):
    row = make(model)
    model._base_manager.bulk_create([row], ignore_conflicts=True)
    assert model._base_manager.count() == 1


FINISH_DELIVERY = (
    "UPDATE schools_delivery SET state = 'delivered', delivered_at = now(), "
    "delivered_by = 'medewerker', content_hash = repeat('0', 64)"
)


@pytest.mark.django_db
@pytest.mark.parametrize("model", DRAFTS)
def test_a_draft_can_be_changed_and_removed(model):
    row = make(model)
    row.save()
    row.delete()
    assert not model.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("model", DRAFTS)
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {table} SET row = row + 1", "DELETE FROM {table}"],
    ids=["change", "delete"],
)
def test_what_was_delivered_is_frozen(model, statement):
    make(model)
    assert refusal(FINISH_DELIVERY) is None
    assert refusal(statement, model) == NO_CHANGE


@pytest.mark.django_db
@pytest.mark.parametrize("model", DRAFTS)
def test_nothing_is_moved_away_from_what_was_delivered(model):
    make(model)
    assert refusal(FINISH_DELIVERY) is None
    other = make(Delivery)
    away = f"UPDATE {{table}} SET delivery_id = '{other.pk}'"  # noqa: S608
    assert refusal(away, model) == NO_CHANGE


@pytest.mark.django_db
@pytest.mark.parametrize("model", DRAFTS)
def test_nothing_is_added_to_what_was_delivered(model):
    delivery = make(Delivery)
    assert refusal(FINISH_DELIVERY) is None
    with pytest.raises(Error) as refused, transaction.atomic():
        make(model, delivery=delivery)
    assert sqlstate(refused.value) == NO_CHANGE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "statement"),
    cases(
        (
            RETAINED,
            {
                "delete": "DELETE FROM {table}",
                "truncate": "TRUNCATE {table} CASCADE",
                "change the key": "UPDATE {table} SET {key} = {key}",
            },
        ),
    ),
)
def test_the_serving_role_may_not_remove_personal_data(model, statement):
    assert refusal(statement, model) == NO_RIGHT
