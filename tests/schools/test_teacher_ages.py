"""A board returns the age of its teachers in time, and corrects it with a reason."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from oab.models import Change
from oab.problems import Refused
from schools.models import Extension, School, SchoolSuccession, TeacherAge
from schools.rules.teacher_age import Teacher
from schools.teacher_ages.faults import Return
from schools.teacher_ages.returns import hand_in
from tests.factories import make

pytestmark = pytest.mark.django_db

OCTOBER = date(2014, 10, 1)
IN_TIME = datetime(2014, 11, 3, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def school(db):
    """Let board 41646 run 18PH from the summer of 2013 on."""
    del db
    return make(School)


def returned(at=IN_TIME, **changes):
    usual: dict[str, Any] = {
        "board": "41646",
        "brin": "18PH",
        "counted_on": OCTOBER,
        "basis": "given",
        "age": Decimal("38.63"),
        "person": "medewerker",
    }
    return hand_in(Return(**(usual | changes)), at=at)


def faults(**changes):
    with pytest.raises(Refused) as refused:
        returned(**changes)
    return [(each.location, each.code) for each in refused.value.errors]


def refusal(at, **changes):
    with pytest.raises(Refused) as refused:
        returned(at=at, **changes)
    return refused.value.explanation[0]


def teachers(*rows):
    return [Teacher(age=Decimal(age), appointment=Decimal(part)) for age, part in rows]


def ages():
    return [str(each.age) for each in TeacherAge.objects.in_force()]


# What is written ----------------------------------------------------------------------


def test_a_return_writes_the_age_its_working_and_the_change():
    made = returned()
    assert (made.basis, made.board_code, made.person) == (
        "given",
        "41646",
        "medewerker",
    )
    assert (made.teacher_age.source, str(made.teacher_age.age)) == (
        "leeftijdsopgave van bestuur 41646",
        "38.63",
    )
    change = Change.objects.get(kind="teacher_age")
    assert (change.subject, change.since) == ("18PH", OCTOBER)


def test_an_age_is_computed_from_teachers_of_whom_nothing_is_kept():
    made = returned(
        basis="computed", age=None, teachers=teachers((61, "1.0"), (44, "0.5"))
    )
    assert ages() == ["48.00"]
    steps = made.working["steps"]
    assert steps[-1]["value"] == "48.00"
    assert not {"61", "44"} & {step["value"] for step in steps}


def test_a_school_below_thirty_gets_thirty():
    returned(basis="computed", age=None, teachers=teachers((24, "1.0")))
    assert ages() == ["30.00"]


def test_teachers_who_do_not_count_make_no_age():
    assert faults(basis="computed", age=None, teachers=()) == [("/leraren", "leeg")]


def test_schools_that_merge_are_taken_together():
    make(SchoolSuccession, predecessor="00AP", successor="18PH")
    made = returned(
        basis="computed",
        age=None,
        teachers=teachers((30, "3.0"), (50, "1.0")),
        schools=["18PH", "00AP"],
    )
    assert ages() == ["35.00"]
    assert made.working["steps"][0]["article"].endswith("lid 3")


def test_teachers_of_another_school_do_not_count():
    found = faults(
        basis="computed",
        age=None,
        teachers=teachers((30, "1.0"), (40, "1.0")),
        schools=["18PH", "00AP"],
    )
    assert found == [("/leraren/1/brin", "onbekend")]


# Corrections --------------------------------------------------------------------------


def test_a_correction_replaces_with_a_reason():
    first = returned()
    second = returned(age=Decimal("40.00"), reason="Leraar vergeten")
    assert second.teacher_age.replaces == first.teacher_age
    assert ages() == ["40.00"]


def test_what_duo_published_is_corrected_in_the_same_chain():
    published = make(TeacherAge, counted_on=OCTOBER)
    made = returned(age=Decimal("40.00"), reason="Leraar vergeten")
    assert made.teacher_age.replaces == published


def test_a_correction_without_a_reason_is_refused():
    returned()
    assert faults() == [("/reden", "ontbreekt")]


def test_a_reason_without_something_to_correct_is_refused():
    assert faults(reason="Zomaar") == [("/reden", "ongeldig")]


# Whose school -------------------------------------------------------------------------


@pytest.mark.parametrize("changes", [{"board": "30001"}, {"brin": "00AP"}])
def test_a_board_speaks_of_its_own_schools_only(changes):
    assert faults(**changes) == [("/brin", "onbekend")]


def test_a_school_that_ended_before_the_count_date_has_no_return():
    make(
        SchoolSuccession,
        kind="closure",
        successor="",
        between=DateRange(date(2013, 7, 1), date(2014, 8, 2)),
    )
    assert faults() == [("/brin", "onbekend")]


@pytest.mark.parametrize(
    "counted_on", [date(2014, 10, 2), date(2014, 2, 1), date(2019, 10, 1)]
)
def test_another_day_asks_for_no_return(counted_on):
    found = faults(counted_on=counted_on, at=datetime(2026, 1, 1, tzinfo=UTC))
    assert ("/teldatum", "ongeldig") in found


def test_everything_wrong_is_said_at_once():
    found = faults(
        board="30001", counted_on=date(2014, 10, 2), reason="Zomaar", schools=["00AP"]
    )
    assert found == [
        ("/teldatum", "ongeldig"),
        ("/brin", "onbekend"),
        ("/leraren/0/brin", "onbekend"),
        ("/reden", "ongeldig"),
    ]
    assert not TeacherAge.objects.exists()


# A school that opens ------------------------------------------------------------------


def opens(brin="05ZZ", board="41646", since=date(2015, 8, 1)):
    valid = DateRange(since, None)
    make(School, brin=brin, board_code=board, valid=valid, attested=valid)


PUBLISHED = datetime(2015, 11, 1, tzinfo=UTC)
NEW = {"brin": "05ZZ", "basis": "national", "age": None}


def test_a_school_that_opens_gets_the_national_age():
    opens()
    returned(**NEW, at=PUBLISHED)
    assert ages() == ["40.57"]


def test_the_national_age_is_the_one_known_on_the_day():
    opens()
    returned(**NEW, at=datetime(2015, 9, 1, tzinfo=UTC))
    assert ages() == ["40.58"]


def test_an_unknown_national_age_is_refused_with_the_article():
    opens(since=date(2016, 8, 1))
    with pytest.raises(Refused) as refused:
        returned(
            **NEW, counted_on=date(2015, 10, 1), at=datetime(2026, 1, 1, tzinfo=UTC)
        )
    (error,) = refused.value.errors
    assert (error.location, error.code) == ("/grondslag", "onbekend")
    assert "artikel 28, vijfde lid" in error.detail
    assert "2016-2017" in error.detail


def test_a_school_that_is_there_gets_no_national_age():
    found = faults(basis="national", age=None, at=PUBLISHED)
    assert found == [("/grondslag", "ongeldig")]


def test_a_school_that_nobody_opens_gets_no_national_age():
    assert faults(**NEW, at=PUBLISHED) == [("/brin", "onbekend")]


# In time ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "is_in_time"),
    [
        # 1 October is in summer time, 30 November in winter time.
        (datetime(2014, 9, 30, 21, 59, 59, tzinfo=UTC), False),
        (datetime(2014, 9, 30, 22, 0, 0, tzinfo=UTC), True),
        (datetime(2014, 11, 30, 22, 59, 59, tzinfo=UTC), True),
        (datetime(2014, 11, 30, 23, 0, 0, tzinfo=UTC), False),
    ],
)
def test_a_return_is_made_from_the_count_date_and_before_december(at, is_in_time):
    if is_in_time:
        assert returned(at=at)
    else:
        assert refusal(at)
        assert not TeacherAge.objects.exists()


def test_the_last_day_is_named_to_who_is_late():
    assert "30-11-2014" in refusal(datetime(2014, 12, 1, 9, tzinfo=UTC))


def test_an_extension_lasts_until_the_end_of_its_day():
    make(Extension, until=date(2015, 6, 30))
    assert "30-06-2015" in refusal(datetime(2015, 6, 30, 22, 0, tzinfo=UTC))
    assert returned(at=datetime(2015, 6, 30, 21, 59, 59, tzinfo=UTC))


def test_without_a_known_last_day_nothing_is_guessed():
    valid = DateRange(date(2008, 1, 1), date(2013, 6, 27))
    make(School, valid=valid, attested=valid)
    at = datetime(2008, 11, 1, tzinfo=UTC)
    assert "niet bekend" in refusal(at, counted_on=date(2008, 10, 1))


CORRECTED: dict[str, Any] = {
    "age": Decimal("40.00"),
    "reason": "Bevinding van de accountant",
}


@pytest.mark.parametrize("published", [True, False])
def test_what_is_known_is_not_corrected_after_the_term(published):
    known = (
        make(TeacherAge, counted_on=OCTOBER) if published else returned().teacher_age
    )
    assert "30-11-2014" in refusal(datetime(2016, 5, 1, tzinfo=UTC), **CORRECTED)
    assert [*TeacherAge.objects.in_force()] == [known]


@pytest.mark.parametrize(
    ("board", "counted_on", "helps"),
    [
        ("41646", OCTOBER, True),
        ("30001", OCTOBER, False),
        ("41646", date(2015, 10, 1), False),
    ],
)
def test_the_ministry_can_give_time_for_a_correction(board, counted_on, helps):
    returned()
    make(Extension, board_code=board, counted_on=counted_on, until=date(2016, 5, 1))
    at = datetime(2016, 5, 1, 9, tzinfo=UTC)
    if helps:
        returned(**CORRECTED, at=at)
        assert ages() == ["40.00"]
    else:
        assert "30-11-2014" in refusal(at, **CORRECTED)
