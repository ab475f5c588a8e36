"""Sheets handed in and out over the API, by who may."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from oab.files.spreadsheets import FORMS
from oab.files.tables import read_table
from oab.models import ProcessedSubject, ProcessingAction, Task
from schools.deliveries import uploads
from schools.deliveries.made_up.numbers import personal_number
from schools.models import DeliveredPupil, Delivery, Finding
from tests.contract import ContractClient
from tests.factories import make
from tests.oab.files import books
from tests.schools.deliveries.rows import NUMBER, STATEMENT, csv, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery() -> Delivery:
    return make(
        Delivery, counted_on=date(2014, 10, 1), location_code="", board_code="41646"
    )


@pytest.fixture
def clerk(api: ContractClient) -> ContractClient:
    return api.as_("bestuur-medewerker", "41646")


def hand_in(client, delivery, content: bytes, name: str = "leerlingen.csv", **headers):
    file = SimpleUploadedFile(name, content)
    address = f"/v1/aanleveringen/{delivery.pk}/bestanden"
    return client.post(address, {"bestand": file}, headers=headers)


def refused(response) -> list[tuple[str, str]]:
    assert response.status_code == 400
    return [(each["location"], each["code"]) for each in response.json()["errors"]]


def pupils(number: int) -> bytes:
    return csv(
        *(
            row(leerlingnummer=str(n), persoonsgebonden_nummer=personal_number(n))
            for n in range(number)
        )
    )


@pytest.mark.parametrize("role", ["bestuur-medewerker", "systeem"])
def test_a_sheet_is_taken_in_and_looked_through_at_once(api, delivery, role):
    content = csv(row(**STATEMENT), row(geboortedatum="gisteren", gewicht="1.2"))

    response = hand_in(api.as_(role, "41646"), delivery, content)

    assert response.status_code == 201
    assert response["Location"] == f"/v1/aanleveringen/{delivery.pk}/bestand"
    body = response.json()
    assert (body["rijen"], body["fouten"]) == (
        2,
        Finding.objects.filter(severity="error").count(),
    )
    assert {"onleesbaar", "dubbel-in-aanlevering"} <= {
        *Finding.objects.values_list("rule", flat=True)
    }


@pytest.mark.parametrize(
    ("content", "location", "code"),
    [
        (b"MZ\x90\x00", "/bestand", "ander-bestand"),
        (b"", "/bestand", "leeg"),
        (csv(), "/bestand", "leeg"),
        (csv(row(gewicht="=1+1")), "/bestand/2/gewicht", "formule"),
        (
            books.xlsx([], lambda _, p: p.write_formula("A1", "=1")),
            "/bestand",
            "formule",
        ),
        (
            books.rezipped(books.xlsx([["a"]]), added={"xl/vbaProject.bin": b"x"}),
            "/bestand",
            "macro",
        ),
        (
            books.lying(books.xlsx([["a"]]), "xl/worksheets/sheet1.xml", 2**31),
            "/bestand",
            "te-groot-uitgepakt",
        ),
        ("vestiging\nZoë".encode("cp1252"), "/bestand", "tekencodering"),
    ],
)
def test_a_hostile_or_broken_sheet_is_refused_and_nothing_is_stored(
    clerk, delivery, content, location, code
):
    hand_in(clerk, delivery, csv(row()))

    errors = refused(hand_in(clerk, delivery, content, "leerlingen.xlsx"))

    assert (location, code) in errors
    assert DeliveredPupil.objects.get().pupil_number == "12"


def test_a_claim_of_two_gigabytes_is_refused_before_anything_is_read(clerk, delivery):
    response = clerk.post(
        f"/v1/aanleveringen/{delivery.pk}/bestanden",
        {"bestand": SimpleUploadedFile("x.csv", b"x")},
        CONTENT_LENGTH=str(2 * 2**30),
    )

    assert response.status_code == 413


def test_without_a_file_nothing_is_taken_in(clerk, delivery):
    response = clerk.post(f"/v1/aanleveringen/{delivery.pk}/bestanden", {"naam": "x"})

    assert sorted(refused(response)) == [
        ("/bestand", "ontbreekt"),
        ("/naam", "onbekend"),
    ]


def test_a_wrong_sheet_is_explained_in_english_on_request(clerk, delivery):
    response = hand_in(clerk, delivery, b"%PDF-1.7", **{"Accept-Language": "en"})

    (error,) = response.json()["errors"]
    assert error["detail"] == "this is a PDF; expected is CSV, XLSX or ODS"


def test_a_sheet_that_was_handed_in_stays(clerk, delivery):
    hand_in(clerk, delivery, csv(row()))
    Delivery.objects.update(
        state="delivered", delivered_at="2014-11-01T10:00Z", content_hash="0" * 64
    )

    assert hand_in(clerk, delivery, csv(row())).status_code == 409


def test_a_file_goes_through_the_scanner_of_the_installation(
    clerk, delivery, settings, tmp_path
):
    scanner = tmp_path / "scanner"
    scanner.write_text("#!/bin/sh\n! grep -q EICAR\n")
    scanner.chmod(0o755)
    settings.VIRUS_SCANNER = str(scanner)

    infected = hand_in(clerk, delivery, b"EICAR" + csv(row()))

    assert refused(infected) == [("/bestand", "virus")]
    assert hand_in(clerk, delivery, csv(row())).status_code == 201


def test_nothing_is_taken_in_while_the_scanner_is_away(clerk, delivery, settings):
    settings.VIRUS_SCANNER = "/nowhere/scanner"
    clerk.raise_request_exception = False

    assert hand_in(clerk, delivery, csv(row())).status_code == 503
    assert not DeliveredPupil.objects.exists()


def test_the_same_sheet_under_the_same_key_is_taken_in_once(clerk, delivery):
    key = {"Idempotency-Key": "blad-1"}

    first = hand_in(clerk, delivery, csv(row()), **key)
    again = hand_in(clerk, delivery, csv(row()), **key)

    delivery.refresh_from_db()
    assert (first.status_code, again.status_code, delivery.version) == (201, 201, 2)


def test_who_was_handed_in_is_on_record(clerk, delivery):
    hand_in(clerk, delivery, csv(row()))

    action = ProcessingAction.objects.get()
    assert action.name == "leerlingen van een aanlevering toevoegen"
    assert ProcessedSubject.objects.get().action_id == action.pk


def test_no_personal_number_is_anywhere_in_the_database_or_the_answers(clerk, delivery):
    wrong = str(int(NUMBER) - 1)
    answers = [
        hand_in(clerk, delivery, content)
        for content in (
            csv(
                row(),
                row(leerlingnummer=NUMBER, geboortedatum=NUMBER),
                row(persoonsgebonden_nummer=wrong, verzorger1_land=f"{NUMBER} x"),
            ),
            csv(header=(NUMBER, wrong)),
            csv(row(vestiging=f"={NUMBER}")),
        )
    ]
    answers.append(clerk.get(f"/v1/aanleveringen/{delivery.pk}/leerlingen"))

    shown = "".join(answer.content.decode() for answer in answers)
    assert (NUMBER in shown, wrong in shown) == (False, False)
    assert tables_with(NUMBER) == tables_with(wrong) == []


def tables_with(text: str) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(
                f'SELECT FROM "{table}" AS t WHERE t::text LIKE %s',
                [f"%{text}%"],
            )
            found += [table] * bool(cursor.rowcount)
    return found


# Large sheets -------------------------------------------------------------------------


def test_a_large_sheet_is_taken_in_and_looked_through_later(
    clerk, delivery, monkeypatch
):
    monkeypatch.setattr(uploads, "MOST_AT_ONCE", 2)

    response = hand_in(clerk, delivery, pupils(3))

    assert response.status_code == 202
    task = clerk.get(response["Location"]).json()
    assert task == response.json()
    assert (task["toestand"], task["gedaan"], task["uitkomst"]) == ("wacht", 0, {})
    assert task["onderwerp"] == f"aanleveringen/{delivery.pk}"
    assert DeliveredPupil.objects.count() == 3


@pytest.mark.parametrize(
    ("role", "organisation", "shown"),
    [
        ("bestuur-medewerker", "41646", 1),
        ("bestuur-ondertekenaar", "41646", 1),
        ("bestuur-medewerker", "30052", 0),
        ("ocw-behandelaar", "ocw", 1),
    ],
)
def test_a_task_is_shown_to_its_own_organisation_and_the_state(
    api, role, organisation, shown
):
    task = make(Task, organisation="41646")
    client = api.as_(role, organisation)

    assert len(client.get("/v1/taken").json()["resultaten"]) == shown
    assert client.get(f"/v1/taken/{task.pk}").status_code == (200 if shown else 404)


# Handing out --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("by", ["key", "header"])
def test_the_template_comes_in_every_form(api, kind, by):
    address = "/v1/sjablonen/leerlingen"

    response = (
        api.get(f"{address}?vorm={kind}")
        if by == "key"
        else api.get(address, headers={"Accept": FORMS[kind].media_type})
    )

    assert (
        response["Content-Disposition"] == f'attachment; filename="leerlingen.{kind}"'
    )
    assert read_table(response.content).kind == kind


def test_another_form_is_refused(api):
    address = "/v1/sjablonen/leerlingen"

    assert api.get(f"{address}?vorm=pdf").status_code == 400
    assert api.get(address, headers={"Accept": "application/pdf"}).status_code == 406


@pytest.mark.parametrize("kind", FORMS)
def test_a_marked_sheet_comes_back_and_is_handed_in_again(clerk, delivery, kind):
    hand_in(clerk, delivery, csv(row(**STATEMENT)))
    address = f"/v1/aanleveringen/{delivery.pk}/bestand?vorm={kind}"

    response = clerk.get(address)
    again = hand_in(clerk, delivery, response.content, f"x.{kind}")

    assert NUMBER.encode() not in response.content
    assert again.status_code == 201
    assert DeliveredPupil.objects.get().pseudonym is not None


@pytest.mark.parametrize(
    ("role", "organisation", "hidden"),
    [
        ("bestuur-medewerker", "41646", set()),
        ("bestuur-ondertekenaar", "41646", set()),
        ("systeem", "41646", set()),
        ("ocw-behandelaar", "ocw", {"leerlingnummer"}),
        ("ocw-beslisser", "ocw", {"leerlingnummer", "geboortedatum"}),
        ("auditor", "auditdienst", {"leerlingnummer", "geboortedatum"}),
    ],
)
def test_a_role_sees_no_more_of_a_pupil_than_it_needs(
    api, delivery, role, organisation, hidden
):
    written = csv(row(**STATEMENT, uitschrijfdatum="vandaag"))
    hand_in(api.as_("systeem", "41646"), delivery, written)
    client, below = api.as_(role, organisation), f"/v1/aanleveringen/{delivery.pk}"

    sheet = read_table(client.get(f"{below}/bestand?vorm=csv").content)
    ((_, shown),) = sheet.rows()
    (pupil,) = client.get(f"{below}/leerlingen").json()["resultaten"]
    table = read_table(
        client.get(f"{below}/leerlingen", headers={"Accept": "text/csv"}).getvalue()
    )
    ((_, line),) = table.rows()

    given = {name for name, cell in zip(sheet.header, shown, strict=True) if not cell}
    in_line = {name for name, cell in zip(table.header, line, strict=True) if not cell}
    names = {"leerlingnummer", "geboortedatum"}
    assert given & names == in_line & names == hidden
    assert {name for name in names if pupil[name] is None} == hidden
    assert bool(pupil["onleesbaar"]) == (organisation == "41646")
    assert ("vandaag" in shown) == (organisation == "41646")
