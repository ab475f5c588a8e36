"""Pupils by weight that lead to a school weight, by hand and forward again."""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from allocations.made_up.solving import Terms, Wanted, Weighted, solve
from allocations.questions import read_question

TERMS = Terms.of(read_question("school_weights_2006", "2015-2016").provisions)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        # 100 pupils carry 6; 10 units are left of a sum from 15.5 up to 16.5.
        (Wanted(100, 10, 14), Weighted(1, 13)),
        (Wanted(100, 10, 50), Weighted(49, 1)),
        (Wanted(100, 10, 12), None),
        (Wanted(100, 10, 13), Weighted(0, 13)),
        (Wanted(100, 10, 56), None),
        # Nothing above the threshold, and still impulse money.
        (Wanted(100, 0, 20), Weighted(20, 0)),
        (Wanted(100, 0, 22), None),
        (Wanted(100, 0, 0), Weighted(0, 0)),
        # The cap: 80 of 100, however much more the pupils weigh.
        (Wanted(100, 80, 100), Weighted(38, 62)),
        (Wanted(100, 81, 100), None),
        # More weighted pupils than pupils.
        (Wanted(10, 1, 11), None),
        (Wanted(0, 0, 0), Weighted(0, 0)),
    ],
)
def test_a_school_weight_is_turned_around(wanted, found):
    assert solve(TERMS, wanted) == found


@pytest.mark.parametrize("pupils", [1, 7, 60, 233])
def test_what_is_found_leads_back_to_the_school_weight(pupils):
    cap = int((TERMS.cap_share * pupils).quantize(Decimal(1), ROUND_HALF_UP))
    for weight in range(cap + 1):
        found = solve(TERMS, Wanted(pupils, weight, None))
        assert found is not None
        total = found.low * TERMS.low + found.high * TERMS.high
        above = max(total - pupils * TERMS.threshold_share, Decimal(0))
        assert min(int(above.quantize(Decimal(1), ROUND_HALF_UP)), cap) == weight
