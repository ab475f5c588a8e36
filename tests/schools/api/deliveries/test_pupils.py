"""The pupils of a delivery, row by row, over the API."""

from datetime import date

import pytest

from schools.deliveries.made_up.numbers import personal_number
from schools.models import DeliveredPupil, Delivery, Finding
from tests.contract import ContractClient
from tests.factories import make
from tests.schools.deliveries.rows import NUMBER

pytestmark = pytest.mark.django_db

JSON = "application/json"
PUPIL = {
    "vestiging": "18PH00",
    "leerlingnummer": "12",
    "persoonsgebondenNummer": NUMBER,
    "geboortedatum": "2008-03-01",
    "inschrijfdatum": "2012-03-01",
}
STATEMENT = {
    "gewicht": "0.30",
    "verklaringDagtekening": "2012-02-20",
    "verklaringPeildatum": "2012-03-01",
    "verklaringFormulier": "vrij",
    "handtekeningen": 1,
    "verzorger1Opleiding": "lbo",
    "verzorger2Opleiding": "havo",
    "verzorger2Leerjaren": 2,
}


@pytest.fixture
def address() -> str:
    delivery = make(
        Delivery, counted_on=date(2014, 10, 1), location_code="", board_code="41646"
    )
    return f"/v1/aanleveringen/{delivery.pk}/leerlingen"


@pytest.fixture
def clerk(api: ContractClient) -> ContractClient:
    return api.as_("bestuur-medewerker", "41646")


def add(client, address, **changes):
    return client.post(address, PUPIL | changes, JSON)


def change(client, address, etag, **changes):
    return client.patch(address, changes, JSON, headers={"If-Match": etag})


def wrong(response) -> dict[str, str]:
    assert response.status_code == 400
    assert NUMBER not in response.content.decode()
    return {each["location"]: each["code"] for each in response.json()["errors"]}


def test_a_pupil_is_added_weighed_and_looked_at_by_the_rules(clerk, address):
    response = add(clerk, address, **STATEMENT)

    assert response.status_code == 201
    assert response["Location"] == f"{address}/2"
    body = response.json()
    assert {name: body[name] for name in STATEMENT} == STATEMENT
    assert (body["rij"], body["verklaringStaat"], body["berekendGewicht"]) == (
        2,
        "volledig",
        "0.30",
    )
    assert (body["teltMee"], body["leeftijdsgroep"]) == (True, "4-tot-en-met-7")
    assert "persoonsgebondenNummer" not in body
    assert not Finding.objects.filter(rule="verplicht-veld-leeg").exists()


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"vestiging": None}, {"/vestiging": "leeg"}),
        ({"geboortedatum": "1-3-2008"}, {"/geboortedatum": "ongeldig"}),
        (
            {"persoonsgebondenNummer": "123456789"},
            {"/persoonsgebondenNummer": "ongeldig"},
        ),
        ({"leerlingnummer": NUMBER}, {"/leerlingnummer": "persoonsnummer"}),
        ({"leerlingnummer": "=1+1"}, {"/leerlingnummer": "ongeldig"}),
        ({"gewicht": "0.5"}, {"/gewicht": "ongeldig"}),
        ({"handtekeningen": 3}, {"/handtekeningen": "ongeldig"}),
        ({"verzorger1Opleiding": "lise"}, {"/verzorger1Opleiding": "ongeldig"}),
        ({"verzorger1Land": "@SUM"}, {"/verzorger1Land": "ongeldig"}),
        ({"verklaringFormulier": "eigen"}, {"/verklaringFormulier": "onbekend"}),
        (
            {"naam": "Sas", "inschrijfdatum": "ooit"},
            {"/naam": "onbekend", "/inschrijfdatum": "ongeldig"},
        ),
        (
            {"gewicht": "0.5", "verzorger2Categorie": 9},
            {"/gewicht": "ongeldig", "/verzorger2Categorie": "ongeldig"},
        ),
    ],
)
def test_everything_wrong_with_a_row_is_said_at_once(clerk, address, changes, faults):
    assert wrong(add(clerk, address, **changes)) == faults
    assert not DeliveredPupil.objects.exists()


