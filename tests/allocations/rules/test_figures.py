"""Laws of arithmetic: every figure equals the same sum in exact fractions."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocations.rules.figures import (
    LARGEST,
    Figure,
    Groups,
    MixedLevels,
    NotRounded,
)

numbers = st.integers(-(10**18), 10**18)
scales = st.integers(0, 6)


@st.composite
def pairs(draw):
    """Two columns of the same length, each with its own scale."""
    rows = draw(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=6))
    first, second = zip(*rows, strict=True)
    scale, other = draw(scales), draw(scales)
    return Figure.column("a", first, scale=scale), Figure.column(
        "b", second, scale=other
    )


def fractions(figure: Figure) -> list[Fraction]:
    return [Fraction(text) for text in figure.decimals()]


@given(pairs())
def test_sums_differences_and_products_are_exact(pair):
    a, b = pair
    rows = list(zip(fractions(a), fractions(b), strict=True))

    assert fractions(a + b) == [x + y for x, y in rows]
    assert fractions(a - b) == [x - y for x, y in rows]
    assert fractions(a * b) == [x * y for x, y in rows]
    assert fractions(a.at_least(b)) == [max(x, y) for x, y in rows]
    assert fractions(a.at_most(b)) == [min(x, y) for x, y in rows]


@given(pairs(), st.integers(0, 4))
def test_a_product_rounds_half_away_from_zero(pair, decimals):
    product = pair[0] * pair[1]
    whole = [abs(exact) * 10**decimals + Fraction(1, 2) for exact in fractions(product)]
    signs = [-1 if exact < 0 else 1 for exact in fractions(product)]

    rounded = product.rounded(decimals)

    assert rounded.scale == decimals
    assert fractions(rounded) == [
        Fraction(sign * int(number), 10**decimals)
        for sign, number in zip(signs, whole, strict=True)
    ]


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        ("59.5", 0, "60"),
        ("13.5", 0, "14"),
        ("13.49", 0, "13"),
        ("-0.5", 0, "-1"),
        ("-2.5", 0, "-3"),
        ("28463.805", 2, "28463.81"),
        ("-28463.805", 2, "-28463.81"),
        ("0.5", 2, "0.50"),
        ("7", 2, "7.00"),
    ],
)
def test_rounding_is_a_named_step(value, decimals, rounded):
    figure = Figure.constant(Decimal(value)).rounded(decimals)

    assert figure.decimals() == [rounded]
    assert Decimal(rounded) == Decimal(value).quantize(
        Decimal(1).scaleb(-decimals), ROUND_HALF_UP
    )


@given(st.integers(0, 10**9), st.integers(1, 12))
def test_a_share_is_divided_and_rounded_at_once(cents, months):
    amount = Figure.column("amount", [cents], scale=2)

    share = amount.share(Figure.constant(months), Figure.constant(12), decimals=2)

    exact = Decimal(cents) * months / 12
    assert share.decimals() == [
        str((exact.quantize(Decimal(1), ROUND_HALF_UP)).scaleb(-2))
    ]


def test_a_share_of_nothing_is_refused():
    with pytest.raises(ZeroDivisionError):
        Figure.constant(1).share(Figure.constant(1), Figure.constant(0), decimals=2)


def test_numbers_beyond_64_bits_stay_exact():
    big = Figure.column("big", [LARGEST, -LARGEST])

    square = big * big

    assert square.decimals() == [str(LARGEST**2)] * 2
    assert (square + big).decimals()[1] == str(LARGEST**2 - LARGEST)
    assert square.rounded(0).decimals() == square.decimals()
    assert Figure.column("bigger", [2**70, 1]).decimals() == [str(2**70), "1"]


def test_an_ordinary_column_is_of_64_bit_integers():
    pupils = Figure.column("pupils", [250, 395])

    share = pupils * Figure.constant(Decimal("0.06"))

    assert np.asarray(share.values).dtype == np.int64


@given(
    st.lists(st.tuples(st.integers(0, 4), numbers), min_size=1, max_size=12),
)
def test_a_total_adds_up_the_locations_of_each_recipient(rows):
    seen: dict[int, int] = {}
    recipients = [seen.setdefault(key, len(seen)) for key, _ in rows]
    groups = Groups.of(recipients)
    figure = Figure.column("x", [value for _, value in rows], groups=groups)

    totals = figure.total()

    expected = [0] * len(seen)
    for recipient, (_, value) in zip(recipients, rows, strict=True):
        expected[recipient] += value
    assert totals.decimals() == [str(total) for total in expected]
    assert [groups.rows_of(r) for r in range(len(seen))] == [
        [row for row, r in enumerate(recipients) if r == recipient]
        for recipient in range(len(seen))
    ]


def test_locations_and_recipients_do_not_mix():
    groups = Groups.of([0, 0, 1])
    per_location = Figure.column("a", [1, 2, 3], groups=groups)
    per_recipient = Figure.column("b", [1, 2])

    with pytest.raises(MixedLevels):
        per_location + per_recipient
    with pytest.raises(MixedLevels):
        per_recipient.total()


def test_a_second_name_keeps_the_first_as_its_working():
    figure = Figure.constant(3).named("first").named("second")

    assert (figure.name, figure.operands[0].name) == ("second", "first")


@given(pairs(), st.integers(0, 3), st.sampled_from(["0.25", "0.5", "0.9", "1"]))
def test_a_quotient_stays_exact_until_it_is_rounded(pair, decimals, share):
    a, b = pair
    whole = (b * b + Figure.constant(1)).named("b")
    exact = [
        x / y * Fraction(share)
        for x, y in zip(fractions(a), fractions(whole), strict=True)
    ]

    quotient = a.over(whole).named("q")
    rounded = (quotient * Figure.constant(Decimal(share))).rounded(decimals)

    assert fractions(rounded) == [half_away(each, decimals) for each in exact]
    assert rounded.low <= min(rounded.values)
    assert max(rounded.values) <= rounded.high


def half_away(exact: Fraction, decimals: int) -> Fraction:
    whole = int(abs(exact) * 10**decimals + Fraction(1, 2))
    return Fraction(whole if exact >= 0 else -whole, 10**decimals)


def test_a_quotient_is_written_in_cents_but_not_kept_so():
    quotient = Figure.column("a", [55]).over(Figure.column("b", [9])).named("q")

    assert quotient.decimals() == ["6.11"]
    assert quotient.decimal(0) == Decimal("6.11")
    assert (quotient * Figure.constant(Decimal("0.9"))).rounded(0).decimals() == ["6"]


@pytest.mark.parametrize(
    "reckon",
    [
        lambda q: q + q,
        lambda q: Figure.constant(2) * q,
        lambda q: q.at_least(Figure.constant(0)),
        lambda q: q.share(Figure.constant(1), Figure.constant(12), decimals=2),
        lambda q: q.total(),
    ],
)
def test_a_quotient_is_only_multiplied_until_it_is_rounded(reckon):
    quotient = Figure.column("a", [1]).over(Figure.column("b", [3]))

    with pytest.raises(NotRounded):
        reckon(quotient)


@pytest.mark.parametrize("divisor", [0, -1])
def test_nothing_is_divided_by_what_may_be_zero(divisor):
    with pytest.raises(ZeroDivisionError):
        Figure.column("a", [1]).over(Figure.column("b", [divisor]))


@given(pairs())
def test_what_reaches_a_threshold_counts_in_full(pair):
    a, b = pair
    rows = list(zip(fractions(a), fractions(b), strict=True))

    assert fractions(a.zero_below(b)) == [x if x >= y else 0 for x, y in rows]


@given(pairs())
def test_one_marks_what_lies_above_a_limit(pair):
    a, b = pair
    rows = list(zip(fractions(a), fractions(b), strict=True))

    assert fractions(a.above(b)) == [int(x > y) for x, y in rows]


@given(pairs(), st.integers(0, 4))
def test_decimals_are_left_out(pair, decimals):
    column, _ = pair
    unit = Fraction(1, 10**decimals)

    assert fractions(column.rounded_down()) == [x // 1 for x in fractions(column)]
    assert fractions(column.rounded_down(decimals)) == [
        x // unit * unit for x in fractions(column)
    ]
