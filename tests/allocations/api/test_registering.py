"""An officer registers a regulation; another person of the ministry lets it be law."""

from decimal import Decimal
from typing import Any

import pytest

from allocations import recalculation
from allocations.law import law_now
from allocations.models import Allocation, RegisteredRegulation
from allocations.rules.periods import Period
from municipalities.models import ImpulseAreaDesignation
from schools.models import Location, School, TeacherAge
from tests.allocations.counting import COUNTED_ON, count
from tests.contract import ContractClient
from tests.factories import make

pytestmark = pytest.mark.django_db

ADDRESS = "/v1/regelingen"
CODE = "stcrt-2016-50338"
BASE = {
    "regime": "school_weights_2006",
    "naam": "basisbedrag",
    "eenheid": "euro",
    "waarde": "1500.00",
    "artikel": "24",
    "geldigVan": "2015-08-01",
    "geldigTot": "2016-08-01",
}
AGE = BASE | {"naam": "leeftijdsbedrag", "waarde": "40.00"}
REGULATION = {
    "titel": "Regeling bekostiging personeel PO 2015-2016, definitief",
    "staatscourant": "2016, 50338",
    "stadium": "definitief",
    "datumOndertekening": "2016-09-17",
    "datumPublicatie": "2016-09-30",
    "waarden": [BASE, AGE],
}


@pytest.fixture
def officer(api) -> ContractClient:
    client: ContractClient = api.as_("ocw-behandelaar", "ocw", sub="cas")
    return client


@pytest.fixture
def decider(api) -> ContractClient:
    client: ContractClient = api.as_("ocw-beslisser", "ocw", sub="dee")
    return client


def post(client: ContractClient, address: str = "", body: Any = None) -> Any:
    return client.post(
        ADDRESS + address, body if body is not None else {}, "application/json"
    )


def register(client: ContractClient, **changes: Any) -> Any:
    return post(client, body=REGULATION | changes)


def faults(answer: Any) -> set[tuple[str, str]]:
    assert answer.status_code == 400, answer.content
    return {(each["location"], each["code"]) for each in answer.json()["errors"]}


def base_amount() -> str:
    value = law_now("school_weights_2006").at(Period.parse("2015-2016"))
    return str(value.constant("base_amount").decimals()[0])


def states(client: ContractClient) -> list[str]:
    rows = client.get(f"{ADDRESS}?limit=1000").json()["resultaten"]
    return [row["toestand"] for row in rows if row["code"] == CODE]


def test_a_registered_regulation_is_law_once_another_approved_it(officer, decider):
    answer = register(officer)
    assert (answer.status_code, answer["Location"]) == (201, f"{ADDRESS}/{CODE}")
    assert answer.json()["toestand"] == "voorgelegd"
    assert base_amount() == "1459.46"

    approved = post(decider, f"/{CODE}/goedkeuringen")

    assert (approved.status_code, approved["Location"]) == (201, f"{ADDRESS}/{CODE}")
    assert approved.json()["toestand"] == "geldig"
    assert (
        approved.json()["geregistreerdDoor"],
        approved.json()["beoordeeldDoor"],
    ) == (
        "cas",
        "dee",
    )
    assert base_amount() == "1500.00"


def test_a_regulation_that_nobody_registered_is_not_judged(decider):
    assert post(decider, f"/{CODE}/goedkeuringen").status_code == 404
    assert post(decider, "/BWBR0036493-2015-03-27/goedkeuringen").status_code == 404


def test_what_is_not_law_is_for_the_ministry_and_the_auditor(api, officer, decider):
    register(officer)

    seeing = [officer, decider, api.as_("auditor", "auditdienst")]
    others = [api, api.as_("bestuur-medewerker"), api.as_("gemeente", "0637")]
    assert [states(client) for client in seeing] == [["voorgelegd"]] * 3
    assert [states(client) for client in others] == [[]] * 3
    assert api.get(f"{ADDRESS}/{CODE}").status_code == 404

    post(decider, f"/{CODE}/goedkeuringen")

    assert [states(client) for client in others] == [["geldig"]] * 3
    assert api.get(f"{ADDRESS}/{CODE}").json()["geregistreerdDoor"] is None


