"""The age of teachers, returned through the API."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from schools.models import Extension, School, TeacherAge, TeacherAgeReturn
from tests.factories import make

pytestmark = pytest.mark.django_db

GIVEN = {
    "brin": "18PH",
    "teldatum": "2014-10-01",
    "grondslag": "opgegeven",
    "leeftijd": "38.63",
}
COMPUTED = {"brin": "18PH", "teldatum": "2014-10-01", "grondslag": "berekend"}


@pytest.fixture(autouse=True)
def school(db):
    """Let board 41646 run 18PH, and be late with permission."""
    del db
    make(School)
    make(Extension, until=date(2999, 12, 31))


@pytest.fixture
def employee(api):
    return api.as_("bestuur-medewerker", "41646")


def post(client, body, **headers):
    return client.post("/v1/leeftijdsopgaven", body, "application/json", **headers)


def errors(answer):
    assert answer.status_code == 400, answer.content
    return {(each["location"], each["code"]) for each in answer.json()["errors"]}


def test_a_return_is_made_and_can_be_read(employee):
    answer = post(employee, GIVEN)
    assert answer.status_code == 201
    shown = employee.get(answer["Location"]).json()
    assert {name: shown[name] for name in GIVEN} == GIVEN
    assert (shown["bestuur"], shown["bron"], shown["reden"]) == (
        "41646",
        "leeftijdsopgave van bestuur 41646",
        None,
    )


def test_a_computed_age_is_explained_step_by_step(employee):
    # A teacher over 50 counts for 50, a school under 30 has 30: edge case 18.
    young = COMPUTED | {
        "leraren": [
            {"leeftijd": "24", "betrekkingsomvang": "1.0"},
            {"leeftijd": "26.5", "betrekkingsomvang": "0.5"},
        ]
    }
    shown = post(employee, young).json()
    assert shown["leeftijd"] == "30.00"
    assert [(step["artikel"][-5:], step["waarde"]) for step in shown["stappen"]] == [
        ("lid 1", "2"),
        ("lid 2", "0"),
        ("lid 2", "0"),
        ("lid 1", "0"),
        ("lid 1", "1.5"),
        ("lid 1", "37.25"),
        ("lid 1", "24.833333"),
        ("lid 1", "30"),
        ("lid 1", "30.00"),
    ]


@pytest.mark.parametrize(
    ("teachers", "age"),
    [
        ([(64, "1"), (40, "1")], "45.00"),
        ([(50, "1"), (40, "1")], "45.00"),
        ([(57, "0.6"), (61, "1")], "50.00"),
        ([(29, "1")], "30.00"),
        ([(35, "1"), (36, "0.5")], "35.33"),
        ([(40, "0.975"), (41, "0.025")], "40.03"),
    ],
)
def test_a_teacher_counts_for_fifty_and_a_school_for_thirty(employee, teachers, age):
    rows = [{"leeftijd": str(old), "betrekkingsomvang": part} for old, part in teachers]
    assert post(employee, COMPUTED | {"leraren": rows}).json()["leeftijd"] == age


def test_substitutes_and_trainees_are_left_out(employee):
    rows = [
        {"leeftijd": "40", "betrekkingsomvang": "1"},
        {"leeftijd": "32", "betrekkingsomvang": "1", "vervanging": "0.4"},
        {"leeftijd": "22", "betrekkingsomvang": "0.5", "inOpleiding": True},
    ]
    assert post(employee, COMPUTED | {"leraren": rows}).json()["leeftijd"] == "37.00"


def test_no_teacher_is_kept(employee):
    rows = [{"leeftijd": "47.25", "betrekkingsomvang": "0.8125"} for _ in range(2)]
    rows.append({"leeftijd": "31", "betrekkingsomvang": "1"})
    post(employee, COMPUTED | {"leraren": rows})
    kept = str([*TeacherAgeReturn.objects.values()])
    assert "47.25" not in kept
    assert "0.8125" not in kept


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"leeftijd": "29.99"}, {("/leeftijd", "te-laag")}),
        ({"leeftijd": "50.01"}, {("/leeftijd", "te-hoog")}),
        ({"leeftijd": "38.635"}, {("/leeftijd", "ongeldig")}),
        ({"brin": "18PHX"}, {("/brin", "ongeldig")}),
        ({"teldatum": "1 oktober"}, {("/teldatum", "ongeldig")}),
        ({"grondslag": "geraamd"}, {("/grondslag", "onbekend")}),
        ({"grondslag": "landelijk"}, {("/leeftijd", "ongeldig")}),
        (
            {"grondslag": "berekend"},
            {("/leeftijd", "ongeldig"), ("/leraren", "ontbreekt")},
        ),
        ({"bestuur": "30001"}, {("/bestuur", "onbekend")}),
    ],
)
def test_a_return_is_read_strictly(employee, change, found):
    assert errors(post(employee, GIVEN | change)) == found


def test_all_that_is_wrong_with_teachers_is_said_at_once(employee):
    rows = [
        {"leeftijd": "40", "betrekkingsomvang": "1"},
        {"leeftijd": "9", "betrekkingsomvang": "-1"},
        {"betrekkingsomvang": "0.5", "vervanging": "0.6", "naam": "Jansen"},
        {"leeftijd": "40", "betrekkingsomvang": "0.5", "vervanging": "0.6"},
    ]
    answer = post(employee, COMPUTED | {"leraren": rows})
    assert errors(answer) == {
        ("/leraren/1/leeftijd", "te-laag"),
        ("/leraren/1/betrekkingsomvang", "te-laag"),
        ("/leraren/2/leeftijd", "ontbreekt"),
        ("/leraren/2/naam", "onbekend"),
        ("/leraren/3", "ongeldig"),
    }
    assert "Jansen" not in answer.content.decode()
    assert not TeacherAge.objects.exists()


def test_another_board_s_school_is_refused(api):
    other = api.as_("bestuur-medewerker", "30001")
    make(Extension, board_code="30001", until=date(2999, 12, 31))
    assert errors(post(other, GIVEN)) == {("/brin", "onbekend")}


def test_without_extension_a_late_return_is_refused_with_the_day(employee):
    late = GIVEN | {"teldatum": "2015-10-01"}
    answer = post(employee, late)
    assert answer.status_code == 409
    assert "30-11-2015" in answer.json()["detail"]


def test_an_unknown_national_age_is_refused_with_the_article(employee):
    valid = DateRange(date(2017, 8, 1), None)
    make(School, brin="05ZZ", valid=valid, attested=valid)
    body = {"brin": "05ZZ", "teldatum": "2016-10-01", "grondslag": "landelijk"}
    answer = post(employee, body)
    assert errors(answer) == {("/grondslag", "onbekend")}
    assert "artikel 28, vijfde lid" in answer.json()["errors"][0]["detail"]


def test_a_correction_says_why_and_takes_the_place_of_the_first(employee):
    first = post(employee, GIVEN)
    assert errors(post(employee, GIVEN | {"leeftijd": "40.00"})) == {
        ("/reden", "ontbreekt")
    }
    corrected = GIVEN | {"leeftijd": "40.00", "reden": "Leraar vergeten"}
    assert post(employee, corrected).json()["reden"] == "Leraar vergeten"
    shown = employee.get("/v1/leeftijdsopgaven?brin=18PH").json()["resultaten"]
    assert [each["leeftijd"] for each in shown] == ["40.00"]
    assert employee.get(first["Location"]).json()["leeftijd"] == "38.63"


def test_the_same_key_returns_once(employee):
    answers = [post(employee, GIVEN, headers={"Idempotency-Key": "k"}) for _ in "ab"]
    assert answers[0].json() == answers[1].json()
    assert TeacherAge.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("?teldatum=2014-10-01", 1),
        ("?teldatum=2015-10-01", 0),
        ("?bestuur=41646", 1),
        ("?bestuur=30001", 0),
        ("?brin=18PH", 1),
        ("?bekendOp=2014-01-01T00:00:00Z", 0),
    ],
)
def test_the_list_is_narrowed_down(employee, query, number):
    post(employee, GIVEN)
    shown = employee.get(f"/v1/leeftijdsopgaven{query}").json()["resultaten"]
    assert len(shown) == number
