"""Budget for personnel and labour market policy, school years 2007-2008 to 2018-2019.

A school gets a base amount, an amount per pupil and an amount per unit of its school
weight; small schools get more (art. 129 WPO and the yearly regulation). Until 2009-2010
two additions existed: for schools of which in 2001 nearly all pupils carried the old
weight of 0.90, and for the board and its management.
"""

from datetime import date

from allocations.rules.figures import CENT, WHOLE, ZERO, Figure
from allocations.rules.periods import Period
from allocations.rules.regime import Fact, Level, Regime

ONE = Figure.constant(1)
MONTHS_IN_A_YEAR = Figure.constant(12)


def counted_on(period: Period) -> date:
    """Give the count date: 1 October before the school year (art. 121 WPO)."""
    return date(period.since.year - 1, 10, 1)


def school_pupils(*, pupils: Figure) -> Figure:
    """Add up the locations: the budget is of the school as a whole."""
    return pupils.total()


def weight_amount(*, school_weight: Figure, weight_rate: Figure) -> Figure:
    """Pay the school weight: the formula's B."""
    return school_weight * weight_rate


def formula_amount(
    *,
    base_amount: Figure,
    school_pupils: Figure,
    pupil_rate: Figure,
    weight_amount: Figure,
) -> Figure:
    """Pay every school: base amount + A + B."""
    return base_amount + school_pupils * pupil_rate + weight_amount


def under_145_pupils(*, school_pupils: Figure, first_limit: Figure) -> Figure:
    """Give 1 for a school below the first limit, 0 for the others."""
    return _is_below(school_pupils, first_limit)


def under_195_pupils(*, school_pupils: Figure, second_limit: Figure) -> Figure:
    """Give 1 for a school below the second limit, 0 for the others."""
    return _is_below(school_pupils, second_limit)


def first_small_school_addition(
    *,
    under_145_pupils: Figure,
    first_addition: Figure,
    school_pupils: Figure,
    first_addition_less: Figure,
) -> Figure:
    """Pay the smallest schools an amount that shrinks with every pupil."""
    return under_145_pupils * (first_addition - school_pupils * first_addition_less)


def second_small_school_addition(
    *, under_195_pupils: Figure, second_addition: Figure
) -> Figure:
    """Pay small schools a fixed amount."""
    return under_195_pupils * second_addition


def addition_of_2001(
    *,
    weighted_school_2001: Figure | None = None,
    school_pupils: Figure,
    pupil_rate_2001: Figure,
    school_weight: Figure,
    weight_rate_2001: Figure,
) -> Figure:
    """Pay schools of which in 2001 at least 70 % of the pupils weighed 0.90."""
    if weighted_school_2001 is None:
        return ZERO * school_pupils
    amount = school_pupils * pupil_rate_2001 + school_weight * weight_rate_2001
    return weighted_school_2001 * amount


def management_addition(
    *,
    management_base: Figure,
    school_pupils: Figure,
    management_pupil_rate: Figure,
    under_145_pupils: Figure,
    small_management: Figure,
    small_management_less: Figure,
) -> Figure:
    """Pay for board and management, in whole euros."""
    small = small_management - school_pupils * small_management_less
    amount = management_base + school_pupils * management_pupil_rate
    return (amount + under_145_pupils * small).rounded(WHOLE)


def entitlement(
    *,
    formula_amount: Figure,
    first_small_school_addition: Figure,
    second_small_school_addition: Figure,
    addition_of_2001: Figure | None = None,
    management_addition: Figure | None = None,
    months: Figure | None = None,
) -> Figure:
    """Add up the parts; for part of the year, pay only its months."""
    amount = formula_amount + first_small_school_addition
    amount = amount + second_small_school_addition
    if addition_of_2001:
        amount = amount + addition_of_2001
    if management_addition:
        amount = amount + management_addition
    if months is None:
        return amount
    return amount.share(months, MONTHS_IN_A_YEAR, decimals=CENT)


def _is_below(pupils: Figure, limit: Figure) -> Figure:
    """Give 1 where whole numbers lie below a limit, else 0."""
    return (limit - pupils).at_least(ZERO).at_most(ONE)


PERSONNEL_BUDGET_2006 = Regime(
    code="personnel_budget_2006",
    recipients=("school",),
    counted_on=counted_on,
    rests_on=("school_weights_2006",),
    facts=(
        Fact("pupils", "leerlingen", Level.LOCATION),
        Fact("school_weight", "schoolgewicht", Level.RECIPIENT),
        Fact(
            "weighted_school_2001",
            "zeventig_procent_in_2001",
            Level.RECIPIENT,
            maximum=1,
            optional=True,
            until=date(2010, 8, 1),
        ),
        Fact(
            "months", "maanden", Level.RECIPIENT, minimum=1, maximum=12, optional=True
        ),
    ),
    location_steps=(),
    steps=(
        school_pupils,
        weight_amount,
        formula_amount,
        under_145_pupils,
        under_195_pupils,
        first_small_school_addition,
        second_small_school_addition,
        addition_of_2001,
        management_addition,
        entitlement,
    ),
)
