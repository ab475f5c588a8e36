"""Statements of carers through the API: handed in, judged, amended, with scans."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from oab.models import ProcessedSubject, ProcessingAction
from schools.models import Enrolment, Evidence, Ouderverklaring, School
from tests.factories import make

pytestmark = pytest.mark.django_db

BSN = "123456782"
PUPIL = {
    "brin": "18PH",
    "persoonsgebondenNummer": BSN,
    "leerlingnummer": "L1",
    "geboortedatum": "2009-03-14",
    "inschrijfdatum": "2013-08-19",
}
STATED = {
    "verklaringDagtekening": "2013-08-19",
    "verklaringPeildatum": "2013-08-19",
    "verklaringFormulier": "vrij",
    "handtekeningen": 1,
    "verzorger1Opleiding": "basisonderwijs",
}
ADDRESS = "/v1/ouderverklaringen"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def board(api):
    make(School, brin="18PH", board_code="41646")
    make(School, brin="00AP", board_code="30052")
    return api.as_("bestuur-medewerker")


def post(client, body, address=ADDRESS, **headers):
    return client.post(
        address, json.dumps(body), content_type="application/json", headers=headers
    )


def faults(answer):
    return {
        (each["location"], each["code"])
        for each in json.loads(answer.content)["errors"]
    }


def test_a_statement_is_written_with_its_enrolment_and_weighed(board):
    answer = post(board, PUPIL | STATED)
    assert answer.status_code == 201
    made = Ouderverklaring.objects.get()
    assert answer["Location"] == f"{ADDRESS}/{made.pk}"
    shown = answer.json()
    assert (shown["verklaringStaat"], shown["categorieen"]) == ("volledig", [1])
    assert (shown["gewicht"], shown["foutklasse"]) == ("1.20", None)
    assert [each["artikel"] for each in shown["uitleg"]] == [
        "BWBR0022542, bijlage 5",
        "Besluit bekostiging WPO, art. 27, lid 1",
        "Besluit bekostiging WPO, art. 27, lid 1",
    ]
    assert made.created_by == "bestuur-medewerker van 41646"
    assert board.get(answer["Location"]).json() == shown
    enrolment = Enrolment.objects.get()
    assert len(bytes(enrolment.pseudonym)) == 32
    assert BSN not in str(Enrolment.objects.values().get())


@pytest.mark.parametrize(
    ("changes", "state", "weight", "error"),
    [
        ({"verzorger1Opleiding": "lbo"}, "volledig", "0.30", None),
        ({"verzorger1Opleiding": "hbo"}, "volledig", "0.00", None),
        ({"handtekeningen": 0}, "niet-ondertekend", "0.00", "C"),
        ({"verzorger1Opleiding": "mavo"}, "onduidelijk", "0.00", "A"),
        (
            {"verzorger1Opleiding": "école", "verzorger1Land": "Frankrijk"},
            "onduidelijk",
            "0.00",
            "B",
        ),
        ({"verzorger2Opleiding": "vbo"}, "volledig", "1.20", None),
    ],
)
def test_what_a_statement_is_worth_follows_from_what_it_says(
    board, changes, state, weight, error
):
    shown = post(board, PUPIL | STATED | changes).json()
    assert (shown["verklaringStaat"], shown["gewicht"], shown["foutklasse"]) == (
        state,
        weight,
        error,
    )


def test_a_later_statement_replaces_the_last_one_with_a_reason(board):
    first = post(board, PUPIL | STATED).json()["nummer"]
    amended = STATED | {
        "verzorger1Opleiding": "lbo",
        "vervangt": first,
        "reden": "fout",
    }
    second = post(board, amended).json()
    assert (second["vervangt"], second["reden"], second["gewicht"]) == (
        first,
        "fout",
        "0.30",
    )
    assert board.get(f"{ADDRESS}/{first}").json()["vervangenDoor"] == second["nummer"]
    assert post(board, amended).status_code == 409
    inforce = board.get(f"{ADDRESS}?geldend=true").json()["resultaten"]
    assert [each["nummer"] for each in inforce] == [second["nummer"]]


def test_a_second_first_statement_is_refused(board):
    post(board, PUPIL | STATED)
    answer = post(board, PUPIL | STATED)
    assert answer.status_code == 409
    assert "noem de laatste in vervangt" in answer.json()["detail"]


def test_a_statement_about_a_later_day_changes_nothing_and_says_so(board):
    later = {"verklaringPeildatum": "2014-09-01"}
    answer = post(board, PUPIL | STATED | later)
    assert answer.status_code == 409
    assert "verandert daarna niet" in answer.json()["detail"]
    assert not Ouderverklaring.objects.exists()
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            {},
            {
                ("/brin", "ontbreekt"),
                ("/leerlingnummer", "ontbreekt"),
                ("/geboortedatum", "ontbreekt"),
                ("/inschrijfdatum", "ontbreekt"),
            },
        ),
        ({"vervangt": 5} | STATED, {("/reden", "ontbreekt")}),
        (
            {"vervangt": 5, "reden": "fout", "brin": "18PH"},
            {("/brin", "ongeldig")},
        ),
        ({"vervangt": 5, "reden": "fout"}, {("/vervangt", "onbekend")}),
        (PUPIL | {"brin": "00AP"}, {("/brin", "onbekend")}),
        (
            PUPIL | {"persoonsgebondenNummer": "123456783"},
            {("/persoonsgebondenNummer", "ongeldig")},
        ),
        (
            PUPIL | {"leerlingnummer": BSN},
            {("/leerlingnummer", "ongeldig"), ("/leerlingnummer", "persoonsnummer")},
        ),
        (
            PUPIL | {"geboortedatum": "2014-01-01", "verzorger1Opleiding": "mts"},
            {("/geboortedatum", "ongeldig"), ("/verzorger1Opleiding", "onbekend")},
        ),
        (
            {"vervangt": 5, "reden": f"hoort bij {BSN}"},
            {("/reden", "persoonsnummer")},
        ),
        (
            PUPIL | {"handtekeningen": 3, "verzorger1Land": "4", "gewicht": "1.2"},
            {
                ("/handtekeningen", "te-hoog"),
                ("/verzorger1Land", "ongeldig"),
                ("/gewicht", "onbekend"),
            },
        ),
    ],
)
def test_what_is_wrong_is_told_all_at_once_and_nothing_is_stored(board, body, expected):
    answer = post(board, body)
    assert answer.status_code == 400
    assert faults(answer) == expected
    assert not Enrolment.objects.exists()
    assert BSN not in answer.content.decode()


def test_who_is_known_by_the_schools_number_needs_no_other(board):
    post(board, PUPIL | STATED)
    again = {name: PUPIL[name] for name in PUPIL if name != "persoonsgebondenNummer"}
    answer = post(board, again | STATED | {"inschrijfdatum": "2014-08-18"})
    # The statement is about the first day; this enrolment began a year later.
    assert answer.status_code == 201
    assert answer.json()["verklaringStaat"] == "onduidelijk"
    assert Enrolment.objects.values("pseudonym").distinct().count() == 1
    unknown = again | STATED | {"leerlingnummer": "L2"}
    assert faults(post(board, unknown)) == {("/persoonsgebondenNummer", "ontbreekt")}


def test_another_date_of_birth_of_the_same_enrolment_is_refused(board):
    post(board, PUPIL | STATED)
    answer = post(board, PUPIL | STATED | {"geboortedatum": "2009-03-15"})
    assert answer.status_code == 409
    assert faults(answer) == {("/geboortedatum", "ongeldig")}


def test_a_repeated_request_writes_one_statement(board):
    key = {"Idempotency-Key": "8e03978e"}
    first = post(board, PUPIL | STATED, **key)
    second = post(board, PUPIL | STATED, **key)
    assert (second.status_code, second["Location"]) == (201, first["Location"])
    assert second.content == b""
    assert Ouderverklaring.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "organisation", "seen"),
    [
        ("bestuur-medewerker", "41646", ("L1", "2009-03-14")),
        ("bestuur-ondertekenaar", "41646", ("L1", "2009-03-14")),
        ("ocw-behandelaar", "ocw", (None, "2009-03-14")),
        ("ocw-beslisser", "ocw", (None, None)),
        ("auditor", "auditdienst", (None, None)),
    ],
)
def test_each_role_sees_no_more_than_it_needs(board, api, role, organisation, seen):
    address = post(board, PUPIL | STATED)["Location"]
    shown = api.as_(role, organisation).get(address).json()
    assert (shown["leerlingnummer"], shown["geboortedatum"]) == seen


def test_another_board_does_not_see_it(board, api):
    address = post(board, PUPIL | STATED)["Location"]
    other = api.as_("bestuur-medewerker", "30052")
    assert other.get(address).status_code == 404
    assert other.get(ADDRESS).json()["resultaten"] == []
    assert other.get(f"{address}/bewijsstukken").status_code == 404


def test_reading_and_writing_are_on_record_by_person(board):
    address = post(board, PUPIL | STATED)["Location"]
    board.get(address)
    board.get(ADDRESS, headers={"Accept": "text/csv"})
    board.get(f"{ADDRESS}/999")
    pseudonym = bytes(Enrolment.objects.get().pseudonym)
    found = [
        (action.name, action.status, action.subjects.count())
        for action in ProcessingAction.objects.order_by("id")
    ]
    assert found == [
        ("ouderverklaringen toevoegen", "Ok", 1),
        ("ouderverklaringen lezen", "Ok", 1),
        ("ouderverklaringen lezen", "Ok", 1),
        ("ouderverklaringen lezen", "Error", 0),
    ]
    assert {bytes(each.subject) for each in ProcessedSubject.objects.all()} == {
        pseudonym
    }


def test_what_failed_is_on_record_as_failed(board):
    post(board, PUPIL | {"handtekeningen": 9})
    action = ProcessingAction.objects.get()
    assert (action.name, action.status) == ("ouderverklaringen toevoegen", "Error")


def test_the_trace_of_the_caller_goes_on(board):
    trace, span = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
    answer = board.get(ADDRESS, headers={"traceparent": f"00-{trace}-{span}-00"})
    action = ProcessingAction.objects.get()
    assert (action.trace_id, action.parent_span_id) == (trace, span)
    assert answer["traceparent"] == f"00-{trace}-{action.span_id}-01"


# Scans --------------------------------------------------------------------------------


@pytest.fixture
def scans(board):
    return f"{post(board, PUPIL | STATED)['Location']}/bewijsstukken"


def upload(client, address, content, name="verklaring.exe"):
    return client.post(address, {"bestand": SimpleUploadedFile(name, content)})


def test_a_scan_is_what_its_content_says_and_comes_back_as_an_attachment(board, scans):
    answer = upload(board, scans, PDF, name=f"{BSN}.exe")
    assert answer.status_code == 201
    shown = answer.json()
    assert (shown["mediatype"], shown["omvang"]) == ("application/pdf", len(PDF))
    assert shown["scan"] == "niet gescand"
    assert board.get(scans).json()["resultaten"] == [shown]
    file = board.get(answer["Location"])
    assert file.content == PDF
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"] == f'attachment; filename="{shown["id"]}.pdf"'
    assert file["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file["Content-Security-Policy"]
    assert file["Cache-Control"] == "no-store"
    assert BSN not in str(Evidence.objects.values().get())


@pytest.mark.parametrize("content", [b"", b"MZ\x90", b"<html>", PDF[:20]])
def test_what_is_no_scan_is_refused_and_not_kept(board, scans, content):
    answer = upload(board, scans, content)
    assert answer.status_code == 400
    assert {place for place, _ in faults(answer)} == {"/bestand"}
    assert not Evidence.objects.exists()


def test_scans_are_not_for_who_decides(board, scans, api):
    address = upload(board, scans, PDF)["Location"]
    decider = api.as_("ocw-beslisser", "ocw")
    assert decider.get(scans).status_code == 403
    assert decider.get(address).status_code == 403
    assert api.as_("ocw-behandelaar", "ocw").get(address).status_code == 200


def test_after_the_repeal_there_is_nothing_to_state(board):
    late = {"inschrijfdatum": "2019-08-01", "geboortedatum": "2015-03-14"}
    answer = post(board, PUPIL | STATED | late)
    assert answer.status_code == 409
    assert "vervallen" in answer.json()["detail"]
    assert not Enrolment.objects.exists()
