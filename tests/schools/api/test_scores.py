"""Achterstandsscores, of a school, a municipality or a day, in their editions."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from oab.versions import moment
from schools.models import DisadvantageScore, Location
from tests.contract import ContractClient
from tests.factories import make

pytestmark = pytest.mark.django_db

NUMBER = "18PH00-2019-10-01"


def in_june(score: DisadvantageScore, points: str) -> DisadvantageScore:
    return make(
        DisadvantageScore,
        replaces=score,
        reason="Opnieuw gepubliceerd met een andere waarde",
        source="CBS, achterstandsscores, 10 juni 2020",
        stage="revised",
        published=DateRange(date(2020, 6, 10), date(2020, 6, 11)),
        with_threshold=Decimal(points),
    )


def test_everybody_may_read_a_score_with_all_that_was_published_of_it(
    api: ContractClient,
):
    make(Location, municipality_code="0637")
    make(DisadvantageScore)

    body = api.get(f"/v1/achterstandsscores/{NUMBER}").json()

    body.pop("vastgelegdOp")
    assert body == {
        "id": NUMBER,
        "vestiging": "18PH00",
        "brin": "18PH",
        "gemeente": "0637",
        "teldatum": "2019-10-01",
        "leerlingen": 100,
        "achterstandsscore": "33.02",
        "scoreZonderDrempel": "102.62",
        "scoreOnderbouw": "26.17",
        "scoreBovenbouw": "76.45",
        "betrouwbaar": True,
        "onderbouwBetrouwbaar": True,
        "bovenbouwBetrouwbaar": True,
        "stadium": "definitief",
        "gepubliceerdVanaf": "2020-02-01",
        "gepubliceerdTot": "2020-03-01",
        "reden": None,
        "bron": "CBS, achterstandsscores, februari 2020",
    }


def test_a_revised_score_is_shown_and_what_applied_before_it_can_be_asked(
    api: ContractClient,
):
    first = make(DisadvantageScore)
    before = moment().isoformat()
    in_june(first, "34.50")

    def score(**query: str) -> Any:
        answer = api.get(f"/v1/achterstandsscores/{NUMBER}", query)
        return answer.json().get("achterstandsscore")

    assert score() == "34.50"
    assert score(bekendOp=before) == "33.02"
    assert score(geldigOp="2020-06-09") == "33.02"
    assert score(geldigOp="2020-06-10") == "34.50"
    assert score(geldigOp="2020-06-10", bekendOp=before) == "33.02"
    assert score(geldigOp="2020-02-28") is None
    (listed,) = api.get("/v1/achterstandsscores").json()["resultaten"]
    assert (listed["stadium"], listed["achterstandsscore"]) == ("herzien", "34.50")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["00AP00-2019-10-01", NUMBER, "00AP00-2020-10-01"]),
        ("?brin=00AP", ["00AP00-2019-10-01", "00AP00-2020-10-01"]),
        ("?vestiging=18PH00", [NUMBER]),
        ("?teldatum=2020-10-01", ["00AP00-2020-10-01"]),
        ("?gemeente=0637", [NUMBER]),
        # It lay there until August 2020, and is in the register from 2020 on.
        ("?gemeente=0363", ["00AP00-2019-10-01"]),
        ("?gemeente=0599", ["00AP00-2020-10-01"]),
    ],
)
def test_scores_of_a_school_a_municipality_or_a_day(
    api: ContractClient, query, expected
):
    make(Location, municipality_code="0637")
    moved = date(2020, 8, 1)
    days = DateRange(date(2020, 1, 1), moved), DateRange(moved, None)
    for there, valid in zip(("0363", "0599"), days, strict=True):
        attested = DateRange(valid.lower, date(2020, 8, 2))
        make(
            Location,
            code="00AP00",
            municipality_code=there,
            valid=valid,
            attested=attested if valid.upper is None else valid,
        )
    make(DisadvantageScore)
    for counted_on in (date(2019, 10, 1), date(2020, 10, 1)):
        make(DisadvantageScore, location_code="00AP00", counted_on=counted_on)

    body = api.get(f"/v1/achterstandsscores{query}").json()

    assert [row["id"] for row in body["resultaten"]] == expected


def test_a_number_of_a_day_that_does_not_exist_is_no_address(
    api: ContractClient,
):
    assert api.get("/v1/achterstandsscores/18PH00-2019-02-30").status_code == 404
