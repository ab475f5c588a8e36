"""School social work per partnership, school years 2007-2008 to 2015-2016.

A partnership of schools (samenwerkingsverband) whose schools have enough school weight
together gets a fixed amount for each unit of it, all units included, to pay social
workers at its schools. The threshold fell from 200 units to 1. Until 2010-2011 the
units that schools got as compensation for lost school weight count too.
"""

from datetime import date

from allocations.rules.figures import CENT, Figure
from allocations.rules.periods import Period
from allocations.rules.regime import Fact, Level, Regime

END_OF_COMPENSATION = date(2011, 8, 1)


def counted_on(period: Period) -> date:
    """Give the count date: 1 October before the school year."""
    return date(period.since.year - 1, 10, 1)


def compensation_units(*, compensation_quantity: Figure) -> Figure:
    """Add up the compensation of the schools of the partnership.

    The board's compensation of 2007-2008 was divided over its locations by their loss:
    a part of it need not be whole.
    """
    return compensation_quantity.total()


def weight_sum(
    *, school_weight: Figure, compensation_units: Figure | None = None
) -> Figure:
    """Add up the school weight of the schools of the partnership."""
    total = school_weight.total()
    return total if compensation_units is None else total + compensation_units


def counted_weight(*, weight_sum: Figure, social_work_threshold: Figure) -> Figure:
    """Count all units once the threshold is reached, none below it."""
    return weight_sum.zero_below(social_work_threshold)


def entitlement(*, counted_weight: Figure, social_work_amount: Figure) -> Figure:
    """Pay the units, in cents."""
    return (counted_weight * social_work_amount).rounded(CENT)


SCHOOL_SOCIAL_WORK_2007 = Regime(
    code="school_social_work_2007",
    recipients=("partnership",),
    counted_on=counted_on,
    rests_on=("school_weights_2006", "school_compensation_2007"),
    pools=True,
    facts=(
        Fact("school_weight", "schoolgewicht", Level.LOCATION),
        Fact(
            "compensation_quantity",
            "compensatiehoeveelheid",
            Level.LOCATION,
            decimals=6,
            until=END_OF_COMPENSATION,
        ),
    ),
    location_steps=(),
    steps=(compensation_units, weight_sum, counted_weight, entitlement),
)
