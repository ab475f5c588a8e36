"""Deliveries through the API: from opening to the receipt and the count decision."""

import json
from datetime import date
from typing import Any

import pytest

from oab.models import Change, ProcessingAction
from schools.models import Count, CountCell, Delivery, Extension
from tests.contract import ContractClient
from tests.factories import make
from tests.oab.pdf_text import fonts_of, standards_of, text_of
from tests.schools.deliveries import handing_in
from tests.schools.deliveries.steps import move

pytestmark = pytest.mark.django_db
JSON = "application/json"
DELIVERIES = "/v1/aanleveringen"
OPEN = {"teldatum": "2014-10-01"}


@pytest.fixture
def people(api: ContractClient) -> dict[str, ContractClient]:
    """Everybody who has a part in a count."""
    return {
        "employee": api.as_("bestuur-medewerker", sub="an"),
        "signatory": api.as_("bestuur-ondertekenaar", sub="bo"),
        "officer": api.as_("ocw-behandelaar", "ocw", sub="cas"),
        "decider": api.as_("ocw-beslisser", "ocw", sub="dee"),
    }


@pytest.fixture
def board(db: None) -> None:
    """A board with one school and time to deliver."""
    del db
    handing_in.register("18PH00")


def post(client: ContractClient, address: str, body: Any = None) -> Any:
    return client.post(address, json.dumps(body or {}), JSON)


def filled(on: str = "2014-10-01") -> Delivery:
    delivery = Delivery.objects.get(counted_on=on, state="open")
    handing_in.pupil(delivery, 2)
    handing_in.pupil(delivery, 3, claimed_weight="0.30", **handing_in.STATEMENT)
    return delivery


@pytest.mark.usefixtures("board")
def test_a_count_goes_from_opening_to_its_decision(people):
    windows = "/v1/inzendperioden/2014-10-01"
    extension = {"bestuur": "41646", "laatsteDag": "2100-01-01", "reden": "Brand"}
    given = post(people["decider"], f"{windows}/uitstelbesluiten", extension)
    assert given.status_code == 201

    opened = post(people["employee"], DELIVERIES, OPEN)
    address = opened["Location"]
    assert opened.status_code == 201
    assert opened.json()["toestand"] == "open"
    assert opened.json()["kenmerk"] == "A-2014-000001"
    assert opened.json()["totalen"] is None
    assert opened["ETag"] == '"1"'
    filled()

    sent = post(people["employee"], f"{address}/inzendingen")
    assert sent.status_code == 201, sent.content
    assert sent["Location"] == address
    content = {"hash": sent.json()["hash"]}
    assert sent.json()["totalen"]["gewicht"] == "0.30"

    own = ContractClient().as_("bestuur-ondertekenaar", sub="an")
    refused = post(own, f"{address}/ondertekeningen", content)
    assert refused.status_code == 409
    assert "niet ook ondertekenen" in refused.json()["detail"]

    signed = post(people["signatory"], f"{address}/ondertekeningen", content)
    assert signed.json()["toestand"] == "ondertekend"
    accepted = post(people["officer"], f"{address}/acceptaties", content)
    assert accepted.json()["toestand"] == "geaccepteerd"
    steps = people["officer"].get(address).json()["stappen"]
    assert [(step["naar"], step["door"]) for step in steps] == [
        ("open", "an"),
        ("ingezonden", "an"),
        ("ondertekend", "bo"),
        ("geaccepteerd", "cas"),
    ]

    count = Count.objects.get()
    assert (count.location_code, count.source) == (
        "18PH00",
        "aanlevering A-2014-000001",
    )
    assert Change.objects.get(kind="count").subject == "18PH00"

    asked = {"bestuur": "41646", **OPEN}
    by_officer = ContractClient().as_("ocw-beslisser", "ocw", sub="cas")
    assert post(by_officer, "/v1/telbesluiten", asked).status_code == 409
    decided = post(people["decider"], "/v1/telbesluiten", asked)
    assert decided.status_code == 201, decided.content
    assert decided["Location"] == "/v1/telbesluiten/T-2014-000001"
    assert decided.json()["uiterlijkeDag"] == "2015-01-31"
    assert decided.json()["vestigingen"] == [
        {
            "vestiging": "18PH00",
            "aantallen": [
                {
                    "gewicht": "0.00",
                    "leeftijdsgroep": "4-tot-en-met-7",
                    "leerlingen": 1,
                },
                {
                    "gewicht": "0.30",
                    "leeftijdsgroep": "4-tot-en-met-7",
                    "leerlingen": 1,
                },
            ],
        }
    ]
    notified = post(people["decider"], f"{decided['Location']}/bekendmakingen")
    assert notified.status_code == 201
    assert notified.json()["laatsteDagBezwaar"] > notified.json()["dagBekendmaking"]
    again = post(people["decider"], f"{decided['Location']}/bekendmakingen")
    assert again.status_code == 409
    listed = people["employee"].get("/v1/telbesluiten").json()["resultaten"]
    assert [each["nummer"] for each in listed] == ["T-2014-000001"]


