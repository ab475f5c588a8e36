"""Runs, allocations and their explanation, as the calculation gave them."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command

from allocations import recalculation, runs
from allocations.facts_csv import read_facts
from allocations.models import Allocation, CommonReceipt, Run, RunPart
from allocations.questions import read_question
from allocations.rules.calculation import calculate
from allocations.rules.explanation import explain
from allocations.rules.law import law_of
from allocations.rules.periods import Period
from allocations.rules.receipts import common_part, individual_parts
from allocations.rules.regimes import regime_of
from oab import VERSION
from oab.versions import moment
from schools.models import EstablishedFigures, School, TeacherAge
from tests.contract import ContractClient
from tests.factories import make

REGIME, PERIOD = "school_weights_2006", "2015-2016"
KNOWN = date(2015, 10, 15)
RUN = UUID("6dd600e0-00d2-4415-9a15-586935533142")
FACTS = """\
ontvanger,vestiging,leerlingen,leerlingen_gewicht_03,leerlingen_gewicht_12,\
in_impulsgebied,gewogen_gemiddelde_leeftijd
16KS,16KS00,658,1,2,0,37.97
16KS,16KS01,84,18,15,1,37.97
03FJ,03FJ00,250,43,13,0,41.10
"""


@pytest.fixture
def api(auditor: ContractClient) -> ContractClient:
    """Ask as who may read everything."""
    return auditor


@pytest.fixture
def receipts(db: None) -> dict[str, tuple[Any, Any]]:
    """Calculate, and store what came out as a run does."""
    del db
    regime = regime_of(REGIME)
    assert regime is not None
    provisions = law_of(REGIME).at(Period.parse(PERIOD), KNOWN)
    facts = read_facts(FACTS.encode(), regime, provisions)
    calculation = calculate(regime, provisions, facts)
    common = common_part(calculation, VERSION)
    receipt = make(CommonReceipt, content=common)
    run = make(Run, id=RUN, period=PERIOD, known=KNOWN)
    parts = dict(individual_parts(calculation))
    for recipient, part in parts.items():
        make(
            Allocation,
            run=run,
            receipt=receipt,
            recipient=recipient,
            facts=part["feiten"],
            figures=part["cijfers"],
            entitlement=part["cijfers"]["toekenning"],
        )
    return {recipient: (common, part) for recipient, part in parts.items()}


def calculated(tmp_path, capsys) -> dict[str, dict[str, str]]:
    """Ask the command `calculate` for the same."""
    file = tmp_path / "feiten.csv"
    file.write_text(FACTS)
    asked = [REGIME, str(file), "--period", PERIOD, "--known", str(KNOWN)]
    call_command("calculate", *asked)
    rows = csv.DictReader(io.StringIO(capsys.readouterr().out))
    return {row["ontvanger"]: row for row in rows}


def test_an_allocation_is_what_calculate_says(api, receipts, tmp_path, capsys):
    rows = api.get("/v1/berekeningen", headers={"Accept": "text/csv"})

    text = b"".join(rows.streaming_content).decode()
    expected = calculated(tmp_path, capsys)
    table = {row["ontvanger"]: row for row in csv.DictReader(io.StringIO(text))}
    assert table.keys() == expected.keys() == receipts.keys()
    for recipient, row in expected.items():
        assert row.items() <= table[recipient].items()


@pytest.mark.parametrize("recipient", ["16KS", "03FJ"])
def test_an_explanation_has_the_steps_of_the_calculation(api, receipts, recipient):
    body = api.get(f"/v1/berekeningen/{RUN}-{recipient}/onderbouwing").json()

    steps = explain(*receipts[recipient])
    assert [
        (
            step["naam"],
            step["vestiging"] or "",
            step["waarde"] or "",
            step["artikel"],
            step["formule"] or "",
            step["invulling"] or "",
            [(each["naam"], each["waarde"] or "") for each in step["bronnen"]],
        )
        for step in body["stappen"]
    ] == [
        (
            step.name,
            step.location,
            step.value,
            step.article,
            step.formula,
            step.sum,
            [(each.name, each.value) for each in step.sources],
        )
        for step in steps
    ]


@pytest.mark.usefixtures("receipts")
def test_an_explanation_names_its_facts_and_its_law(api):
    body = api.get(f"/v1/berekeningen/{RUN}-16KS/onderbouwing").json()

    facts = [(f["naam"], f["vestiging"], f["waarde"]) for f in body["feiten"]]
    assert ("gewogen_gemiddelde_leeftijd", None, "37.97") in facts
    assert ("leerlingen_gewicht_12", "16KS01", "15") in facts
    law = {value["naam"]: value for value in body["wet"]}
    assert law["basisbedrag"]["waarde"] == "1459.46"
    assert law["basisbedrag"]["eenheid"] == "euro"
    assert "art. 3" in law["basisbedrag"]["artikel"]
    assert body["datumWet"] == "2015-10-15"
    assert (
        body["toekenning"]
        == api.get(f"/v1/berekeningen/{RUN}-16KS").json()["toekenning"]
    )


@pytest.mark.usefixtures("receipts")
def test_figures_stand_in_the_order_of_the_law(api):
    figures = [*api.get(f"/v1/berekeningen/{RUN}-16KS").json()["cijfers"]]

    order = ("schoolgewicht", "bedragPerEenheid", "bedragSchoolgewicht", "toekenning")
    assert [name for name in figures if name in order] == [*order]


@pytest.mark.django_db
def test_what_a_run_stores_is_explained(api):
    counted_on = date(2014, 10, 1)
    make(School, brin="11CJ", board_code="40009")
    make(TeacherAge, brin="11CJ", counted_on=counted_on, age=Decimal("37.97"))
    make(
        EstablishedFigures,
        brin="11CJ",
        counted_on=counted_on,
        school_weight=23,
        weighted_pupils_in_impulse_areas=46,
    )
    run = runs.start(read_question(REGIME, PERIOD))
    runs.work_off(run.pk)

    (row,) = api.get(f"/v1/berekeningen?doorrekening={run.pk}").json()["resultaten"]
    body = api.get(f"/v1/berekeningen/{row['id']}/onderbouwing").json()

    steps = {step["naam"]: step["invulling"] for step in body["stappen"]}
    assert row["toekenning"] == body["toekenning"] == "149608.53"
    assert body["grondslag"] == "vastgestelde gegevens"
    assert body["bronnen"] == ["DUO, leerlingen basisonderwijs"]
    assert steps["bedrag_schoolgewicht"] == "AFRONDEN(23 × 2.954,7186; 2)"
    assert steps["schoolgewicht"] is None
    assert row["beeindigd"] is False

    School.objects.close()
    make(School, brin="11CJ", board_code="40009", outside_scheme=True)
    recalculation.follow()

    (ended,) = api.get(
        "/v1/berekeningen?ontvanger=11CJ&geldend=true&bestuur=40009"
    ).json()["resultaten"]
    assert (ended["beeindigd"], ended["toekenning"]) == (True, None)
    assert (ended["cijfers"], ended["vervangt"]) == ({}, row["id"])
    body = api.get(f"/v1/berekeningen/{ended['id']}/onderbouwing").json()
    assert body["grondslag"].startswith("geen gegevens meer")
    assert (body["stappen"], body["feiten"], body["toekenning"]) == ([], [], None)
    why = api.get(f"/v1/berekeningen/{ended['id']}/verschillen").json()
    assert [(each["soort"], each["bedrag"]) for each in why["redenen"]] == [
        ("register", "-149608.53")
    ]


@pytest.mark.django_db
def test_a_run_says_what_blocked_it(api):
    run = runs.start(read_question(REGIME, PERIOD))

    body = api.get(f"/v1/doorrekeningen/{run.pk}").json()

    assert body["toestand"] == "geblokkeerd"
    assert body["bevindingen"] == [{"melding": "op 01-10-2014 is niets geteld"}]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["18PH", "00AP", "18PH"]),
        (f"doorrekening={RUN}", ["00AP", "18PH"]),
        ("ontvanger=18PH", ["18PH", "18PH"]),
        ("bestuur=40009", ["00AP"]),
        ("periode=2014-2015", ["18PH"]),
        ("regime=school_weights_2006&periode=2015-2016", ["00AP", "18PH"]),
        ("regime=school_weights_1998", []),
        ("doorrekening=00000000-0000-4000-8000-000000000000", []),
    ],
)
def test_allocations_of_a_run_recipient_board_or_period(api, query, expected):
    earlier = make(Run, id=UUID(int=1), period="2014-2015")
    run = make(Run, id=RUN)
    make(Allocation, run=run)
    make(Allocation, run=run, recipient="00AP", board_code="40009")
    make(Allocation, run=earlier)

    rows = api.get(f"/v1/berekeningen?{query}").json()["resultaten"]

    assert [row["ontvanger"] for row in rows] == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["3.00", "2.00", "1.00"]),
        ("?geldend=true", ["3.00", "2.00"]),
        ("?geldend=false", ["1.00"]),
        ("?geldend=true&ontvanger=18PH", ["3.00"]),
    ],
)
def test_allocations_are_listed_newest_first_and_the_replaced_left_out(
    api, query, expected
):
    for number, (recipient, known) in enumerate(
        [("18PH", 2015), ("00AP", 2015), ("18PH", 2016)], start=1
    ):
        run = make(Run, id=UUID(int=9 - number), known=date(known, 1, 1))
        make(Allocation, run=run, recipient=recipient, entitlement=Decimal(number))
        run.state = Run.State.COMPLETE
        run.finished_at = moment()
        run.save()

    rows = api.get(f"/v1/berekeningen{query}").json()["resultaten"]

    assert [row["toekenning"] for row in rows] == expected
    assert {row["geldend"] for row in rows if "geldend=" in query} in (
        set(),
        {"geldend=true" in query},
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2015-07-31", ["2014-2015", "2015"]),
        ("2015-08-01", ["2015-2016", "2015"]),
        ("2016-07-31", ["2015-2016"]),
        ("2022-07-31", []),
        ("2022-08-01", ["2022-08..2022-12"]),
        ("2022-12-31", ["2022-08..2022-12"]),
        ("2023-01-01", []),
        ("0001-01-01", []),
        ("9999-12-31", []),
    ],
)
def test_an_allocation_applies_on_the_days_of_its_period(api, day, expected):
    for number, period in enumerate(
        ["2014-2015", "2015-2016", "2015", "2022-08..2022-12"], start=1
    ):
        make(Allocation, run=make(Run, id=UUID(int=number), period=period))

    rows = api.get(f"/v1/berekeningen?geldigOp={day}").json()["resultaten"]

    assert sorted(row["periode"] for row in rows) == sorted(expected)


@pytest.fixture
def replaced(db: None) -> None:
    """Let a later run of the same period take the place of an earlier one."""
    del db
    for year in (2015, 2016):
        ended = datetime(year, 11, 1, 9, tzinfo=UTC)
        run = make(Run, known=date(year, 10, 15), started_at=ended, period=PERIOD)
        make(Allocation, run=run, board_code="41646", entitlement=Decimal(year))
        run.state, run.finished_at = Run.State.COMPLETE, ended
        run.save()


@pytest.mark.usefixtures("replaced")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("bekendOp=2015-11-01T08:59:59Z", []),
        ("bekendOp=2015-11-01T09:00:00Z", [("2015.00", True)]),
        ("bekendOp=2016-11-01T08:59:59Z", [("2015.00", True)]),
        ("bekendOp=2016-11-01T09:00:00Z", [("2016.00", True), ("2015.00", False)]),
        ("bekendOp=2016-11-01T09:00:00Z&geldend=true", [("2016.00", True)]),
        ("bekendOp=2016-11-01T09:00:00Z&geldend=false", [("2015.00", False)]),
        ("bekendOp=2016-01-01T00:00:00Z&geldigOp=2015-10-01", [("2015.00", True)]),
        ("bekendOp=2016-01-01T00:00:00Z&geldigOp=2016-10-01", []),
        ("geldend=true", [("2016.00", True)]),
    ],
)
def test_an_allocation_is_in_force_as_was_known_at_a_moment(api, query, expected):
    rows = api.get(f"/v1/berekeningen?{query}").json()["resultaten"]

    assert [(row["toekenning"], row["geldend"]) for row in rows] == expected


@pytest.mark.usefixtures("replaced")
@pytest.mark.parametrize(("organisation", "seen"), [("41646", 1), ("40009", 0)])
def test_a_board_looks_back_at_its_own_schools_only(api, organisation, seen):
    make(School, brin="18PH", board_code="41646")

    board = api.as_("bestuur-medewerker", organisation)
    rows = board.get(
        "/v1/berekeningen?geldigOp=2015-10-01&bekendOp=2016-01-01T00:00:00Z"
    )

    assert len(rows.json()["resultaten"]) == seen


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("amount", "shown"), [("0", "0.00"), ("2906.68", "2906.68"), (None, None)]
)
def test_an_amount_is_text_with_two_decimals(api, amount, shown):
    make(Allocation, run=make(Run, id=RUN), entitlement=amount and Decimal(amount))

    assert api.get(f"/v1/berekeningen/{RUN}-18PH").json()["toekenning"] == shown


@pytest.mark.django_db
def test_a_run_shows_how_far_it_is(api):
    run = make(Run, id=RUN, parts=3, figures=["school_weight"])
    make(
        RunPart,
        run=run,
        board_from="",
        board_until="4",
        recipients=7,
        done_at=moment(),
    )
    make(RunPart, run=run, number=2, board_from="4", board_until="5")
    make(RunPart, run=run, number=3, board_from="5")

    body = api.get(f"/v1/doorrekeningen/{RUN}").json()

    assert (body["toestand"], body["delen"]) == ("gestart", 3)
    assert (body["delenGereed"], body["ontvangers"]) == (1, 7)
    assert body["gevraagd"] == ["schoolgewicht"]
    assert body["voltooidOp"] is None


@pytest.mark.django_db
def test_runs_are_listed_newest_first(api):
    for number in range(1, 6):
        make(Run, id=UUID(int=number))

    pages = []
    address = "/v1/doorrekeningen?limit=2"
    while address:
        body = api.get(address).json()
        pages.append([UUID(row["id"]).int for row in body["resultaten"]])
        address = body["volgende"]

    assert pages == [[5, 4], [3, 2], [1]]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("toestand=gestart", 1),
        ("toestand=voltooid", 0),
        ("periode=2015-2016&regime=school_weights_2006", 1),
        ("periode=2016", 0),
    ],
)
def test_runs_of_a_state_or_period(api, query, expected):
    make(Run)

    assert len(api.get(f"/v1/doorrekeningen?{query}").json()["resultaten"]) == expected


@pytest.mark.parametrize("period", ["2015", "2015-2016", "2022-08..2022-12"])
def test_a_period_is_read_as_everywhere(api, db, period):
    del db
    assert api.get("/v1/doorrekeningen", {"periode": period}).status_code == 200


@pytest.mark.parametrize("period", ["2015-2017", "x", "2015/2016", "2022-13..2022-14"])
def test_no_period_is_refused(api, period):
    (error,) = api.get("/v1/doorrekeningen", {"periode": period}).json()["errors"]

    assert error["detail"].startswith("verwacht een schooljaar")
