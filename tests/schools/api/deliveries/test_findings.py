"""What was found in a delivery, and its differences, over the API."""

from datetime import date

import pytest

from oab.models import ProcessedSubject
from schools.deliveries import findings
from schools.models import Delivery
from tests.schools.deliveries.handing_in import (
    delivery,
    hand_over,
    pseudonym,
    register,
)

pytestmark = pytest.mark.django_db

ANNA = {"pseudonym": pseudonym("Anna"), "pupil_number": "A1"}
BEN = {"pseudonym": pseudonym("Ben"), "pupil_number": "B2"}


def looked_through(made: Delivery) -> str:
    findings.find([made.pk])
    return f"/v1/aanleveringen/{made.pk}/bevindingen"


@pytest.fixture
def address() -> str:
    """Find an error, a warning and a signal."""
    return looked_through(
        delivery({"born_on": None}, {"claimed_weight": "1.2"}, {"absent": True})
    )


def test_findings_say_where_and_what(api, address):
    rows = api.as_("bestuur-medewerker").get(address).json()["resultaten"]

    assert rows == [
        {
            "rij": 2,
            "kolom": "geboortedatum",
            "ernst": "fout",
            "regel": "verplicht-veld-leeg",
            "melding": "Dit veld is verplicht en is leeg.",
            "grondslag": "eigen regel",
            "andereSchool": None,
        },
        {
            "rij": 3,
            "kolom": "gewicht",
            "ernst": "waarschuwing",
            "regel": "gewicht-zonder-geldige-ouderverklaring",
            "melding": "Zonder geldige ouderverklaring telt deze leerling mee met "
            "gewicht 0.",
            "grondslag": "Besluit bekostiging WPO, art. 27(1); BWBR0022542, bijlage 5",
            "andereSchool": None,
        },
        {
            "rij": 4,
            "kolom": "ongeoorloofd_afwezig",
            "ernst": "signaal",
            "regel": "te-veel-verzuimd",
            "melding": "De leerling verzuimde meer dan de helft van de schooldagen "
            "zonder geldige reden en telt niet mee.",
            "grondslag": "Besluit bekostiging WPO, art. 10",
            "andereSchool": None,
        },
    ]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("ernst=fout", [2]),
        ("ernst=waarschuwing", [3]),
        ("regel=te-veel-verzuimd", [4]),
        ("rij=3", [3]),
        ("rij=0", []),
        ("ernst=fout&rij=3", []),
        ("limit=2", [2, 3]),
    ],
)
def test_findings_are_narrowed_down(api, address, query, rows):
    found = api.as_("ocw-behandelaar", "ocw").get(f"{address}?{query}").json()

    assert [each["rij"] for each in found["resultaten"]] == rows


@pytest.mark.parametrize(
    "query", ["ernst=erg", "regel=onbekend", "rij=-1", "rij=x", "kolom=gewicht"]
)
def test_other_questions_are_refused(api, address, query):
    assert api.as_("bestuur-medewerker").get(f"{address}?{query}").status_code == 400


def test_findings_are_said_in_english_on_request(api, address):
    client = api.as_("bestuur-medewerker")

    english = client.get(f"{address}?rij=2", headers={"Accept-Language": "en"})

    (found,) = english.json()["resultaten"]
    assert found["melding"] == "This field is required and is empty."


def test_all_findings_are_there_as_csv(api, address):
    answer = api.as_("bestuur-medewerker").get(address, headers={"Accept": "text/csv"})

    header, *lines = answer.getvalue().decode().splitlines()
    assert header == "rij,kolom,ernst,regel,melding,grondslag,andere_school"
    assert [line.split(",")[0] for line in lines] == ["2", "3", "4"]