@pytest.mark.usefixtures("board")
def test_a_decision_without_every_school_says_why(people):
    handing_in.register("00AP00")
    delivery = handing_in.delivery({})
    move(delivery, "accepted")
    count = make(
        Count,
        location_code="18PH00",
        counted_on=date(2014, 10, 1),
        source=f"aanlevering {delivery.reference}",
    )
    make(CountCell, count=count, weight="0.30", age_group="4_7")
    asked = {"bestuur": "41646", **OPEN}

    refused = post(people["decider"], "/v1/telbesluiten", asked)
    why = asked | {"onvolledig": "00AP volgt"}
    decided = post(people["decider"], "/v1/telbesluiten", why)

    assert refused.status_code == 409
    assert "00AP" in refused.json()["detail"]
    assert decided.json()["scholenZonderTelling"] == ["00AP"]
    assert decided.json()["onvolledig"] == "00AP volgt"
    assert decided.json()["openCorrecties"] == []
    as_document = {"Accept": "application/pdf"}
    document = people["decider"].get(decided["Location"], headers=as_document)
    assert "00AP" in text_of(document.content)


@pytest.mark.usefixtures("board")
def test_what_is_late_is_refused_with_the_date(people):
    address = post(people["employee"], DELIVERIES, OPEN)["Location"]
    filled()

    late = post(people["employee"], f"{address}/inzendingen")

    assert late.status_code == 409
    assert "01-12-2014" in late.json()["detail"]


@pytest.mark.usefixtures("board")
def test_what_is_wrong_is_listed_and_stays_open(people):
    make(Extension, until=date(2100, 1, 1))
    address = post(people["employee"], DELIVERIES, OPEN)["Location"]
    delivery = filled()
    handing_in.pupil(delivery, 4, born_on=date(2012, 1, 1))

    refused = post(people["employee"], f"{address}/inzendingen")

    assert refused.status_code == 409
    (error,) = refused.json()["errors"]
    assert error["location"] == "rij 4, kolom geboortedatum"
    assert error["code"] == "te-jong"
    assert people["employee"].get(address).json()["toestand"] == "open"


@pytest.mark.usefixtures("board")
def test_a_delivery_is_sent_back_with_reasons_and_corrected_with_one(people):
    make(Extension, until=date(2100, 1, 1))
    address = post(people["employee"], DELIVERIES, OPEN)["Location"]
    filled()
    sent = post(people["employee"], f"{address}/inzendingen").json()

    empty = post(people["officer"], f"{address}/terugzendingen", {"redenen": []})
    assert empty.status_code == 400
    back = post(people["officer"], f"{address}/terugzendingen", {"redenen": ["Nee"]})
    assert back.json()["redenenTerugzending"] == ["Nee"]
    again = post(people["employee"], f"{address}/inzendingen").json()
    assert again["hash"] == sent["hash"]
    content = {"hash": again["hash"]}
    post(people["signatory"], f"{address}/ondertekeningen", content)
    post(people["officer"], f"{address}/acceptaties", content)

    corrected = post(people["employee"], f"{address}/correcties", {"reden": "Beter"})
    assert corrected.status_code == 201
    assert corrected["Location"] != address
    assert corrected.json()["vervangt"] == sent["id"]
    read = people["employee"].get(corrected["Location"])
    assert read.json()["reden"] == "Beter"


