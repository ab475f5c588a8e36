"""A check is closed through the API: by another person, with the board heard."""

import pytest

from oab.filters import today
from oab.models import ProcessingAction
from schools.models import Control, Delivery
from tests.schools.api.controls.test_controls import (
    ORDER,
    draw,
    errors,
    find,
    officer,
    units,
)
from tests.schools.controls.conftest import accepted, pupil

pytestmark = pytest.mark.django_db
__all__ = ["accepted", "draw", "officer", "units"]


@pytest.fixture
def control(accepted, draw, officer):
    """Draw two pupils, of whom one has no form."""
    accepted(pupil(), pupil("1.20"), pupil("0"))
    made = draw(omvang=2)
    address = f"/v1/controles/{made['id']}/leerlingen"
    first, second = officer.get(address).json()["resultaten"]
    find(
        officer,
        made,
        {"leerling": first["leerling"], "klasse": "C"},
        {"leerling": second["leerling"], "klasse": "in-orde"},
    )
    return made


@pytest.fixture
def decider(api):
    return api.as_("ocw-beslisser", "ocw")


def closing(**changes):
    hearing = {
        "bestuur": "41646",
        "datum": str(today()),
        "uitkomst": "Het bestuur erkent dat het formulier ontbreekt.",
    }
    return {"reden": "Formulier ontbreekt", "hoorgesprekken": [hearing]} | changes


def close(client, control, body):
    address = f"/v1/controles/{control['id']}/afrondingen"
    return client.post(address, body, "application/json")


def test_closing_corrects_and_says_what_it_corrected(decider, control):
    answer = close(decider, control, closing())
    assert answer.status_code == 201
    assert answer["Location"] == f"/v1/controles/{control['id']}"
    shown = decider.get(answer["Location"]).json()
    (correction,) = shown["correcties"]
    made = Delivery.objects.get(pk=correction["aanlevering"])
    assert (correction["kenmerk"], correction["gewichten"]) == (made.reference, 1)
    assert (made.state, made.origin, made.reason) == (
        "accepted",
        "check",
        "Formulier ontbreekt",
    )
    assert [str(each.weight) for each in made.pupils.order_by("row")] == [
        "0.00",
        "1.20",
        "0.00",
    ]
    (hearing,) = shown["hoorgesprekken"]
    assert (hearing["bestuur"], shown["afgerondOp"] is not None) == ("41646", True)


def test_closing_is_put_on_record_for_whom_it_concerns(decider, control):
    close(decider, control, closing())
    action = ProcessingAction.objects.latest("pk")
    assert action.name == "gewichten na een controle toevoegen"
    assert action.subjects.count() == 1


def test_without_a_hearing_nothing_is_closed(decider, control):
    answer = close(decider, control, closing(hoorgesprekken=[]))
    assert answer.status_code == 400
    assert errors(answer) == {("/hoorgesprekken", "ontbreekt")}
    assert Control.objects.get().closed_at is None


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"reden": " "}, {("/reden", "leeg")}),
        (
            {"hoorgesprekken": [{"bestuur": "1", "datum": "gisteren"}]},
            {
                ("/hoorgesprekken/0/bestuur", "ongeldig"),
                ("/hoorgesprekken/0/datum", "ongeldig"),
                ("/hoorgesprekken/0/uitkomst", "ontbreekt"),
            },
        ),
        ({"gewicht": "0.3"}, {("/gewicht", "onbekend")}),
    ],
)
def test_a_closing_is_read_strictly(decider, control, change, found):
    answer = close(decider, control, closing(**change))
    assert (answer.status_code, errors(answer)) == (400, found)


def test_who_drew_the_check_does_not_close_it(api, control):
    same = api.as_("ocw-beslisser", "ocw", sub="ocw-behandelaar van ocw")
    answer = close(same, control, closing())
    assert answer.status_code == 409
    assert "rondt haar niet af" in answer.json()["detail"]


def test_an_officer_does_not_close(officer, control):
    assert close(officer, control, closing()).status_code == 403


def test_a_closed_check_takes_no_more(decider, officer, control):
    close(decider, control, closing())
    assert close(decider, control, closing()).status_code == 409
    pupils = officer.get(f"/v1/controles/{control['id']}/leerlingen").json()
    number = pupils["resultaten"][0]["leerling"]
    later = {"leerling": number, "klasse": "A", "reden": "Alsnog"}
    assert find(officer, control, later).status_code == 409


def test_the_same_key_closes_once(decider, control):
    address = f"/v1/controles/{control['id']}/afrondingen"
    answers = [
        decider.post(
            address, closing(), "application/json", headers={"Idempotency-Key": "k"}
        )
        for _ in "ab"
    ]
    assert [each.status_code for each in answers] == [201, 201]
    assert Delivery.objects.filter(origin="check").count() == 1


def test_earlier_errors_are_a_risk_the_next_time(decider, control, draw, units):
    close(decider, control, closing())
    order = ORDER | {"eenheid": "vestigingen", "methode": "risico"}
    (unit,) = units(draw(**order))
    (found,) = [each for each in unit["risicos"] if each["regel"] == "eerdere-fouten"]
    assert (found["deel"], found["geheel"], found["punten"]) == ("1", "2", 3)
