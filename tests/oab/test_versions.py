"""Registers answer for a day and for a moment, and never contradict themselves."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange as Moments
from django.db.models import F

from municipalities.models import Municipality
from oab.versions import announce, moment
from tests.factories import make

pytestmark = pytest.mark.django_db

JAN_2012, JAN_2013, JAN_2014, JAN_2015 = (date(2012 + n, 1, 1) for n in range(4))
A_MINUTE = timedelta(minutes=1)


def municipality(valid, **changes):
    attested = changes.pop("attested", DateRange(empty=True))
    return make(Municipality, valid=valid, attested=attested, **changes)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2012, 12, 31), None),
        (JAN_2013, "Oud"),
        (date(2013, 12, 31), "Oud"),
        (JAN_2014, "Nieuw"),
        (date(2030, 1, 1), "Nieuw"),
    ],
)
def test_a_row_holds_from_its_first_day_up_to_its_last(day, name):
    municipality(DateRange(JAN_2013, JAN_2014), name="Oud")
    municipality(DateRange(JAN_2014, None), name="Nieuw")
    found = Municipality.objects.on(day).values_list("name", flat=True).first()
    assert found == name


@pytest.mark.parametrize(
    ("day", "derived"),
    [(JAN_2013, False), (date(2013, 1, 2), True), (date(2014, 12, 31), True)],
)
def test_a_day_of_which_no_source_speaks_is_derived(day, derived):
    row = municipality(
        DateRange(JAN_2013, JAN_2015), attested=DateRange(JAN_2013, date(2013, 1, 2))
    )
    assert row.derived_on(day) == derived


def test_what_does_not_hold_on_a_day_is_not_derived_either():
    row = municipality(DateRange(JAN_2013, JAN_2014))
    assert not row.derived_on(JAN_2014)


def test_what_was_known_at_a_moment_can_still_be_asked():
    municipality(DateRange(JAN_2013, None), name="Zoetemeer")
    before = moment()
    at = announce()
    Municipality.objects.close(at)
    municipality(DateRange(JAN_2013, None), name="Zoetermeer", known=(at, None))
    names = [
        Municipality.objects.on(JAN_2014).known_at(when).get().name
        for when in (before, at, moment())
    ]
    assert names == ["Zoetemeer", "Zoetermeer", "Zoetermeer"]


def test_closing_touches_only_what_is_still_held_true():
    municipality(DateRange(JAN_2013, None))
    assert [Municipality.objects.close(), Municipality.objects.close()] == [1, 0]


@pytest.mark.parametrize(
    "valid",
    [
        DateRange(JAN_2014, None),
        DateRange(None, date(2013, 1, 2)),
        DateRange(date(2013, 5, 1), date(2013, 5, 2)),
        DateRange(None, None),
    ],
)
def test_a_code_says_one_thing_about_a_day(valid):
    municipality(DateRange(JAN_2013, None))
    with pytest.raises(IntegrityError, match="says_one_thing_about_a_day"):
        municipality(valid, name="Elders")


@pytest.mark.parametrize(
    "changes",
    [{"code": "0638"}, {"valid": DateRange(JAN_2012, JAN_2013)}],
)
def test_another_code_or_another_day_is_another_thing(changes):
    municipality(DateRange(JAN_2013, None))
    municipality(**({"valid": DateRange(JAN_2013, None)} | changes))
    assert Municipality.objects.count() == 2


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("is_valid_for_a_day", {"valid": DateRange(JAN_2013, JAN_2013)}),
        ("is_valid_for_a_day", {"valid": DateRange(empty=True)}),
        ("is_attested_while_valid", {"attested": DateRange(JAN_2013, JAN_2015)}),
        ("is_attested_while_valid", {"attested": DateRange(JAN_2013, None)}),
        ("has_its_source", {"source": ""}),
        ("has_its_source", {"source": " \n"}),
        ("was_known_for_a_while", {"known": Moments(empty=True)}),
    ],
)
def test_a_row_is_whole(constraint, changes):
    row = {"valid": DateRange(JAN_2013, JAN_2014)} | changes
    with pytest.raises(IntegrityError, match=constraint):
        municipality(**row)


@pytest.mark.parametrize(
    "known",
    [
        lambda now: Moments(now - A_MINUTE, None),
        lambda now: Moments(now + A_MINUTE, None),
        lambda now: Moments(now, now + A_MINUTE),
        lambda now: Moments(now, None, "()"),
        lambda _: Moments(None, None),
    ],
    ids=["earlier", "later", "closed already", "after now", "always"],
)
def test_nothing_becomes_known_at_another_moment_than_now(known):
    with pytest.raises(IntegrityError, match="are known from now on"):
        municipality(DateRange(JAN_2013, None), known=known(moment()))


def test_nothing_becomes_known_before_its_transaction_announced_that_it_writes():
    before = moment()
    with transaction.atomic():
        undone = announce()
        transaction.set_rollback(True)
    for at in (before, undone):
        with (
            pytest.raises(IntegrityError, match="are known from now on"),
            transaction.atomic(),
        ):
            municipality(DateRange(JAN_2013, None), known=(at, None))
    municipality(DateRange(JAN_2013, None), known=(announce(), None))


@pytest.mark.parametrize(
    "known",
    [
        lambda start, _: Moments(start, start + A_MINUTE),
        lambda start, now: Moments(start, now, "[]"),
        lambda start, now: Moments(start, now, "()"),
        lambda start, _: Moments(start, None),
        lambda start, now: Moments(start - A_MINUTE, now),
        lambda _, now: Moments(None, now),
    ],
    ids=["later", "inclusive", "exclusive", "not at all", "begun before", "always"],
)
def test_a_row_closes_now_and_nothing_else(known):
    row = municipality(DateRange(JAN_2013, None))
    with pytest.raises(IntegrityError, match='only by closing an open "known" now'):
        Municipality.objects.update(known=known(row.known.lower, moment()))


@pytest.mark.django_db(transaction=True)
def test_a_row_does_not_close_in_the_past():
    row = municipality(DateRange(JAN_2013, None))
    between = row.known.lower + timedelta(microseconds=1)
    with pytest.raises(IntegrityError, match='only by closing an open "known" now'):
        Municipality.objects.close(between)


def test_a_closed_row_stays_as_it_is():
    municipality(DateRange(JAN_2013, None))
    Municipality.objects.close()
    with pytest.raises(IntegrityError, match='only by closing an open "known" now'):
        Municipality.objects.update(known=F("known"))


def test_the_moment_is_the_database_clock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT transaction_timestamp()")
        assert cursor.fetchone()[0] <= moment() <= moment()