def test_rows_follow_each_other(clerk, address):
    numbers = [
        add(
            clerk,
            address,
            leerlingnummer=str(n),
            persoonsgebondenNummer=personal_number(n),
        ).json()["rij"]
        for n in range(3)
    ]

    listed = clerk.get(f"{address}?limit=2").json()
    assert (numbers, [each["rij"] for each in listed["resultaten"]]) == (
        [2, 3, 4],
        [2, 3],
    )
    assert len(clerk.get(listed["volgende"]).json()["resultaten"]) == 1


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("vestiging=18PH00", [2]),
        ("vestiging=18PH01", []),
        ("teltMee=true", [2]),
        ("verklaringStaat=ontbreekt", [2]),
        ("verklaringStaat=volledig", []),
    ],
)
def test_rows_can_be_narrowed_down(clerk, address, query, rows):
    add(clerk, address)

    found = clerk.get(f"{address}?{query}").json()["resultaten"]

    assert [each["rij"] for each in found] == rows


def test_a_row_is_changed_by_who_has_seen_it_as_it_is(clerk, address):
    etag = add(clerk, address, **STATEMENT)["ETag"]
    before = DeliveredPupil.objects.get()

    response = change(clerk, f"{address}/2", etag, gewicht="1.20", handtekeningen=None)

    after = DeliveredPupil.objects.get()
    assert response.status_code == 200
    assert response["ETag"] == clerk.get(f"{address}/2")["ETag"] != etag
    assert response.json()["verklaringStaat"] == "niet-ondertekend"
    assert (after.pseudonym, after.born_on) == (before.pseudonym, before.born_on)


def test_another_row_may_have_changed_meanwhile(clerk, address):
    etag = add(clerk, address)["ETag"]
    add(clerk, address, leerlingnummer="13", persoonsgebondenNummer=personal_number(2))

    assert change(clerk, f"{address}/2", etag, gewicht="0.30").status_code == 200
    assert change(clerk, f"{address}/2", etag, gewicht="0").status_code == 412
    assert clerk.patch(f"{address}/2", {"gewicht": "0"}, JSON).status_code == 428


def test_a_change_that_cannot_be_read_changes_nothing(clerk, address):
    etag = add(clerk, address)["ETag"]

    assert wrong(change(clerk, f"{address}/2", etag, gewicht="0.5", naam="x")) == {
        "/naam": "onbekend",
    }
    assert wrong(change(clerk, f"{address}/2", etag, gewicht="0.5")) == {
        "/gewicht": "ongeldig",
    }
    assert DeliveredPupil.objects.get().claimed_weight is None


def test_the_number_of_a_pupil_can_be_mended(clerk, address):
    etag = add(clerk, address, persoonsgebondenNummer=None)["ETag"]
    assert Finding.objects.filter(column="persoonsgebonden_nummer").exists()

    change(clerk, f"{address}/2", etag, persoonsgebondenNummer=NUMBER)

    assert DeliveredPupil.objects.get().pseudonym is not None
    assert not Finding.objects.filter(column="persoonsgebonden_nummer").exists()


def test_a_row_is_removed_and_the_others_keep_their_numbers(clerk, address):
    etag = add(clerk, address)["ETag"]
    add(clerk, address, leerlingnummer="13", persoonsgebondenNummer=personal_number(2))

    response = clerk.delete(f"{address}/2", headers={"If-Match": etag})

    assert response.status_code == 204
    assert clerk.get(f"{address}/2").status_code == 404
    assert clerk.get(f"{address}/3").status_code == 200


def test_what_was_handed_in_cannot_be_changed(clerk, address):
    etag = add(clerk, address)["ETag"]
    Delivery.objects.update(
        state="delivered", delivered_at="2014-11-01T10:00Z", content_hash="0" * 64
    )

    assert add(clerk, address).status_code == 409
    assert change(clerk, f"{address}/2", etag, gewicht="0").status_code == 409
    headers = {"If-Match": etag}
    assert clerk.delete(f"{address}/2", headers=headers).status_code == 409


def test_another_board_s_delivery_is_not_there(api, address):
    stranger = api.as_("bestuur-medewerker", "30052")

    assert stranger.get(address).status_code == 404
    assert add(stranger, address).status_code == 404


@pytest.mark.parametrize(
    "role", ["bestuur-ondertekenaar", "ocw-behandelaar", "ocw-beslisser", "auditor"]
)
def test_who_only_reads_changes_nothing(api, address, role):
    organisation = {"bestuur-ondertekenaar": "41646", "auditor": "auditdienst"}
    client = api.as_(role, organisation.get(role, "ocw"))

    assert client.get(address).status_code == 200
    assert add(client, address).status_code == 403
