"""The processing log through the API: by action, by person, for the auditor alone."""

import json

import pytest

from oab.models import ProcessedSubject, ProcessingAction
from oab.processing_activities import Activity
from oab.processing_log import Actor, Deed, record
from oab.traces import Trace
from schools.pupils.pseudonyms import candidates

pytestmark = pytest.mark.django_db

ADDRESS = "/v1/verwerkingen"
BSN = "123456782"
CLERK = Actor("medewerker", "41646")
SPANS = [f"{number:016x}" for number in (1, 2, 3)]
TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def log():
    """Three actions, of which two touched one person."""
    ((_, someone),) = candidates(BSN)
    deed = Deed(Activity.COUNT, "leerlingen van een aanlevering lezen")
    record(CLERK, deed, [someone, b"other"], Trace(TRACE, SPANS[0], "b7ad6b7169203331"))
    amended = Deed(Activity.STATEMENTS, "ouderverklaringen wijzigen")
    record(CLERK, amended, [someone], Trace(TRACE, SPANS[1]))
    failed = deed._replace(status="Error")
    record(Actor("behandelaar", "ocw"), failed, [], Trace(TRACE, SPANS[2]))


def spans(answer):
    return [row["spanId"] for row in answer.json()["resultaten"]]


@pytest.mark.usefixtures("log")
def test_an_action_tells_who_did_what_and_what_for(auditor):
    shown = auditor.get(ADDRESS).json()["resultaten"][-1]
    moments = {shown.pop("begonnenOp"), shown.pop("afgerondOp")}
    assert None not in moments
    assert shown == {
        "traceId": TRACE,
        "spanId": SPANS[0],
        "bovenliggendeSpanId": "b7ad6b7169203331",
        "aanroeper": "urn:oab:organisatie:41646",
        "handeling": "leerlingen van een aanlevering lezen",
        "verwerkingsactiviteit": "urn:oab:verwerkingsactiviteit:telling",
        "persoon": "medewerker",
        "organisatie": "41646",
        "uitkomst": "gelukt",
        "aantalBetrokkenen": 2,
    }


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [2, 1, 0]),
        ("verwerkingsactiviteit=telling", [2, 0]),
        ("organisatie=41646", [1, 0]),
        ("uitkomst=mislukt", [2]),
        ("begonnenVanaf=2000-01-01T00:00:00Z", [2, 1, 0]),
        ("begonnenTot=2000-01-01T00:00:00Z", []),
    ],
)
def test_the_log_is_narrowed_down(auditor, query, expected):
    found = auditor.get(f"{ADDRESS}?{query}")
    assert spans(found) == [SPANS[index] for index in expected]


@pytest.mark.usefixtures("log")
def test_the_log_comes_as_a_table_too(auditor):
    answer = auditor.get(ADDRESS, headers={"Accept": "text/csv"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0].startswith("trace_id,span_id,bovenliggende_span_id,aanroeper,")
    assert len(lines) == 4


@pytest.mark.usefixtures("log")
def test_each_person_in_an_action_is_a_span_below_it(auditor):
    rows = auditor.get(f"{ADDRESS}/{SPANS[0]}/betrokkenen").json()["resultaten"]
    assert len({row["spanId"] for row in rows}) == 2
    for row in rows:
        assert (row["traceId"], row["bovenliggendeSpanId"]) == (TRACE, SPANS[0])
        assert row["soortBetrokkene"] == "urn:oab:betrokkene:leerling"
    assert {row["betrokkene"] for row in rows} == {
        candidates(BSN)[0][1].hex(),
        b"other".hex(),
    }
    looked = ProcessingAction.objects.latest("id")
    assert (looked.name, looked.subjects.count()) == (
        "logboek van verwerkingen lezen",
        2,
    )


@pytest.mark.usefixtures("log")
def test_whose_data_were_touched_is_asked_without_a_number_in_an_address(auditor):
    answer = auditor.post(
        "/v1/inzageverzoeken",
        json.dumps({"persoonsgebondenNummer": BSN}),
        content_type="application/json",
    )
    assert answer.status_code == 201
    assert BSN not in f"{answer.content}{answer.headers}"
    ((key, value),) = candidates(BSN)
    (shown,) = answer.json()["pseudoniemen"]
    assert (shown["sleutel"], shown["betrokkene"]) == (key, value.hex())
    assert answer["Location"] == shown["verwerkingen"]
    # The question itself is on record too.
    own = ProcessingAction.objects.latest("id")
    assert own.name == "inzageverzoek toevoegen"
    assert spans(auditor.get(answer["Location"])) == [own.span_id, SPANS[1], SPANS[0]]


def test_a_number_of_nobody_is_refused(auditor):
    answer = auditor.post(
        "/v1/inzageverzoeken",
        json.dumps({"persoonsgebondenNummer": "123456783"}),
        content_type="application/json",
    )
    assert answer.status_code == 400
    assert "123456783" not in answer.content.decode()
    assert not ProcessedSubject.objects.exists()


@pytest.mark.parametrize(
    ("role", "organisation"),
    [("bestuur-medewerker", "41646"), ("ocw-behandelaar", "ocw"), ("gemeente", "0637")],
)
def test_the_log_is_for_the_auditor_alone(api, role, organisation):
    assert api.as_(role, organisation).get(ADDRESS).status_code == 403
