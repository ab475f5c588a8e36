"""Achterstandsscores are paid from what others established, and followed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from allocations import recalculation, runs
from allocations.in_force import in_force
from allocations.models import Allocation, Run
from allocations.questions import read_question
from allocations.reruns import differences
from municipalities.models import ImpulseAreaDesignation
from schools.models import (
    DisadvantageScore,
    EstablishedFigures,
    EstablishedScore,
    Location,
    MaterialFigures,
    School,
    TeacherAge,
)
from tests.factories import make

REGIME = "school_scores_2019"
FIRST = (REGIME, "2019-2020")
OLD_DAY = date(2018, 10, 1)
TWELVE = {"pupils": 97, "pupils_4_to_7": 44, "pupils_8_and_over": 53}


AREAS: dict[str, Any] = {
    "school_weight": 8,
    "weighted_pupils_in_impulse_areas": 3,
    "pupils": 97,
}
LACKS = ("aanwijzing van impulsgebieden", "werd met 98 leerlingen", "meer vestigingen")


def of_days(since: str, until: str) -> DateRange:
    return DateRange(date.fromisoformat(since), date.fromisoformat(until))


def correct(model: Any, found: dict[str, Any], **values: Any) -> None:
    last = model.objects.in_force().get(**found)
    make(model, **found, **values, replaces=last, reason="nagekeken")


def run_of(regime: str, period: str) -> Run:
    run = runs.start(read_question(regime, period))
    runs.work_off(run.pk)
    run.refresh_from_db()
    return run


def paid(recipient: str, period: str = "2019-2020") -> Allocation:
    number = in_force(REGIME, period, [recipient])[recipient].number
    return Allocation.objects.get(pk=number)


def followed(recipient: str, period: str = "2019-2020") -> list[str]:
    recalculation.follow()
    reasons = paid(recipient, period).reasons
    return [f"{each['soort']} {each['bedrag']}" for each in reasons]


def a_school(brin: str, **score: Any) -> None:
    days = of_days("2013-08-01", "2021-01-01")
    make(School, brin=brin, valid=days, attested=days)
    make(Location, code=f"{brin}00", postcode="1011AB", valid=days, attested=days)
    make(MaterialFigures, brin=brin, groups=5)
    make(TeacherAge, brin=brin, counted_on=OLD_DAY, age=Decimal("40.00"))
    make(EstablishedScore, brin=brin, **score)


@pytest.mark.django_db
def test_the_first_year_of_scores_keeps_three_quarters_of_a_loss_and_is_followed():
    four_years = of_days("2017-08-01", "2021-08-01")
    make(ImpulseAreaDesignation, pc4="9999", valid=four_years, attested=four_years)
    a_school("18PH")
    opened = of_days("2019-08-01", "2021-01-01")
    make(School, brin="31ZZ", valid=opened, attested=opened)
    make(EstablishedScore, brin="31ZZ", score=Decimal("10.00"))
    make(TeacherAge, brin="31ZZ", counted_on=OLD_DAY, age=Decimal("35.00"))
    run = run_of(*FIRST)
    assert run.state == Run.State.COMPLETE, run.findings
    # 4345.58 and 75 % of what lies between that and 31509.76 + 8566
    assert paid("18PH").entitlement == Decimal("31143.22")
    assert paid("31ZZ").entitlement == Decimal("5521.70")

    correct(
        EstablishedScore,
        {"brin": "18PH", "period": "2019-2020"},
        score=Decimal("8.87"),
    )
    assert followed("18PH") == ["score 138.04"]
    correct(
        MaterialFigures,
        {"brin": "18PH", "counted_on": OLD_DAY},
        school_weight=9,
        groups=5,
    )
    assert followed("18PH") == ["telling 2954.04"]
    correct(TeacherAge, {"brin": "18PH", "counted_on": OLD_DAY}, age=Decimal("41.00"))
    assert followed("18PH") == ["leeftijd 316.24"]
    assert [*differences(run), *differences(paid("18PH").run)] == []


@pytest.mark.django_db
def test_of_what_is_not_known_of_2018_only_what_needs_it_is_left_out():
    a_school("18PH")
    a_school("18PJ", pupils=98, pupils_4_to_7=45)
    a_school("18PK")
    correct(MaterialFigures, {"brin": "18PK", "counted_on": OLD_DAY}, groups=6)
    for brin in ("18PJ", "18PK"):
        make(EstablishedFigures, brin=brin, counted_on=OLD_DAY, **AREAS)
    run = run_of(*FIRST)
    texts = sorted(finding["melding"] for finding in run.findings)
    assert [
        (text[:4], why in text) for text, why in zip(texts, LACKS, strict=True)
    ] == [
        ("18PH", True),
        ("18PJ", True),
        ("18PK", True),
    ]
    make(EstablishedFigures, brin="18PH", counted_on=OLD_DAY, **AREAS)
    recalculation.follow()
    # No run was completed, so that nothing is followed before the next.
    correct(EstablishedScore, {"brin": "18PJ", "period": FIRST[1]}, **TWELVE)
    correct(MaterialFigures, {"brin": "18PK", "counted_on": OLD_DAY}, groups=5)
    run = run_of(*FIRST)
    assert run.state == Run.State.COMPLETE, run.findings
    # 31143.22 and 75 % of 3 x 2086
    assert paid("18PH").entitlement == Decimal("35836.72")
    correct(
        EstablishedFigures,
        {"brin": "18PH", "counted_on": OLD_DAY},
        **{**AREAS, "weighted_pupils_in_impulse_areas": 2},
    )
    assert followed("18PH") == ["telling -1564.50"]


@pytest.mark.django_db
def test_without_a_transition_the_published_scores_of_all_locations_are_paid():
    counted_on = date(2022, 2, 1)
    days = of_days("2013-08-01", "2023-01-01")
    make(School, brin="18PH", valid=days, attested=days)
    for code in ("18PH00", "18PH01"):
        make(Location, code=code, valid=days, attested=days)
    make(DisadvantageScore, counted_on=counted_on)
    run = run_of(REGIME, "2023")
    assert "vestiging 18PH01" in run.findings[0]["melding"]
    make(DisadvantageScore, location_code="18PH01", counted_on=counted_on)
    run = run_of(REGIME, "2023")
    # 2 x 33.02 x 747.86
    assert paid("18PH", "2023").entitlement == Decimal("49388.67")
    found = {"location_code": "18PH01", "counted_on": counted_on}
    correct(DisadvantageScore, found, with_threshold=Decimal("32.02"))
    assert followed("18PH", "2023") == ["score -747.86"]
    assert [*differences(run)] == []
