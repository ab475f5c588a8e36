"""From statements of sources to what held on every day."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oab.snapshots import (
    Held,
    Outcome,
    Shape,
    Statement,
    add,
    on_day,
    outcome,
    statements_of,
    timeline,
)

SHAPE = Shape({"name": "", "postcode": "", "street": ""}, {"street": "postcode"})
D2013, D2014, D2016 = date(2013, 6, 27), date(2014, 10, 1), date(2016, 10, 1)
DAY = timedelta(days=1)


def held(
    statements: list[Statement],
) -> list[tuple[date, date | None, tuple[Any, ...], tuple[str, ...]]]:
    return [
        (one.since, one.until, one.values, one.unstated)
        for one in timeline(statements, SHAPE)
    ]


def said(day: date, source: str = "DUO", **stated: str) -> Statement:
    return on_day(day, stated, source)


def test_a_snapshot_holds_until_the_next_one():
    known = [
        said(D2016, name="b", postcode="1011AB", street="B"),
        said(D2013, name="a", postcode="1011AB", street="A"),
    ]

    assert held(known) == [
        (D2013, D2016, ("a", "1011AB", "A"), ()),
        (D2016, None, ("b", "1011AB", "B"), ()),
    ]


def test_a_snapshot_attests_its_own_day_only():
    (one,) = timeline([said(D2013, name="a")], SHAPE)

    assert one.attested == (D2013, D2013 + DAY)


def test_what_a_source_leaves_unsaid_is_taken_over():
    known = [said(D2013, name="a", postcode="1011AB", street="A"), said(D2014)]

    assert held(known)[1] == (
        D2014,
        None,
        ("a", "1011AB", "A"),
        ("name", "postcode", "street"),
    )


@pytest.mark.parametrize(("postcode", "street"), [("1011AB", "A"), ("9999XX", "")])
def test_a_street_is_taken_over_only_at_the_same_postcode(postcode, street):
    known = [said(D2013, postcode="1011AB", street="A"), said(D2014, postcode=postcode)]

    assert held(known)[1][2] == ("", postcode, street)


def test_of_one_day_two_sources_complete_each_other():
    known = add([said(D2016, "BRON", name="a")], said(D2016, "age", postcode="1011AB"))

    (one,) = timeline(known, SHAPE)
    assert (one.values, one.unstated) == (("a", "1011AB", ""), ("street",))
    assert one.source == "BRON; age"


def test_a_known_end_stays_until_something_newer_is_said():
    designation = Statement(
        D2013, (D2013, D2016), {"name": "a"}, frozenset({"law"}), D2016
    )

    assert held([designation])[0][:2] == (D2013, D2016)
    newer = [designation, said(D2014, name="b")]
    assert [one[:2] for one in held(newer)] == [(D2013, D2014), (D2014, None)]


BEFORE = Held(D2013, None, (D2013, D2013 + DAY), ("a", "", ""), ("street",), "DUO")


@pytest.mark.parametrize(
    ("before", "values", "expected"),
    [
        (None, ("a", "", ""), Outcome.NEW),
        (BEFORE, ("a", "", ""), Outcome.UNCHANGED),
        (BEFORE, ("a", "", "A"), Outcome.NEW),
        (BEFORE, ("b", "", ""), Outcome.REPLACED),
    ],
)
def test_saying_more_is_new_and_saying_otherwise_replaces(before, values, expected):
    after = Held(D2013, None, (D2013, D2013 + DAY), values, ("street",), "DUO")

    assert outcome(before, after, SHAPE) is expected


TEXTS = st.sampled_from(["", "a", "b"])
STATED = st.fixed_dictionaries(
    {}, optional={"name": TEXTS, "postcode": TEXTS, "street": TEXTS}
)
SNAPSHOTS = st.dictionaries(
    st.dates(date(2010, 1, 1), date(2010, 1, 9)), STATED, max_size=6
).map(lambda days: [on_day(day, stated, "DUO") for day, stated in days.items()])


def imported(statements: list[Statement]) -> list[Held]:
    """Import one by one, each time from what was written."""
    written: list[Held] = []
    for statement in statements:
        written = timeline(add(statements_of(written, SHAPE), statement), SHAPE)
    return written


@given(SNAPSHOTS, st.randoms())
def test_the_order_in_which_snapshots_come_in_makes_no_difference(snapshots, random):
    shuffled = random.sample(snapshots, len(snapshots))

    assert imported(snapshots) == imported(shuffled)


@given(SNAPSHOTS)
def test_one_thing_holds_on_a_day_and_nothing_is_lost(snapshots):
    written = imported(snapshots)

    assert [one.since for one in written] == sorted(one.since for one in snapshots)
    ends = [one.until for one in written]
    assert ends == [*[one.since for one in written[1:]], None][: len(ends)]


@given(SNAPSHOTS)
def test_the_same_snapshots_again_change_nothing(snapshots):
    assert imported([*snapshots, *snapshots]) == imported(snapshots)
