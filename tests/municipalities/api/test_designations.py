"""An officer registers a list of impulse areas; another person designates them."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from municipalities.models import (
    DesignationProposal,
    ImpulseAreaDesignation,
)
from oab.models import Change
from tests.contract import ContractClient
from tests.factories import make

pytestmark = pytest.mark.django_db

ADDRESS = "/v1/aanwijzingen"
LIST = {
    "regeling": "Regeling vaststelling impulsgebieden 2017-2018 en verder",
    "staatscourant": "2017, 15514",
    "artikel": "1",
    "datumPublicatie": "2017-03-24",
    "geldigVan": "2017-08-01",
    "geldigTot": "2021-08-01",
    "postcodegebieden": ["2715", "1102"],
}


@pytest.fixture
def officer(api) -> ContractClient:
    client: ContractClient = api.as_("ocw-behandelaar", "ocw", sub="cas")
    return client


@pytest.fixture
def decider(api) -> ContractClient:
    client: ContractClient = api.as_("ocw-beslisser", "ocw", sub="dee")
    return client


def post(client: ContractClient, address: str, body: Any = None) -> Any:
    return client.post(address, body if body is not None else {}, "application/json")


def register(client: ContractClient, **changes: Any) -> Any:
    return post(client, ADDRESS, LIST | changes)


def faults(answer: Any) -> set[tuple[str, str]]:
    assert answer.status_code == 400, answer.content
    return {(each["location"], each["code"]) for each in answer.json()["errors"]}


def areas(day: date = date(2018, 1, 1)) -> list[str]:
    rows = ImpulseAreaDesignation.objects.current().on(day).order_by("pc4")
    return [*rows.values_list("pc4", flat=True)]


def test_areas_are_designated_once_another_approved_them(officer, decider):
    address = register(officer)["Location"]
    assert officer.get(address).json()["toestand"] == "voorgelegd"
    assert (areas(), Change.objects.count()) == ([], 0)
    assert faults(register(officer)) == {
        ("/staatscourant", "dubbel"),
        ("/postcodegebieden/0", "dubbel"),
        ("/postcodegebieden/1", "dubbel"),
    }

    approved = post(decider, f"{address}/goedkeuringen")

    assert (approved.status_code, approved["Location"]) == (201, address)
    assert approved.json()["toestand"] == "goedgekeurd"
    assert approved.json()["beoordeeldDoor"] == "dee"
    assert (areas(), areas(date(2021, 8, 1))) == (["1102", "2715"], [])
    [change] = Change.objects.all()
    assert (change.kind, change.since, change.until) == (
        "designation",
        date(2017, 8, 1),
        date(2021, 8, 1),
    )
    shown = officer.get("/v1/impulsgebieden/2715?geldigOp=2018-01-01").json()
    assert shown["bron"] == "Stcrt. 2017, 15514"


def test_areas_are_not_designated_before_their_publication(officer, decider):
    address = register(officer, datumPublicatie="2126-03-24")["Location"]

    assert post(decider, f"{address}/goedkeuringen").status_code == 409

    # What is refused is not decided either.
    assert officer.get(address).json()["toestand"] == "voorgelegd"


def test_an_area_that_came_from_a_file_meanwhile_is_not_designated_twice(
    officer, decider
):
    address = register(officer, geldigVan="2016-08-01")["Location"]
    make(ImpulseAreaDesignation, pc4="2715")

    assert post(decider, f"{address}/goedkeuringen").status_code == 409


IMPOSSIBLE: list[tuple[dict[str, Any], tuple[str, str]]] = [
    ({"geldigVan": "2016-08-01"}, ("/postcodegebieden/0", "dubbel")),
    ({"postcodegebieden": ["1102", "1102"]}, ("/postcodegebieden/1", "dubbel")),
    ({"geldigTot": "2021-07-31"}, ("/geldigTot", "ongeldig")),
    ({"geldigTot": "2017-08-01"}, ("/geldigTot", "ongeldig")),
    ({"postcodegebieden": ["0123"]}, ("/postcodegebieden/0", "ongeldig")),
    ({"postcodegebieden": []}, ("/postcodegebieden", "te-kort")),
]


def test_a_list_that_cannot_be_is_refused(officer):
    make(ImpulseAreaDesignation, pc4="2715")  # up to 1 August 2017

    for changes, found in IMPOSSIBLE:
        assert faults(register(officer, **changes)) == {found}, changes


@pytest.mark.parametrize(
    ("model", "constraint", "changes"),
    [
        (DesignationProposal, "proposal_is_for_school_years", {"since": "2017-08-02"}),
        (DesignationProposal, "proposal_is_for_a_day", {"until": "2017-08-01"}),
        (DesignationProposal, "proposal_is_of_an_area", {"areas": []}),
        (DesignationProposal, "proposal_is_published_in", {"staatscourant": "15514"}),
    ],
)
def test_what_cannot_be_is_refused(model, constraint, changes):
    with pytest.raises(IntegrityError, match=constraint):
        make(model, **changes)
