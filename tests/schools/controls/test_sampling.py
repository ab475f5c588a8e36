"""Anybody can repeat a draw: the ranks below are those of `sha256sum`."""

import pytest

from schools.controls.sampling import draw, new_seed, rank

UNITS = ["18PH01", "00AP00", "18PH00", "05IB00"]


@pytest.fixture
def seed():
    return 42


def test_the_rank_is_the_sha256_of_seed_and_name(seed):
    # printf '42:18PH00' | sha256sum
    expected = "6215a09b4261d0f0f0f91c696155011173c62369a28d1927f414510831646f3d"
    assert rank(seed, "18PH00") == expected


@pytest.mark.parametrize("size", [0, 1, 2, 4, 9])
def test_the_lowest_ranks_are_drawn(seed, size):
    in_order = ["05IB00", "18PH00", "18PH01", "00AP00"]
    assert draw(UNITS, seed=seed, size=size, scores={}) == in_order[:size]


def test_the_order_in_which_units_come_does_not_matter(seed):
    forward = draw(UNITS, seed=seed, size=3, scores={})
    assert draw([*reversed(UNITS), *UNITS], seed=seed, size=3, scores={}) == forward


def test_another_seed_draws_others():
    drawn = {tuple(draw(UNITS, seed=seed, size=2, scores={})) for seed in range(20)}
    assert len(drawn) > 1


def test_a_higher_score_goes_first_and_the_rank_decides_among_equals(seed):
    scores = {"18PH01": 3, "05IB00": 3, "00AP00": 1}
    rest = [*draw(["18PH01", "05IB00"], seed=seed, size=2, scores={}), "00AP00"]
    assert draw(UNITS, seed=seed, size=4, scores=scores) == [*rest, "18PH00"]


def test_a_seed_that_nobody_chose_fits_in_the_database():
    assert 0 <= new_seed() < 2**63
