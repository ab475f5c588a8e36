"""Of what rests on other calculations, what was followed equals a run from scratch.

Counts of both dates, boards, mergers and designations change in any order. Who lacks
something keeps what it had, and is left out here; everybody else is compared.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from allocations import recalculation
from allocations.in_force import in_force
from allocations.models import Allocation, Run
from municipalities.models import ImpulseAreaDesignation
from oab.models import Change
from schools.models import School, SchoolSuccession
from tests.allocations.mending import mend
from tests.allocations.test_compensation_followed import (
    BY_BOARD,
    COMPENSATION,
    IMPULSE_YEARS,
    LAST,
    SOCIAL_WORK,
    count,
    merged,
    open_school,
    run_of,
)
from tests.factories import make

SCHOOLS = {"01AA": ("41646", "PO1001"), "01AB": ("41646", "PO1001")}
SCHOOLS |= {"01AC": ("40009", "PO1002"), "01AD": ("40009", "PO1002")}
LOCATIONS = ["01AA00", "01AA01", "01AB00", "01AC00", "01AD00"]
YEARS = [2005, 2006, 2009]
PAID = [(COMPENSATION, BY_BOARD), (COMPENSATION, LAST), (SOCIAL_WORK, BY_BOARD)]
ON = [date(2006, 8, 1), date(2009, 8, 1)]

Step = Callable[[], object]


def hand_over(brin: str, board: str) -> None:
    mend(School, {"brin": brin}, date(2006, 8, 1), board_code=board)


def merge(brin: str, into: str, on: date) -> None:
    known = SchoolSuccession.objects.current().filter(predecessor=brin)
    if brin != into and not known.exists():
        merged(brin, into, on)
        mend(School, {"brin": brin}, on)


def designate() -> None:
    """Designate the area of all locations, or take that back."""
    if not ImpulseAreaDesignation.objects.filter(pc4="2715").close():
        make(ImpulseAreaDesignation, pc4="2715", **IMPULSE_YEARS)


def run_all() -> None:
    for regime, period in PAID:
        run_of(period, regime)


schools = st.sampled_from([*SCHOOLS])
STEPS: dict[Callable[..., object], st.SearchStrategy[Any]] = {
    count: st.tuples(
        st.sampled_from(LOCATIONS),
        st.sampled_from(YEARS),
        st.integers(200, 400),
        st.integers(0, 60),
    ),
    hand_over: st.tuples(schools, st.sampled_from(["41646", "40009", "41999"])),
    merge: st.tuples(schools, schools, st.sampled_from(ON)),
    designate: st.just(()),
    recalculation.follow: st.just(()),
    run_all: st.just(()),
}


def steps_of(do: Callable[..., object]) -> st.SearchStrategy[Step]:
    return STEPS[do].map(lambda arguments: partial(do, *arguments))


def open_schools() -> None:
    for brin, (board, partnership) in SCHOOLS.items():
        several = 2 if brin == "01AA" else 1
        open_school(brin, board, several, partnership_code=partnership)
    make(ImpulseAreaDesignation, pc4="1011", **IMPULSE_YEARS)
    for location in LOCATIONS:
        for year in YEARS:
            count(location, year, 300, 60 - 10 * YEARS.index(year))
    run_all()


def equals_a_run_from_scratch(regime: str, period: str) -> None:
    rows = Allocation.objects.filter(regime=regime, period=period)
    recipients = {*rows.values_list("recipient", flat=True)}
    followed = in_force(regime, period, recipients)
    run = run_of(period, regime)
    computed = {row.recipient: row for row in run.allocations.all()}
    for recipient, row in computed.items():
        said = followed[recipient]
        assert (said.facts, said.figures) == (row.facts, row.figures), recipient
        assert said.board == row.board_code
    if run.state == Run.State.COMPLETE:
        gone = followed.keys() - computed.keys()
        assert [each for each in gone if not followed[each].ended] == []


@pytest.mark.django_db
@settings(
    max_examples=12,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(st.one_of(*map(steps_of, STEPS)), max_size=6))
def test_what_rests_on_others_equals_a_run_from_scratch(todo: list[Step]):
    with transaction.atomic():
        open_schools()
        for each in todo:
            each()
        recalculation.follow()

        assert not Change.objects.filter(done_at=None).exists()
        for regime, period in PAID:
            equals_a_run_from_scratch(regime, period)
        for row in Allocation.objects.exclude(replaces=None).select_related("replaces"):
            assert row.replaces
            parts = [Decimal(reason["bedrag"]) for reason in row.reasons]
            difference = (row.entitlement or 0) - (row.replaces.entitlement or 0)
            assert sum(parts) == difference
        transaction.set_rollback(True)
