"""Facts are written once; what is published otherwise corrects them."""

from datetime import date
from decimal import Decimal

import pytest

from oab.corrections import REASON, Facts, publish
from oab.snapshots import Outcome
from schools.models import TeacherAge

pytestmark = pytest.mark.django_db

AGES = Facts(TeacherAge, ("brin", "counted_on"), ("age",))
DAY = date(2014, 10, 1)


def publish_ages(**ages: str) -> dict[str, Outcome]:
    rows = {(brin[1:], DAY): (Decimal(age),) for brin, age in ages.items()}
    return {key[0]: one for key, one in publish(AGES, rows, source="DUO").items()}


def test_what_is_new_is_written():
    assert publish_ages(_00AP="38.63") == {"00AP": Outcome.NEW}
    assert TeacherAge.objects.get().age == Decimal("38.63")


def test_the_same_again_writes_nothing():
    publish_ages(_00AP="38.63")

    assert publish_ages(_00AP="38.63") == {"00AP": Outcome.UNCHANGED}
    assert TeacherAge.objects.count() == 1


def test_another_value_corrects_the_one_in_force():
    publish_ages(_00AP="38.63", _00AR="41.99")

    outcomes = publish_ages(_00AP="38.64", _00AR="41.99")

    assert outcomes == {"00AP": Outcome.REPLACED, "00AR": Outcome.UNCHANGED}
    correction = TeacherAge.objects.in_force().get(brin="00AP")
    assert (correction.age, correction.reason) == (Decimal("38.64"), REASON)


def test_a_correction_can_be_corrected_back():
    for age in ("38.63", "38.64", "38.63"):
        publish_ages(_00AP=age)

    assert TeacherAge.objects.count() == 3
    assert TeacherAge.objects.in_force().get().age == Decimal("38.63")


def correct(age: str) -> None:
    TeacherAge.objects.create(
        brin="00AP",
        counted_on=DAY,
        age=Decimal(age),
        source="review",
        reason="Herzien",
        replaces=TeacherAge.objects.in_force().get(),
    )


def test_what_was_published_before_does_not_undo_a_correction():
    publish_ages(_00AP="38.63")
    correct("40.00")

    assert publish_ages(_00AP="38.63") == {"00AP": Outcome.UNCHANGED}
    assert TeacherAge.objects.count() == 2
    assert TeacherAge.objects.in_force().get().age == Decimal("40.00")


def test_a_publication_that_says_something_new_replaces_a_correction():
    publish_ages(_00AP="38.63")
    correct("40.00")

    assert publish_ages(_00AP="38.64") == {"00AP": Outcome.REPLACED}
    assert TeacherAge.objects.in_force().get().age == Decimal("38.64")


def test_a_publication_that_agrees_with_a_correction_writes_nothing():
    publish_ages(_00AP="38.63")
    correct("40.00")

    assert publish_ages(_00AP="40.00") == {"00AP": Outcome.UNCHANGED}
    assert TeacherAge.objects.count() == 2


def test_what_is_no_longer_mentioned_stays_in_force():
    publish_ages(_00AP="38.63", _00AR="41.99")

    publish_ages(_00AR="41.99")

    assert TeacherAge.objects.in_force().count() == 2


def test_another_day_is_another_fact():
    publish_ages(_00AP="38.63")

    publish(AGES, {("00AP", date(2015, 10, 1)): (Decimal("40.00"),)}, source="DUO")

    assert TeacherAge.objects.in_force().count() == 2
