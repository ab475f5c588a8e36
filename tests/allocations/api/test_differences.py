"""What differs between two allocations and between two runs, and why."""

import csv
import io
from decimal import Decimal
from uuid import uuid4

import pytest

from allocations import recalculation, runs
from allocations.differences import between, summarise
from allocations.models import Allocation, CommonReceipt, Run
from allocations.questions import read_question
from allocations.reasons import UnexplainedDifference
from municipalities.models import Municipality
from schools.models import EstablishedFigures, Location, School, TeacherAge
from tests.allocations.counting import COUNTED_ON
from tests.factories import make

YEAR = ("school_weights_2006", "2015-2016")
FIRST, ADJUSTED = "2015-03-27", "2015-10-15"
# school, board, school weight, weighted pupils in impulse areas, age
SCHOOLS = [
    ("05FZ", "77777", 9, 28, "43.25"),
    ("11CJ", "41646", 23, 46, "37.97"),
    ("13EK", "40009", 424, 432, "37.30"),
]
# from the worked example in tests/allocations/test_reasons.py
CHANGES = {"05FZ": "2513.44", "11CJ": "4812.34", "13EK": "64641.55"}


def establish() -> None:
    make(Municipality)
    for brin, board, weight, impulse, age in SCHOOLS:
        make(School, brin=brin, board_code=board)
        make(Location, code=f"{brin}00")
        make(
            EstablishedFigures,
            brin=brin,
            counted_on=COUNTED_ON,
            school_weight=weight,
            weighted_pupils_in_impulse_areas=impulse,
        )
        make(TeacherAge, brin=brin, counted_on=COUNTED_ON, age=Decimal(age))


def run(known: str, year: tuple[str, str] = YEAR) -> Run:
    made = runs.start(read_question(*year, known))
    runs.work_off(made.pk)
    made.refresh_from_db()
    return made


def recalculated(brin: str, age: Decimal) -> Run:
    """Correct the age of a school's teachers, and give the run that follows."""
    ages = TeacherAge.objects.in_force().filter(brin=brin, counted_on=COUNTED_ON)
    known = ages.first()
    reason = "verbeterd" if known else ""
    make(
        TeacherAge,
        brin=brin,
        counted_on=COUNTED_ON,
        age=age,
        replaces=known,
        reason=reason,
    )
    recalculation.follow()
    found = Run.objects.filter(period=YEAR[1], regime=YEAR[0], recipients=[brin])
    return found.latest("started_at")


@pytest.fixture
def pair(db: None) -> tuple[Run, Run]:
    """Compute by the first and by the adjusted regulation of 2015-2016."""
    del db
    establish()
    return run(FIRST), run(ADJUSTED)


def test_a_run_differs_from_another_recipient_by_recipient(auditor, pair):
    old, new = pair
    address = f"/v1/doorrekeningen/{new.pk}/verschillen?vorige={old.pk}"

    body = auditor.get(address).json()

    assert {r["ontvanger"]: r["verschil"] for r in body["resultaten"]} == CHANGES
    for row in body["resultaten"]:
        assert [each["parameter"] for each in row["redenen"]] == [
            "basisbedrag",
            "leeftijdsbedrag",
            "bedrag_per_gewichtenleerling_in_impulsgebied",
        ]
        parts = [Decimal(each["bedrag"]) for each in row["redenen"]]
        assert sum(parts) == Decimal(row["verschil"])

    page = auditor.get(f"{address}&limit=2").json()
    rest = auditor.get(page["volgende"]).json()
    assert page["resultaten"] + rest["resultaten"] == body["resultaten"]


def test_as_a_table_each_reason_has_a_line(auditor, pair):
    old, new = pair
    address = f"/v1/doorrekeningen/{new.pk}/verschillen?vorige={old.pk}"

    answer = auditor.get(address, headers={"Accept": "text/csv"})

    text = b"".join(answer.streaming_content).decode()
    rows = [*csv.DictReader(io.StringIO(text))]
    assert len(rows) == 9
    of_11cj = [row["bedrag"] for row in rows if row["ontvanger"] == "11CJ"]
    assert of_11cj == ["1081.23", "1109.11", "2622.00"]


