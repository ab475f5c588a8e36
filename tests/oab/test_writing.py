"""Resources that can be written: strict bodies, one transaction, ETags and keys."""

import json
import threading
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from oab.idempotency import _lock, _Named
from oab.models import IdempotentRequest
from schools.models import Delivery
from tests.contract import ContractClient
from tests.factories import make

WHO = ("bestuur-medewerker", "41646")
NOTES = "/v1/notities"
NOTE = {"nummer": "A-1", "tekst": "een"}
JSON = "application/json"

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.oab.notes")]


@pytest.fixture
def clerk(api: ContractClient) -> ContractClient:
    """Ask as an employee of a board."""
    return api.as_(*WHO)


def post(client: ContractClient, body: Any, **headers: str) -> Any:
    """Post JSON, as text where it is not to be well-formed."""
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(NOTES, text, JSON, headers=headers)


def found(response: Any) -> dict[str, str]:
    """Give the kind of fault at each place in the body."""
    assert response.status_code == 400
    errors = response.json()["errors"]
    assert {error["in"] for error in errors} == {"body"}
    return {error["location"]: error["code"] for error in errors}


def test_what_is_written_has_an_address_and_a_version(clerk):
    response = post(clerk, NOTE)

    assert response.status_code == 201
    assert response["Location"] == f"{NOTES}/A-1"
    assert response["ETag"] == '"1"'
    assert response.json() == NOTE
    assert clerk.get(response["Location"]).json() == NOTE


def test_an_address_keeps_the_prefix_of_a_proxy(clerk):
    response = clerk.post(NOTES, json.dumps(NOTE), JSON, SCRIPT_NAME="/oab")

    assert response["Location"] == f"/oab{NOTES}/A-1"


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({}, {"/nummer": "ontbreekt", "/tekst": "ontbreekt"}),
        (NOTE | {"nummer": None, "tekst": ""}, {"/nummer": "leeg", "/tekst": "leeg"}),
        (NOTE | {"naam": "x"}, {"/naam": "onbekend"}),
        (
            {"naam": "x"},
            dict.fromkeys(["/nummer", "/tekst"], "ontbreekt") | {"/naam": "onbekend"},
        ),
        (NOTE | {"a/b~c": "x"}, {"/a~1b~0c": "onbekend"}),
        (NOTE | {"nummer": "A" * 31}, {"/nummer": "te-lang"}),
        (
            NOTE | {"kleur": "groen", "op": "1-10-2014"},
            {"/kleur": "onbekend", "/op": "ongeldig"},
        ),
        (
            NOTE | {"regels": [{"tekst": "a"}, {"tekst": 1, "x": 2}, {}]},
            {"/regels/1/x": "onbekend", "/regels/2/tekst": "ontbreekt"},
        ),
        (NOTE | {"regels": "geen"}, {"/regels": "ongeldig"}),
        (NOTE | {"tekst": "A-1"}, {"": "ongeldig"}),
        (NOTE | {"tekst": "a\x00b"}, {"/tekst": "ongeldig"}),
        ([NOTE], {"": "ongeldig"}),
        ("", {"/nummer": "ontbreekt", "/tekst": "ontbreekt"}),
        ("{", {"": "ongeldig"}),
        ('{"nummer": "A-1", "nummer": "A-2", "tekst": "een"}', {"": "ongeldig"}),
        ('{"nummer": "A-1", "tekst": NaN}', {"": "ongeldig"}),
        (b"\xff\xfe", {"": "ongeldig"}),
        ("[" * 100_000, {"": "ongeldig"}),
        ("9" * 5_000, {"": "ongeldig"}),
        (
            '{"nummer": "A-1", "tekst": "x", "bedrag": 1e999999999}',
            {"/bedrag": "ongeldig"},
        ),
    ],
)
def test_everything_that_is_wrong_is_said_at_once(clerk, body, faults):
    assert found(post(clerk, body)) == faults
    assert not Delivery.objects.exists()


WORDS = [
    (NOTE | {"op": "1 oktober"}, "/op", "een dag, zoals 2014-10-01", "a day, such as"),
    (NOTE | {"bedrag": "40,5"}, "/bedrag", "de decimalen, zoals 38.63", "as 38.63"),
    (NOTE | {"bedrag": "1.234"}, "/bedrag", "hoogstens 2 cijfers achter", "2 digits"),
    (NOTE | {"tekst": []}, "/tekst", "een tekst", "a text"),
    (NOTE | {"tekst": ""}, "/tekst", "mag niet leeg", "must not be empty"),
    ({"nummer": "A-1"}, "/tekst", "ontbreekt", "is missing"),
    ([], "", 'een naam, zoals {"teldatum": "2014-10-01"}', "named values"),
    (NOTE | {"regels": ["a"]}, "/regels/0", "gegevens met een naam", "named values"),
    (NOTE | {"regels": {}}, "/regels", "een lijst", "a list"),
]


