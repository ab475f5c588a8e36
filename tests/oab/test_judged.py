"""What one person of the ministry registers, another one judges, whatever it is."""

from typing import Any, NamedTuple

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from allocations.models import RegisteredRegulation, RegulationJudgement
from municipalities.models import DesignationJudgement, DesignationProposal
from tests.contract import ContractClient
from tests.factories import make

pytestmark = pytest.mark.django_db

REGULATION = {
    "titel": "Regeling bekostiging personeel PO 2015-2016, definitief",
    "staatscourant": "2016, 50338",
    "datumOndertekening": "2016-09-17",
    "datumPublicatie": "2016-09-30",
    "waarden": [
        {
            "regime": "school_weights_2006",
            "naam": "basisbedrag",
            "eenheid": "euro",
            "waarde": "1500.00",
            "artikel": "24",
            "geldigVan": "2015-08-01",
            "geldigTot": "2016-08-01",
        }
    ],
}
DESIGNATION = {
    "regeling": "Regeling vaststelling impulsgebieden 2017-2018 en verder",
    "staatscourant": "2017, 15514",
    "artikel": "1",
    "datumPublicatie": "2017-03-24",
    "geldigVan": "2017-08-01",
    "geldigTot": "2021-08-01",
    "postcodegebieden": ["2715", "1102"],
}


class Kind(NamedTuple):
    """Something that is registered and judged, and the word for it once approved."""

    address: str
    body: dict[str, Any]
    registered: type[Model]
    judgement: type[Model]
    approved: str


KINDS = [
    Kind(
        "/v1/regelingen",
        REGULATION,
        RegisteredRegulation,
        RegulationJudgement,
        "geldig",
    ),
    Kind(
        "/v1/aanwijzingen",
        DESIGNATION,
        DesignationProposal,
        DesignationJudgement,
        "goedgekeurd",
    ),
]
OF_EACH_KIND = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.address)
REASON = {"reden": "verkeerde bijlage"}
DECISIONS = {"goedkeuringen": {}, "afwijzingen": REASON, "intrekkingen": {}}


def post(client: ContractClient, address: str, body: Any) -> Any:
    return client.post(address, body, "application/json")


def decide(client: ContractClient, address: str, *decisions: str) -> list[int]:
    """Try decisions, and give the status of each."""
    return [
        post(client, f"{address}/{each}", DECISIONS[each]).status_code
        for each in decisions
    ]


@OF_EACH_KIND
def test_who_registered_withdraws_and_another_judges(api, kind):
    author = api.as_("ocw-behandelaar", "ocw", sub="cas")
    promoted = api.as_("ocw-beslisser", "ocw", sub="cas")
    colleague = api.as_("ocw-behandelaar", "ocw", sub="bo")
    decider = api.as_("ocw-beslisser", "ocw", sub="dee")

    def register() -> str:
        answer = post(author, kind.address, kind.body)
        assert answer.status_code == 201, answer.content
        address: str = answer["Location"]
        assert author.get(address).json()["toestand"] == "voorgelegd"
        return address

    def listed(state: str) -> int:
        rows = author.get(f"{kind.address}?limit=1000&toestand={state}").json()
        return [each["staatscourant"] for each in rows["resultaten"]].count(
            kind.body["staatscourant"]
        )

    address = register()
    again = post(author, kind.address, kind.body)
    assert again.status_code == 400
    assert "/staatscourant" in {each["location"] for each in again.json()["errors"]}
    assert decide(promoted, address, "goedkeuringen", "afwijzingen") == [409, 409]
    assert decide(colleague, address, "intrekkingen", "goedkeuringen") == [409, 403]
    assert decide(decider, address, "intrekkingen") == [403]
    assert decide(api, address, *DECISIONS) == [401, 401, 401]
    assert (listed("voorgelegd"), listed("ingetrokken")) == (1, 0)

    rejected = post(decider, f"{address}/afwijzingen", REASON)
    assert (rejected.status_code, rejected["Location"]) == (201, address)
    shown = rejected.json()
    assert (shown["toestand"], shown["redenAfwijzing"]) == (
        "afgewezen",
        *REASON.values(),
    )
    assert (shown["beoordeeldDoor"], shown["ingetrokkenOp"]) == ("dee", None)
    assert decide(decider, address, "goedkeuringen", "afwijzingen") == [409, 409]
    assert decide(author, address, "intrekkingen") == [409]

    address = register()
    withdrawn = post(author, f"{address}/intrekkingen", {})
    assert (withdrawn.status_code, withdrawn["Location"]) == (201, address)
    shown = withdrawn.json()
    assert (shown["toestand"], shown["beoordeeldDoor"]) == ("ingetrokken", None)
    assert (shown["beoordeeldOp"], shown["redenAfwijzing"]) == (None, None)
    assert shown["ingetrokkenOp"] is not None
    assert decide(decider, address, "goedkeuringen", "afwijzingen") == [409, 409]
    assert decide(author, address, "intrekkingen") == [409]
    assert (listed("voorgelegd"), listed("ingetrokken")) == (0, 1)

    address = register()
    approved = post(decider, f"{address}/goedkeuringen", {}).json()
    assert (approved["toestand"], listed(kind.approved)) == (kind.approved, 1)
    assert (approved["geregistreerdDoor"], approved["beoordeeldDoor"]) == ("cas", "dee")
    assert decide(author, address, "intrekkingen") == [409]


@OF_EACH_KIND
def test_the_refusals_are_english_for_who_asks_so(api, kind):
    author = api.as_("ocw-behandelaar", "ocw", sub="cas")
    decider = api.as_("ocw-beslisser", "ocw", sub="cas")
    address = post(author, kind.address, kind.body)["Location"]

    answer = decider.post(
        f"{address}/goedkeuringen",
        {},
        "application/json",
        headers={"Accept-Language": "en"},
    )

    assert "another person does" in answer.json()["detail"]


INSERT = "INSERT INTO {} (registered_id, verdict, reason, person) VALUES (%s,%s,%s,%s)"
# The factory registers as "behandelaar".
REFUSED = [
    ("approved", "", "behandelaar", "does not judge it"),
    ("rejected", "verkeerd", "behandelaar", "does not judge it"),
    ("withdrawn", "", "beslisser", "alone withdraws it"),
    ("rejected", " ", "beslisser", "rejects_with_a_reason"),
    ("approved", "goed zo", "beslisser", "rejects_with_a_reason"),
    ("perhaps", "", "beslisser", "rejects_with_a_reason"),
    ("approved", "", " ", "has_its_person"),
]


@OF_EACH_KIND
def test_the_database_keeps_the_two_people_apart(kind):
    row = make(kind.registered)

    def insert(verdict: str, reason: str, person: str) -> None:
        statement = INSERT.format(kind.judgement._meta.db_table)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [row.pk, verdict, reason, person])

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("oab_app",)
    for verdict, reason, person, why in REFUSED:
        with pytest.raises(IntegrityError, match=why):
            insert(verdict, reason, person)
    insert("withdrawn", "", "behandelaar")
    with pytest.raises(IntegrityError, match="unique"):
        insert("approved", "", "beslisser")
