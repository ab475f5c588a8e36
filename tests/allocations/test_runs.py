"""Runs: split in parts, worked off by workers, the same however often they are done."""

import json
import re
from contextlib import closing
from datetime import date
from decimal import Decimal

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test.utils import CaptureQueriesContext

from allocations import runs, tasks
from allocations.models import Allocation, CommonReceipt, Run, RunPart
from allocations.questions import read_question
from allocations.rules.explanation import explain
from municipalities.models import ImpulseAreaDesignation
from schools.models import (
    Count,
    CountCell,
    EstablishedFigures,
    Location,
    School,
    TeacherAge,
)
from tests.allocations.counting import COUNTED_ON, an_allocation_waits_for_a_lock, count
from tests.factories import make
from tests.workers import until

YEAR = ("school_weights_2006", "2015-2016")

# brin, board, school weight, weighted pupils in impulse areas, age, entitlement
SCHOOLS = [
    ("00AV", "41646", 2, 13, "39.87", "29134.08"),
    ("11CJ", "40009", 23, 46, "37.97", "149608.53"),
    ("05FZ", "77777", 9, 28, "43.25", "78163.81"),
    ("00DX", "77777", 0, 3, "41.80", "5325.00"),
    ("15XA", "", 99, 92, "43.32", "476674.76"),
]


def establish_schools() -> None:
    for brin, board, weight, impulse, age, _ in SCHOOLS:
        if board:
            make(School, brin=brin, board_code=board)
        make(
            EstablishedFigures,
            brin=brin,
            counted_on=COUNTED_ON,
            school_weight=weight,
            weighted_pupils_in_impulse_areas=impulse,
        )
        make(TeacherAge, brin=brin, counted_on=COUNTED_ON, age=Decimal(age))


def outcome(run: Run) -> dict[str, str]:
    return {
        allocation.recipient: str(allocation.entitlement)
        for allocation in run.allocations.order_by("recipient")
    }


EXPECTED = {brin: amount for brin, *_, amount in sorted(SCHOOLS)}


@pytest.mark.django_db
def test_a_run_computes_every_school_with_figures():
    establish_schools()

    run = runs.start(read_question(*YEAR), parts=2)
    done = runs.work_off(run.pk)

    run.refresh_from_db()
    assert (run.state, run.parts, done) == (Run.State.COMPLETE, 2, 2)
    assert outcome(run) == EXPECTED


@pytest.mark.django_db
def test_a_run_that_is_taken_up_again_changes_nothing():
    establish_schools()
    run = runs.start(read_question(*YEAR), parts=2)
    runs.work_off(run.pk)

    assert runs.work_off(run.pk) == 0

    assert Allocation.objects.count() == len(SCHOOLS)


@pytest.mark.django_db
def test_an_allocation_explains_itself():
    establish_schools()
    run = runs.start(read_question(*YEAR))
    runs.work_off(run.pk)

    allocation = run.allocations.select_related("receipt").get(recipient="11CJ")
    individual = {"feiten": allocation.facts, "cijfers": allocation.figures}
    steps = {s.name: s for s in explain(allocation.receipt.content, individual)}

    assert allocation.board_code == "40009"
    assert allocation.receipt.content["grondslag"] == "vastgestelde gegevens"
    assert steps["bedrag_schoolgewicht"].sum == "AFRONDEN(23 × 2.954,7186; 2)"
    assert steps["schoolgewicht"].formula == ""
    assert CommonReceipt.objects.count() == 1


