"""Scores from pupils, and the published scores of 2019 from each other."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from oab.files.books import Book
from schools.rules.disadvantage_scores import (
    Contradiction,
    Published,
    Pupils,
    Scores,
    compute,
    proven_difference,
    rounded,
    with_threshold,
)
from tests.publications import SCORES, content

CENT = Decimal("0.01")
DIFFERENCE = Decimal("5.8004")


@cache
def published() -> dict[str, Published]:
    """Read both tables of CBS, without the importer."""
    book = Book.of(content(SCORES))
    first, second = (
        {cells[0]: cells for _, cells in book.rows(page)[5:] if cells[0][:1].isdigit()}
        for page in ("Tabel 1", "Tabel 2")
    )
    return {
        code: Published(int(cells[1]), Decimal(cells[2]), Decimal(second[code][1]))
        for code, cells in first.items()
    }


@pytest.mark.parametrize(
    ("location", "pupils", "without", "expected"),
    [
        ("00AP00", 100, "102.62", "33.02"),
        ("00AR00", 142, "19.46", "0.00"),
        ("00AV00", 65, "77.18", "31.93"),
        ("00AZ00", 92, "121.75", "57.71"),
        ("31LM00", 197, "772.95", "635.83"),
        ("31MX00", 5, "21.80", "18.32"),
        ("13EK00", 792, "3446.23", "2894.96"),
        ("01VG00", 129, "93.14", "3.35"),
        ("01VG01", 275, "0.00", "0.00"),
        ("03GR01", 50, "44.15", "9.35"),
        ("04ON00", 310, "1080.60", "864.82"),
        ("04ON01", 313, "652.24", "434.38"),
    ],
)
def test_a_published_score_follows_from_the_one_without_threshold(
    location, pupils, without, expected
):
    row = published()[location]
    assert row == Published(pupils, Decimal(expected), Decimal(without))

    computed = with_threshold(Decimal(without), pupils, DIFFERENCE)

    assert abs(computed - Decimal(expected)) <= CENT


def test_all_published_scores_of_2019_follow_within_a_hundredth():
    rows = [*published().values()]
    off = [
        abs(
            with_threshold(row.without_threshold, row.pupils, DIFFERENCE)
            - row.with_threshold
        )
        for row in rows
    ]

    assert len(rows) == 6_295
    assert max(off) == CENT
    assert off.count(Decimal()) == 5_631
    assert sum(row.pupils for row in rows) == 1_396_457
    assert sum(row.with_threshold for row in rows) == Decimal("561736.12")
    assert sum(row.without_threshold for row in rows) == Decimal("1215004.40")


def test_the_published_scores_prove_the_difference_of_the_means():
    least, most = Decimal("5.8003875"), Decimal("5.8004116")

    assert proven_difference(published().values()) == (least, most)


def test_a_score_that_no_difference_gives_contradicts_the_others():
    rows = [*published().values()]
    wrong = Published(100, Decimal("33.52"), Decimal("102.62"))

    with pytest.raises(Contradiction):
        proven_difference([*rows, wrong])


def test_without_a_score_above_its_threshold_nothing_is_proven():
    assert proven_difference([Published(142, Decimal(), Decimal("19.46"))]) is None


# From pupils --------------------------------------------------------------------------


def scores_of(
    *scores: int, at: Sequence[int] | None = None, asylum: Sequence[int] = ()
) -> Scores:
    places = range(len(scores))
    return compute(
        Pupils(
            np.array(at or [0] * len(scores), np.int64),
            np.array(scores, np.int64),
            units=10,
            lower=np.array([place % 2 == 0 for place in places]),
            known_asylum=np.array([place in asylum for place in places]),
        )
    )


def test_the_target_group_of_twenty_pupils_has_three():
    scores = scores_of(*range(5_200, 5_400, 10))

    assert scores.means.of_all == Fraction("529.5")
    assert scores.means.of_target == 521
    # 9.5 + 8.5 + 7.5, less 20 × 12 % × 8.5.
    (location,) = scores.locations
    assert location.without_threshold == Decimal("25.50")
    assert location.with_threshold == Decimal("5.10")
    assert (location.lower_years, location.upper_years) == (
        Decimal("17.00"),
        Decimal("8.50"),
    )
    assert not location.reliable


def test_who_ties_shares_the_places_that_are_left():
    # One below, and two places for four that are alike, at two locations.
    at = [0, 0, 0, 1, 1, *[1] * 15]
    scores = scores_of(5_200, 5_250, 5_250, 5_250, 5_250, *[5_350] * 15, at=at)

    mean = Fraction(520 + 4 * 525 + 15 * 535, 20)
    first = (mean - 520) + 2 * Fraction(1, 2) * (mean - 525)
    second = 2 * Fraction(1, 2) * (mean - 525)
    assert [one.without_threshold for one in scores.locations] == [
        rounded(first),
        rounded(second),
    ]


def test_a_known_asylum_seeker_outside_the_target_group_is_told_and_adds_nobody():
    pupils = [*range(5_200, 5_400, 10)]

    told = scores_of(*pupils, asylum=[0, 2, 3, 19])

    assert told.outside == (3, 19)
    assert told.locations == scores_of(*pupils).locations


@given(
    some.lists(
        some.tuples(some.integers(0, 4), some.integers(5_000, 5_040)),
        min_size=1,
        max_size=80,
    )
)
def test_the_scores_are_those_of_the_law_pupil_by_pupil(pupils):
    at, scores = zip(*pupils, strict=True)
    computed = scores_of(*scores, at=at)

    size, means = Fraction(15 * len(pupils), 100), computed.means
    shares: dict[int, Fraction] = {}
    for score in sorted({*scores}):
        alike = scores.count(score)
        taken = sum((shares[low] * scores.count(low) for low in shares), Fraction())
        shares[score] = min(Fraction(1), max(size - taken, Fraction()) / alike)
    assert means.of_all == Fraction(sum(scores), 10 * len(pupils))
    assert means.of_target == sum(shares[each] * each for each in scores) / size / 10
    for location, score in enumerate(computed.locations):
        own = [each for where, each in pupils if where == location]
        deficit = sum(
            (shares[each] * (means.of_all - Fraction(each, 10)) for each in own),
            Fraction(),
        )
        exact = deficit - len(own) * Fraction(12, 100) * means.difference
        assert abs(Fraction(score.without_threshold) - deficit) <= Fraction(1, 200)
        assert abs(Fraction(score.with_threshold) - max(exact, Fraction())) <= Fraction(
            1, 200
        )


def test_a_nation_of_pupils_adds_up_to_what_the_definition_demands():
    random = np.random.default_rng(2019)
    count, locations = 1_400_000, 6_295
    scores = compute(
        Pupils(
            random.integers(0, locations, count),
            random.integers(52_000, 55_000, count),
            units=100,
            lower=random.integers(0, 2, count) == 1,
            known_asylum=np.zeros(count, np.bool_),
        )
    )

    total = sum(one.without_threshold for one in scores.locations)
    exact = Fraction(15, 100) * count * scores.means.difference
    assert sum(one.pupils for one in scores.locations) == count
    assert abs(Fraction(total) - exact) < locations * Fraction(1, 200)
