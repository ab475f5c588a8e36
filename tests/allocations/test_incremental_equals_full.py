"""Whatever is corrected in whatever order: what was followed equals a run from scratch.

Every example is undone at its end. Each statement has a moment of its own, within one
transaction too, so what was known when is as it is among transactions.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from allocations import recalculation, runs
from allocations.in_force import in_force
from allocations.law import law_now
from allocations.models import (
    Allocation,
    RegisteredRegulation,
    RegisteredValue,
    RegulationJudgement,
    Run,
)
from allocations.questions import read_question
from municipalities.models import ImpulseAreaDesignation
from oab.changes import wake_followers
from oab.models import Change
from schools.models import (
    Count,
    EstablishedFigures,
    Location,
    School,
    SchoolSuccession,
    TeacherAge,
)
from tests.allocations.counting import COUNTED_ON, count
from tests.allocations.mending import mend
from tests.factories import make
from tests.workers import until

YEAR = ("school_weights_2006", "2015-2016")
LOCATIONS = ["03FJ00", "16KS00", "16KS01", "18PH00"]
SCHOOLS = ["03FJ", "16KS", "18PH"]
AREAS = ["1011", "2715"]
BOARDS = ["41646", "40009"]
SINCE = [date(2014, 8, 1), date(2015, 1, 1)]
OPENED = date(2013, 6, 27)
AMOUNTS = ("base_amount", "age_amount", "impulse_amount")

Step = Callable[[], object]


def correct(model: Any, brin: str, values: dict[str, Any]) -> None:
    earlier = model.objects.in_force().filter(brin=brin, counted_on=COUNTED_ON).first()
    more = {"replaces": earlier, "reason": "verbeterd"} if earlier else {}
    make(model, brin=brin, counted_on=COUNTED_ON, **values, **more)


def count_anew(location: str, light: int, heavy: int, *, check: bool) -> None:
    rows = Count.objects.in_force().filter(location_code=location)
    more: dict[str, Any] = {}
    if earlier := rows.first():
        more = {"replaces": earlier, "reason": "hertelling", "follows_check": check}
    count(location, 120, light, heavy, **more)


def give_age(brin: str, hundredths: int) -> None:
    correct(TeacherAge, brin, {"age": Decimal(hundredths) / 100})


def establish(brin: str, weight: int, impulse: int) -> None:
    figures = {"school_weight": weight, "weighted_pupils_in_impulse_areas": impulse}
    correct(EstablishedFigures, brin, figures)


def move(location: str, area: str, since: date) -> None:
    mend(Location, {"code": location}, since, postcode=f"{area}AB")


def close(location: str, since: date) -> None:
    mend(Location, {"code": location}, since)


def open_anew(location: str, area: str) -> None:
    if not Location.objects.current().filter(code=location).exists():
        make(Location, code=location, postcode=f"{area}AB")


def hand_over(brin: str, board: str, since: date) -> None:
    mend(School, {"brin": brin}, since, board_code=board)


def merge(brin: str, into: str, since: date) -> None:
    known = SchoolSuccession.objects.current().filter(predecessor=brin)
    if brin != into and not known.exists():
        days = DateRange(OPENED, since)
        make(SchoolSuccession, predecessor=brin, successor=into, between=days)
        mend(School, {"brin": brin}, since)


def designate(area: str, year: int) -> None:
    """Designate an area for four years, or take its designation back."""
    if not ImpulseAreaDesignation.objects.filter(pc4=area).close():
        valid = DateRange(date(year, 8, 1), date(year + 4, 8, 1))
        make(ImpulseAreaDesignation, pc4=area, valid=valid, attested=valid)


def regulate(month: int, *hundredths: int) -> None:
    """Have definitive amounts registered and approved, published some month."""
    published = date(2016, month, 15)
    regulation = make(
        RegisteredRegulation,
        stage="definitive",
        signed=published.replace(day=1),
        published=published,
    )
    for parameter, value in zip(AMOUNTS, hundredths, strict=True):
        make(
            RegisteredValue,
            regulation=regulation,
            parameter=parameter,
            since=date(2015, 8, 1),
            until=date(2016, 8, 1),
            value=Decimal(value) / 100,
        )
    make(RegulationJudgement, registered=regulation)


def follow(times: int) -> None:
    """Follow what is open, as a message that comes that often does."""
    for _ in range(times):
        recalculation.follow()


def run_nationally() -> Run:
    run = runs.start(read_question(*YEAR, law_by=law_now))
    runs.work_off(run.pk)
    return Run.objects.get(pk=run.pk)


locations, schools, areas = map(st.sampled_from, (LOCATIONS, SCHOOLS, AREAS))
since = st.sampled_from(SINCE)
few = st.integers(0, 40)
CORRECTIONS = {
    count_anew: st.tuples(locations, few, few, st.booleans()),
    give_age: st.tuples(schools, st.sampled_from([3100, 3863, 4000, 4725])),
    establish: st.tuples(schools, few, few),
    move: st.tuples(locations, areas, since),
    close: st.tuples(locations, since),
    open_anew: st.tuples(locations, areas),
    hand_over: st.tuples(schools, st.sampled_from(BOARDS), since),
    merge: st.tuples(schools, schools, since),
    designate: st.tuples(areas, st.sampled_from([2013, 2009])),
    regulate: st.tuples(
        st.integers(1, 6),
        st.sampled_from([145946, 150000]),
        st.sampled_from([3938, 4100]),
        st.sampled_from([177500, 180001]),
    ),
}
LOOKS: dict[Callable[..., object], st.SearchStrategy[Any]] = {
    follow: st.tuples(st.integers(1, 2)),
    run_nationally: st.just(()),
}


def step(do: Callable[..., object], arguments: tuple[Any, ...]) -> Step:
    if do is count_anew:
        *numbers, check = arguments
        return partial(count_anew, *numbers, check=check)
    return partial(do, *arguments)


def any_of(steps: dict[Any, st.SearchStrategy[Any]]) -> st.SearchStrategy[Step]:
    return st.one_of(
        *(arguments.map(partial(step, do)) for do, arguments in steps.items())
    )


def open_schools() -> None:
    make(ImpulseAreaDesignation)
    for brin in SCHOOLS:
        make(School, brin=brin)
        give_age(brin, 4000)
    for location in LOCATIONS:
        make(Location, code=location, postcode="2715BT")
        count_anew(location, 20, 10, check=False)


def equals_a_run_from_scratch() -> None:
    assert not Change.objects.filter(done_at=None).exists()
    now = in_force(*YEAR, SCHOOLS)
    followed = Allocation.objects.in_bulk([said.number for said in now.values()])
    said = {row.recipient: row for row in followed.values()}
    for row in run_nationally().allocations.all():
        before = said[row.recipient]
        assert before.figures == row.figures
        assert before.facts == row.facts
        assert before.entitlement == row.entitlement
        assert before.board_code == row.board_code


def reasons_add_up() -> None:
    for row in Allocation.objects.exclude(replaces=None).select_related("replaces"):
        assert row.replaces
        parts = [Decimal(reason["bedrag"]) for reason in row.reasons]
        difference = (row.entitlement or 0) - (row.replaces.entitlement or 0)
        assert sum(parts) == difference


@pytest.mark.django_db
@settings(
    max_examples=25,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(st.one_of(any_of(CORRECTIONS), any_of(LOOKS)), max_size=8))
def test_what_was_followed_equals_a_run_from_scratch(steps: list[Step]):
    with transaction.atomic():
        open_schools()
        recalculation.follow()
        for each in steps:
            each()
        recalculation.follow()

        equals_a_run_from_scratch()
        reasons_add_up()
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("worker")
def test_what_a_worker_followed_equals_a_run_from_scratch():
    open_schools()

    # One after the other, each on what the one before it left.
    @settings(max_examples=12, phases=[Phase.generate], deadline=None, database=None)
    @given(st.lists(any_of(CORRECTIONS), min_size=1, max_size=3))
    def example(steps: list[Step]) -> None:
        for each in steps:
            with transaction.atomic():
                each()
                wake_followers()
        until(lambda: not Change.objects.filter(done_at=None).exists())
        equals_a_run_from_scratch()
        reasons_add_up()

    example()
