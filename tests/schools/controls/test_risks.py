"""Each rule of the risk gives points from a share on, and says what it measured."""

from decimal import Decimal

import pytest

from schools.controls.risks import RULES, Measured, reasons, score

WEIGHTS = Decimal("12.0")


def points_of(rule, unit):
    (found,) = [each for each in reasons(unit) if each.rule == rule]
    return found.points


@pytest.mark.parametrize(
    ("rule", "measured", "points"),
    [
        ("aandeel-gewicht-1,2", {"high": 9, "pupils": 100}, 0),
        ("aandeel-gewicht-1,2", {"high": 10, "pupils": 100}, 1),
        ("aandeel-gewicht-1,2", {"high": 2, "pupils": 10}, 2),
        ("aandeel-gewicht-1,2", {"high": 4, "pupils": 10}, 3),
        ("aandeel-gewicht-1,2", {"high": 1, "pupils": 1}, 3),
        ("aandeel-gewicht-1,2", {}, 0),
        (
            "groei-ten-opzichte-van-vorig-jaar",
            {"weights": WEIGHTS, "last_year": Decimal(11)},
            0,
        ),
        (
            "groei-ten-opzichte-van-vorig-jaar",
            {"weights": WEIGHTS, "last_year": Decimal(10)},
            1,
        ),
        (
            "groei-ten-opzichte-van-vorig-jaar",
            {"weights": WEIGHTS, "last_year": Decimal("9.6")},
            2,
        ),
        (
            "groei-ten-opzichte-van-vorig-jaar",
            {"weights": WEIGHTS, "last_year": Decimal(8)},
            3,
        ),
        (
            "groei-ten-opzichte-van-vorig-jaar",
            {"weights": WEIGHTS, "last_year": Decimal(20)},
            0,
        ),
        (
            "groei-ten-opzichte-van-vorig-jaar",
            {"weights": WEIGHTS, "last_year": Decimal(0)},
            3,
        ),
        ("groei-ten-opzichte-van-vorig-jaar", {"last_year": Decimal(0)}, 0),
        ("groei-ten-opzichte-van-vorig-jaar", {"weights": WEIGHTS}, 0),
        ("ongetekend-of-te-laat", {"doubtful": 1, "claims": 20}, 1),
        ("ongetekend-of-te-laat", {"doubtful": 3, "claims": 20}, 2),
        ("ongetekend-of-te-laat", {"doubtful": 6, "claims": 20}, 3),
        ("buitenlandse-opleiding", {"foreign": 1, "weighted": 10}, 1),
        ("buitenlandse-opleiding", {"foreign": 1, "weighted": 4}, 2),
        ("buitenlandse-opleiding", {"foreign": 1, "weighted": 2}, 3),
        ("eerdere-fouten", {"wrong": 1, "checked": 51}, 0),
        ("eerdere-fouten", {"wrong": 1, "checked": 50}, 1),
        ("eerdere-fouten", {"wrong": 1, "checked": 20}, 2),
        ("eerdere-fouten", {"wrong": 1, "checked": 10}, 3),
    ],
)
def test_a_share_gives_points(rule, measured, points):
    assert points_of(rule, Measured(**measured)) == points


def test_the_score_is_the_sum_of_the_points():
    unit = Measured(high=1, pupils=10, foreign=3, weighted=4, wrong=1, checked=20)
    assert score(reasons(unit)) == 1 + 3 + 2


def test_a_reason_says_what_was_measured():
    first, *_ = reasons(Measured(high=3, pupils=20))
    assert first == ("aandeel-gewicht-1,2", "3", "20", 1)


def test_every_rule_speaks_of_every_unit():
    assert [each.rule for each in reasons(Measured())] == [rule.name for rule in RULES]


def test_units_are_added_up_and_what_was_not_counted_adds_nothing():
    one = Measured(pupils=3, weights=Decimal(1), last_year=Decimal(2))
    other = Measured(pupils=4, weights=Decimal(5))
    assert one + other == Measured(pupils=7, weights=Decimal(6), last_year=Decimal(2))
    assert (other + other).last_year is None
