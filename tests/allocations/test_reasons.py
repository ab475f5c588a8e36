"""An allocation that differs says why, in amounts that add up to the cent."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from allocations import recalculation, runs
from allocations.in_force import in_force
from allocations.models import Allocation, Run
from allocations.questions import read_question
from allocations.reasons import UnexplainedDifference, explain, look_of, said_in
from municipalities.models import ImpulseAreaDesignation
from schools.models import Count, EstablishedFigures, Location, School, TeacherAge
from tests.allocations.counting import COUNTED_ON, count, counted_anew
from tests.factories import make

YEAR = ("school_weights_2006", "2015-2016")
FIRST, ADJUSTED = "2015-03-27", "2015-10-15"

# From the first regulation (1412.45 / 38.11 / 1718) to the adjusted (1459.46 / 39.38
# / 1775), as the two publish them. The amounts were computed by hand: for 11CJ
#   23 x (1412.45 + 38.11 x 37.97) = 65768.1941
#   23 x (1459.46 + 38.11 x 37.97) = 66849.4241, so basis + 1081.23
#   23 x (1459.46 + 39.38 x 37.97) = 67958.5278, so age   + 1109.11
#   46 x (1775 - 1718)                           = impulse + 2622.00
# school, school weight, weighted pupils in impulse areas, age, then the parts
STEP_OF_2015 = [
    ("13EK", 424, 432, "37.30", "19932.24", "20085.31", "24624.00"),
    ("11CJ", 23, 46, "37.97", "1081.23", "1109.11", "2622.00"),
    ("05FZ", 9, 28, "43.25", "423.09", "494.35", "1596.00"),
]


def established(brin: str, weight: int, impulse: int, age: str) -> None:
    make(School, brin=brin)
    make(
        EstablishedFigures,
        brin=brin,
        counted_on=COUNTED_ON,
        school_weight=weight,
        weighted_pupils_in_impulse_areas=impulse,
    )
    make(TeacherAge, brin=brin, counted_on=COUNTED_ON, age=Decimal(age))


def counted_school(brin: str, *numbers: int) -> None:
    make(School, brin=brin)
    make(Location, code=f"{brin}00", postcode="1011AB")
    make(TeacherAge, brin=brin, counted_on=COUNTED_ON, age=Decimal("40.00"))
    counted_anew(f"{brin}00", *numbers)


def run(known: str | None = None, figures: str = "") -> Run:
    made = runs.start(read_question(*YEAR, known, figures))
    runs.work_off(made.pk)
    made.refresh_from_db()
    assert made.state == Run.State.COMPLETE, made.findings
    return made


def between(old: Run, new: Run) -> dict[str, list[dict[str, str]]]:
    said = explain(look_of(old), look_of(new), said_in(old), said_in(new))
    return {brin: [each.as_member() for each in found] for brin, found in said.items()}


def amount(run: Run, brin: str) -> Decimal:
    return run.allocations.get(recipient=brin).entitlement or Decimal(0)


def total(reasons: list[dict[str, str]]) -> Decimal:
    return sum((Decimal(each["bedrag"]) for each in reasons), Decimal(0))


@pytest.mark.django_db
def test_the_step_of_2015_is_told_value_by_value_and_adds_up():
    for brin, weight, impulse, age, *_ in STEP_OF_2015:
        established(brin, weight, impulse, age)
    old, new = run(FIRST), run(ADJUSTED)

    reasons = between(old, new)

    assert {
        brin: [(each["parameter"], each["bedrag"]) for each in found]
        for brin, found in reasons.items()
    } == {
        brin: [
            ("basisbedrag", base),
            ("leeftijdsbedrag", age),
            ("bedrag_per_gewichtenleerling_in_impulsgebied", impulse),
        ]
        for brin, _, _, _, base, age, impulse in STEP_OF_2015
    }
    for brin, found in reasons.items():
        before, after = (amount(each, brin) for each in (old, new))
        assert total(found) == after - before


def in_force_of(brin: str) -> Allocation:
    number = in_force(*YEAR, [brin])[brin].number
    return Allocation.objects.get(pk=number)


def why(brin: str) -> list[tuple[str, str]]:
    return [(each["soort"], each["bedrag"]) for each in in_force_of(brin).reasons]


@pytest.mark.django_db
def test_a_first_allocation_has_no_reasons():
    counted_school("03FJ", 250, 43, 13)
    recalculation.follow()

    assert why("03FJ") == []


@pytest.mark.django_db
def test_a_count_goes_before_an_age_and_both_are_full_calculations():
    make(ImpulseAreaDesignation)
    counted_school("03FJ", 250, 43, 13)
    recalculation.follow()
    old = TeacherAge.objects.get()
    make(
        TeacherAge,
        brin="03FJ",
        counted_on=COUNTED_ON,
        age=Decimal("41.00"),
        replaces=old,
        reason="verbeterd",
    )
    counted_anew("03FJ00", 250, 33, 13)

    recalculation.follow()

    # 14 x (1459.46 + 39.38 x 40) = 42485.24
    # 11 x (1459.46 + 39.38 x 40) = 33381.26, and x 41 = 33814.44
    assert why("03FJ") == [("telling", "-9103.98"), ("leeftijd", "433.18")]
    assert in_force_of("03FJ").entitlement == Decimal("33814.44")


@pytest.mark.django_db
def test_corrections_in_between_are_told_as_one():
    make(ImpulseAreaDesignation)
    counted_school("03FJ", 250, 43, 13)
    recalculation.follow()
    counted_anew("03FJ00", 250, 93, 13)
    counted_anew("03FJ00", 250, 33, 13)

    recalculation.follow()

    assert why("03FJ") == [("telling", "-9103.98")]


@pytest.mark.django_db
def test_a_check_of_statements_is_told_apart_from_a_count_and_in_its_order():
    make(ImpulseAreaDesignation)
    counted_school("03FJ", 250, 43, 13)
    recalculation.follow()
    checked("03FJ00", 250, 33, 13)
    counted_anew("03FJ00", 250, 93, 13)
    counted_anew("03FJ00", 250, 43, 13)
    checked("03FJ00", 250, 33, 13)

    recalculation.follow()

    # 14 units, 11 after the check, 14 again as counted, 11 after another check
    assert why("03FJ") == [
        ("bewijs", "-9103.98"),
        ("telling", "9103.98"),
        ("bewijs", "-9103.98"),
    ]


def checked(location: str, *numbers: int) -> None:
    """Correct what was counted, after a check of statements."""
    replaced = Count.objects.in_force().get(location_code=location)
    more: dict[str, Any] = {
        "replaces": replaced,
        "reason": "controle",
        "follows_check": True,
    }
    count(location, *numbers, **more)


def move() -> None:
    Location.objects.close()
    make(Location, code="03FJ00", postcode="2715BT")


def designate() -> None:
    make(ImpulseAreaDesignation, pc4="1011")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "kind"), [(move, "register"), (designate, "aanwijzing")]
)
def test_an_area_is_a_matter_of_the_register_or_of_its_designation(change, kind):
    make(ImpulseAreaDesignation, pc4="2715")
    counted_school("03FJ", 250, 43, 13)
    recalculation.follow()
    change()
    counted_anew("03FJ00", 250, 43, 13)

    recalculation.follow()

    # 56 pupils with a weight x 1775
    assert why("03FJ") == [(kind, "99400.00")]


@pytest.mark.django_db
def test_an_amount_that_was_not_there_counts_as_zero():
    make(ImpulseAreaDesignation)
    make(School, brin="03FJ")
    make(Location, code="03FJ00", postcode="1011AB")
    counted_anew("03FJ00", 250, 43, 13)
    recalculation.follow()
    make(TeacherAge, brin="03FJ", counted_on=COUNTED_ON, age=Decimal("40.00"))
    counted_anew("03FJ00", 250, 43, 13)

    recalculation.follow()

    assert Allocation.objects.earliest("pk").entitlement is None
    assert why("03FJ") == [("leeftijd", "42485.24")]


@pytest.mark.django_db
def test_a_run_that_was_not_asked_for_the_amount_is_a_reason_too():
    established("11CJ", 23, 46, "37.97")
    old, new = run(figures="schoolgewicht"), run()

    (reason,) = between(old, new)["11CJ"]

    assert reason == {"soort": "vraag", "bedrag": "149608.53"}


@pytest.mark.django_db
@pytest.mark.parametrize("program", ["0.0.1", None])
def test_other_figures_from_the_same_facts_are_the_rule_of_another_program(program):
    established("11CJ", 23, 46, "37.97")
    old, new = look_of(run(FIRST)), run(ADJUSTED)
    (said,) = said_in(new).values()
    otherwise = replace(
        said,
        amount=Decimal("100.00"),
        figures={**said.figures, "toekenning": "100.00"},
        program=program or said.program,
    )

    if program:
        found = explain(old, look_of(new), {"11CJ": otherwise}, {"11CJ": said})["11CJ"]
        assert (found[0].kind, len(found)) == ("rekenregel", 4)
        assert sum(each.amount for each in found) == Decimal("149508.53")
    else:
        with pytest.raises(UnexplainedDifference, match="11CJ"):
            explain(old, look_of(new), {"11CJ": otherwise}, {"11CJ": said})


@pytest.mark.django_db
def test_reasons_that_do_not_add_up_are_refused():
    old = make(Allocation, entitlement=Decimal("100.00"))
    short = [{"soort": "telling", "bedrag": "24.99"}]
    more: dict[str, Any] = {"entitlement": Decimal("125.00"), "replaces": old}
    wrongs: tuple[dict[str, Any], ...] = (
        {**more, "reasons": short},
        {**more, "reasons": []},
        {"reasons": short},
    )
    for wrong in wrongs:
        with pytest.raises(IntegrityError, match="add up"), transaction.atomic():
            make(Allocation, **wrong)

    make(Allocation, **more, reasons=[{"soort": "telling", "bedrag": "25.00"}])