def test_a_regulation_is_shown_to_all_from_its_publication(api, officer, decider):
    register(officer, datumPublicatie="2126-09-30", staatscourant="2016, 50338")
    post(decider, f"/{CODE}/goedkeuringen")

    assert (states(api), states(officer)) == ([], ["geldig"])
    assert base_amount() == "1459.46"


THRESHOLD = BASE | {"naam": "drempelpercentage", "eenheid": "deel", "waarde": "0.05"}
# The base amount of 2014-2015 is 1406.61: a quarter more is 1758.26, less 1054.96.
IMPOSSIBLE = [
    (BASE, {"regime": "school_weights_1900"}, {("regime", "onbekend")}),
    (BASE, {"naam": "bovenbedrag"}, {("naam", "onbekend")}),
    (BASE, {"eenheid": "deel"}, {("eenheid", "ongeldig")}),
    (BASE, {"waarde": "1500.0"}, {("waarde", "ongeldig")}),
    (BASE, {"waarde": "1500"}, {("waarde", "ongeldig")}),
    (BASE, {"waarde": "0.00", "bevestiging": "nul"}, {("waarde", "te-laag")}),
    (BASE, {"waarde": "-1500.00", "bevestiging": "min"}, {("waarde", "te-laag")}),
    (BASE, {"geldigTot": "2015-08-01"}, {("geldigTot", "te-laag")}),
    (BASE, {"geldigTot": "2019-08-02"}, {("geldigVan", "ongeldig")}),
    (BASE, {"geldigVan": "2015-08-02"}, {("geldigVan", "ongeldig")}),
    (BASE, {"geldigTot": "2016-07-31"}, {("geldigTot", "ongeldig")}),
    (BASE, {"waarde": "1758.27"}, {("bevestiging", "ontbreekt")}),
    (BASE, {"waarde": "1054.95"}, {("bevestiging", "ontbreekt")}),
    # The last amount before it is that of two years before: 1459.46.
    (
        BASE,
        {"geldigVan": "2017-08-01", "geldigTot": "2018-08-01", "waarde": "14894.00"},
        {("bevestiging", "ontbreekt")},
    ),
    (
        THRESHOLD,
        {"waarde": "1.06"},
        {("waarde", "te-hoog"), ("bevestiging", "ontbreekt")},
    ),
    (THRESHOLD, {"waarde": "0.055"}, {("waarde", "ongeldig")}),
    (THRESHOLD, {"waarde": "0.08"}, {("bevestiging", "ontbreekt")}),
]


def test_a_value_that_cannot_be_is_refused(officer):
    for value, changes, found in IMPOSSIBLE:
        answer = register(officer, waarden=[AGE, value | changes])

        expected = {(f"/waarden/1/{member}", code) for member, code in found}
        assert faults(answer) == expected, changes
    assert not RegisteredRegulation.objects.exists()


POSSIBLE = [
    {
        "regime": "material_groups_2006",
        "naam": "vermeerdering_leerlingen",
        "eenheid": "deel",
        "waarde": "1.04",
        "geldigVan": "2020-01-01",
        "geldigTot": "2021-01-01",
    },
    {"waarde": "1758.26"},
    {"waarde": "1054.96"},
    {"waarde": "2000.00", "bevestiging": "de formatie is verdubbeld"},
]


def test_a_value_may_differ_by_a_quarter_and_by_more_when_confirmed(officer):
    for changes in POSSIBLE:
        answer = register(officer, waarden=[BASE | changes])

        assert answer.status_code == 201, changes
        assert answer.json()["waarden"][0]["waarde"] == changes["waarde"]
        # Withdrawn, it stands in nobody's way.
        assert post(officer, f"/{CODE}/intrekkingen").status_code == 201