def test_a_board_sees_its_own_recipients_only(api, pair):
    old, new = pair
    address = f"/v1/doorrekeningen/{new.pk}/verschil"
    board = api.as_("bestuur-medewerker", "41646")

    rows = board.get(f"{address}len?vorige={old.pk}").json()["resultaten"]
    summary = board.get(f"{address}overzicht?vorige={old.pk}").json()

    assert [row["ontvanger"] for row in rows] == ["11CJ"]
    assert (summary["verschil"], summary["meer"]) == ("4812.34", 1)
    assert [board["bestuur"] for board in summary["besturen"]] == ["41646"]


def test_two_runs_in_short(auditor, pair):
    old, new = pair

    body = auditor.get(
        f"/v1/doorrekeningen/{new.pk}/verschiloverzicht?vorige={old.pk}"
    ).json()

    assert (body["meer"], body["minder"], body["gelijk"]) == (3, 0, 0)
    assert body["verschil"] == "71967.33"
    assert [each["bedrag"] for each in body["redenen"]] == [
        "21436.56",
        "21688.77",
        "28842.00",
    ]
    assert [each["verschil"] for each in body["besturen"]] == [
        CHANGES["13EK"],
        CHANGES["11CJ"],
        CHANGES["05FZ"],
    ]
    assert body["gemeenten"] == [
        {
            "gemeente": "0637",
            "naam": "Zoetermeer",
            "ontvangers": 3,
            "verschil": "71967.33",
        }
    ]
    assert [each["ontvanger"] for each in body["grootste"]] == ["13EK", "11CJ", "05FZ"]


@pytest.mark.django_db
def test_whoever_is_paid_has_its_municipality():
    make(Municipality)
    make(Location, code="18PH01")
    old, new = make(Run), make(Run)
    receipt = make(CommonReceipt)
    kinds = {"18PH01": "location", "0637": "municipality", "41646": "board"}
    for each in (old, new):
        for recipient, kind in kinds.items():
            paid = {"recipient": recipient, "recipient_kind": kind}
            make(Allocation, run=each, receipt=receipt, **paid)
        runs.close(each, Run.State.COMPLETE)

    summary = summarise(old, new, Allocation.objects.filter(run=new))

    found = [(each.code, each.recipients) for each in summary.by_municipality]
    assert found == [("", 1), ("0637", 2)]


def test_who_went_away_and_who_came_is_compared_with_nothing(auditor, pair):
    old, _ = pair
    School.objects.filter(brin="05FZ").close()
    make(School, brin="05FZ", board_code="77777", outside_scheme=True)
    new = run(FIRST)
    address = f"/v1/doorrekeningen/{new.pk}/verschillen?vorige={old.pk}"

    rows = {
        each["ontvanger"]: each for each in auditor.get(address).json()["resultaten"]
    }

    assert rows["05FZ"]["toekenning"] is None
    assert [each["soort"] for each in rows["05FZ"]["redenen"]] == ["register"]
    assert (rows["11CJ"]["verschil"], rows["11CJ"]["redenen"]) == ("0.00", [])


def test_an_allocation_differs_from_what_was_in_force_or_from_any_version(
    auditor, pair
):
    old, new = pair
    address = f"/v1/berekeningen/{new.pk}-11CJ/verschillen"

    by_itself = auditor.get(address).json()
    asked = auditor.get(f"{address}?vorige={old.pk}-11CJ").json()
    first = auditor.get(f"/v1/berekeningen/{old.pk}-11CJ/verschillen").json()
    back = auditor.get(
        f"/v1/berekeningen/{old.pk}-11CJ/verschillen?vorige={new.pk}-11CJ"
    ).json()

    assert by_itself == asked
    assert by_itself["vorige"] == f"{old.pk}-11CJ"
    assert [each["bedrag"] for each in asked["redenen"]] == [
        "1081.23",
        "1109.11",
        "2622.00",
    ]
    assert (first["vorige"], first["redenen"]) == (None, [])
    assert back["verschil"] == "-4812.34"


