"""What changed is followed to the allocations that rest on it, once and at once."""

import time
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import (
    DEFAULT_DB_ALIAS,
    IntegrityError,
    connection,
    connections,
    transaction,
)

from allocations import recalculation, runs, tasks
from allocations.in_force import in_force
from allocations.models import Allocation, Run, RunPart
from allocations.questions import read_question
from allocations.reach import questions_on
from allocations.reruns import differences
from municipalities.models import ImpulseAreaDesignation
from oab import changes
from oab.filters import HERE
from oab.models import Change
from oab.versions import clock, moment
from oab.wakeups import wake
from schools.models import Count, EstablishedFigures, Location, School, TeacherAge
from tests.allocations.counting import (
    COUNTED_ON,
    an_allocation_waits_for_a_lock,
    count,
    counted_anew,
)
from tests.factories import make
from tests.workers import until

YEAR = ("school_weights_2006", "2015-2016")


def open_schools(*brins: str, age: str | None = "40.00") -> None:
    make(ImpulseAreaDesignation)
    for brin in brins:
        make(School, brin=brin)
        make(Location, code=f"{brin}00", postcode="1011AB")
        if age:
            make(TeacherAge, brin=brin, counted_on=COUNTED_ON, age=Decimal(age))
    recalculation.follow()
    until(nothing_is_open)  # a worker may have been awake


def said(brin: str) -> Allocation:
    number = in_force(*YEAR, [brin])[brin].number
    return Allocation.objects.get(pk=number)


def weights(brin: str) -> list[str]:
    rows = Allocation.objects.filter(recipient=brin).order_by("pk")
    return [row.figures["schoolgewicht"] for row in rows]


@pytest.mark.django_db
def test_a_count_gives_the_allocation_of_its_school_and_of_no_other():
    open_schools("03FJ", "18PH")
    count("18PH00", 100, 10, 10)
    recalculation.follow()
    counted_anew("03FJ00", 250, 43, 13)

    assert recalculation.follow() == 1

    assert Allocation.objects.count() == 2
    allocation = Allocation.objects.latest("pk")
    # 43 × 0.3 + 13 × 1.2 - 250 × 6 % = 13.5, so 14; 14 × (1459.46 + 39.38 × 40)
    assert allocation.recipient == "03FJ"
    assert allocation.figures["schoolgewicht"] == "14"
    assert allocation.entitlement == Decimal("42485.24")
    assert allocation.board_code == "41646"
    assert allocation.replaces is None
    assert allocation.receipt.content["grondslag"] == "tellingen"
    run = allocation.run
    assert (run.kind, run.state) == (Run.Kind.RECALCULATION, Run.State.COMPLETE)
    assert (run.recipients, run.findings) == (["03FJ"], [])
    assert run.run_parts.get().recipients == 1
    assert not Change.objects.filter(done_at=None).exists()


@pytest.mark.django_db
def test_a_correction_replaces_what_was_in_force():
    open_schools("03FJ")
    counted_anew("03FJ00", 250, 43, 13)
    recalculation.follow()
    counted_anew("03FJ00", 250, 33, 13)
    recalculation.follow()

    first, second = Allocation.objects.order_by("pk")
    assert (first.replaces, second.replaces) == (None, first)
    assert said("03FJ") == second
    assert weights("03FJ") == ["14", "11"]


@pytest.mark.django_db
def test_nothing_is_stored_where_nothing_differs():
    open_schools("03FJ")
    counted_anew("03FJ00", 250, 43, 13)
    recalculation.follow()
    make(Change, subject="03FJ00")

    assert recalculation.follow() == 1

    assert (Allocation.objects.count(), Run.objects.count()) == (1, 1)
    assert not Change.objects.filter(done_at=None).exists()


@pytest.mark.django_db
def test_a_national_run_is_corrected_where_a_count_is():
    open_schools("03FJ", "18PH")
    count("03FJ00", 250, 43, 13)
    count("18PH00", 100, 10, 10)
    run = runs.start(read_question(*YEAR))
    runs.work_off(run.pk)
    of_the_run = run.allocations.get(recipient="03FJ")

    counted_anew("03FJ00", 250, 33, 13)
    make(Change, subject="18PH00")
    recalculation.follow()

    assert said("03FJ").replaces == of_the_run
    assert said("18PH").run == run
    assert Allocation.objects.count() == 3


