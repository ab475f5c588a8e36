"""Compensation from the database: who is compared with what, and who follows."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from allocations import recalculation, runs
from allocations.in_force import in_force
from allocations.models import Allocation, Run
from allocations.questions import read_question
from allocations.reruns import differences
from municipalities.models import ImpulseAreaDesignation
from oab.models import Change
from schools.models import (
    Count,
    EstablishedFigures,
    Location,
    School,
    SchoolSuccession,
    TeacherAge,
)
from tests.allocations.mending import mend
from tests.factories import make

COMPENSATION = "school_compensation_2007"
SOCIAL_WORK = "school_social_work_2007"
BY_BOARD, LAST = "2007-2008", "2010-2011"
SINCE = date(2004, 8, 1)
IMPULSE_YEARS: dict[str, Any] = {
    "valid": DateRange(date(2009, 8, 1), date(2013, 8, 1)),
    "attested": DateRange(date(2009, 8, 1), date(2013, 8, 1)),
}
LACKS = [
    "01AE ging op in 01AG en 01AH; hoe het gewicht is verdeeld, is onbekend",
    "van 01AA01 is op 01-10-2005 niets geteld, terwijl het register haar heeft",
    "in welke vestiging van 01AD 01AC opging, is niet bekend",
    "kolom in_impulsgebied: 01AI: vestiging 01AI00 staat niet in het register",
    "van 01AJ is op 01-10-2009 niets geteld, terwijl het register haar heeft",
]
# The share of the pupils that is taken off, in percents, and the weight of the others.
TERMS = {2005: (9, Decimal("0.90")), 2006: (8, Decimal("1.20"))}


def open_school(
    brin: str,
    board: str = "41646",
    locations: int = 1,
    *,
    since: date = SINCE,
    until: date | None = None,
    **said: Any,
) -> None:
    """Register a school with locations for some years."""
    days: dict[str, Any] = {"valid": DateRange(since, until)}
    days["attested"] = DateRange(since, since.replace(day=2))
    make(School, brin=brin, board_code=board, **days, **said)
    for number in range(locations):
        make(Location, code=f"{brin}{number:02}", postcode="2715BT", **days)


def establish(brin: str, year: int, pupils: int, weight: int) -> None:
    """Have figures of a school established, or corrected."""
    day = date(year, 10, 1)
    before = EstablishedFigures.objects.in_force().filter(brin=brin, counted_on=day)
    make(
        EstablishedFigures,
        brin=brin,
        counted_on=day,
        pupils=pupils,
        school_weight=weight,
        weighted_pupils_in_impulse_areas=0,
        replaces=before.first(),
        reason="hertelling" if before.exists() else "",
    )


@transaction.atomic
def count(location: str, year: int, pupils: int, weight: int) -> None:
    """Count as many pupils with a weight as make this school weight, or correct it."""
    day = date(year, 10, 1)
    share, heavy = TERMS.get(year, (6, Decimal("1.20")))
    number = int((weight + Decimal(pupils * share) / 100) / heavy + Decimal("0.5"))
    before = Count.objects.in_force().filter(location_code=location, counted_on=day)
    earlier = before.first()
    counted = make(
        Count,
        location_code=location,
        counted_on=day,
        replaces=earlier,
        reason="hertelling" if earlier else "",
    )
    for own, having in ((Decimal("0.00"), pupils - number), (heavy, number)):
        counted.cells.create(weight=own, pupils=having)


def merged(brin: str, into: str, on: date) -> None:
    """Register that a school merged into a school or location."""
    between = DateRange(on, on, "[]")
    make(SchoolSuccession, predecessor=brin, successor=into, between=between, on=on)


def run_of(period: str, regime: str = COMPENSATION, figures: str = "") -> Run:
    recalculation.follow()
    run = runs.start(read_question(regime, period, None, figures))
    runs.work_off(run.pk)
    run.refresh_from_db()
    return run


def paid(recipient: str, period: str, regime: str = COMPENSATION) -> Allocation:
    number = in_force(regime, period, [recipient])[recipient].number
    return Allocation.objects.get(pk=number)


def followed(regime: str = COMPENSATION) -> dict[str, list[str]]:
    """Follow what changed; give the reasons of who got something else."""
    seen = [*Run.objects.values_list("pk", flat=True)]
    recalculation.follow()
    new = Allocation.objects.filter(run__regime=regime).exclude(run__in=seen)
    return {
        row.recipient: [f"{each['soort']} {each['bedrag']}" for each in row.reasons]
        for row in new
    }


def everything_followed() -> dict[str, dict[str, list[Decimal]]]:
    """Follow what changed; give the amounts of the reasons by regime and recipient."""
    seen = [*Run.objects.values_list("pk", flat=True)]
    recalculation.follow()
    found: dict[str, dict[str, list[Decimal]]] = {}
    for row in Allocation.objects.exclude(run__in=seen).select_related("run"):
        amounts = [Decimal(each["bedrag"]) for each in row.reasons]
        found.setdefault(row.run.regime, {})[row.recipient] = amounts
    return found


def problems() -> list[str]:
    """Give what could not be computed, as the changes say it."""
    return [*Change.objects.exclude(problem="").values_list("problem", flat=True)]


@pytest.mark.django_db
def test_a_board_is_compared_with_all_its_schools_of_1_january_2007():
    """And each correction of a school reaches its boards, and no other."""
    for brin, board in (("01AA", "41646"), ("01AB", "41646"), ("01AC", "40009")):
        open_school(brin, board)
        establish(brin, 2005, 200, 30)
        establish(brin, 2006, 190, 20)
    run = run_of(BY_BOARD)
    # 2 x (30 / 200 - 20 / 190) x 190 = 17; of one school 8.5, which makes 9.
    assert paid("41646", BY_BOARD).entitlement == Decimal("51214.54")
    assert paid("40009", BY_BOARD).entitlement == Decimal("27113.58")

    establish("01AA", 2005, 200, 36)
    establish("01AC", 2006, 190, 17)
    assert followed() == {
        # (66 / 400 - 40 / 380) x 380 = 22.7, which makes 23
        "41646": ["telling 18075.72"],
        # 11.5, which makes 12
        "40009": ["telling 9037.86"],
    }

    mend(School, {"brin": "01AB"}, date(2007, 1, 1), board_code="40009")
    assert followed() == {
        # (36 / 200 - 20 / 190) x 190 = 14.2; (60 / 400 - 37 / 380) x 380 = 20
        "41646": ["register -27113.58"],
        "40009": ["register 24100.96"],
    }
    mend(School, {"brin": "01AA"}, date(2006, 12, 1), board_code="40009")
    assert followed() == {
        "41646": ["register -42176.68"],
        "40009": ["register 42176.68"],
    }
    assert paid("41646", BY_BOARD).figures == {}
    assert not [*differences(run)]
    assert run_of(BY_BOARD).allocations.count() == 1


@pytest.mark.django_db
def test_a_merger_registered_later_gives_what_was_lost_since_both_schools():
    open_school("01AA")
    open_school("01AB", until=date(2006, 8, 1))
    open_school("01AC", until=date(2006, 8, 1))
    establish("01AA", 2005, 100, 10)
    establish("01AB", 2005, 100, 30)
    establish("01AC", 2005, 100, 40)
    establish("01AA", 2006, 200, 20)
    run_of(BY_BOARD)
    assert paid("41646", BY_BOARD).entitlement == 0

    merged("01AB", "01AA", date(2006, 8, 1))
    # 40 of 200 pupils, now 20
    assert followed() == {"41646": ["register 60252.40"]}
    # A school that closed is left out; one that merged after that day is another's.
    make(
        SchoolSuccession,
        predecessor="01AC",
        successor="",
        kind="closure",
        between=DateRange(SINCE, date(2006, 8, 2)),
    )
    assert followed() == {}


@pytest.mark.django_db
def test_locations_that_merged_opened_or_closed_are_compared_with_their_own_past():
    for brin in ("01AA", "01AD"):
        open_school(brin, locations=2)
    open_school("01AB", locations=1, until=date(2008, 8, 1))
    open_school("01AC", since=date(2007, 8, 1))
    merged("01AB", "01AD01", date(2008, 8, 1))
    make(ImpulseAreaDesignation, pc4="9999", **IMPULSE_YEARS)
    for place in ("01AA00", "01AA01", "01AB00", "01AD00", "01AD01"):
        count(place, 2005, 100, 20)
    count("01AC00", 2007, 100, 20)
    for place in ("01AA00", "01AA01", "01AC00", "01AD00", "01AD01"):
        count(place, 2009, 100, 8)
    run = run_of(LAST)
    assert run.state == Run.State.COMPLETE, run.findings
    own = dict.fromkeys(("01AA00", "01AA01", "01AC00", "01AD00"), Decimal("9654.60"))
    # (40 / 200 - 8 / 100) x 100 = 12 of 32 lost: a quarter of 12
    both = {"01AD01": Decimal("9654.60")}
    assert dict(run.allocations.values_list("recipient", "entitlement")) == own | both
    facts = paid("01AD01", LAST).facts["vestigingen"]
    assert [row["vestiging"] for row in facts] == ["01AB00", "01AD01"]

    count("01AB00", 2005, 100, 40)
    count("01AC00", 2007, 100, 28)
    # (60 / 200 - 8 / 100) x 100 = 22, of which 5.5, which makes 6; 20, of which 5
    assert followed() == {"01AD01": ["telling 9654.60"], "01AC00": ["telling 6436.40"]}

    make(ImpulseAreaDesignation, pc4="2715", **IMPULSE_YEARS)
    # 12 pupils x 1670 are 6 units: C is 14
    assert followed() == {
        **{place: ["aanwijzing -3218.20"] for place in own},
        "01AD01": ["aanwijzing -6436.40"],
    }

    merged("01AC", "01AD01", date(2010, 8, 1))
    # (88 / 300 - 28 / 200) x 200 = 30.67, of which 8
    assert followed() == {
        "01AC00": ["register -12872.80"],
        "01AD01": ["register 12872.80"],
    }
    assert paid("01AC00", LAST).figures == {}
    assert [*differences(run)] == []
    assert run_of(LAST).allocations.count() == 4


@pytest.mark.django_db
def test_what_nobody_knows_is_not_taken_for_zero():
    make(ImpulseAreaDesignation, pc4="2715", **IMPULSE_YEARS)
    for brin in ("01AA", "01AC", "01AD", "01AE", "01AG", "01AH"):
        open_school(brin, locations=2)
        for number, year in ((0, 2005), (1, 2005), (0, 2009), (1, 2009)):
            if (brin, number, year) != ("01AA", 1, 2005):
                count(f"{brin}0{number}", year, 100, 20)
    mend(Location, {"code": "01AH01"}, SINCE)
    count("01AI00", 2009, 100, 20)
    make(Location, code="01AI00", postcode="2715BT")
    open_school("01AJ", since=date(2009, 8, 1))
    open_school("01AK")
    establish("01AK", 2005, 100, 20)
    establish("01AK", 2009, 100, 20)
    for brin, into in (("01AC", "01AD"), ("01AE", "01AG00"), ("01AE", "01AH00")):
        merged(brin, into, date(2008, 8, 1))
    run = run_of(LAST)
    assert {each["melding"] for each in run.findings} == {*LACKS}


@pytest.mark.django_db
def test_social_work_follows_the_compensation_of_its_schools_and_says_so():
    open_school("01AA", partnership_code="PO1201")
    open_school("01AB", partnership_code="PO1201")
    open_school("01AC", "40009", partnership_code="PO1202")
    for brin, first, second in (("01AA", 130, 110), ("01AB", 130, 110)):
        establish(brin, 2005, 400, first)
        establish(brin, 2006, 400, second)
    establish("01AC", 2005, 400, 250)
    establish("01AC", 2006, 400, 210)
    run = run_of(BY_BOARD, SOCIAL_WORK)
    assert run.state == Run.State.COMPLETE, run.findings
    # 220 units and 40 of compensation, 210 and 40: 56.47 each
    assert paid("PO1201", BY_BOARD, SOCIAL_WORK).entitlement == Decimal("14682.20")
    assert paid("PO1202", BY_BOARD, SOCIAL_WORK).entitlement == Decimal("14117.50")

    establish("01AA", 2005, 400, 136)
    assert followed(SOCIAL_WORK) == {"PO1201": ["compensatie 338.82"]}
    # What is taken off the weight comes back as compensation.
    establish("01AA", 2006, 400, 105)
    assert followed(SOCIAL_WORK) == {
        "PO1201": ["telling -282.35", "compensatie 282.35"]
    }

    mend(School, {"brin": "01AB"}, date(2006, 10, 15), board_code="40009")
    assert followed(SOCIAL_WORK) == {}
    assert any("hoe zij werd verdeeld" in said for said in problems())
    assert [*differences(run)] == []


@pytest.mark.django_db
def test_social_work_counts_a_school_that_lost_its_compensation_with_its_heir():
    make(ImpulseAreaDesignation, pc4="9999", **IMPULSE_YEARS)
    for brin in ("01AA", "01AB", "01AC"):
        place = "PO1202" if brin == "01AC" else "PO1201"
        open_school(brin, partnership_code=place)
        count(f"{brin}00", 2005, 400, 100)
        count(f"{brin}00", 2009, 400, 80)
    run_of(LAST, SOCIAL_WORK)
    # 160 units and 2 x 5; 80 and 5: 80.32 each
    assert paid("PO1201", LAST, SOCIAL_WORK).entitlement == Decimal("13654.40")
    assert paid("PO1202", LAST, SOCIAL_WORK).entitlement == Decimal("6827.20")

    merged("01AA", "01AB00", date(2010, 8, 1))
    count("01AC00", 2005, 400, 108)
    # What one school of a partnership lost another has gained.
    assert followed(SOCIAL_WORK) == {
        "PO1201": ["register 0.00", "compensatie 0.00"],
        "PO1202": ["compensatie 160.64"],
    }
    count("01AA00", 2005, 400, 112)
    assert followed(SOCIAL_WORK) == {"PO1201": ["compensatie 240.96"]}
    # Of a partnership that loses a school to another nobody knows what goes along.
    merged("01AC", "01AB00", date(2010, 8, 1))
    # 52 units lost became 80: a quarter is 13, now 20
    assert followed(SOCIAL_WORK) == {"PO1201": ["compensatie 562.24"]}
    assert any("dat niet bij dit samenwerkingsverband hoort" in p for p in problems())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("year", "lost", "given_back"),
    [
        # 100 % of 5 units, and a quarter of 8
        pytest.param(2007, 5, "15063.10", id="2007-2008"),
        pytest.param(2010, 8, "6436.40", id="2010-2011"),
    ],
)
def test_corrections_and_compensation_move_against_each_other(year, lost, given_back):
    """As the letter of 18 January 2008 says; without entitlement nothing comes back."""
    period = f"{year}-{year + 1}"
    make(ImpulseAreaDesignation, pc4="9999", **IMPULSE_YEARS)
    for brin, board, first in (("01AA", "41646", 60), ("01AB", "40009", 10)):
        open_school(brin, board)
        count(f"{brin}00", 2005, 400, first)
        count(f"{brin}00", year - 1, 400, 44)
        day = date(year - 1, 10, 1)
        make(TeacherAge, brin=brin, counted_on=day, age=Decimal("40.25"))
    regimes = [COMPENSATION, "school_weights_2006"]
    if year == 2010:
        regimes.append("personnel_budget_2006")
    for regime in regimes:
        run_of(period, regime)

    for brin in ("01AA", "01AB"):
        count(f"{brin}00", year - 1, 400, 44 - lost)
    moved = everything_followed()
    with_loss = "41646" if year == 2007 else "01AA00"
    compensated = moved.pop(COMPENSATION)
    assert compensated.pop(with_loss) == [Decimal(given_back)]
    assert [*compensated.values()] == [[Decimal(0)]]
    for regime in regimes[1:]:
        assert {*moved[regime]} == {"01AA", "01AB"}
        assert all(amount < 0 for (amount,) in moved[regime].values())