@pytest.mark.django_db
def test_counts_per_location_go_before_established_figures():
    establish_schools()
    make(School, brin="16KS", board_code="41646")
    make(TeacherAge, brin="16KS", counted_on=COUNTED_ON, age=Decimal("40.00"))
    for brin, *_ in SCHOOLS[1:2]:
        make(Location, code=f"{brin}00", postcode="2715BT")
        count(f"{brin}00", 250, 43, 13)
    make(Location, code="16KS00", postcode="1011AB")
    make(Location, code="16KS01", postcode="2715BT")
    make(ImpulseAreaDesignation, pc4="2715")
    count("16KS00", 658, 1, 2)
    count("16KS01", 84, 18, 15)

    run = runs.start(read_question(*YEAR))
    runs.work_off(run.pk)

    run.refresh_from_db()
    figures = {a.recipient: a.figures for a in run.allocations.all()}
    assert (run.state, run.findings) == (Run.State.COMPLETE, [])
    assert figures["16KS"]["schoolgewicht"] == "18"
    assert figures["16KS"]["gewichtenleerlingen_in_impulsgebied"] == "33"
    assert figures["16KS"]["vestigingen"][0]["schoolgewicht_vestiging"] == "0"
    assert figures["11CJ"]["schoolgewicht"] == "14"
    assert figures["05FZ"]["schoolgewicht"] == "9"
    assert CommonReceipt.objects.count() == 2


@pytest.mark.django_db
def test_a_corrected_count_counts_and_a_later_correction_does_not_reach_back():
    make(School, brin="03FJ", board_code="41646")
    first = count("03FJ00", 250, 43, 13)
    second = count("03FJ00", 250, 33, 13, replaces=first, reason="hertelling")
    question = read_question("school_weights_2006", "2015-2016", None, "schoolgewicht")

    run = runs.start(question)
    count("03FJ00", 250, 0, 0, replaces=second, reason="te laat")
    runs.work_off(run.pk)

    assert run.allocations.get().figures["schoolgewicht"] == "11"


@pytest.mark.django_db
def test_schools_for_the_travelling_population_are_outside_the_scheme():
    make(School, brin="27MK", board_code="41646", outside_scheme=True)
    make(EstablishedFigures, brin="27MK", counted_on=COUNTED_ON)
    establish_schools()

    run = runs.start(read_question(*YEAR))
    runs.work_off(run.pk)

    assert not run.allocations.filter(recipient="27MK").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("period", "message"),
    [("2017-2018", "basisbedrag"), ("2014-2015", "op 01-10-2013 is niets geteld")],
)
def test_a_run_that_cannot_be_done_is_blocked_with_the_reason(period, message):
    establish_schools()

    run = runs.start(read_question("school_weights_2006", period))

    assert run.state == Run.State.BLOCKED
    assert message in run.findings[0]["melding"]


@pytest.mark.django_db
def test_a_school_without_a_needed_fact_blocks_the_run_and_is_named():
    establish_schools()
    make(School, brin="18PH", board_code="41646")
    make(EstablishedFigures, brin="18PH", counted_on=COUNTED_ON)
    make(School, brin="03FJ", board_code="41646")
    make(TeacherAge, brin="03FJ", counted_on=COUNTED_ON)
    make(EstablishedFigures, brin="03FJ", counted_on=COUNTED_ON)
    make(ImpulseAreaDesignation)
    count("03FJ00", 250, 43, 13)

    run = runs.start(read_question(*YEAR))
    runs.work_off(run.pk)

    run.refresh_from_db()
    assert run.state == Run.State.BLOCKED
    assert {finding["melding"] for finding in run.findings} == {
        "kolom gewogen_gemiddelde_leeftijd: 18PH: ontbreekt",
        "kolom in_impulsgebied: 03FJ: vestiging 03FJ00 staat niet in het register",
    }
    assert outcome(run) == EXPECTED


@pytest.mark.django_db
def test_counts_without_any_designation_block_the_run_when_areas_matter():
    """A school year without designations would seem to have no impulse areas."""
    make(School, brin="03FJ")
    make(Location, code="03FJ00", postcode="2715BT")
    count("03FJ00", 250, 43, 13)
    asked = "schoolgewicht,gewichtenleerlingen_in_impulsgebied"

    run = runs.start(read_question(*YEAR, None, asked))

    assert run.state == Run.State.BLOCKED
    (finding,) = run.findings
    assert "voor schooljaar 2015-2016 is geen aanwijzing" in finding["melding"]
    assert "art. 28a" in finding["melding"]
    run = runs.start(read_question(*YEAR, None, "schoolgewicht"))
    assert (runs.work_off(run.pk), run.findings) == (1, [])


