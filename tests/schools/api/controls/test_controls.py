"""The ministry's checks through the API: drawn, looked at and added up."""

from datetime import date

import pytest

from oab.models import ProcessedSubject, ProcessingAction
from schools.models import Control, ControlFinding, DrawnPupil
from tests.factories import make
from tests.schools.controls.conftest import accepted, pupil

pytestmark = pytest.mark.django_db
__all__ = ["accepted"]

ORDER = {
    "jaar": 2015,
    "teldatum": "2014-10-01",
    "methode": "aselect",
    "eenheid": "ouderverklaringen",
    "omvang": 1,
    "startgetal": 7,
}


@pytest.fixture
def officer(api):
    return api.as_("ocw-behandelaar", "ocw")


@pytest.fixture
def draw(officer):
    """Have a check drawn, and give it."""

    def post(**changes):
        answer = officer.post("/v1/controles", ORDER | changes, "application/json")
        assert answer.status_code == 201, answer.content
        return officer.get(answer["Location"]).json()

    return post


@pytest.fixture
def units(officer):
    """Give what was drawn for a check."""

    def get(control):
        answer = officer.get(f"/v1/controles/{control['id']}/eenheden")
        return answer.json()["resultaten"]

    return get


def errors(answer):
    return {(each["location"], each["code"]) for each in answer.json()["errors"]}


def test_a_check_is_drawn_and_says_what_it_drew(accepted, draw, units):
    delivery = accepted(pupil())
    control = draw()
    assert {name: control[name] for name in ORDER} == ORDER
    (unit,) = units(control)
    assert (unit["plaats"], unit["nummer"]) == (1, f"{delivery.reference}:2")
    assert (control["afgerondOp"], control["correcties"]) == (None, [])


def test_whom_a_check_drew_is_on_record(accepted, draw):
    delivery = accepted(pupil(), pupil("0.00"))
    draw()
    action = ProcessingAction.objects.get(name="controle trekken")
    drawn = delivery.pupils.get(row=2)
    subjects = ProcessedSubject.objects.filter(action=action)
    assert [bytes(each.subject) for each in subjects] == [bytes(drawn.pseudonym)]


def test_a_risk_is_explained_per_unit(accepted, draw, units):
    accepted(pupil("1.20", state="unsigned"))
    (unit,) = units(draw(methode="risico", eenheid="vestigingen"))
    assert unit["punten"] == 6
    assert {each["regel"]: each["punten"] for each in unit["risicos"]} == {
        "aandeel-gewicht-1,2": 3,
        "groei-ten-opzichte-van-vorig-jaar": 0,
        "ongetekend-of-te-laat": 3,
        "buitenlandse-opleiding": 0,
        "eerdere-fouten": 0,
    }


def test_everything_wrong_with_an_order_is_said_at_once(officer):
    order = {"jaar": 1999, "methode": "gevoel", "omvang": 0, "zaad": 1}
    answer = officer.post("/v1/controles", order, "application/json")
    assert answer.status_code == 400
    assert errors(answer) == {
        ("/jaar", "te-laag"),
        ("/teldatum", "ontbreekt"),
        ("/methode", "onbekend"),
        ("/eenheid", "ontbreekt"),
        ("/omvang", "te-laag"),
        ("/zaad", "onbekend"),
    }


def test_more_than_there_are_is_refused(accepted, officer):
    accepted(pupil())
    answer = officer.post("/v1/controles", ORDER | {"omvang": 2}, "application/json")
    assert answer.status_code == 400
    assert errors(answer) == {("/omvang", "te-hoog")}


def test_the_list_is_narrowed_down(officer):
    make(Control, unit="boards")
    make(Control, unit="locations", method="risk", counted_on=date(2015, 10, 1))
    for query, number in {
        "": 2,
        "?eenheid=besturen": 1,
        "?methode=risico": 1,
        "?teldatum=2015-10-01": 1,
        "?teldatum=2016-10-01": 0,
    }.items():
        found = officer.get(f"/v1/controles{query}").json()["resultaten"]
        assert len(found) == number, query


# Pupils -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "sees_birth"),
    [
        (("ocw-behandelaar", "ocw"), True),
        (("ocw-beslisser", "ocw"), False),
        (("auditor", "auditdienst"), False),
    ],
)
def test_drawn_pupils_have_the_fields_that_a_role_needs(
    accepted, draw, api, who, sees_birth
):
    accepted(pupil("1.20", carer1_country="MA", carer1_category=1))
    control = draw()
    address = f"/v1/controles/{control['id']}/leerlingen"
    (shown,) = api.as_(*who).get(address).json()["resultaten"]
    assert (shown["geboortedatum"] is not None) == sees_birth
    assert shown["leerlingnummer"] is None
    assert (shown["vestiging"], shown["gewicht"], shown["verzorger1Land"]) == (
        "18PH00",
        "1.20",
        "MA",
    )
    assert (shown["verklaringStaat"], shown["klasse"]) == ("volledig", None)