@pytest.mark.usefixtures("board")
def test_steps_are_on_record(people):
    make(Extension, until=date(2100, 1, 1))
    address = post(people["employee"], DELIVERIES, OPEN)["Location"]
    filled()
    post(people["employee"], f"{address}/inzendingen")

    assert [
        (each.name, each.person, each.subjects.count())
        for each in ProcessingAction.objects.order_by("id")
    ] == [("aanlevering openen", "an", 0), ("aanlevering inzenden", "an", 2)]


def test_a_receipt_tells_what_was_received_as_data_and_as_a_document(people):
    delivery = handing_in.delivery({}, {})
    address = f"{DELIVERIES}/{delivery.pk}/ontvangstbevestiging"
    assert people["employee"].get(address).status_code == 404

    totals = {
        "rows": 2,
        "pupils": 2,
        "weight": "1.20",
        "findings": {"error": 0, "warning": 3, "signal": 0},
        "cells": [
            {
                "location": "18PH00",
                "weight": "1.20",
                "ageGroup": "4_7",
                "pupils": 2,
            }
        ],
    }
    person = "#panic() *vet* <b>"
    move(delivery, "delivered", totals=totals, delivered_by=person)

    told = people["employee"].get(address).json()
    assert told["totalen"]["waarschuwingen"] == 3
    assert told["ingezondenDoor"] == person

    document = people["employee"].get(address, headers={"Accept": "application/pdf"})
    assert document["Content-Type"] == "application/pdf"
    text = text_of(document.content)
    for part in [
        f"Ontvangstbevestiging {delivery.reference}",
        "18PH00",
        "1,20",
        "4 tot en met 7 jaar",
        person,
        "0" * 64,
    ]:
        assert part.replace(" ", "") in text.replace(" ", ""), part
    assert standards_of(document.content) == {"tagged", "nl", "PDF/A-2A", "PDF/UA-1"}
    assert all(embedded for _, embedded in fonts_of(document.content))


def test_a_window_is_told_to_everybody(api):
    told = api.get("/v1/inzendperioden/2014-10-01").json()

    assert told["laatsteDag"]["dag"] == "2014-12-01"
    assert "12a" in told["laatsteDag"]["grondslag"]
    assert told["sluitOp"] == "2014-12-01T23:00:00Z"
    assert told["laatsteDagLeeftijd"]["dag"] == "2014-11-30"
    assert api.get("/v1/inzendperioden/2014-10-02").status_code == 404
    assert api.get("/v1/inzendperioden/2014-13-02").status_code == 404
    listed = api.get("/v1/inzendperioden?limit=2").json()
    assert len(listed["resultaten"]) == 2
    assert api.get(listed["volgende"]).status_code == 200


def test_extensions_are_seen_by_their_board_only(people):
    make(Extension, until=date(2100, 1, 1))
    make(Extension, board_code="30052", until=date(2100, 1, 1))
    address = "/v1/inzendperioden/2014-10-01/uitstelbesluiten"

    def seen(client: ContractClient) -> list[str]:
        return [each["bestuur"] for each in client.get(address).json()["resultaten"]]

    assert seen(people["employee"]) == ["41646"]
    assert seen(people["decider"]) == ["41646", "30052"]


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({}, {"/teldatum"}),
        ({"teldatum": "gisteren", "vestiging": "x"}, {"/teldatum", "/vestiging"}),
        ({"teldatum": "2014-10-01", "bestuur": "41646"}, {"/bestuur"}),
    ],
)
def test_what_is_asked_wrongly_is_named(people, body, faults):
    errors = post(people["employee"], DELIVERIES, body).json()["errors"]

    assert {error["location"] for error in errors} == faults


def test_a_list_is_narrowed_down(people):
    handing_in.delivery()
    handing_in.delivery(counted_on=date(2013, 10, 1))

    for query, number in {
        "teldatum=2014-10-01": 1,
        "toestand=open": 2,
        "toestand=ingezonden": 0,
        "herkomst=bestuur": 2,
        "bestuur=30052": 0,
        "vestiging=18PH00": 0,
    }.items():
        listed = people["officer"].get(f"{DELIVERIES}?{query}").json()["resultaten"]
        assert len(listed) == number, query


def test_no_count_is_written_before_acceptance(people):
    delivery = handing_in.delivery({})
    move(delivery, "signed")

    refused = post(
        people["officer"],
        f"{DELIVERIES}/{delivery.pk}/acceptaties",
        {"hash": "1" * 64},
    )

    assert refused.status_code == 409
    assert not CountCell.objects.exists()