@pytest.mark.parametrize(
    ("role", "organisation", "school"),
    [
        ("bestuur-medewerker", "41646", None),
        ("ocw-behandelaar", "ocw", "00AP"),
        ("auditor", "auditdienst", "00AP"),
    ],
)
def test_another_board_is_not_told_which_school_has_the_pupil(
    api, role, organisation, school
):
    other = ANNA | {"location_code": "00AP00", "enrolled_on": date(2014, 9, 1)}
    hand_over(delivery(other, board_code="00001"), "delivered")
    address = looked_through(delivery(ANNA))

    (found,) = api.as_(role, organisation).get(address).json()["resultaten"]

    assert found["regel"] == "dubbel-op-andere-school"
    assert found["andereSchool"] == school
    assert "00AP" not in found["melding"]


def test_a_board_is_told_which_of_its_own_schools_has_the_pupil(api):
    delivery(ANNA | {"location_code": "18PH01"}, location_code="18PH01")
    address = looked_through(delivery(ANNA, location_code="18PH00"))

    answer = api.as_("bestuur-medewerker").get(address)

    (found,) = answer.json()["resultaten"]
    assert found["andereSchool"] == "18PH"


def test_who_sees_findings_is_put_on_record_with_whom_they_are_about(api):
    register("18PH00")
    made = delivery(ANNA | {"absent": True}, BEN)
    address = looked_through(made)

    api.as_("bestuur-medewerker").get(address)
    api.as_("bestuur-medewerker").get(address, headers={"Accept": "text/csv"})

    seen = ProcessedSubject.objects.values_list("subject", flat=True)
    assert {bytes(each) for each in seen} == {ANNA["pseudonym"]}


@pytest.fixture
def differing() -> str:
    """Add a pupil, change one and leave one out."""
    before = hand_over(delivery(ANNA, BEN, counted_on=date(2013, 10, 1)), "accepted")
    new = {"pseudonym": pseudonym("Cas"), "pupil_number": "C3"}
    made = delivery(new, ANNA | {"left_on": date(2014, 7, 31)}, previous=before)
    return f"/v1/aanleveringen/{made.pk}/verschillen"


def test_differences_say_what_became_of_whom(api, differing):
    rows = api.as_("bestuur-medewerker").get(differing).json()["resultaten"]

    assert [tuple(row.values()) for row in rows] == [
        ("toegevoegd", 2, None, "18PH00", "C3", []),
        ("gewijzigd", 3, 2, "18PH00", "A1", ["uitschrijfdatum"]),
        ("verdwenen", None, 3, "18PH00", "B2", []),
    ]


def test_the_ministry_sees_no_pupil_numbers(api, differing):
    rows = api.as_("ocw-behandelaar", "ocw").get(differing).json()["resultaten"]

    assert {row["leerlingnummer"] for row in rows} == {None}
    assert "A1" not in str(rows)


def test_differences_are_narrowed_down_and_paged(api, differing):
    client = api.as_("bestuur-medewerker")
    gone = client.get(f"{differing}?verschil=verdwenen").json()["resultaten"]
    first = client.get(f"{differing}?limit=2").json()
    second = client.get(first["volgende"]).json()

    assert [row["leerlingnummer"] for row in gone] == ["B2"]
    assert [row["leerlingnummer"] for row in first["resultaten"]] == ["C3", "A1"]
    assert [row["leerlingnummer"] for row in second["resultaten"]] == ["B2"]


def test_differences_are_there_as_csv(api, differing):
    answer = api.as_("bestuur-medewerker").get(
        differing, headers={"Accept": "text/csv"}
    )

    assert answer.getvalue().decode().splitlines() == [
        "verschil,rij,vorige_rij,vestiging,leerlingnummer,kolommen",
        "toegevoegd,2,,18PH00,C3,",
        "gewijzigd,3,2,18PH00,A1,uitschrijfdatum",
        "verdwenen,,3,18PH00,B2,",
    ]


@pytest.mark.parametrize("part", ["bevindingen", "verschillen"])
def test_another_board_finds_nothing_there(api, part):
    made = delivery(ANNA)
    address = f"/v1/aanleveringen/{made.pk}/{part}"

    assert api.as_("bestuur-medewerker", "00001").get(address).status_code == 404