@pytest.mark.parametrize(("body", "place", "dutch", "english"), WORDS)
def test_what_is_wrong_is_said_in_plain_words(clerk, body, place, dutch, english):
    for language, words in (("nl", dutch), ("en", english)):
        response = post(clerk, body, **{"Accept-Language": language})
        (error,) = response.json()["errors"]
        assert error["location"] == place
        assert words in error["detail"]
        assert "formaat" not in error["detail"]


def test_a_wrong_value_is_not_repeated(clerk):
    response = post(clerk, NOTE | {"kleur": "123456782", "op": "123456782"})

    assert "123456782" not in response.content.decode()


@pytest.mark.parametrize("kind", ["text/csv", "application/x-www-form-urlencoded"])
def test_another_form_is_not_read(clerk, kind):
    assert clerk.post(NOTES, "nummer=A-1", kind).status_code == 415


def test_too_much_is_not_read(clerk):
    assert post(clerk, "x" * 1_000_001).status_code == 413


def test_a_query_key_is_refused(clerk):
    response = clerk.post(f"{NOTES}?onzin=1", json.dumps(NOTE), JSON)

    assert response.json()["errors"][0]["in"] == "query"


@pytest.mark.parametrize(
    ("language", "detail"), [("nl", "Dat mag niet."), ("en", "That is not allowed.")]
)
def test_a_refusal_leaves_nothing_behind(clerk, language, detail):
    response = post(
        clerk,
        NOTE | {"tekst": "verboden"},
        **{"Accept-Language": language, "Idempotency-Key": "k"},
    )

    assert response.status_code == 409
    assert response.json()["detail"] == detail
    assert not Delivery.objects.exists()
    assert not IdempotentRequest.objects.exists()


def test_a_failure_leaves_nothing_behind(clerk):
    clerk.raise_request_exception = False

    assert post(clerk, NOTE | {"tekst": "kapot"}).status_code == 500
    assert not Delivery.objects.exists()


# Idempotency-Key ----------------------------------------------------------------------


KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}


def test_a_repeated_request_is_answered_and_not_done_again(clerk):
    first = post(clerk, NOTE, **KEY)
    again = post(clerk, {"tekst": "een", "nummer": "A-1"}, **KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again["Location"] == first["Location"]
    assert again["ETag"] == first["ETag"]
    assert Delivery.objects.count() == 1


def test_a_key_is_for_one_request(clerk):
    post(clerk, NOTE, **KEY)

    response = post(clerk, NOTE | {"tekst": "twee"}, **KEY)

    assert response.status_code == 409
    assert "al gebruikt" in response.json()["detail"]


def test_a_key_is_its_caller_s_own(api, clerk):
    post(clerk, NOTE, **KEY)

    other = api.as_("bestuur-medewerker", "30052")
    answer = post(other, NOTE | {"nummer": "A-2"}, **KEY)

    assert answer.json()["nummer"] == "A-2"


def test_a_key_that_failed_can_be_used_again(clerk):
    post(clerk, NOTE | {"tekst": "verboden"}, **KEY)

    assert post(clerk, NOTE, **KEY).status_code == 201


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "é"])
def test_a_key_of_another_form_is_refused(clerk, key):
    (error,) = post(clerk, NOTE, **{"Idempotency-Key": key}).json()["errors"]

    assert (error["in"], error["location"]) == ("header", "Idempotency-Key")


def test_what_was_asked_is_kept_as_a_keyed_hash_only(clerk):
    post(clerk, NOTE | {"tekst": "een geheim"}, **KEY)
    kept = IdempotentRequest.objects.get()

    assert len(kept.content_hash) == 64
    assert "geheim" not in f"{kept.caller}{kept.key}{kept.headers}"


@pytest.mark.django_db(transaction=True)
def test_a_request_that_is_still_running_is_not_begun_again(clerk):
    caller = "bestuur-medewerker/41646/bestuur-medewerker van 41646"
    named = _Named(KEY["Idempotency-Key"], caller, "")
    answers = []

    def ask_elsewhere() -> None:
        answers.append(post(clerk, NOTE, **KEY))
        connection.close()

    with transaction.atomic():
        _lock(named)
        other = threading.Thread(target=ask_elsewhere)
        other.start()
        other.join()

    assert answers[0].status_code == 409
    assert "nog bezig" in answers[0].json()["detail"]
    assert post(clerk, NOTE, **KEY).status_code == 201


# Uploads ------------------------------------------------------------------------------


def upload(client: ContractClient, content: bytes, **more: Any) -> Any:
    """Send a file."""
    file = SimpleUploadedFile("telling.csv", content, "text/csv")
    headers = more.pop("headers", {})
    return client.post(
        f"{NOTES}/A-1/bestanden", {"bestand": file} | more, headers=headers
    )


@pytest.fixture
def note(db: None) -> Delivery:
    """Write a note."""
    del db
    return make(Delivery, reference="A-1", delivered_by="een")