@pytest.mark.django_db
def test_a_run_that_looked_earlier_takes_nothings_place_however_late_it_ends():
    open_schools("03FJ")
    count("03FJ00", 250, 43, 13)
    run = runs.start(read_question(*YEAR))
    counted_anew("03FJ00", 250, 33, 13)
    recalculation.follow()

    runs.work_off(run.pk)

    assert weights("03FJ") == ["11", "14"]
    assert said("03FJ").figures["schoolgewicht"] == "11"


@pytest.mark.django_db
def test_two_changes_of_a_school_are_followed_at_once():
    open_schools("03FJ", age=None)
    counted_anew("03FJ00", 250, 43, 13)
    counted_anew("03FJ00", 250, 33, 13)
    make(TeacherAge, brin="03FJ", counted_on=COUNTED_ON, age=Decimal("40.00"))

    assert recalculation.follow() == 3

    assert weights("03FJ") == ["11"]


@pytest.mark.django_db
def test_without_an_age_the_weight_is_there_already():
    open_schools("03FJ", age=None)
    counted_anew("03FJ00", 250, 43, 13)
    recalculation.follow()

    allocation = said("03FJ")
    assert allocation.figures["schoolgewicht"] == "14"
    assert allocation.figures["gewichtenleerlingen_in_impulsgebied"] == "0"
    assert allocation.figures["bedrag_impulsgebied"] == "0.00"
    assert (allocation.entitlement, "toekenning" in allocation.figures) == (None, False)
    (why,) = allocation.receipt.content["nietBerekend"]
    assert why["cijfers"][-1] == "toekenning"
    assert why["reden"].startswith("bedrag niet bekend: de gewogen gemiddelde leef")
    assert "art. 28" in why["reden"]
    assert Change.objects.get(kind="count").problem == why["reden"]

    make(TeacherAge, brin="03FJ", counted_on=COUNTED_ON, age=Decimal("40.00"))
    recalculation.follow()

    assert said("03FJ").entitlement == Decimal("42485.24")
    assert said("03FJ").replaces == allocation


@pytest.mark.django_db
def test_without_an_amount_in_the_law_the_weight_is_kept_with_the_article():
    day = date(2016, 10, 1)
    open_schools("03FJ")
    make(TeacherAge, brin="03FJ", counted_on=day)
    counted_anew("03FJ00", 250, 43, 13, on=day)

    recalculation.follow()

    allocation = Allocation.objects.select_related("run").get()
    assert allocation.run.period == "2017-2018"
    assert allocation.figures["schoolgewicht"] == "14"
    assert allocation.entitlement is None
    reasons = [why["reden"] for why in allocation.receipt.content["nietBerekend"]]
    assert reasons[0].startswith("bedrag niet bekend voor schooljaar 2017-2018: ")
    assert "basisbedrag" in reasons[0]
    assert "art. 28" in reasons[0]
    assert [each["melding"] for each in allocation.run.findings] == reasons


@pytest.mark.django_db
def test_a_location_counted_alone_does_not_take_the_rest_of_its_school_away():
    open_schools("16KS")
    make(Location, code="16KS01", postcode="1011AB")
    make(
        EstablishedFigures,
        brin="16KS",
        counted_on=COUNTED_ON,
        school_weight=18,
        weighted_pupils_in_impulse_areas=0,
    )
    counted_anew("16KS01", 84, 18, 15)
    recalculation.follow()

    assert weights("16KS") == ["18"]
    basis = said("16KS").receipt.content["grondslag"]
    assert "niet van elke vestiging een telling" in basis

    counted_anew("16KS00", 658, 1, 2)
    recalculation.follow()

    assert said("16KS").figures["vestigingen"][1]["schoolgewicht_vestiging"] == "18"
    assert said("16KS").receipt.content["grondslag"] == "tellingen"


@pytest.mark.django_db
def test_what_is_followed_equals_a_national_run():
    schools = [f"{number:02}AB" for number in range(12)]
    open_schools(*schools)
    for number, brin in enumerate(schools):
        counted_anew(f"{brin}00", 200 + number, 3 * number, 5 + number)
    recalculation.follow()
    for brin in schools[::3]:
        counted_anew(f"{brin}00", 180, 20, 30)
    recalculation.follow()

    run = runs.start(read_question(*YEAR))
    runs.work_off(run.pk)

    now = {brin: said(brin) for brin in schools}
    for allocation in run.allocations.all():
        followed = (
            Allocation.objects.filter(recipient=allocation.recipient)
            .exclude(run=run)
            .latest("pk")
        )
        assert followed.figures == allocation.figures
        assert followed.facts == allocation.facts
        assert followed.entitlement == allocation.entitlement
        assert followed.receipt == allocation.receipt
    assert {row.run_id for row in now.values()} == {run.pk}


