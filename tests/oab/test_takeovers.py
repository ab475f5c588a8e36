"""Who took over from whom, as sources have it."""

from dataclasses import replace
from datetime import date

import pytest

from oab.snapshots import Outcome
from oab.takeovers import Takeover, Takeovers, record
from schools.models import SchoolSuccession

pytestmark = pytest.mark.django_db

TABLE = Takeovers(SchoolSuccession, "kind")
MERGER = Takeover(
    predecessor="03CU",
    successor="30XC",
    since=date(2013, 6, 28),
    until=date(2020, 12, 2),
    on=None,
    derived=True,
    source="DUO",
    detail="merger",
)
NARROWER = replace(MERGER, until=date(2017, 6, 2))
PUBLISHED = replace(NARROWER, derived=False, on=date(2014, 8, 1))
CLOSURE = replace(MERGER, predecessor="00BA", successor="", detail="closure")


def current() -> set[Takeover]:
    return set(TABLE.current())


def test_a_takeover_is_written_as_it_is_read():
    assert record(TABLE, [MERGER, CLOSURE]) == {
        ("03CU", "30XC"): Outcome.NEW,
        ("00BA", ""): Outcome.NEW,
    }
    assert current() == {MERGER, CLOSURE}


def test_the_same_again_writes_nothing():
    record(TABLE, [MERGER])

    assert record(TABLE, [MERGER]) == {MERGER.pair: Outcome.UNCHANGED}
    assert SchoolSuccession.objects.count() == 1


def test_a_narrower_one_replaces():
    record(TABLE, [MERGER, CLOSURE])

    assert record(TABLE, [NARROWER]) == {MERGER.pair: Outcome.REPLACED}
    assert current() == {NARROWER, CLOSURE}


def test_what_is_no_longer_concluded_is_no_longer_held():
    record(TABLE, [MERGER, CLOSURE])

    record(TABLE, [MERGER], only=True)

    assert current() == {MERGER}
    assert SchoolSuccession.objects.count() == 2


def test_a_conclusion_gives_way_to_a_publication():
    record(TABLE, [PUBLISHED])

    assert record(TABLE, [MERGER], only=True) == {}
    assert current() == {PUBLISHED}


def test_a_publication_replaces_a_conclusion():
    record(TABLE, [MERGER])

    assert record(TABLE, [PUBLISHED]) == {MERGER.pair: Outcome.REPLACED}
    assert current() == {PUBLISHED}
