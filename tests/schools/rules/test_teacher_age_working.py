"""The working of an age of teachers ends in that age, and names no teacher."""

from decimal import Decimal

import pytest

from schools.rules.national_age import national_age
from schools.rules.teacher_age import NoTeachers, Teacher, teacher_age
from schools.rules.teacher_age_working import (
    working_of,
    working_of_given,
    working_of_opening,
)
from tests.schools.rules.test_examples import FILES, teachers
from tests.schools.rules.test_national_age import LAST_DAY

SCHOOLS = [each for each in FILES["teacher_age"]["school"] if "expect" in each]


def teacher(age, appointment, **more):
    more = {
        name: each if isinstance(each, bool) else Decimal(each)
        for name, each in more.items()
    }
    return Teacher(age=Decimal(age), appointment=Decimal(appointment), **more)


@pytest.mark.parametrize("school", SCHOOLS, ids=lambda each: each["name"])
def test_the_last_step_is_the_age(school):
    working = working_of(teachers(school["teachers"]))
    assert (str(working.age), working.steps[-1].value) == (school["expect"],) * 2


def test_every_step_says_where_the_law_asks_for_it_and_what_came_out():
    school = [
        teacher(57, 1),
        teacher(44, "0.5", replacing="0.2"),
        teacher(23, "0.6", in_training=True),
    ]
    assert [
        (step.article.rpartition(", ")[2], step.text, step.value)
        for step in working_of(school).steps
    ] == [
        ("lid 1", "Opgegeven leraren", "3"),
        ("lid 2", "Leraren in opleiding, die niet meetellen", "1"),
        (
            "lid 2",
            "Betrekkingsomvang die het Vervangingsfonds betaalt, die niet meetelt",
            "0.2",
        ),
        ("lid 1", "Meetellende leraren ouder dan 50, die voor 50 tellen", "1"),
        ("lid 1", "Meetellende betrekkingsomvang samen", "1.3"),
        ("lid 1", "Leeftijd maal betrekkingsomvang samen", "63.2"),
        ("lid 1", "Gewogen gemiddelde, nog niet afgerond", "48.615384"),
        ("lid 1", "Ten minste 30", "48.615384"),
        ("lid 1", "Rekenkundig afgerond op twee decimalen", "48.62"),
    ]


def test_a_young_school_and_an_old_teacher_meet_the_bounds():
    young = working_of([teacher(24, 1), teacher(26, 1)])
    old = working_of([teacher(64, 1)])
    assert (str(young.age), str(old.age)) == ("30.00", "50.00")
    assert [step.value for step in young.steps[-3:]] == ["25", "30", "30.00"]


def test_a_merger_says_of_how_many_schools_the_teachers_count_together():
    first, *_ = working_of([teacher(40, 1)], schools=2).steps
    assert (first.article[-5:], first.value) == ("lid 3", "2")


def test_without_teachers_there_is_no_working():
    with pytest.raises(NoTeachers):
        working_of([teacher(22, 1, in_training=True)])


def test_the_working_is_that_of_the_rule():
    school = [teacher(31, "0.7"), teacher(45, "0.35"), teacher(52, "1")]
    assert working_of(school).age == teacher_age(school)


def test_what_a_board_gives_is_said_to_be_given():
    (step,) = working_of_given(Decimal("38.63")).steps
    assert step.article.endswith("artikel 11a")


def test_a_school_that_opens_is_paid_by_the_national_age():
    working = working_of_opening(national_age(2013, known_on=LAST_DAY))
    (step,) = working.steps
    assert (str(working.age), step.article[-19:]) == (
        "40.43",
        "artikel 28, vijfde lid"[-19:],
    )
    assert "BWBR0035590" in step.text