@pytest.mark.django_db
def test_what_nobody_knows_the_reach_of_is_parked_and_holds_up_nobody():
    open_schools("03FJ", "18PH")
    make(Change, kind="wind", subject="18PH00")
    counted_anew("03FJ00", 250, 43, 13)

    recalculation.follow()

    parked = Change.objects.get(parked_at__isnull=False)
    assert parked.problem == "niemand weet wie een wijziging van het soort wind raakt"
    assert (parked.done_at, parked.attempts) == (None, 1)
    assert Allocation.objects.get().recipient == "03FJ"


def fail(school: str) -> None:
    """Let the storing of a school's allocations fail, as a fault would."""
    with connections["owner"].cursor() as owner:
        owner.execute(
            "ALTER TABLE allocations_allocation ADD CONSTRAINT fault "
            f"CHECK (recipient <> '{school}')"
        )


def mend() -> None:
    with connections["owner"].cursor() as owner:
        owner.execute("ALTER TABLE allocations_allocation DROP CONSTRAINT fault")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_what_fails_is_tried_after_longer_and_longer_then_parked_and_restarted():
    open_schools("03FJ", "18PH")
    fail("18PH")
    count("03FJ00", 250, 43, 13)
    count("18PH00", 250, 43, 13)
    pauses = []
    try:
        for _ in range(changes.ATTEMPTS - 1):
            recalculation.follow()
            recalculation.follow()
            retry_at = Change.objects.get(done_at=None).retry_at
            assert retry_at is not None
            pauses.append((retry_at - moment()).total_seconds() / 60)
            Change.objects.update(retry_at=None)
        recalculation.follow()
    finally:
        mend()

    assert [round(pause) for pause in pauses] == [1, 2, 4, 8]
    assert Allocation.objects.get().recipient == "03FJ"
    parked = Change.objects.get(parked_at__isnull=False)
    assert (parked.subject, parked.attempts) == ("18PH00", changes.ATTEMPTS)
    assert parked.problem.startswith("de herberekening is door een fout")
    assert recalculation.follow() == 0

    recalculation.restart(parked)

    recalculation.follow()
    until(nothing_is_open)
    assert weights("18PH") == ["14"]
    parked.refresh_from_db()
    assert (parked.parked_at, parked.problem) == (None, "")
    assert parked.done_at is not None


@pytest.mark.django_db
def test_what_was_followed_cannot_be_restarted():
    change = make(Change)
    recalculation.follow()
    change.refresh_from_db()
    done_at = change.done_at

    recalculation.restart(change)

    change.refresh_from_db()
    assert change.done_at == done_at
    assert recalculation.follow() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "followed"), [(-1, 1), (0, 1), (1, 0)])
def test_a_change_is_followed_from_the_day_on_which_it_is_due(days, followed):
    today = moment().astimezone(HERE).date()
    make(Change, due_on=today + timedelta(days=days))

    assert recalculation.follow() == followed


@pytest.mark.django_db
def test_a_change_that_reaches_everyone_is_cut_into_parts_of_some_schools():
    schools = [f"{n // 26 % 100:02}A{chr(65 + n % 26)}" for n in range(401)]
    for brin in schools:
        make(Count, location_code=f"{brin}00", counted_on=COUNTED_ON)
    Change.objects.update(done_at=moment())
    for number in range(2):
        make(
            Change,
            kind="regulation",
            subject="school_weights_2006",
            since=date(2015, 8, 1),
            until=date(2016, 8, 1),
            source=f"regeling {number}",
        )

    assert recalculation.follow() == 2 + 2 * 3

    whole = Change.objects.filter(kind="regulation", schools=[])
    assert whole.count() == 2
    for number in range(2):
        parts = Change.objects.filter(source=f"regeling {number}").exclude(schools=[])
        assert [len(part.schools) for part in parts.order_by("pk")] == [200, 200, 1]
        assert sorted(b for part in parts for b in part.schools) == sorted(schools)
    assert not Change.objects.filter(done_at=None).exists()


@pytest.mark.django_db
def test_who_reaches_one_school_goes_before_who_reaches_everyone():
    make(Change, schools=["03FJ", "18PH"], kind="designation", subject="regeling")
    make(Change, schools=["03FJ", "18PH"], kind="regulation", subject="regeling")
    make(Change, schools=["04AA"], kind="regulation", subject="regeling")
    make(Change)

    claims = []
    while claimed := changes.claim():
        claims.append([change.kind for change in claimed])
        changes.done(claimed)

    assert claims == [["count"], ["designation", "regulation"], ["regulation"]]


