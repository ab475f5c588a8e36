"""What a corrected count takes away, and what of it compensation gives back.

A lower school weight lowers what schools are paid for it and raises the loss that is
compensated: in 2007-2008 by as many units, in 2010-2011 by a quarter of them. Without
entitlement to compensation nothing comes back.
"""

from decimal import Decimal

import pytest

from allocations.facts_csv import read_facts
from allocations.rules.calculation import calculate
from allocations.rules.law import law_of
from allocations.rules.periods import Period
from allocations.rules.regime import Regime
from allocations.rules.regimes.school_compensation_2007 import SCHOOL_COMPENSATION_2007
from allocations.rules.regimes.school_weights_2006 import SCHOOL_WEIGHTS_2006

BOARD_YEAR = "2007-2008"
LAST_YEAR = "2010-2011"
RECIPIENT = {BOARD_YEAR: "12345", LAST_YEAR: "01AA00"}
WITH_LOSS = 60
WITHOUT_LOSS = 30


def value(regime: Regime, period: str, content: str, figure: str) -> Decimal:
    provisions = law_of(regime.code).at(Period.parse(period))
    facts = read_facts(content.encode(), regime, provisions, [figure])
    computed = calculate(regime, provisions, facts, [figure]).shown[figure]
    assert computed
    return computed.decimal(0)


def paid(period: str, weight: int) -> Decimal:
    """Pay the school weight of a school with teachers of 40.25 years."""
    content = (
        f"ontvanger,schoolgewicht,gewogen_gemiddelde_leeftijd\n01AA,{weight},40.25\n"
    )
    return value(SCHOOL_WEIGHTS_2006, period, content, "school_weight_amount")


def compensated(
    period: str, before: int, weight: int, figure: str = "compensation_quantity"
) -> Decimal:
    """Compensate what is left of a school weight of before, for 380 of 400 pupils."""
    impulse = ",gewichtenleerlingen_in_impulsgebied" if period == LAST_YEAR else ""
    content = (
        f"ontvanger,schoolgewicht_2005,leerlingen_2005,schoolgewicht,leerlingen{impulse}"
        f"\n{RECIPIENT[period]},{before},400,{weight},380{',0' if impulse else ''}\n"
    )
    return value(SCHOOL_COMPENSATION_2007, period, content, figure)


@pytest.mark.parametrize(
    ("period", "before", "counted", "corrected", "units"),
    [
        pytest.param(BOARD_YEAR, WITH_LOSS, 45, 40, 5, id="2007-2008: all come back"),
        pytest.param(BOARD_YEAR, WITHOUT_LOSS, 45, 40, 0, id="2007-2008: no loss"),
        pytest.param(BOARD_YEAR, WITH_LOSS, 59, 54, 3, id="2007-2008: beyond 57 only"),
        pytest.param(LAST_YEAR, WITH_LOSS, 41, 21, 5, id="2010-2011: a quarter"),
        pytest.param(LAST_YEAR, WITH_LOSS, 45, 40, 1, id="2010-2011: rounded"),
        pytest.param(LAST_YEAR, WITHOUT_LOSS, 45, 40, 0, id="2010-2011: no loss"),
    ],
)
def test_a_corrected_count_moves_weight_and_compensation_against_each_other(
    period, before, counted, corrected, units
):
    lost = compensated(period, before, corrected) - compensated(period, before, counted)

    assert lost == units
    assert paid(period, corrected) < paid(period, counted)


def test_in_2007_2008_five_units_less_are_made_up_by_the_compensation():
    taken = paid(BOARD_YEAR, 45) - paid(BOARD_YEAR, 40)
    given = compensated(BOARD_YEAR, 60, 40, "entitlement") - compensated(
        BOARD_YEAR, 60, 45, "entitlement"
    )

    assert (taken, given) == (Decimal("13467.85"), Decimal("15063.10"))


def test_without_entitlement_five_units_less_are_lost():
    before, after = (
        compensated(BOARD_YEAR, 30, weight, "entitlement") for weight in (45, 40)
    )

    assert before == after == Decimal("0.00")
