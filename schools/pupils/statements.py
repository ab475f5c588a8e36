"""Statements of carers in the register: handed in, judged and amended.

A weight is set by the situation on admission, and a later one changes nothing (art.
27(1) Besluit bekostiging WPO). So a statement about a later day is not taken in.
"""

from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from oab.languages import in_language
from oab.problems import InvalidInput, Refused
from schools.models import Enrolment, Ouderverklaring
from schools.models.pupils import StatementContent
from schools.pupils.pseudonyms import Pseudonym
from schools.rules import weighing
from schools.rules.education import Category
from schools.rules.pupil_weights import (
    NO_WEIGHT,
    REPEALED_ON,
    weight_of,
)
from schools.rules.statements import (
    Carer,
    Dates,
    ErrorClass,
    State,
    Stated,
    categories_stated,
    error_class,
    is_about,
    needs_the_duo_form,
    state_of,
)

ART_27 = "Besluit bekostiging WPO, art. 27, lid 1"
ANNEX_5 = "BWBR0022542, bijlage 5"


class Enrolled(NamedTuple):
    """Who is enrolled where, since when, as a board hands it in."""

    brin: str
    pseudonym: Pseudonym
    pupil_number: str
    born_on: date
    enrolled_on: date


class Judged(NamedTuple):
    """What the rules make of a statement."""

    state: State
    categories: tuple[Category | None, ...]
    error_class: ErrorClass
    weight: Decimal


# What the rules say -------------------------------------------------------------------


def judge(statement: Ouderverklaring) -> Judged:
    """Weigh a statement, for the pupil whose enrolment it belongs to."""
    stated, enrolment = _stated(statement), statement.enrolment
    dates = Dates(
        statement.signed_on is not None,
        is_about(
            statement.situation_on, decided_on(enrolment), form=str(statement.form)
        ),
        needs_the_duo_form(enrolled_on=enrolment.enrolled_on),
    )
    state = state_of(stated, dates)
    categories = categories_stated(stated)
    return Judged(
        state,
        categories,
        error_class(stated, state),
        weight_of(categories) if state is State.COMPLETE else NO_WEIGHT,
    )


def decided_on(enrolment: Enrolment) -> date:
    """Give the day whose situation sets the weight of an enrolment."""
    return weighing.decided_on(enrolment.born_on, enrolment.enrolled_on)


def reasons(judged: Judged) -> list[dict[str, str]]:
    """Explain the state, the categories and the weight, each with its article."""
    said = [(ANNEX_5, STATES[judged.state])]
    for number, category in enumerate(judged.categories, start=1):
        if judged.state is not State.MISSING:
            dutch, english = CATEGORIES[category]
            said.append(
                (ART_27, (f"Verzorger {number}: {dutch}", f"Carer {number}: {english}"))
            )
    said.append((ART_27, WEIGHTS[_outcome(judged)]))
    return [
        {"artikel": article, "uitleg": in_language(*texts)} for article, texts in said
    ]


def _outcome(judged: Judged) -> str:
    if judged.state is not State.COMPLETE:
        return "invalid"
    return str(judged.weight.normalize())


def _stated(content: StatementContent) -> Stated:
    carers = [
        Carer(
            getattr(content, f"carer{number}_level"),
            getattr(content, f"carer{number}_years"),
            getattr(content, f"carer{number}_country"),
            getattr(content, f"carer{number}_category"),
        )
        for number in (1, 2)
    ]
    return Stated(str(content.form), content.signatures, *carers)


