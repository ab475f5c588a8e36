"""Counts with their numbers, and what corrections make of them."""

from typing import Any

import pytest

from oab.versions import moment
from schools.models import Count, CountCell
from tests.contract import ContractClient
from tests.factories import make

NUMBER = "18PH00-2016-10-01-gewicht-en-leeftijd"


@pytest.fixture
def api(auditor: ContractClient) -> ContractClient:
    """Ask as who may read everything."""
    return auditor


def pupils(body: dict[str, Any]) -> list[tuple[str | None, str | None, int]]:
    return [
        (cell["gewicht"], cell["leeftijdsgroep"], cell["leerlingen"])
        for cell in body["aantallen"]
    ]


@pytest.mark.django_db
def test_a_count_shows_its_numbers_as_far_as_the_source_has_them(api):
    count = make(Count)
    make(CountCell, count=count, weight="1.20", age_group="8_up", pupils=3)
    make(CountCell, count=count, weight="0", age_group="4_7", pupils=41)
    make(CountCell, count=count, weight=None, age_group="4_7", pupils=44)
    make(CountCell, count=count, weight="0.30", age_group="", pupils=5)

    body = api.get(f"/v1/tellingen/{NUMBER}").json()

    assert body["herkomst"] == "gewicht-en-leeftijd"
    assert pupils(body) == [
        ("0.00", "4-tot-en-met-7", 41),
        ("0.30", None, 5),
        ("1.20", "8-en-ouder", 3),
        (None, "4-tot-en-met-7", 44),
    ]


@pytest.mark.django_db
def test_a_correction_takes_the_place_of_a_count(api):
    wrong = make(Count)
    make(CountCell, count=wrong, pupils=12)
    before = moment()
    right = make(Count, replaces=wrong, reason="twee leerlingen dubbel geteld")
    make(CountCell, count=right, pupils=10)

    (listed,) = api.get("/v1/tellingen").json()["resultaten"]
    now = api.get(f"/v1/tellingen/{NUMBER}").json()
    then = api.get(f"/v1/tellingen/{NUMBER}", {"bekendOp": before.isoformat()}).json()

    assert listed == now
    assert pupils(now) == [("0.30", None, 10)]
    assert now["reden"] == "twee leerlingen dubbel geteld"
    assert pupils(then) == [("0.30", None, 12)]
    assert then["reden"] is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["00AP00-2015-10-01-leeftijd", "18PH00-2016-10-01-bron", NUMBER]),
        ("brin=18PH", ["18PH00-2016-10-01-bron", NUMBER]),
        ("vestiging=00AP00", ["00AP00-2015-10-01-leeftijd"]),
        ("teldatum=2015-10-01", ["00AP00-2015-10-01-leeftijd"]),
        ("herkomst=gewicht-en-leeftijd", [NUMBER]),
        ("herkomst=bron&teldatum=2015-10-01", []),
    ],
)
def test_counts_of_a_school_day_or_origin(api, query, expected):
    make(Count)
    make(Count, origin="bron")
    make(Count, origin="age", location_code="00AP00", counted_on="2015-10-01")

    rows = api.get(f"/v1/tellingen?{query}").json()["resultaten"]

    assert [row["id"] for row in rows] == expected


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_a_correction_in_between_is_not_shown_beside_what_it_replaces(api, limit):
    first = make(Count, origin="age")
    make(Count, origin="bron")
    make(Count, origin="weight_and_age")

    body = api.get(f"/v1/tellingen?limit={limit}").json()
    seen = [row["id"] for row in body["resultaten"]]
    make(Count, origin="age", replaces=first, reason="verteld")
    while body["volgende"]:
        body = api.get(body["volgende"]).json()
        seen += [row["id"] for row in body["resultaten"]]

    assert len(seen) == len(set(seen)) == 3
