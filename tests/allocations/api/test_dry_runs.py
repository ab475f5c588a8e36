"""Dry runs answer what numbers would lead to, and store nothing."""

from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps

from allocations import runs
from allocations.models import Allocation
from allocations.questions import read_question
from municipalities.models import ImpulseAreaDesignation
from schools.models import DeliveredPupil, Delivery, Location, School, TeacherAge
from tests.allocations.counting import count
from tests.factories import make

ADDRESS = "/v1/proefberekeningen"
NUMBERS = {
    "vestiging": "18PH00",
    "leerlingen": 250,
    "leerlingenGewicht03": 43,
    "leerlingenGewicht12": 13,
}
BODY = {"teldatum": "2014-10-01", "vestigingen": [NUMBERS]}
AGE = {"brin": "18PH", "gewogenGemiddeldeLeeftijd": "40.00"}


@pytest.fixture
def board(api, db):
    del db
    make(School)
    make(Location)
    make(ImpulseAreaDesignation)
    return api.as_("bestuur-medewerker", "41646")


def ask(client, body):
    return client.post(ADDRESS, body, content_type="application/json")


def rows() -> dict[str, int]:
    return {model.__name__: model._base_manager.count() for model in apps.get_models()}


def test_numbers_give_weights_euros_and_steps_and_store_nothing(board):
    before = rows()

    answer = ask(board, BODY | {"scholen": [AGE]})

    assert answer.status_code == 200
    (outcome,) = answer.json()["uitkomsten"]
    # 14 × 3,034.66 and 56 × 1,775
    assert outcome["cijfers"]["schoolgewicht"] == "14"
    assert outcome["cijfers"]["gewichtenleerlingenInImpulsgebied"] == "56"
    assert outcome["toekenning"] == "141885.24"
    (location,) = outcome["vestigingen"]
    assert location["cijfers"]["toekenning"] == "141885.24"
    assert outcome["stappen"][-1]["naam"] == "toekenning"
    assert "opgegeven aantallen" in outcome["bronnen"]
    assert outcome["meldingen"] == []
    assert rows() == before


def test_without_an_age_there_are_weights_and_the_reason(board):
    (outcome,) = ask(board, BODY).json()["uitkomsten"]

    assert outcome["cijfers"]["schoolgewicht"] == "14"
    assert outcome["toekenning"] is None
    assert outcome["meldingen"][0].startswith("bedrag niet bekend: de gewogen")


def test_without_amounts_in_the_law_there_are_weights_and_the_article(board):
    answer = ask(board, BODY | {"teldatum": "2016-10-01", "scholen": [AGE]})

    (outcome,) = answer.json()["uitkomsten"]
    assert outcome["periode"] == "2017-2018"
    assert (outcome["cijfers"]["schoolgewicht"], outcome["toekenning"]) == ("14", None)
    assert "art. 28" in outcome["meldingen"][0]


def test_a_dry_run_says_what_a_run_then_stores(board):
    make(TeacherAge, counted_on=date(2014, 10, 1), age=Decimal("40.00"))
    (outcome,) = ask(board, BODY).json()["uitkomsten"]
    count("18PH00", 250, 43, 13)

    run = runs.start(read_question("school_weights_2006", "2015-2016"))
    runs.work_off(run.pk)

    assert str(Allocation.objects.get().entitlement) == outcome["toekenning"]


def test_a_delivery_is_tried_out_as_it_is(board):
    delivery = make(Delivery, location_code="")
    for row, weight in enumerate(["0.00", "0.00", "0.30", "1.20", None], start=1):
        make(
            DeliveredPupil,
            delivery=delivery,
            row=row,
            counted=True,
            weight=weight and Decimal(weight),
        )
    make(DeliveredPupil, delivery=delivery, row=9, counted=False, weight=Decimal("1.2"))
    before = rows()

    answer = ask(board, {"aanlevering": str(delivery.pk), "scholen": [AGE]})

    (outcome,) = answer.json()["uitkomsten"]
    facts = {fact["naam"]: fact["waarde"] for fact in outcome["feiten"]}
    assert facts["leerlingen"] == "5"
    assert facts["leerlingen_gewicht_12"] == "1"
    assert rows() == before


def test_everything_wrong_is_named_at_once(board):
    make(School, brin="00AP", board_code="30052")
    wrong = NUMBERS | {"vestiging": "00AP00"}
    answer = ask(board, BODY | {"vestigingen": [wrong, wrong]})

    assert answer.status_code == 400
    assert [(e["location"], e["code"]) for e in answer.json()["errors"]] == [
        ("/vestigingen/0/vestiging", "onbekend"),
        ("/vestigingen/1/vestiging", "onbekend"),
        ("/vestigingen/1/vestiging", "dubbel"),
    ]
    few = NUMBERS | {"leerlingen": 3}
    answer = ask(board, {"vestigingen": [few, {"vestiging": "18PH"}], "x": 1})
    assert {e["location"] for e in answer.json()["errors"]} >= {
        "/vestigingen/0/leerlingen",
        "/vestigingen/1/vestiging",
        "/vestigingen/1/leerlingen",
        "/x",
    }


def test_the_delivery_of_another_board_is_unknown(board):
    delivery = make(Delivery, board_code="30052")

    answer = ask(board, {"aanlevering": str(delivery.pk)})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["location"] == "/aanlevering"