STATES = {
    State.COMPLETE: (
        "Volledig ingevuld, gedagtekend en ondertekend.",
        "Completely filled in, dated and signed.",
    ),
    State.UNSIGNED: ("Niet ondertekend.", "Not signed."),
    State.AMBIGUOUS: (
        "Onduidelijk over een opleiding, een datum of het aantal handtekeningen.",
        "Unclear about an education, a date or the number of signatures.",
    ),
    State.MISSING: (
        "Ontbreekt, of staat niet op het formulier dat nodig is.",
        "Missing, or not on the form that is needed.",
    ),
}
CATEGORIES = {
    Category.PRIMARY: (
        "categorie 1, ten hoogste basisonderwijs of zmlk.",
        "category 1, at most primary or special education.",
    ),
    Category.LOWER_VOCATIONAL: (
        "categorie 2, ten hoogste lager beroepsonderwijs of wat daarmee gelijkstaat.",
        "category 2, at most lower vocational education or what equals it.",
    ),
    Category.HIGHER: ("categorie 3, hoger opgeleid.", "category 3, higher education."),
    None: ("onduidelijk.", "unclear."),
}
WEIGHTS = {
    "invalid": (
        "Zonder geldige verklaring is het gewicht 0.",
        "Without a valid statement the weight is 0.",
    ),
    "0": (
        "Niet elke verzorger heeft categorie 1 of 2: gewicht 0.",
        "Not every carer has category 1 or 2: weight 0.",
    ),
    "0.3": (
        "Elke verzorger heeft categorie 2: gewicht 0,3.",
        "Every carer has category 2: weight 0.3.",
    ),
    "1.2": (
        "Een verzorger heeft categorie 1, en de andere geen hogere dan 2: gewicht 1,2.",
        "One carer has category 1, and the other none above 2: weight 1.2.",
    ),
}


# Handing in ---------------------------------------------------------------------------


@transaction.atomic
def hand_in(enrolled: Enrolled, content: dict[str, Any], by: str) -> Ouderverklaring:
    """Write the first statement of an enrolment, and the enrolment where it is new."""
    enrolment, _ = Enrolment.objects.get_or_create(
        brin=enrolled.brin,
        pseudonym=enrolled.pseudonym.value,
        enrolled_on=enrolled.enrolled_on,
        defaults={
            "key": enrolled.pseudonym.key,
            "pupil_number": enrolled.pupil_number,
            "born_on": enrolled.born_on,
        },
    )
    if enrolment.born_on != enrolled.born_on:
        raise _another_birth()
    return _write(Ouderverklaring(enrolment=enrolment, created_by=by), content)


def amend(
    statement: Ouderverklaring, content: dict[str, Any], reason: str, by: str
) -> Ouderverklaring:
    """Write a statement that replaces the last one of its enrolment."""
    amended = Ouderverklaring(
        enrolment=statement.enrolment, replaces=statement, reason=reason, created_by=by
    )
    return _write(amended, content)


def _write(statement: Ouderverklaring, content: dict[str, Any]) -> Ouderverklaring:
    for name, value in content.items():
        setattr(statement, name, value)
    _refuse_after_repeal(statement)
    _refuse_later_day(statement)
    statement.state = judge(statement).state
    try:
        with transaction.atomic():
            statement.save(force_insert=True)
    except IntegrityError as error:
        raise _spoken_already() from error
    return statement


def _refuse_after_repeal(statement: Ouderverklaring) -> None:
    if statement.enrolment.enrolled_on >= REPEALED_ON:
        raise Refused(
            f"De gewichten zijn per {REPEALED_ON:%d-%m-%Y} vervallen: wie daarna is "
            "ingeschreven heeft geen ouderverklaring nodig.",
            f"The weights were repealed on {REPEALED_ON:%Y-%m-%d}: who enrolled after "
            "that needs no statement.",
        )


def _refuse_later_day(statement: Ouderverklaring) -> None:
    day, situation_on = decided_on(statement.enrolment), statement.situation_on
    if situation_on is None or situation_on <= day:
        return
    if is_about(situation_on, day, form=str(statement.form)):
        return
    raise Refused(
        f"Het gewicht volgt uit de situatie op {day:%d-%m-%Y} en verandert daarna niet "
        f"({ART_27}). Een verklaring over een latere dag wordt niet vastgelegd.",
        f"The weight follows from the situation on {day:%Y-%m-%d} and does not change "
        f"after it ({ART_27}). A statement about a later day is not recorded.",
    )


def _spoken_already() -> Refused:
    return Refused(
        "Over deze inschrijving is al een verklaring vastgelegd; noem de laatste in "
        "vervangt, met een reden.",
        "There is a statement about this enrolment already; name the last one in "
        "vervangt, with a reason.",
    )


def _another_birth() -> Refused:
    detail = in_language(
        "bij deze inschrijving is een andere geboortedatum bekend",
        "another date of birth is known for this enrolment",
    )
    error = InvalidInput("/geboortedatum", detail, "ongeldig", "body")
    return Refused(status=HTTPStatus.CONFLICT, errors=[error])