@pytest.mark.usefixtures("note")
def test_a_file_is_handed_over(clerk):
    response = upload(clerk, b"12345")

    assert response.status_code == 201
    assert response["Location"] == f"{NOTES}/A-1"
    assert response.json()["tekst"] == "5 bytes"


@pytest.mark.usefixtures("note")
def test_a_personal_answer_is_not_kept(clerk):
    first = upload(clerk, b"12345", headers=KEY)
    again = upload(clerk, b"12345", headers=KEY)

    assert again.status_code == 201
    assert again.content == b""
    assert again["Location"] == first["Location"]
    assert IdempotentRequest.objects.get().body is None
    assert upload(clerk, b"123456", headers=KEY).status_code == 409


@pytest.mark.usefixtures("note")
def test_a_form_is_read_strictly(clerk):
    address = f"{NOTES}/A-1/bestanden"

    assert found(clerk.post(address, {})) == {"/bestand": "ontbreekt"}
    assert found(upload(clerk, b"1", naam="x")) == {"/naam": "onbekend"}
    assert upload(clerk, b"1" * 1_001).status_code == 413
    assert clerk.post(address, "{}", JSON).status_code == 415


@pytest.mark.usefixtures("note")
def test_what_is_below_another_board_s_is_not_there(api):
    other = api.as_("bestuur-medewerker", "30052")

    assert upload(other, b"1").status_code == 404
    assert other.post(f"{NOTES}/A-1/bestanden", "x", "text/csv").status_code == 404


# ETag and If-Match --------------------------------------------------------------------


def patch(client: ContractClient, body: Any, match: str | None) -> Any:
    """Change the note."""
    headers = {} if match is None else {"If-Match": match}
    return client.patch(f"{NOTES}/A-1", json.dumps(body), JSON, headers=headers)


@pytest.mark.usefixtures("note")
def test_a_change_names_the_version_that_was_read(clerk):
    read = clerk.get(f"{NOTES}/A-1")
    changed = patch(clerk, {"tekst": "twee"}, read["ETag"])

    assert changed.status_code == 200
    assert changed["ETag"] == '"2"'
    assert changed.json()["tekst"] == "twee"
    assert clerk.get(f"{NOTES}/A-1")["ETag"] == '"2"'


@pytest.mark.usefixtures("note")
@pytest.mark.parametrize(
    ("match", "status"),
    [
        (None, 428),
        ("", 428),
        ("*", 428),
        ("1", 428),
        ('W/"1"', 412),
        ('"2"', 412),
        ('"01"', 412),
        ('"0", "1"', 200),
    ],
)
def test_a_change_of_another_version_is_refused(clerk, match, status):
    assert patch(clerk, {"tekst": "twee"}, match).status_code == status


@pytest.mark.usefixtures("note")
def test_a_change_leaves_the_rest_and_is_as_strict(clerk):
    assert patch(clerk, {}, '"1"').json()["tekst"] == "een"
    assert found(patch(clerk, {"naam": "x"}, '"2"')) == {"/naam": "onbekend"}


def test_of_two_changes_at_one_time_one_wins(clerk, note, monkeypatch):
    overtaken = Delivery.objects.filter(pk=note.pk)
    monkeypatch.setattr(
        "tests.oab.notes.Notes.get_object",
        lambda _: (overtaken.get(), overtaken.update(version=2))[0],
    )

    assert patch(clerk, {"tekst": "twee"}, '"1"').status_code == 412
    assert overtaken.get().delivered_by == "een"


@pytest.mark.usefixtures("note")
def test_what_is_removed_was_read_too(clerk):
    address = f"{NOTES}/A-1"

    assert clerk.delete(address).status_code == 428
    assert clerk.delete(address, headers={"If-Match": '"2"'}).status_code == 412
    gone = clerk.delete(address, headers={"If-Match": '"1"'})

    assert (gone.status_code, gone.content) == (204, b"")


@pytest.mark.usefixtures("note")
def test_another_board_changes_nothing(api):
    other = api.as_("bestuur-medewerker", "30052")

    assert patch(other, {"tekst": "x"}, '"1"').status_code == 404
    assert patch(api.as_("systeem"), {"tekst": "x"}, '"1"').status_code == 200
    assert patch(api.as_("auditor", "auditdienst"), {}, '"2"').status_code == 403
    assert patch(api, {"tekst": "x"}, '"1"').status_code == 401


def test_what_forgets_its_scope_shows_nothing(clerk):
    clerk.raise_request_exception = False

    assert clerk.get("/v1/vergeten").status_code == 500


def test_the_methods_of_an_address_are_those_it_has(clerk, note):
    assert clerk.put(NOTES)["Allow"] == "GET, HEAD, POST"
    assert clerk.post(f"{NOTES}/A-1")["Allow"] == "GET, HEAD, PATCH, DELETE"
    assert clerk.get(f"{NOTES}/{note.reference}/bestanden")["Allow"] == "POST"
