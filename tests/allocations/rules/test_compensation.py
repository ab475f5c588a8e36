"""Compensation equals the formula of the law in exact fractions, division and all."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocations.facts_csv import read_facts
from allocations.rules.calculation import calculate
from allocations.rules.figures import Figure
from allocations.rules.law import law_of
from allocations.rules.periods import Period
from allocations.rules.regimes.school_compensation_2007 import SCHOOL_COMPENSATION_2007

COLUMNS = "schoolgewicht_2005,leerlingen_2005,schoolgewicht,leerlingen"
SHARES = {"2007-2008": Fraction(1), "2008-2009": Fraction(9, 10)}
AMOUNTS = {"2007-2008": Fraction("3012.62"), "2008-2009": Fraction("3142.22")}


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int]:
    """Draw a school weight and the pupils that carry it."""
    pupils = draw(st.integers(0, 2_000))
    return draw(st.integers(0, pupils * 4 // 5)), pupils


def quantity_of(first: tuple[int, int], later: tuple[int, int], share: Fraction) -> int:
    """Follow the words of the law: C < A and C/D < A/B, then the smaller of the two."""
    (a, b), (c, d) = first, later
    if not (b and d and c < a and Fraction(c, d) < Fraction(a, b)):
        return 0
    loss = min(Fraction(a - c), (Fraction(a, b) - Fraction(c, d)) * d)
    return int(share * loss + Fraction(1, 2))


@pytest.mark.parametrize("period", SHARES)
@given(st.lists(st.tuples(counts(), counts()), min_size=1, max_size=9))
def test_the_quantity_is_that_of_the_formula(period, compared):
    recipients = [
        f"1{n:04}" if period == "2007-2008" else f"{n:02}AA"
        for n in range(len(compared))
    ]
    lines = [f"ontvanger,{COLUMNS}"]
    for recipient, (first, later) in zip(recipients, compared, strict=True):
        lines.append(",".join(map(str, (recipient, *first, *later))))
    provisions = law_of("school_compensation_2007").at(Period.parse(period))
    facts = read_facts("\n".join(lines).encode(), SCHOOL_COMPENSATION_2007, provisions)

    shown = calculate(SCHOOL_COMPENSATION_2007, provisions, facts).shown

    share, amount = SHARES[period], AMOUNTS[period]
    quantities = [quantity_of(first, later, share) for first, later in compared]
    assert said(shown["compensation_quantity"]) == quantities
    assert said(shown["entitlement"]) == [each * amount for each in quantities]


def said(figure: Figure | None) -> list[Fraction]:
    return [Fraction(value) for value in figure.decimals()] if figure else []