def test_reading_drawn_pupils_is_put_on_record(accepted, draw, officer):
    delivery = accepted(pupil())
    officer.get(f"/v1/controles/{draw()['id']}/leerlingen")
    action = ProcessingAction.objects.latest("pk")
    assert action.name == "leerlingen van een controle lezen"
    assert action.activity.endswith(":controle")
    (subject,) = ProcessedSubject.objects.filter(action=action)
    assert subject.subject == delivery.pupils.get().pseudonym


# Findings -----------------------------------------------------------------------------


def find(client, control, *found):
    return client.post(
        f"/v1/controles/{control['id']}/bevindingen",
        {"bevindingen": [*found]},
        "application/json",
    )


@pytest.fixture
def control(accepted, draw):
    accepted(pupil(), pupil("1.20"))
    return draw(omvang=2)


@pytest.fixture
def drawn(control):
    rows = DrawnPupil.objects.filter(control=control["id"]).order_by("row")
    return [each.pk for each in rows]


def test_findings_are_recorded_and_shown(officer, control, drawn):
    first, second = drawn
    answer = find(
        officer,
        control,
        {"leerling": first, "klasse": "C", "toelichting": "Formulier ontbreekt"},
        {"leerling": second, "klasse": "in-orde"},
    )
    assert answer.status_code == 201
    address = f"/v1/controles/{control['id']}"
    assert answer["Location"] == f"{address}/bevindingen"
    found = officer.get(f"{address}/bevindingen").json()["resultaten"]
    assert {each["leerling"]: each["klasse"] for each in found} == {
        first: "C",
        second: "in-orde",
    }
    pupils = officer.get(f"{address}/leerlingen").json()["resultaten"]
    assert [each["klasse"] for each in pupils] == ["C", "in-orde"]


def test_recording_findings_is_put_on_record(officer, control, drawn):
    find(officer, control, {"leerling": drawn[0], "klasse": "A"})
    action = ProcessingAction.objects.latest("pk")
    assert action.name == "bevindingen van een controle toevoegen"
    assert action.subjects.count() == 1


def test_all_faults_of_findings_are_said_at_once_and_none_is_kept(
    officer, control, drawn
):
    find(officer, control, {"leerling": drawn[0], "klasse": "A"})
    answer = find(
        officer,
        control,
        {"leerling": drawn[0], "klasse": "B"},
        {"leerling": 10**9, "klasse": "B"},
        {"leerling": drawn[1], "klasse": "B"},
    )
    assert answer.status_code == 400
    assert errors(answer) == {
        ("/bevindingen/0/reden", "ontbreekt"),
        ("/bevindingen/1/leerling", "onbekend"),
    }
    assert ControlFinding.objects.count() == 1


@pytest.mark.parametrize(
    ("found", "error"),
    [
        ({"klasse": "D"}, ("/bevindingen/0/klasse", "onbekend")),
        ({"klasse": None}, ("/bevindingen/0/klasse", "leeg")),
        ({"klasse": "A", "naam": "Jan"}, ("/bevindingen/0/naam", "onbekend")),
    ],
)
def test_a_finding_is_read_strictly(officer, control, drawn, found, error):
    answer = find(officer, control, {"leerling": drawn[0]} | found)
    assert (answer.status_code, errors(answer)) == (400, {error})


# Summaries ----------------------------------------------------------------------------


def test_the_errors_of_a_year_are_added_up(officer, control, drawn):
    find(officer, control, {"leerling": drawn[0], "klasse": "B"})
    summary = officer.get("/v1/controleoverzichten/2015").json()
    assert summary["totaal"] == {
        "getrokken": 2,
        "gecontroleerd": 1,
        "inOrde": 0,
        "foutenA": 0,
        "foutenB": 1,
        "foutenC": 0,
        "fouten": 1,
    }
    assert [(each["bestuur"], each["fouten"]) for each in summary["perBestuur"]] == [
        ("41646", 1)
    ]
    assert [(each["eenheid"], each["methode"]) for each in summary["perTrekking"]] == [
        ("ouderverklaringen", "aselect")
    ]


def test_the_summary_comes_as_a_table_too(officer, control, drawn):
    find(officer, control, {"leerling": drawn[0], "klasse": "A"})
    answer = officer.get("/v1/controleoverzichten/2015", headers={"Accept": "text/csv"})
    header, line = answer.getvalue().decode().splitlines()
    assert dict(zip(header.split(","), line.split(","), strict=True)) == {
        "bestuur": "41646",
        "eenheid": "ouderverklaringen",
        "methode": "aselect",
        "getrokken": "2",
        "gecontroleerd": "1",
        "in_orde": "0",
        "fouten_a": "1",
        "fouten_b": "0",
        "fouten_c": "0",
        "fouten": "1",
    }


def test_a_year_without_checks_has_no_summary(officer):
    assert officer.get("/v1/controleoverzichten/2012").status_code == 404
