"""A query is understood as a whole, or refused with all that is wrong with it."""

import pytest

from schools.models import School
from tests.factories import make


def errors(api, address: str) -> dict[str, str]:
    body = api.get(address).json()
    return {error["location"]: error["code"] for error in body["errors"]}


def test_all_errors_are_named_at_once(api):
    address = "/v1/scholen?geldigOp=morgen&limit=0&onzin=1&bestuur=&brin=18PH"

    assert errors(api, address) == {
        "geldigOp": "ongeldig",
        "limit": "te-laag",
        "onzin": "onbekend",
        "bestuur": "leeg",
        "brin": "onbekend",
    }


def test_an_unknown_key_is_told_which_are_known(api):
    (error,) = api.get("/v1/besturen?naam=x").json()["errors"]

    assert error["detail"] == "onbekend; bekend zijn bekendOp, cursor, geldigOp, limit"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("geldigOp=01-10-2015", {"geldigOp": "ongeldig"}),
        ("geldigOp=20151001", {"geldigOp": "ongeldig"}),
        ("geldigOp=2015-W40-4", {"geldigOp": "ongeldig"}),
        ("geldigOp=2015-02-30", {"geldigOp": "ongeldig"}),
        ("geldigOp=0000-01-01", {"geldigOp": "ongeldig"}),
        ("geldigOp=2015-10-01T00:00:00Z", {"geldigOp": "ongeldig"}),
        ("geldigOp=%00", {"geldigOp": "ongeldig"}),
        ("bekendOp=2015-10-01", {"bekendOp": "ongeldig"}),
        ("bekendOp=2015-10-01T12:00:00", {"bekendOp": "ongeldig"}),
        ("bekendOp=2015-10-01T12:00:00%2B99:00", {"bekendOp": "ongeldig"}),
        ("bekendOp=0001-01-01T00:00:00%2B14:00", {"bekendOp": "ongeldig"}),
        ("bekendOp=2015-10-01T12:00:00+02:00", {"bekendOp": "ongeldig"}),
        ("bestuur=4164", {"bestuur": "ongeldig"}),
        ("bestuur=41646%0A", {"bestuur": "ongeldig"}),
        ("bestuur=%D9%A4%D9%A1%D9%A6%D9%A4%D9%A6", {"bestuur": "ongeldig"}),
        ("bestuur=41646&bestuur=41646", {"bestuur": "dubbel"}),
        ("buitenRegeling=ja", {"buitenRegeling": "onbekend"}),
        ("buitenRegeling=1", {"buitenRegeling": "onbekend"}),
        ("GeldigOp=2015-10-01", {"GeldigOp": "onbekend"}),
        ("format=csv", {"format": "onbekend"}),
        ("%00=1", {"\x00": "onbekend"}),
    ],
)
def test_a_value_of_another_form_is_refused(api, query, expected):
    assert errors(api, f"/v1/scholen?{query}") == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("scholen?buitenRegeling=ja", "true, false"),
        ("gemeenten?groep=x", "G4, G27, GOAB-A, GOAB-B"),
        ("doorrekeningen?toestand=klaar", "gestart, voltooid, geblokkeerd"),
    ],
)
def test_a_word_that_is_none_of_the_choices_is_told_which_are(api, address, expected):
    (error,) = api.get(f"/v1/{address}").json()["errors"]

    assert error["detail"] == f"verwacht een van: {expected}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "geldigOp=0001-01-01",
        "geldigOp=9999-12-31",
        "bekendOp=0001-01-01T00:00:00-14:00",
        "bekendOp=9999-12-31T23:59:59.999999%2B14:00",
        "bekendOp=2015-10-01T12:00:00%2B23:59",
        "bekendOp=2015-10-01T12:00Z",
    ],
)
def test_the_ends_of_time_are_days_like_others(api, query):
    assert api.get(f"/v1/scholen?{query}").json()["resultaten"] == []


@pytest.mark.django_db
def test_a_plus_sign_that_became_a_space_is_explained(api):
    response = api.get("/v1/scholen?bekendOp=2015-10-01T12:00:00+02:00")

    assert "%2B" in response.json()["errors"][0]["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["00AP", "18PH", "27MK"]),
        ("buitenRegeling=true", ["27MK"]),
        ("buitenRegeling=false", ["00AP", "18PH"]),
        ("bestuur=41646", ["18PH"]),
        ("samenwerkingsverband=PO2801", ["00AP"]),
        ("bestuur=41646&buitenRegeling=true", []),
    ],
)
def test_a_key_narrows_the_list_down(api, query, expected):
    make(School, brin="18PH", board_code="41646")
    make(School, brin="00AP", board_code="40009", partnership_code="PO2801")
    make(School, brin="27MK", board_code="40009", outside_scheme=True)

    rows = api.get(f"/v1/scholen?{query}").json()["resultaten"]

    assert [row["brin"] for row in rows] == expected
