"""What rests on the figures of another regime follows these, and says why."""

from datetime import date
from decimal import Decimal

import pytest

from allocations import recalculation, runs
from allocations.in_force import in_force
from allocations.models import (
    Allocation,
    RegisteredRegulation,
    RegisteredValue,
    RegulationJudgement,
    Run,
)
from allocations.questions import read_question
from allocations.reruns import differences
from schools.models import EstablishedFigures, Location, School
from tests.allocations.counting import COUNTED_ON, counted_anew
from tests.factories import make

BUDGET = ("personnel_budget_2006", "2015-2016")


def open_school(brin: str) -> None:
    make(School, brin=brin)
    make(Location, code=f"{brin}00", postcode="1011AB")


def run_of(regime: str, period: str) -> Run:
    run = runs.start(read_question(regime, period))
    runs.work_off(run.pk)
    run.refresh_from_db()
    return run


def in_force_of(regime: str, period: str, recipient: str) -> Allocation:
    number = in_force(regime, period, [recipient])[recipient].number
    return Allocation.objects.get(pk=number)


@pytest.mark.django_db
def test_the_budget_follows_counts_and_the_threshold_once_a_run_was_made():
    open_school("03FJ")
    counted_anew("03FJ00", 250, 43, 13)
    make(
        EstablishedFigures,
        brin="18PH",
        counted_on=COUNTED_ON,
        school_weight=5,
        pupils=100,
    )
    recalculation.follow()
    assert not Allocation.objects.filter(regime=BUDGET[0]).exists()

    run = run_of(*BUDGET)
    # 16245.75 + 451.94 x 250 + 279.58 x 14
    assert in_force_of(*BUDGET, "03FJ").entitlement == Decimal("133144.87")
    # 16245.75 + 451.94 x 100 + 279.58 x 5 + 11886.90 - 81.99 x 100 + 5266
    assert in_force_of(*BUDGET, "18PH").entitlement == Decimal("71791.55")
    grounds = run.allocations.values_list("receipt__content__grondslag", flat=True)
    assert {*grounds} == {"tellingen", "vastgestelde gegevens"}

    counted_anew("03FJ00", 250, 33, 13)
    recalculation.follow()
    corrected = in_force_of(*BUDGET, "03FJ")
    assert corrected.entitlement == Decimal("132306.13")
    assert corrected.reasons == [{"soort": "telling", "bedrag": "-838.74"}]

    regulation = make(RegisteredRegulation)
    make(
        RegisteredValue,
        regulation=regulation,
        regime="school_weights_2006",
        parameter="threshold_share",
        value=Decimal("0.05"),
        since=date(2015, 8, 1),
        until=date(2016, 8, 1),
    )
    make(RegulationJudgement, registered=regulation)
    recalculation.follow()
    raised = in_force_of(*BUDGET, "03FJ")
    # 33 x 0.3 + 13 x 1.2 - 250 x 5 % = 13
    assert raised.facts["schoolgewicht"] == "13"
    assert raised.reasons == [{"soort": "regeling", "bedrag": "559.16"}]
    assert [*differences(run), *differences(raised.run)] == []


GROUPS = ("material_groups_2006", "2015")


@pytest.mark.django_db
def test_material_groups_are_of_locations_and_take_what_was_established_for_one():
    for brin in ("03FJ", "18PH", "04EM"):
        open_school(brin)
    make(Location, code="04EM01", postcode="1011AB")
    counted_anew("03FJ00", 250, 43, 13)
    for brin in ("18PH", "04EM"):
        make(
            EstablishedFigures,
            brin=brin,
            counted_on=COUNTED_ON,
            school_weight=5,
            pupils=100,
            pupils_4_to_7=50,
            pupils_8_and_over=50,
        )

    run = run_of(*GROUPS)
    findings = [finding["melding"] for finding in run.findings]
    assert run.state == Run.State.BLOCKED
    assert len(findings) == 1
    assert findings[0].startswith("04EM: de vastgestelde gegevens zijn die van de hele")
    assert "2 vestigingen" in findings[0]

    counted_anew("03FJ00", 250, 33, 13)
    recalculation.follow()
    assert in_force(*GROUPS, ["03FJ"]) == {}  # no run was completed
    counted_anew("04EM00", 60, 0, 0)
    counted_anew("04EM01", 40, 0, 0)
    run = run_of(*GROUPS)
    assert run.state == Run.State.COMPLETE
    school = in_force_of(*GROUPS, "03FJ")
    # 0.05 x 124 + 0.0343 x 126 + 0.0179 x 11, and 250 + 3 % pupils
    assert school.figures["aantal_groepen"] == "11"
    assert school.entitlement == Decimal("177778.70")
    assert in_force_of(*GROUPS, "18PH").figures["aantal_groepen"] == "5"
    assert in_force_of(*GROUPS, "04EM").figures["aantal_groepen"] == "6"

    counted_anew("03FJ00", 200, 33, 13)
    recalculation.follow()
    corrected = in_force_of(*GROUPS, "03FJ")
    assert corrected.replaces == school
    (reason,) = corrected.reasons
    assert reason["soort"] == "telling"
    assert [*differences(run)] == []
