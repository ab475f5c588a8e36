"""A sum divided among all recipients adds up to the cent, whatever they are worth."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocations.rules.figures import Figure, MixedLevels, NotRounded
from allocations.rules.workings import working

worths = st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any)


def fractions(figure: Figure) -> list[Fraction]:
    return [Fraction(text) for text in figure.decimals()]


def constant(value: int) -> Figure:
    return Figure.constant(value)


@given(worths, st.integers(0, 10**12))
def test_parts_rounded_down_and_the_spare_cents_make_the_whole(worth, cents):
    weights = Figure.column("weights", worth, scale=3)
    whole = Figure.column("whole", [cents] * len(worth), scale=2)
    due = (weights * whole).over(weights.of_all())

    spare = due.spare_cents(whole)
    parts = fractions(due.rounded_down(2) + spare)

    exact = [Fraction(each * cents, sum(worth) * 100) for each in worth]
    assert sum(parts) == Fraction(cents, 100)
    assert all(
        abs(part - share) < Fraction(1, 100)
        for part, share in zip(parts, exact, strict=True)
    )
    left_out = [share * 100 % 1 for share in exact]
    served = [bool(each) for each in fractions(spare)]
    assert not any(
        mine < theirs
        for mine, first in zip(left_out, served, strict=True)
        for theirs, second in zip(left_out, served, strict=True)
        if first and not second
    )


@pytest.mark.parametrize(
    ("worth", "cents", "expected"),
    [
        pytest.param([1, 1, 1], 100, ["0.34", "0.33", "0.33"], id="the first in order"),
        pytest.param([1, 3], 2, ["0.00", "0.02"], id="the larger part, of equal rests"),
        pytest.param([1, 2, 4], 1, ["0.00", "0.00", "0.01"], id="most left out"),
        pytest.param([5], 333, ["3.33"], id="a single one takes all"),
        pytest.param(
            [0, 7, 0], 333, ["0.00", "3.33", "0.00"], id="nothing for nothing"
        ),
    ],
)
def test_who_gets_the_last_cents(worth, cents, expected):
    weights = Figure.column("weights", worth)
    whole = Figure.column("whole", [cents] * len(worth), scale=2)
    due = (weights * whole).over(weights.of_all())

    assert (due.rounded_down(2) + due.spare_cents(whole)).decimals() == expected


@given(worths, st.integers(1, 10**6), st.integers(0, 10**9))
def test_the_minimum_goes_to_who_would_get_less_and_to_nobody_else(worth, least, extra):
    counted = [int(each > 0) for each in worth]
    budget = least * sum(counted) + extra
    flags = Figure.column("worth", worth, scale=3).at_minimum(
        Figure.column("entitled", counted), constant(budget), constant(least)
    )

    at_minimum = fractions(flags)
    rest = sum(w for w, one in zip(worth, at_minimum, strict=True) if not one)
    left = budget - least * sum(at_minimum)
    rate = left / rest if rest else Fraction(0)
    paid = [
        least if one else w * rate for w, one in zip(worth, at_minimum, strict=True)
    ]
    assert sum(paid) == budget or not extra
    assert all(
        (w * rate < least or not extra) if one else (not w or w * rate >= least)
        for w, one in zip(worth, at_minimum, strict=True)
    )
    assert not any(one for one, w in zip(at_minimum, worth, strict=True) if not w)


def test_a_sum_of_all_is_the_same_for_each_and_shown_in_its_working():
    column = Figure.column("a", [2**62, 2**62, 3])

    total = column.of_all()

    assert total.decimals() == [str(2**63 + 3)] * 3
    assert working(total) == "SOM.VAN.ALLE({a})"
    assert total.once().decimals() == [str(2**63 + 3)]
    assert column.above_lowest().decimals() == [str(2**62 - 3), str(2**62 - 3), "0"]
    assert not total.is_given
    assert column.is_given


def test_nothing_is_divided_without_a_quotient_or_added_up_before_it_is_rounded():
    column = Figure.column("a", [1, 2])

    with pytest.raises(NotRounded):
        column.spare_cents(constant(1))
    with pytest.raises(NotRounded):
        column.over(constant(3)).of_all()
    with pytest.raises(MixedLevels):
        constant(1).of_all()
