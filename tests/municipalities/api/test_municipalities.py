"""Municipalities with their groups, redivisions and impulse areas."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from municipalities.models import (
    GroupMembership,
    ImpulseAreaDesignation,
    Municipality,
    MunicipalitySuccession,
)
from oab.versions import moment
from tests.factories import make


@pytest.fixture
def municipalities(db: None) -> None:
    del db
    make(Municipality, code="0363", name="Amsterdam", province="Noord-Holland")
    make(Municipality, code="0361", name="Alkmaar", province="Noord-Holland")
    make(Municipality, code="0637", name="Zoetermeer", province="Zuid-Holland")
    make(GroupMembership, municipality_code="0363", group="G4")
    make(GroupMembership, municipality_code="0363", group="GOAB-A")
    make(GroupMembership, municipality_code="0361", group="G27")


@pytest.mark.usefixtures("municipalities")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["0361", "0363", "0637"]),
        ("provincie=Noord-Holland", ["0361", "0363"]),
        ("groep=G4", ["0363"]),
        ("groep=GOAB-B", []),
        ("groep=G27&provincie=Zuid-Holland", []),
    ],
)
def test_municipalities_of_a_province_or_group(api, query, expected):
    rows = api.get(f"/v1/gemeenten?{query}").json()["resultaten"]

    assert [row["gemeente"] for row in rows] == expected


@pytest.mark.usefixtures("municipalities")
@pytest.mark.parametrize(
    ("number", "groups"), [("0363", ["G4", "GOAB-A"]), ("0637", [])]
)
def test_a_municipality_shows_the_lists_it_is_on(api, number, groups):
    assert api.get(f"/v1/gemeenten/{number}").json()["groepen"] == groups


@pytest.mark.django_db
def test_the_lists_are_those_of_the_day_and_moment(api):
    years = DateRange(date(2015, 1, 1), date(2018, 1, 1))
    make(Municipality)
    make(GroupMembership, municipality_code="0637", valid=years, attested=years)
    before = moment()
    make(GroupMembership, municipality_code="0637", group="G4")

    def groups(**asked: str) -> list[str]:
        found: list[str] = api.get("/v1/gemeenten/0637", asked).json()["groepen"]
        return found

    assert groups(geldigOp="2014-12-31") == ["G4"]
    assert groups(geldigOp="2015-01-01") == ["G27", "G4"]
    assert groups(geldigOp="2015-01-01", bekendOp=before.isoformat()) == ["G27"]
    assert groups(geldigOp="2018-01-01", bekendOp=before.isoformat()) == []


@pytest.mark.django_db
def test_redivisions_of_a_municipality(api):
    make(MunicipalitySuccession, predecessor="0040", successor="0014")
    make(MunicipalitySuccession, predecessor="0018", successor="0040")
    make(MunicipalitySuccession, predecessor="0018", successor="0014")

    rows = api.get("/v1/herindelingen?gemeente=0040").json()["resultaten"]

    assert [(row["voorganger"], row["opvolger"]) for row in rows] == [
        ("0018", "0040"),
        ("0040", "0014"),
    ]
    assert rows[0]["aandeelOppervlakte"] == "0.1100"


@pytest.mark.django_db
def test_an_impulse_area_ends_with_its_school_years(api):
    make(ImpulseAreaDesignation)

    during = api.get("/v1/impulsgebieden/2715?geldigOp=2017-07-31").json()
    after = api.get("/v1/impulsgebieden/2715?geldigOp=2017-08-01")

    assert during["regeling"] == "BWBR0031549"
    assert after.status_code == 404


CHANGE = date(2017, 1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("listed_later", "shown"),
    [
        pytest.param((), 200, id="no later list tells"),
        pytest.param(("0014",), 404, id="only its successor is listed later"),
        pytest.param(("0014", "0040"), 200, id="it lost ground and is listed later"),
    ],
)
def test_a_redivision_ends_a_municipality_that_is_gone(api, listed_later, shown):
    empty = DateRange(empty=True)
    since = date(2013, 1, 1)
    later = date(2018, 1, 1)
    for code in ("0014", "0040"):
        until = later if code in listed_later else None
        make(Municipality, code=code, valid=DateRange(since, until), attested=empty)
    for code in listed_later:
        make(Municipality, code=code, valid=DateRange(later, None), attested=empty)
    make(
        MunicipalitySuccession,
        predecessor="0040",
        successor="0014",
        between=DateRange(date(2013, 1, 1), CHANGE + timedelta(days=1)),
    )

    assert api.get("/v1/gemeenten/0040?geldigOp=2016-12-31").status_code == 200
    assert api.get("/v1/gemeenten/0040?geldigOp=2017-01-01").status_code == shown
    assert api.get("/v1/gemeenten/0014?geldigOp=2017-01-01").status_code == 200