@pytest.mark.django_db
def test_designating_areas_reaches_who_could_not_be_computed_without():
    make(School, brin="03FJ")
    make(Location, code="03FJ00", postcode="1011AB")
    make(TeacherAge, brin="03FJ", counted_on=COUNTED_ON, age=Decimal("40.00"))
    counted_anew("03FJ00", 250, 43, 13)
    recalculation.follow()
    assert said("03FJ").entitlement is None

    make(ImpulseAreaDesignation, pc4="1011")
    recalculation.follow()

    assert said("03FJ").figures["gewichtenleerlingen_in_impulsgebied"] == "56"
    ImpulseAreaDesignation.objects.close()
    make(ImpulseAreaDesignation, pc4="1012")
    recalculation.follow()
    assert said("03FJ").figures["gewichtenleerlingen_in_impulsgebied"] == "0"


@pytest.mark.django_db
def test_a_location_that_moves_reaches_its_school():
    open_schools("03FJ")
    counted_anew("03FJ00", 250, 43, 13)
    recalculation.follow()
    area = ImpulseAreaDesignation.objects.get().pc4
    where = Location.objects.filter(code="03FJ00")
    assert where.get().pc4 != area

    where.close()
    make(Location, code="03FJ00", postcode=f"{area}AB")
    recalculation.follow()

    assert said("03FJ").figures["gewichtenleerlingen_in_impulsgebied"] == "56"


@pytest.mark.django_db
def test_facts_that_make_no_sense_stop_their_own_school_only():
    open_schools("03FJ", "18PH")
    day = date(2014, 10, 1)
    counted_anew("03FJ00", 250, 43, 13)
    wrong = count("18PH00", 100, 0, 0, on=day)
    wrong.cells.create(weight=Decimal("0.90"), age_group="", pupils=3)

    recalculation.follow()

    assert Allocation.objects.get().recipient == "03FJ"
    problem = Change.objects.get(kind="count", subject="18PH00").problem
    assert "18PH: vestiging 18PH00 telt leerlingen met gewicht 0,90" in problem


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "periods"),
    [
        (date(2014, 10, 1), ["school_weights_2006 2015-2016"]),
        (date(2005, 10, 1), ["school_weights_1998 2006-2007"]),
        (date(2023, 2, 1), []),
    ],
)
def test_a_count_date_reaches_the_periods_that_use_it(day, periods):
    found = [
        f"{q.regime.code} {q.provisions.period}" for q in questions_on(day, clock())
    ]
    assert found == periods


@pytest.mark.django_db
def test_an_allocation_is_replaced_once_by_one_to_the_same_recipient():
    first = make(Allocation)
    make(Allocation, replaces=first)
    with pytest.raises(IntegrityError, match="replaced_once"), transaction.atomic():
        make(Allocation, replaces=first)
    with pytest.raises(IntegrityError, match="keeps the recipient"):
        make(Allocation, recipient="03FJ", replaces=Allocation.objects.latest("pk"))


# With a real worker -------------------------------------------------------------------


def nothing_is_open() -> bool:
    return not Change.objects.filter(done_at=None).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("worker")