def test_what_cannot_be_compared_is_refused_with_the_reason(auditor, pair):
    old, new = pair
    unfinished = make(Run, known=ADJUSTED)
    of_another_regime = make(Run, regime="material_groups_2006", period="2015")
    runs.close(of_another_regime, Run.State.COMPLETE)
    others = {
        uuid4(): "no run has this number",
        run("2014-03-23", ("school_weights_2006", "2014-2015")).pk: "another period",
        of_another_regime.pk: "another regime",
        unfinished.pk: "this run is not complete",
    }
    for number, why in others.items():
        for part in ("verschillen", "verschiloverzicht"):
            address = f"/v1/doorrekeningen/{new.pk}/{part}?vorige={number}"
            answer = auditor.get(address, headers={"Accept-Language": "en"})
            (error,) = answer.json()["errors"]
            assert (answer.status_code, error["location"]) == (400, "vorige")
            assert why in error["detail"]

    address = f"/v1/doorrekeningen/{unfinished.pk}/verschillen?vorige={old.pk}"
    (error,) = auditor.get(address).json()["errors"]
    assert "de doorrekening zelf is niet voltooid" in error["detail"]

    for other in ("nee", f"{old.pk}-05FZ", f"{uuid4()}-11CJ"):
        answer = auditor.get(
            f"/v1/berekeningen/{new.pk}-11CJ/verschillen?vorige={other}"
        )
        assert answer.status_code == 400
    assert auditor.get(f"/v1/doorrekeningen/{new.pk}/verschillen").status_code == 400


def test_runs_for_other_figures_or_of_some_recipients_are_compared(auditor, pair):
    _, new = pair
    weights = runs.start(read_question(*YEAR, ADJUSTED).only("school_weight"))
    runs.work_off(weights.pk)
    weights.refresh_from_db()
    corrected = recalculated("11CJ", Decimal("38.97"))
    other = recalculated("05FZ", Decimal("44.25"))

    def differing(of: Run, vorige: Run) -> dict[str, list[str]]:
        address = f"/v1/doorrekeningen/{of.pk}/verschillen?vorige={vorige.pk}"
        rows = auditor.get(address).json().get("resultaten", [])
        return {r["ontvanger"]: [e["soort"] for e in r["redenen"]] for r in rows}

    question = {brin: ["vraag"] for brin, *_ in SCHOOLS}
    assert differing(new, weights) == differing(weights, new) == question
    assert differing(corrected, new) == {"11CJ": ["leeftijd"]}
    assert differing(new, corrected) == {"11CJ": ["leeftijd"]}
    assert differing(other, corrected) == {}
    address = f"/v1/doorrekeningen/{other.pk}/verschillen?vorige={corrected.pk}"
    (error,) = auditor.get(address).json()["errors"]
    assert "van andere ontvangers" in error["detail"]


def test_a_school_that_a_correction_brought_is_compared_with_nothing(auditor, pair):
    _, new = pair
    make(School, brin="13EM", board_code="40009")
    make(Location, code="13EM00")
    make(
        EstablishedFigures,
        brin="13EM",
        counted_on=COUNTED_ON,
        school_weight=10,
        weighted_pupils_in_impulse_areas=0,
    )
    brought = recalculated("13EM", Decimal("40.00"))

    rows = auditor.get(
        f"/v1/doorrekeningen/{brought.pk}/verschillen?vorige={new.pk}"
    ).json()["resultaten"]

    (row,) = rows
    assert (row["ontvanger"], row["toekenningVorige"]) == ("13EM", None)
    assert row["verschil"] == row["toekenning"]


def test_a_difference_without_a_reason_is_a_fault_and_ends_the_table(auditor, pair):
    old, right = pair
    wrong = make(Run, known=ADJUSTED)
    for each in Allocation.objects.filter(run=right).order_by("recipient"):
        each.pk, each.run = None, wrong
        if each.recipient == "13EK":
            each.entitlement = Decimal("1.00")
        each.save(force_insert=True)
    runs.close(wrong, Run.State.COMPLETE)
    rows = Allocation.objects.filter(run=wrong).order_by("recipient")
    wrong.refresh_from_db()

    told = between(old, wrong, rows, together=1)

    assert [next(told).recipient, next(told).recipient] == ["05FZ", "11CJ"]
    with pytest.raises(UnexplainedDifference):
        next(told)
    for accept in ("application/json", "text/csv"):
        with pytest.raises(UnexplainedDifference):
            auditor.get(
                f"/v1/doorrekeningen/{wrong.pk}/verschillen?vorige={old.pk}",
                headers={"Accept": accept},
            )