@pytest.mark.django_db
def test_a_receipt_names_every_source():
    sources = {"source": "DUO, schooljaar 2013"}
    make(School, brin="03FJ")
    make(Location, code="03FJ00", postcode="1011AB", **sources)
    make(ImpulseAreaDesignation, source="Staatscourant 2013")
    make(ImpulseAreaDesignation, pc4="2716", source="Staatscourant 2012")
    make(TeacherAge, brin="03FJ", counted_on=COUNTED_ON, source="DUO, leeftijd")
    count("03FJ00", 250, 43, 13, source="DUO, gewichten")

    run = runs.start(read_question(*YEAR))
    runs.work_off(run.pk)

    assert run.allocations.get().receipt.content["bronnen"] == [
        "DUO, gewichten",
        "DUO, leeftijd",
        "DUO, schooljaar 2013",
        "Staatscourant 2012",
        "Staatscourant 2013",
    ]


def weigh(location: str, counted_on: date, cells: dict[str, int]) -> None:
    make(School, brin=location[:4])
    counted = make(Count, location_code=location, counted_on=counted_on)
    for weight, pupils in cells.items():
        make(CountCell, count=counted, weight=Decimal(weight), pupils=pupils)


OLD_DAY = date(2004, 10, 1)
OLD_YEAR = ("school_weights_1998", "2005-2006")


@pytest.mark.django_db
def test_the_older_weights_are_computed_from_counts():
    weigh("03FJ00", OLD_DAY, {"0.00": 190, "0.25": 20, "0.90": 20})

    run = runs.start(read_question(*OLD_YEAR))
    runs.work_off(run.pk)

    run.refresh_from_db()
    assert (run.state, run.findings) == (Run.State.COMPLETE, [])
    figures = run.allocations.get().figures
    # 20 × 0.25 + 20 × 0.90 - 230 × 9 % = 23 - 20.7
    assert figures["schoolgewicht"] == "2"


@pytest.mark.django_db
def test_established_school_weights_give_formation_units():
    make(EstablishedFigures, brin="03FJ", counted_on=OLD_DAY, school_weight=2)

    run = runs.start(read_question(*OLD_YEAR))
    runs.work_off(run.pk)

    assert run.allocations.get().figures["formatierekeneenheden"] == "13.74"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "day", "weight", "message"),
    [
        (
            ("school_weights_2006", "2015-2016", None, "schoolgewicht"),
            COUNTED_ON,
            "0.90",
            "gewicht 0,90; dat bestaat niet in schooljaar 2015-2016",
        ),
        (
            OLD_YEAR,
            OLD_DAY,
            "0.30",
            "gewicht 0,30; dat bestaat niet in schooljaar 2005-2006",
        ),
    ],
)
def test_a_weight_that_the_law_does_not_know_blocks_its_school(
    asked, day, weight, message
):
    weigh("18PH00", day, {"0.00": 90, weight: 10})
    weigh("03FJ00", day, {"0.00": 100, "1.20": 0})

    run = runs.start(read_question(*asked))
    runs.work_off(run.pk)

    run.refresh_from_db()
    assert run.state == Run.State.BLOCKED
    start = "18PH: vestiging 18PH00 telt leerlingen met"
    assert run.findings == [{"melding": f"{start} {message}"}]
    assert [a.recipient for a in run.allocations.all()] == ["03FJ"]


@pytest.mark.django_db
def test_what_the_law_leaves_undecided_blocks_the_run():
    weigh("03FJ00", OLD_DAY, {"0.90": 100})
    weigh("18PH00", OLD_DAY, {"0.00": 100})

    run = runs.start(read_question(*OLD_YEAR))

    assert runs.work_off(run.pk) == 1
    run.refresh_from_db()
    assert run.state == Run.State.BLOCKED
    assert "03FJ00: of het schoolgewicht" in run.findings[0]["melding"]
    assert not run.allocations.exists()


