"""The command `verify_run` does a past run again, as things were known then."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command

from allocations import recalculation, runs
from allocations.models import Allocation, Run
from allocations.questions import read_question
from municipalities.models import ImpulseAreaDesignation
from oab.versions import clock
from schools.models import EstablishedFigures, Location, School, TeacherAge
from tests.allocations.counting import counted_anew
from tests.factories import make

YEAR = ("school_weights_2006", "2015-2016")
COUNTED_ON = date(2014, 10, 1)

pytestmark = pytest.mark.django_db


def verify(capsys, run: UUID) -> tuple[int, str]:
    """Run the command; return its exit code and all it said."""
    code: object = 0
    try:
        call_command("verify_run", str(run))
    except SystemExit as end:
        code = end.code
    assert isinstance(code, int)
    out, err = capsys.readouterr()
    return code, (out + err).strip()


@pytest.fixture
def schools() -> None:
    """Register a school that is counted and one that has established figures."""
    make(ImpulseAreaDesignation)
    for brin in ("03FJ", "18PH"):
        make(School, brin=brin)
        make(Location, code=f"{brin}00", postcode="1011AB")
        make(TeacherAge, brin=brin, counted_on=COUNTED_ON, age=Decimal("40.00"))
    make(EstablishedFigures, brin="18PH", counted_on=COUNTED_ON)
    counted_anew("03FJ00", 250, 43, 13)


def national() -> Run:
    run = runs.start(read_question(*YEAR))
    runs.work_off(run.pk)
    run.refresh_from_db()
    assert run.state == Run.State.COMPLETE
    return run


def recalculated() -> Run:
    recalculation.follow()
    return Run.objects.filter(kind=Run.Kind.RECALCULATION).latest("started_at")


@pytest.mark.usefixtures("schools")
def test_runs_come_out_the_same_after_everything_they_rest_on_was_corrected(capsys):
    first = national()
    counted_anew("03FJ00", 250, 60, 13)
    second = recalculated()
    counted_anew("03FJ00", 100, 1, 0)
    for model, values in (
        (TeacherAge, {"age": Decimal("50.00")}),
        (EstablishedFigures, {"school_weight": 90}),
    ):
        for row in model.objects.filter(brin="18PH"):
            correction: dict[str, Any] = {
                "replaces": row,
                "reason": "hersteld",
                **values,
            }
            make(model, brin="18PH", counted_on=COUNTED_ON, **correction)
    make(Location, code="18PH01", postcode="1011AB")
    third = national()

    said = [verify(capsys, run.pk) for run in (first, second, third)]

    assert [code for code, _ in said] == [0, 0, 0]
    assert [text.split(" ")[0] for _, text in said] == ["2", "1", "2"]
    amounts = Allocation.objects.order_by("pk").values_list("entitlement", flat=True)
    assert len({*amounts}) == len(amounts)


@pytest.mark.usefixtures("schools")
def test_the_first_figure_that_differs_is_named(capsys):
    started_at = clock()
    national()
    told = Run.objects.get()
    run = make(
        Run,
        regime=told.regime,
        period=told.period,
        known=told.known,
        started_at=started_at,
        recipients=["03FJ"],
        kind="recalculation",
    )
    right = told.allocations.get(recipient="03FJ")
    make(
        Allocation,
        run=run,
        receipt=right.receipt,
        recipient="03FJ",
        facts=right.facts,
        figures=right.figures | {"schoolgewicht": "15"},
        entitlement=right.entitlement,
    )
    runs.close(run, Run.State.COMPLETE)

    assert verify(capsys, run.pk) == (
        1,
        "03FJ schoolgewicht: vastgelegd 15, opnieuw berekend 14",
    )


@pytest.mark.usefixtures("schools")
def test_a_recipient_that_was_left_out_is_named(capsys):
    national()
    told = Run.objects.get()
    run = make(
        Run,
        regime=told.regime,
        period=told.period,
        known=told.known,
        recipients=["03FJ"],
        kind="recalculation",
    )
    runs.close(run, Run.State.COMPLETE)

    code, text = verify(capsys, run.pk)

    assert code == 1
    assert text.startswith("03FJ ")
    assert ": vastgelegd niet berekend, opnieuw berekend " in text


def test_a_blocked_run_has_nothing_to_compare(capsys):
    run = runs.start(read_question(*YEAR))

    code, text = verify(capsys, run.pk)

    assert (code, text) == (2, f"{run.pk}: deze doorrekening is niet voltooid")


def test_an_unknown_run_is_refused_in_a_line(capsys):
    number = UUID(int=7)

    code, text = verify(capsys, number)

    assert (code, text) == (2, f"{number}: deze doorrekening bestaat niet")