def test_what_rested_on_a_regulation_that_was_rejected_is_not_approved(
    officer, decider
):
    high = BASE | {"waarde": "2000.00", "bevestiging": "nieuwe cao"}
    next_year = {"geldigVan": "2016-08-01", "geldigTot": "2017-08-01"}
    register(officer, waarden=[high])
    later = register(
        officer,
        staatscourant="2016, 60000",
        waarden=[BASE | {"waarde": "2100.00"} | next_year],
    )
    assert later.status_code == 201, later.content
    post(decider, f"/{CODE}/afwijzingen", {"reden": "Onjuist"})

    answer = post(decider, "/stcrt-2016-60000/goedkeuringen")

    assert answer.status_code == 409
    assert "basisbedrag: de waarde van een jaar eerder" in answer.json()["detail"]
    assert base_amount() == "1459.46"


def test_an_approved_threshold_reaches_every_school(officer, decider):
    make(ImpulseAreaDesignation)
    for brin, numbers in {"03FJ": (250, 43, 13), "18PH": (100, 10, 10)}.items():
        make(School, brin=brin)
        make(Location, code=f"{brin}00", postcode="1011AB")
        make(TeacherAge, brin=brin, counted_on=COUNTED_ON, age=Decimal("40.00"))
        count(f"{brin}00", *numbers)
    recalculation.follow()
    register(officer, waarden=[THRESHOLD])
    post(decider, f"/{CODE}/goedkeuringen")

    recalculation.follow()

    # 43 × 0.3 + 13 × 1.2 - 250 × 6 % = 13.5, - 250 × 5 % = 16
    # 10 × 0.3 + 10 × 1.2 - 100 × 6 % = 9, - 100 × 5 % = 10
    rows = Allocation.objects.order_by("recipient", "pk")
    weights = [(row.recipient, row.figures["schoolgewicht"]) for row in rows]
    assert weights == [("03FJ", "14"), ("03FJ", "16"), ("18PH", "9"), ("18PH", "10")]
    reasons = {
        (each["soort"], each["parameter"])
        for row in Allocation.objects.exclude(replaces=None)
        for each in row.reasons
    }
    assert reasons == {("regeling", "drempelpercentage")}


def test_values_that_overlap_are_refused(officer):
    later = {"geldigTot": "2017-08-01"}

    answer = register(officer, waarden=[BASE, BASE | later])

    assert faults(answer) == {("/waarden/1/geldigVan", "dubbel")}


def test_two_values_of_one_day_of_publication_are_refused(officer):
    same_day = {"datumPublicatie": "2015-10-15", "datumOndertekening": "2015-10-01"}

    answer = register(officer, **same_day)

    assert ("/waarden/0/geldigVan", "dubbel") in faults(answer)


def test_a_regulation_is_published_after_it_was_signed_and_once(officer):
    answer = register(
        officer,
        datumPublicatie="2016-09-16",
        staatscourant="2011, 6224",
        bwb="BWBR0036493",
        datumOndertekening="2015-03-27",
    )
    assert faults(answer) == {("/staatscourant", "dubbel"), ("/bwb", "dubbel")}

    answer = register(officer, datumPublicatie="2016-09-16")
    assert faults(answer) == {("/datumPublicatie", "te-laag")}


def test_all_that_is_wrong_is_said_at_once(officer):
    answer = register(
        officer,
        staatscourant="2011, 6224",
        waarden=[BASE | {"naam": "?"}, AGE | {"eenheid": "jaren", "waarde": "900"}],
    )

    assert faults(answer) == {
        ("/staatscourant", "dubbel"),
        ("/waarden/0/naam", "onbekend"),
        ("/waarden/1/eenheid", "ongeldig"),
        ("/waarden/1/waarde", "ongeldig"),
        ("/waarden/1/bevestiging", "ontbreekt"),
    }


def test_the_faults_are_english_for_who_asks_so(officer):
    answer = officer.post(
        ADDRESS,
        REGULATION | {"waarden": [BASE | {"naam": "?"}]},
        "application/json",
        headers={"Accept-Language": "en"},
    )

    assert "no value of this name" in answer.json()["errors"][0]["detail"]
