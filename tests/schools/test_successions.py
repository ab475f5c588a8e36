"""What became of schools between snapshots of the register."""

from collections.abc import Collection, Mapping
from datetime import date

import pytest

from schools.successions import Fate, Kind, Snapshot, fates

D2013, D2014, D2017 = date(2013, 6, 27), date(2014, 10, 1), date(2017, 6, 1)
D2020 = date(2020, 12, 1)
HERE, THERE, AWAY = ("2715BT", "1"), ("6107AW", "13"), ("1183KK", "4-A")


def found(
    earlier: dict[str, tuple[str, str]],
    later: dict[str, tuple[str, str]],
    listed: frozenset[str] | None = None,
    seen: Mapping[str, Collection[date]] | None = None,
) -> list[Fate]:
    full = [Snapshot.of(D2020, later), Snapshot.of(D2013, earlier)]
    lists = {} if listed is None else {D2017: listed}
    return list(fates(full, lists, seen or {}))


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        pytest.param(
            {"00AP00": HERE, "00AR00": THERE},
            {"00AR00": THERE, "00AR01": HERE},
            [(Kind.MERGER, "00AP", "00AR")],
            id="a school goes on as a location of another",
        ),
        pytest.param(
            {"00AP00": HERE, "00AP01": THERE, "00AR00": AWAY, "00AV00": AWAY},
            {"00AR00": THERE, "00AV00": HERE},
            [(Kind.MERGER, "00AP", "00AR"), (Kind.MERGER, "00AP", "00AV")],
            id="a school is divided over two others",
        ),
        pytest.param(
            {"00AP00": HERE, "00AP01": THERE},
            {"00AP00": HERE, "00AR00": THERE},
            [(Kind.SPLIT_OFF, "00AP01", "00AR")],
            id="a location becomes a school of its own",
        ),
        pytest.param(
            {"00AP00": HERE, "00AP01": THERE, "00AR00": AWAY},
            {"00AP00": HERE, "00AR00": AWAY, "00AR01": THERE},
            [(Kind.MERGER, "00AP01", "00AR")],
            id="a location goes over to another school",
        ),
        pytest.param(
            {"00AP00": HERE},
            {"00AR00": HERE},
            [(Kind.CLOSURE, "00AP", "")],
            id="a new school comes into its empty building",
        ),
        pytest.param(
            {"00AP00": HERE, "00AR00": THERE},
            {"00AR00": THERE},
            [(Kind.CLOSURE, "00AP", "")],
            id="nobody comes in its place",
        ),
        pytest.param(
            {"00AP00": HERE, "00AR00": HERE},
            {"00AR00": HERE},
            [(Kind.CLOSURE, "00AP", "")],
            id="who shared its building did not take it over",
        ),
        pytest.param(
            {"00AP00": HERE, "00AP01": THERE},
            {"00AP00": HERE},
            [(Kind.CLOSURE, "00AP01", "")],
            id="a location closes",
        ),
        pytest.param(
            {"00AP00": HERE, "00AP01": THERE},
            {"00AP00": HERE, "00AP02": THERE},
            [],
            id="a location gets another number",
        ),
        pytest.param(
            {"00AP00": HERE, "00AR00": THERE},
            {"00AP00": THERE, "00AR00": HERE},
            [],
            id="schools that move go on",
        ),
        pytest.param(
            {"00AP00": HERE},
            {"00AP00": HERE, "00AR00": THERE},
            [],
            id="a new school has no predecessor",
        ),
    ],
)
def test_what_became_of_a_school(earlier, later, expected):
    fate = [(one.kind, one.predecessor, one.successor) for one in found(earlier, later)]

    assert fate == expected


@pytest.mark.parametrize(
    ("listed", "days"),
    [
        (None, (D2013, D2020)),
        (frozenset({"00AP", "00AR"}), (D2017, D2020)),
        (frozenset({"00AR"}), (D2013, D2017)),
    ],
)
def test_a_list_of_schools_narrows_the_days(listed, days):
    (fate,) = found({"00AP00": HERE, "00AR00": THERE}, {"00AR00": THERE}, listed)

    assert (fate.before, fate.after) == days


def test_a_list_of_schools_says_nothing_of_a_location():
    schools = frozenset({"00AP"})
    (fate,) = found({"00AP00": HERE, "00AP01": THERE}, {"00AP00": HERE}, schools)

    assert (fate.before, fate.after) == (D2013, D2020)


@pytest.mark.parametrize(
    ("seen", "listed", "days"),
    [
        ({D2014}, None, (D2014, D2020)),
        ({D2013, D2014, D2020}, None, (D2014, D2020)),
        ({D2014}, frozenset({"00AR"}), (D2014, D2017)),
        ({D2014}, frozenset({"00AP", "00AR"}), (D2017, D2020)),
        ({D2017}, frozenset({"00AR"}), (D2013, D2017)),
    ],
)
def test_whatever_spoke_of_a_school_narrows_the_days(seen, listed, days):
    (fate,) = found(
        {"00AP00": HERE, "00AR00": THERE}, {"00AR00": THERE}, listed, {"00AP": seen}
    )

    assert (fate.before, fate.after) == days


def test_a_fate_names_everything_that_was_compared():
    schools = frozenset({"00AR"})
    (fate,) = found({"00AP00": HERE, "00AR00": THERE}, {"00AR00": THERE}, schools)

    assert fate.compared == (D2013, D2017, D2020)
