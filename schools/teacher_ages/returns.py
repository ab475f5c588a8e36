"""The boards' returns of the age of their teachers (leeftijdsopgave).

Art. 11a Besluit bekostiging WPO (BWBR0003862): every year, about 1 October, before
1 December. What is kept is the age and the numbers it came from, never a teacher.
"""

from dataclasses import asdict
from datetime import datetime
from http import HTTPStatus

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from oab.changes import wake_followers
from oab.filters import HERE
from oab.problems import InvalidInput, Refused
from schools.models import TeacherAge, TeacherAgeReturn
from schools.rules.national_age import NationalAgeUnknown, national_age
from schools.rules.teacher_age import NoTeachers
from schools.rules.teacher_age_working import (
    Working,
    working_of,
    working_of_given,
    working_of_opening,
)
from schools.teacher_ages.faults import Return, fault, faults_of
from schools.teacher_ages.terms import refuse_outside_term

Basis = TeacherAgeReturn.Basis


@transaction.atomic
def hand_in(given: Return, *, at: datetime) -> TeacherAgeReturn:
    """Write a return, or the correction of what is known already, with its reason."""
    in_force = _in_force(given)
    working, faults = _working(given, at)
    errors = [*faults, *faults_of(given, in_force)]
    if errors or working is None:
        raise Refused(status=HTTPStatus.BAD_REQUEST, errors=errors)
    refuse_outside_term(given, at)
    try:
        with transaction.atomic():
            return _write(given, working, in_force)
    except IntegrityError as error:
        raise Refused(*OVERTAKEN) from error


def _write(
    given: Return, working: Working, replaced: TeacherAge | None
) -> TeacherAgeReturn:
    age = TeacherAge.objects.create(
        brin=given.brin,
        counted_on=given.counted_on,
        age=working.age,
        source=f"leeftijdsopgave van bestuur {given.board}",
        replaces=replaced,
        reason=given.reason,
    )
    wake_followers()
    return TeacherAgeReturn.objects.create(
        teacher_age=age,
        board_code=given.board,
        basis=given.basis,
        working={"steps": [asdict(step) for step in working.steps]},
        person=given.person,
    )


def _in_force(given: Return) -> TeacherAge | None:
    rows = TeacherAge.objects.in_force()
    return rows.filter(brin=given.brin, counted_on=given.counted_on).first()


def _working(given: Return, at: datetime) -> tuple[Working | None, list[InvalidInput]]:
    """Work out the age, or say why it cannot be worked out."""
    try:
        if given.basis == Basis.GIVEN and given.age is not None:
            return working_of_given(given.age), []
        if given.basis == Basis.COMPUTED:
            schools = len(set(given.schools)) or 1
            return working_of(given.teachers, schools=schools), []
        opening = given.counted_on.year + 1
        known_on = localdate(at, timezone=HERE)
        return working_of_opening(national_age(opening, known_on=known_on)), []
    except NoTeachers:
        return None, [fault("/leraren", "leeg", NOBODY_COUNTS)]
    except NationalAgeUnknown as error:
        text = (f"{error}", f"the national age of {opening}-{opening + 1} is not known")
        return None, [fault("/grondslag", "onbekend", text)]


NOBODY_COUNTS = ("geen van de leraren telt mee", "none of the teachers counts")
OVERTAKEN = (
    "Iemand anders gaf net de leeftijd van deze school op; lees die eerst.",
    "Somebody else just returned the age of this school; please read it first.",
)
