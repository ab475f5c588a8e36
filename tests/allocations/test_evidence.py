"""What statements cost: each apart, all together, never summed."""

import csv
from datetime import date
from decimal import Decimal

import pytest

from allocations import dry_runs, evidence
from allocations.gathering import Proposal
from municipalities.models import ImpulseAreaDesignation
from schools.models import DeliveredPupil, Delivery, Location, School, TeacherAge
from tests.factories import make
from tests.schools.deliveries.steps import move

DAY = date(2014, 10, 1)
BOARD = "41646"
PER_UNIT = Decimal("3034.66")  # 1459.46 + 39.38 × 40


def open_school(brin: str = "18PH") -> Delivery:
    make(ImpulseAreaDesignation, pc4="9999")
    make(School, brin=brin, board_code=BOARD)
    make(Location, code=f"{brin}00", postcode="1011AB")
    make(TeacherAge, brin=brin, counted_on=DAY, age=Decimal("40.00"))
    return make(Delivery, board_code=BOARD, location_code="", counted_on=DAY)


def pupils(delivery: Delivery, number: int, weight: str, **more) -> None:
    usual = {"potential_weight": Decimal(weight), "state": "complete"} | more
    last = delivery.pupils.count() + 1
    DeliveredPupil.objects.bulk_create(
        DeliveredPupil(
            delivery=delivery,
            row=last + place,
            location_code="18PH00",
            counted=True,
            weight=Decimal(weight),
            age_group="4_7",
            **usual,
        )
        for place in range(number)
    )


def without_evidence(delivery: Delivery, number: int, state: str = "missing") -> None:
    pupils(delivery, number, "0.00", potential_weight=Decimal("1.20"), state=state)


@pytest.mark.django_db
def test_the_parts_do_not_add_up_to_the_whole():
    delivery = open_school()
    pupils(delivery, 97, "0.00")
    pupils(delivery, 4, "1.20")
    without_evidence(delivery, 2)
    without_evidence(delivery, 1, "unsigned")

    (outcome,) = evidence.overview(BOARD, DAY).outcomes

    # 104 pupils: 4.8 - 6.24 is nothing; with one more 6.0 - 6.24, nothing still;
    # with all three 8.4 - 6.24 = 2.16
    worth = [valued.worth for valued in outcome.statements]
    assert [each and each.school_weight for each in worth] == [0, 0, 0]
    assert outcome.together == evidence.Worth(Decimal(2), 2 * PER_UNIT)
    assert [each.school for each in outcome.schools] == ["18PH"]
    assert (outcome.period, outcome.problems) == ("2015-2016", ())


@pytest.mark.django_db
def test_each_alternative_is_what_a_dry_run_with_and_without_it_says():
    delivery = open_school()
    pupils(delivery, 60, "0.00")
    pupils(delivery, 20, "1.20")
    without_evidence(delivery, 3)
    proposal = dry_runs.proposed_by(delivery)
    mended = {"0.00": 62, "1.20": 21}

    (outcome,) = evidence.overview(BOARD, DAY).outcomes
    (before,) = dry_runs.try_out(DAY, proposal)
    (after,) = dry_runs.try_out(DAY, Proposal({"18PH00": mended}))

    difference = Decimal(after.entitlement or 0) - Decimal(before.entitlement or 0)
    worth = outcome.statements[0].worth
    assert difference > 0
    assert worth is not None
    assert worth.entitlement == difference


@pytest.mark.django_db
def test_without_an_age_there_is_the_weight_and_the_reason():
    delivery = open_school()
    make(School, brin="03FJ", board_code=BOARD)
    pupils(delivery, 20, "0.00")
    without_evidence(delivery, 1)
    delivery.pupils.update(location_code="03FJ00")
    make(Location, code="03FJ00", postcode="1011AB")

    (outcome,) = evidence.overview(BOARD, DAY).outcomes

    assert outcome.together == evidence.Worth(Decimal(0), None)
    assert outcome.problems[0].startswith("bedrag niet bekend: de gewogen")


@pytest.mark.django_db
def test_five_thousand_statements_take_as_many_queries_as_two(
    django_assert_max_num_queries,
):
    delivery = open_school()
    pupils(delivery, 5_000, "0.00")
    without_evidence(delivery, 5_000)

    with django_assert_max_num_queries(16):
        (outcome,) = evidence.overview(BOARD, DAY).outcomes

    assert len(outcome.statements) == 5_000
    # Each alone lifts 600 by 1.2 at most, under the threshold; together they count.
    assert outcome.statements[0].worth == evidence.Worth(Decimal(0), Decimal(0))
    assert outcome.together == evidence.Worth(Decimal(5_400), 5_400 * PER_UNIT)


@pytest.mark.django_db
def test_what_is_being_corrected_counts_as_corrected():
    accepted = open_school()
    without_evidence(accepted, 2)
    move(accepted, "accepted")
    correcting = make(
        Delivery,
        board_code=BOARD,
        location_code="",
        counted_on=DAY,
        replaces=accepted,
        reason="hertelling",
    )
    without_evidence(correcting, 1)

    found = evidence.overview(BOARD, DAY)

    assert [s.statement.reference for s in found.outcomes[0].statements] == [
        correcting.reference
    ]


@pytest.mark.django_db
def test_the_overview_names_no_pupil_and_only_the_own_board_reads_it(api):
    delivery = open_school()
    pupils(delivery, 60, "0.00")
    pupils(delivery, 20, "1.20")
    without_evidence(delivery, 1)
    address = f"/v1/besturen/{BOARD}/bewijsoverzicht"

    own = api.as_("bestuur-medewerker", BOARD)
    answer = own.get(f"{address}?teldatum=2014-10-01").json()

    (outcome,) = answer["uitkomsten"]
    assert outcome["verklaringen"] == [
        {
            "aanlevering": delivery.reference,
            "rij": 81,
            "vestiging": "18PH00",
            "toestand": "ontbreekt",
            "gewicht": "0.00",
            "gewichtNaHerstel": "1.20",
            "waarde": {"schoolgewicht": "1", "toekenning": "3034.66"},
        }
    ]
    assert outcome["samen"] == {"schoolgewicht": "1", "toekenning": "3034.66"}
    table = own.get(f"{address}?teldatum=2014-10-01", headers={"Accept": "text/csv"})
    (row,) = csv.DictReader(table.getvalue().decode().splitlines())
    assert row == {
        "regime": "school_weights_2006",
        "periode": "2015-2016",
        "aanlevering": delivery.reference,
        "rij": "81",
        "vestiging": "18PH00",
        "toestand": "ontbreekt",
        "gewicht": "0.00",
        "gewicht_na_herstel": "1.20",
        "schoolgewicht": "1",
        "toekenning": "3034.66",
    }
    assert own.get(address).status_code == 400
    other = api.as_("bestuur-medewerker", "30052")
    assert other.get(f"{address}?teldatum=2014-10-01").status_code == 404
