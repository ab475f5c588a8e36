"""Regulations that were approved join the law, from their publication on."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from allocations import recalculation, runs
from allocations.law import law_at, law_now
from allocations.models import (
    Allocation,
    RegisteredRegulation,
    RegisteredValue,
    RegulationJudgement,
    Run,
)
from allocations.questions import read_question
from allocations.reach import questions_on
from allocations.reruns import differences
from allocations.rules.law import law_of
from allocations.rules.periods import Period
from oab.filters import today
from oab.models import Change
from oab.versions import clock
from schools.models import EstablishedFigures, School, TeacherAge
from tests.factories import make

pytestmark = pytest.mark.django_db

REGIME = "school_weights_2006"
COUNTED_ON = date(2014, 10, 1)
AMOUNTS = {"base_amount": "1500.00", "age_amount": "40.00", "impulse_amount": "1800"}


def registered(*, published: date = date(2016, 9, 30), **values: str) -> int:
    """Register a definitive regulation for 2015-2016."""
    regulation = make(
        RegisteredRegulation,
        stage="definitive",
        signed=date(2016, 9, 17),
        published=published,
    )
    for parameter, value in (values or AMOUNTS).items():
        make(
            RegisteredValue,
            regulation=regulation,
            parameter=parameter,
            since=date(2015, 8, 1),
            until=date(2016, 8, 1),
            value=Decimal(value),
        )
    return regulation.pk


def approved(**changes) -> int:
    number = registered(**changes)
    make(RegulationJudgement, registered_id=number)
    return number


def base_amount() -> str:
    value = law_now(REGIME).at(Period.parse("2015-2016")).value("base_amount")
    assert value is not None
    return str(value.value)


def test_without_registered_regulations_the_law_is_that_of_the_files():
    assert law_now(REGIME) is law_of(REGIME)


def test_an_approved_regulation_joins_the_law_with_the_decimals_it_has():
    approved()

    assert base_amount() == "1500.00"
    assert law_now(REGIME) is law_now(REGIME)
    assert law_now("school_weights_1998") is law_of("school_weights_1998")


def test_a_regulation_that_nobody_approved_is_no_law():
    number = registered()
    assert base_amount() == "1459.46"

    make(RegulationJudgement, registered_id=number, verdict="rejected", reason="fout")
    assert base_amount() == "1459.46"


def test_a_regulation_is_law_from_the_day_of_its_publication():
    tomorrow = today() + timedelta(days=1)
    approved(published=tomorrow)
    later = clock() + timedelta(days=2)

    assert base_amount() == "1459.46"
    assert law_at(REGIME, later).latest == tomorrow


def test_what_was_approved_later_was_not_known_before():
    before = clock()
    approved()

    assert law_at(REGIME, before) is law_of(REGIME)


def test_a_regulation_in_the_law_file_stands_there_alone():
    regulation = make(RegisteredRegulation, staatscourant="2011, 6224")
    make(RegisteredValue, regulation=regulation)
    make(RegulationJudgement, registered=regulation)

    assert law_now(REGIME).acts.keys() == law_of(REGIME).acts.keys()


def test_questions_rest_on_the_law_of_the_moment():
    before = clock()
    approved()

    [earlier] = questions_on(COUNTED_ON, before)
    [later] = questions_on(COUNTED_ON, clock())
    assert [
        str(value.value)
        for each in (earlier, later)
        if (value := each.provisions.value("base_amount"))
    ] == ["1459.46", "1500.00"]


def amounts(run: Run) -> list[str]:
    return [str(each.entitlement) for each in run.allocations.all()]


def a_run() -> Run:
    run = runs.start(read_question(REGIME, "2015-2016", law_by=law_now))
    runs.work_off(run.pk)
    run.refresh_from_db()
    return run


def test_a_past_run_keeps_the_law_of_then_and_comes_to_the_same_cents():
    make(School, brin="03FJ")
    make(EstablishedFigures, brin="03FJ", counted_on=COUNTED_ON, school_weight=14)
    make(TeacherAge, brin="03FJ", counted_on=COUNTED_ON, age=Decimal("40.00"))
    first = a_run()

    approved()
    second = a_run()

    # 14 × (1459.46 + 39.38 × 40) and 14 × (1500.00 + 40.00 × 40)
    assert (amounts(first), amounts(second)) == (["42485.24"], ["43400.00"])
    assert (first.known, second.known) == (date(2015, 10, 15), date(2016, 9, 30))
    assert [*differences(first)] == [*differences(second)] == []


# Following it -------------------------------------------------------------------------


def test_an_approval_is_a_change_of_the_days_of_its_values():
    number = registered()
    later = make(
        RegisteredValue, regulation=make(RegisteredRegulation, code="stcrt-2016-1")
    )
    assert not Change.objects.exists()

    make(RegulationJudgement, registered_id=number)
    rejected = {"verdict": "rejected", "reason": "nee"}
    make(RegulationJudgement, registered=later.regulation, **rejected)

    change = Change.objects.get()
    assert (change.kind, change.subject) == ("regulation", REGIME)
    assert (change.since, change.until) == (date(2015, 8, 1), date(2016, 8, 1))
    assert (change.due_on, change.done_at) == (date(2016, 9, 30), None)


def test_what_rests_on_a_regulation_is_computed_again_once_it_is_published():
    make(School, brin="03FJ")
    make(EstablishedFigures, brin="03FJ", counted_on=COUNTED_ON, school_weight=14)
    make(TeacherAge, brin="03FJ", counted_on=COUNTED_ON, age=Decimal("40.00"))
    recalculation.follow()
    approved(published=today() + timedelta(days=2), base_amount="1600.00")
    recalculation.follow()
    assert Allocation.objects.count() == 1

    approved(published=today())
    recalculation.follow()

    first, second = Allocation.objects.order_by("pk")
    assert (first.entitlement, second.entitlement) == (
        Decimal("42485.24"),
        Decimal("43400.00"),
    )
    # 14 × (1500.00 - 1459.46), and 14 × (40.00 - 39.38) × 40
    assert [(each["soort"], each["bedrag"]) for each in second.reasons] == [
        ("regeling", "567.56"),
        ("regeling", "347.20"),
    ]
    open_changes = Change.objects.filter(done_at=None)
    assert open_changes.get().due_on == today() + timedelta(days=2)


# What the database refuses ------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "constraint", "changes"),
    [
        (RegisteredRegulation, "published_in", {"staatscourant": "50338"}),
        (RegisteredRegulation, "register_of_law", {"bwb": "BWBR1"}),
        (RegisteredRegulation, "known_stage", {"stage": "third"}),
        (
            RegisteredRegulation,
            "signed_before_it_is_published",
            {"published": date(2016, 3, 1)},
        ),
        (RegisteredRegulation, "has_its_title", {"title": " "}),
        (RegisteredValue, "has_its_article", {"article": ""}),
        (RegisteredValue, "value_holds_for_a_day", {"until": date(2016, 8, 1)}),
    ],
)
def test_what_cannot_be_is_refused(model, constraint, changes):
    with pytest.raises(IntegrityError, match=constraint):
        make(model, **changes)


def test_a_regulation_says_one_thing_about_a_day():
    value = make(RegisteredValue)

    with pytest.raises(IntegrityError, match="says_one_thing_about_a_day"):
        make(
            RegisteredValue,
            regulation=value.regulation,
            since=date(2017, 7, 31),
            until=date(2018, 8, 1),
        )