def test_a_worker_follows_a_corrected_count():
    open_schools("03FJ")

    with transaction.atomic():
        counted_anew("03FJ00", 250, 43, 13)

    until(nothing_is_open)
    assert weights("03FJ") == ["14"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("worker")
def test_a_message_that_comes_twice_doubles_nothing():
    open_schools("03FJ")
    with transaction.atomic():
        counted_anew("03FJ00", 250, 43, 13)
        for _ in range(5):
            wake(tasks.follow_changes)

    until(nothing_is_open)
    time.sleep(0.3)

    assert (weights("03FJ"), Run.objects.count()) == (["14"], 1)


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_and_a_wiped_broker_lose_and_double_no_change(worker, broker):
    open_schools("03FJ")
    elsewhere = connections["owner"].copy(DEFAULT_DB_ALIAS)
    with closing(elsewhere), elsewhere.cursor() as owner:
        # A worker gets stuck on this lock in the middle of storing.
        owner.execute("BEGIN")
        owner.execute("LOCK TABLE allocations_allocation IN SHARE MODE")
        with transaction.atomic():
            counted_anew("03FJ00", 250, 43, 13)
        until(an_allocation_waits_for_a_lock)
        worker.kill()
        broker.flushdb()
        owner.execute("ROLLBACK")
    assert Change.objects.filter(done_at=None, attempts=0).count() == 1
    assert not Run.objects.exists()

    worker.start()

    until(nothing_is_open)
    assert (weights("03FJ"), Run.objects.count()) == (["14"], 1)


@pytest.mark.django_db(transaction=True)
def test_a_change_that_another_session_follows_is_left_to_it():
    open_schools("03FJ", "18PH")
    for location in ("03FJ00", "18PH00"):
        count(location, 100, 10, 10)
    other = connection.copy()
    with closing(other), other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(
            "SELECT FROM oab_change WHERE subject = '03FJ00' FOR UPDATE SKIP LOCKED"
        )

        assert recalculation.follow() == 1

        cursor.execute("ROLLBACK")
    assert Allocation.objects.get().recipient == "18PH"
    assert recalculation.follow() == 1
    assert RunPart.objects.count() == 2


@pytest.mark.django_db
def test_a_school_that_goes_to_another_board_gets_its_allocation_through_that_one():
    make(School, brin="03FJ", board_code="41646")
    counted_anew("03FJ00", 250, 43, 13)
    recalculation.follow()

    School.objects.close()
    make(School, brin="03FJ", board_code="40009")
    recalculation.follow()

    now = said("03FJ")
    assert now.replaces is not None
    assert (now.replaces.board_code, now.board_code) == ("41646", "40009")
    assert now.reasons == [{"soort": "register", "bedrag": "0.00"}]


@pytest.mark.django_db
def test_a_school_that_leaves_the_scheme_gets_nothing_until_it_comes_back():
    open_schools("03FJ")
    counted_anew("03FJ00", 250, 43, 13)
    recalculation.follow()
    paid = said("03FJ")

    School.objects.close()
    make(School, brin="03FJ", outside_scheme=True)
    recalculation.follow()
    ended = said("03FJ")
    recalculation.follow()

    assert (ended.replaces, ended.figures, ended.entitlement) == (paid, {}, None)
    assert ended.reasons == [{"soort": "register", "bedrag": f"-{paid.entitlement}"}]
    assert [*differences(ended.run)] == []
    told = Change.objects.filter(kind="school").order_by("pk").last()
    assert told is not None
    assert "03FJ valt voor schooljaar 2015-2016 niet meer onder" in told.problem

    School.objects.close()
    make(School, brin="03FJ")
    recalculation.follow()

    again = said("03FJ")
    assert (again.replaces, again.entitlement) == (ended, paid.entitlement)
    assert again.reasons == [{"soort": "register", "bedrag": str(paid.entitlement)}]


@pytest.mark.django_db
@pytest.mark.parametrize("was_paid", [True, False])
def test_a_school_that_leaves_while_a_run_goes_on_is_not_paid_by_it(was_paid):
    open_schools("03FJ", "18PH")
    for brin in ("03FJ", "18PH"):
        count(f"{brin}00", 250, 43, 13)
    if was_paid:
        recalculation.follow()
    run = runs.start(read_question(*YEAR))

    School.objects.filter(brin="03FJ").close()
    make(School, brin="03FJ", outside_scheme=True)
    recalculation.follow()
    runs.work_off(run.pk)

    assert said("03FJ").ended
    assert said("18PH").entitlement is not None
    assert Allocation.objects.filter(run=run, recipient="03FJ").exists()


def counted_at_many(location_codes):
    """Count at locations in one statement, as an importer does."""
    Count.objects.bulk_create(
        Count(
            location_code=code,
            counted_on=COUNTED_ON,
            origin=Count.Origin.WEIGHT_AND_AGE,
            source="een bestand van het hele land",
        )
        for code in location_codes
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("many", "noted"), [(500, 500), (501, 1)])
def test_a_file_of_the_nation_is_one_change_of_everyone(many, noted):
    counted_at_many(f"{n // 26:02}A{chr(65 + n % 26)}00" for n in range(many))

    found = Change.objects.values_list("kind", "since", "until")
    assert len(found) == noted
    assert {*found} == {("count", COUNTED_ON, COUNTED_ON + timedelta(days=1))}
    assert Change.objects.filter(subject=changes.EVERYONE).exists() is (noted == 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("states", "parts"),
    [([], 0), (["blocked"], 0), (["started"], 1), (["complete"], 1)],
)
def test_a_change_of_everyone_reaches_what_was_computed_before(states, parts):
    counted_at_many(["03FJ00"])
    Change.objects.update(done_at=moment())
    for state in states:
        run = make(Run, regime="school_weights_2006", period="2015-2016")
        if state != run.state:
            runs.close(run, Run.State(state))
    make(Change, subject=changes.EVERYONE)

    assert recalculation.follow() == 1 + parts
    assert Change.objects.filter(schools=["03FJ"]).count() == parts
