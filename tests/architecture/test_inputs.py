"""Every input of an allocation records its changes, and each kind reaches somebody."""

from datetime import date

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

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
from allocations.reach import REACH
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
from oab.changes import Kind
from oab.models import Change
from oab.versions import Known
from oab.written_once import Fact
from schools.models import (
    Board,
    Count,
    CountCell,
    DisadvantageScore,
    EstablishedFigures,
    EstablishedScore,
    Location,
    MaterialFigures,
    NationalMeans,
    Partnership,
    School,
    SchoolSuccession,
    TeacherAge,
)
from tests.factories import make

INPUTS: dict[type[Model], set[Kind]] = {
    Count: {Kind.COUNT, Kind.EVIDENCE},
    DisadvantageScore: {Kind.SCORE},
    EstablishedFigures: {Kind.ESTABLISHED_FIGURES},
    EstablishedScore: {Kind.SCORE},
    MaterialFigures: {Kind.MATERIAL_FIGURES},
    ImpulseAreaDesignation: {Kind.DESIGNATION},
    Location: {Kind.LOCATION},
    School: {Kind.SCHOOL},
    SchoolSuccession: {Kind.SUCCESSION},
    TeacherAge: {Kind.TEACHER_AGE},
    RegulationJudgement: {Kind.REGULATION},
}
LAST_SAID = {RegulationJudgement}  # nothing replaces or closes these
WITH_ANOTHER = {
    DesignationJudgement: "writes the areas into the register when it approves",
    DesignationProposal: "counts from its approval on",
    CountCell: "is written in the transaction of its count, and never later",
    RegisteredRegulation: "counts from its approval on",
    RegisteredValue: "is written with its regulation",
}
NOT_YET = "no regime that pays municipalities is computed from the database"
NO_INPUT = {
    MunicipalScore: NOT_YET,
    NationalMeans: "printed beside the scores, which were computed with them",
    Board: "a name; which board runs a school stands at the school",
    GroupMembership: "no regime that is computed from the database asks for it",
    Municipality: "no regime that is computed from the database asks for it",
    MunicipalitySuccession: "no regime that is computed from the database asks for it",
    Partnership: "a name; to which partnership a school belongs stands at the school",
    PostcodeArea: "locations and designations name postal areas themselves",
    Allocation: "an outcome",
    CommonReceipt: "an outcome",
    PublishedPayment: "what others paid, to compare outcomes with",
    Run: "an outcome",
    RunPart: "an outcome",
}
# What is accepted of pupils, deliveries, statements and checks becomes an input.
BEFORE: tuple[str, ...] = ("schools.models.pupils", "schools.models.deliveries")
BEFORE += ("schools.models.decisions", "schools.models.controls")
APPS = ("schools", "municipalities", "allocations")
TRIGGERS = """
    SELECT relname, array_agg(tgname::text) FROM pg_trigger
    JOIN pg_class ON pg_class.oid = tgrelid
    WHERE tgname LIKE %s AND NOT tgisinternal
    GROUP BY relname
"""


def installed(name: str) -> dict[str, set[str]]:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS, [name])
        return {table: set(triggers) for table, triggers in cursor.fetchall()}


@pytest.mark.django_db
def test_every_table_of_the_apps_records_its_changes_or_says_why_not():
    named = {*INPUTS, *WITH_ANOTHER, *NO_INPUT}
    models = {
        model
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        if model.__module__ not in BEFORE
    }
    assert models == named
    assert installed("records%") == {
        model._meta.db_table: {
            f"records_{kind}_on_{event}"
            for kind in kinds
            for event in ("insert", *(["update"] if model not in LAST_SAID else []))
        }
        for model, kinds in INPUTS.items()
    }


@pytest.mark.django_db
def test_every_input_is_announced_when_it_is_written():
    models = {each for each in apps.get_models() if issubclass(each, Fact | Known)}
    assert installed("announces").keys() == {
        each._meta.db_table for each in models | INPUTS.keys()
    }


def test_every_kind_of_change_is_recorded_and_reaches_somebody():
    assert {kind for kinds in INPUTS.values() for kind in kinds} == {*Kind}
    assert REACH.keys() == {*Kind}


def changes() -> list[tuple[str, str, date | None, date | None]]:
    rows = Change.objects.order_by("pk")
    return [*rows.values_list("kind", "subject", "since", "until")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "values", "kind", "subject"),
    [
        (Count, {}, "count", "18PH00"),
        (TeacherAge, {"brin": "18PH"}, "teacher_age", "18PH"),
        (EstablishedFigures, {"brin": "18PH"}, "established_figures", "18PH"),
        (DisadvantageScore, {"location_code": "18PH01"}, "score", "18PH01"),
        (MaterialFigures, {"brin": "18PH"}, "material_figures", "18PH"),
    ],
)
def test_what_is_of_a_day_changes_for_that_day(model, values, kind, subject):
    made = make(model, **values, counted_on=date(2014, 10, 1), source="DUO")
    assert changes() == [(kind, subject, date(2014, 10, 1), date(2014, 10, 2))]
    assert Change.objects.get().source == made.source


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "values", "kind", "subject"),
    [
        (School, {"brin": "18PH"}, "school", "18PH"),
        (Location, {"code": "18PH01"}, "location", "18PH01"),
        (
            ImpulseAreaDesignation,
            {"regulation": "Regeling impulsgebieden"},
            "designation",
            "Regeling impulsgebieden",
        ),
    ],
)
def test_what_holds_for_days_changes_for_these_when_written_and_when_closed(
    model, values, kind, subject
):
    made = make(model, **values)
    model.objects.close()
    days = (made.valid.lower, made.valid.upper)
    assert changes() == [(kind, subject, *days)] * 2


@pytest.mark.django_db
def test_what_many_rows_say_of_one_subject_is_one_change_however_they_are_written():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO municipalities_impulseareadesignation "
            "(regulation, article, pc4, valid, attested, source) "
            "SELECT 'Regeling', '1', pc4, '[2014-08-01,2015-08-01)', 'empty', 'Stcrt' "
            "FROM generate_series(1011, 1020) AS pc4"
        )
    assert len(changes()) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verdict", "person", "reason"),
    [
        ("approved", "beslisser", ""),
        ("rejected", "beslisser", "Bedrag onjuist"),
        ("withdrawn", "behandelaar", ""),
    ],
)
def test_a_regulation_changes_the_law_once_it_is_approved_from_its_publication(
    verdict, person, reason
):
    regulation = make(RegisteredRegulation)
    value = make(RegisteredValue, regulation=regulation)
    assert changes() == []

    decided = {"verdict": verdict, "person": person, "reason": reason}
    make(RegulationJudgement, registered=regulation, **decided)

    expected = [("regulation", value.regime, value.since, value.until)]
    approved = verdict == "approved"
    assert changes() == (expected if approved else [])
    due = Change.objects.values_list("due_on", flat=True)
    assert [*due] == ([regulation.published] if approved else [])


@pytest.mark.django_db
def test_a_change_is_undone_with_what_changed():
    with transaction.atomic():
        make(Count)
        transaction.set_rollback(True)
    assert changes() == []