@pytest.mark.django_db
def test_a_part_that_keeps_failing_blocks_the_run():
    establish_schools()
    run = runs.start(read_question(*YEAR), parts=2)
    # A figure that does not exist is a fault that no law or fact explains.
    broken = Run.objects.create(
        regime=YEAR[0], period=YEAR[1], known=run.known, figures=["nothing"], parts=1
    )
    RunPart.objects.create(run=broken, number=1, board_from="", board_until="")

    done = [runs.work_off(broken.pk) for _ in range(runs.ATTEMPTS + 1)]

    assert done == [0] * (runs.ATTEMPTS - 1) + [1, 0]
    broken.refresh_from_db()
    assert broken.state == Run.State.BLOCKED
    assert broken.findings == [
        {
            "melding": "deel 1: de berekening is door een fout in het programma 3 keer "
            "mislukt; de logboeken van de workers zeggen meer"
        }
    ]
    assert runs.work_off(run.pk) == len(run.run_parts.all())


@pytest.mark.django_db
def test_the_facts_of_a_part_take_one_query_per_table():
    establish_schools()
    make(ImpulseAreaDesignation)
    count("03FJ00", 250, 43, 13)
    run = runs.start(read_question(*YEAR), parts=1)
    part = run.run_parts.get()
    question = runs.question_of(run)

    with CaptureQueriesContext(connection) as queries:
        runs.gather_part(part, question)

    selects = [query["sql"] for query in queries if "SELECT" in query["sql"]]
    tables = [re.findall(r"FROM (\w+) AS input", select) for select in selects]
    assert sorted(tables) == [
        ["municipalities_impulseareadesignation"],
        ["schools_count"],
        ["schools_establishedfigures"],
        ["schools_location"],
        ["schools_teacherage"],
    ]


@pytest.mark.parametrize(
    ("boards", "parts", "expected"),
    [
        ([], 3, []),
        ([("10000", 5)], 3, [("", "")]),
        ([("10000", 5), ("20000", 5)], 2, [("", "20000"), ("20000", "")]),
        (
            [("", 1), ("10000", 1), ("20000", 1), ("30000", 1)],
            2,
            [("", "20000"), ("20000", "")],
        ),
        (
            [("10000", 90), ("20000", 5), ("30000", 5)],
            2,
            [("", "20000"), ("20000", "")],
        ),
    ],
)
def test_boards_are_cut_into_ranges_without_gaps(boards, parts, expected):
    assert [(b.since, b.until) for b in runs.split(boards, parts)] == expected


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_the_run_and_logs_it_by_task(worker):
    establish_schools()

    run = tasks.start_run(read_question(*YEAR))

    until(lambda: Run.objects.get(pk=run.pk).state == Run.State.COMPLETE)
    assert outcome(run) == EXPECTED
    lines = [line for line in worker.log.read_text().splitlines() if "{" in line[:1]]
    logged = [json.loads(line) for line in lines if str(run.pk) in line]
    done = [line for line in logged if line["event"] == "run part done"]
    assert sum(line["recipients"] for line in done) == len(SCHOOLS)
    assert all(line["task_id"] for line in done)


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_and_a_wiped_broker_lose_and_double_nothing(worker, broker):
    establish_schools()
    elsewhere = connections["owner"].copy(DEFAULT_DB_ALIAS)
    with closing(elsewhere), elsewhere.cursor() as owner:
        # A worker gets stuck on this lock in the middle of writing a part.
        owner.execute("BEGIN")
        owner.execute("LOCK TABLE allocations_allocation IN SHARE MODE")
        run = tasks.start_run(read_question(*YEAR))
        until(an_allocation_waits_for_a_lock)
        worker.kill()
        broker.flushdb()
        owner.execute("ROLLBACK")
    assert RunPart.objects.filter(run=run, done_at=None).count() == run.parts
    assert not run.allocations.exists()

    worker.start()

    until(lambda: Run.objects.get(pk=run.pk).state == Run.State.COMPLETE)
    assert outcome(run) == EXPECTED


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_parts_of_a_run():
    """Hold a part in another session, as another worker would."""
    establish_schools()
    run = runs.start(read_question(*YEAR), parts=2)
    first = run.run_parts.get(number=1)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"run part {first.pk}"]
        )

        assert runs.work_off(run.pk) == 1

        first.refresh_from_db()
        run.refresh_from_db()
        assert (first.done_at, run.state) == (None, Run.State.STARTED)
    other.close()
    until(lambda: runs.work_off(run.pk) == 1)

    run.refresh_from_db()
    assert run.state == Run.State.COMPLETE
