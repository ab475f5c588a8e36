"""Compensation for lost school weight, school years 2007-2008 to 2010-2011.

The new weights of 2006 cost many boards and schools part of their school weight. Who
had less of it than on 1 October 2005, in number as well as per pupil, was compensated
for part of the loss: 100 % in 2007-2008, by board; 90 % in 2008-2009, by school; 50 %
in 2009-2010 and 25 % in 2010-2011, by location. In the last two years the money for
impulse areas counts as school weight. The loss is the smaller of what the school weight
itself lost, and of what it lost against the same share of the pupils of today.
"""

from datetime import date

from allocations.rules.figures import CENT, WHOLE, ZERO, Figure
from allocations.rules.periods import Period
from allocations.rules.regime import Check, Fact, Level, Regime

ONE = Figure.constant(1)
MONTHS_IN_A_YEAR = Figure.constant(12)
BY_SCHOOL = date(2008, 8, 1)
BY_LOCATION = date(2009, 8, 1)
WITH_OPENINGS = date(2010, 8, 1)
FIRST_COUNT = date(2005, 10, 1)
# First counts of schools opened on 1 August 2006, 2007 and 2008 (2010-2011, art. 2).
COUNTS_OF_OPENINGS = (date(2006, 10, 1), date(2007, 10, 1), date(2008, 10, 1))
BOARDS_AS_ON = date(2007, 1, 1)


def counted_on(period: Period) -> date:
    """Give the later count date: 1 October before the school year."""
    return date(period.since.year - 1, 10, 1)


def also_counted_on(period: Period) -> tuple[date, ...]:
    """Give the first count date, and those of schools that opened after it."""
    openings = COUNTS_OF_OPENINGS if period.since >= WITH_OPENINGS else ()
    return (FIRST_COUNT, *openings)


def assigned_on(period: Period) -> date:
    """Give the day that says which schools a board has, and up to which they merge.

    From 2008-2009 on the first day of the year, of which 2010-2011 names mergers.
    """
    return BOARDS_AS_ON if period.since < BY_SCHOOL else period.since


def recipients_in(period: Period) -> tuple[str, ...]:
    """Name who is compensated: the board, then the school, then the location."""
    if period.since < BY_SCHOOL:
        return ("board",)
    return ("school",) if period.since < BY_LOCATION else ("location",)


# What is compared, of all that belongs to the recipient ----------------------------


def first_weight(*, school_weight_2005: Figure) -> Figure:
    """Add up the school weight on the first count date (A)."""
    return school_weight_2005.total()


def first_pupils(*, pupils_2005: Figure) -> Figure:
    """Add up the pupils on the first count date (B)."""
    return pupils_2005.total()


def impulse_area_amount(
    *, weighted_pupils_in_impulse_areas: Figure, impulse_amount: Figure
) -> Figure:
    """Give the money of art. 28a, without the special funding of 2009-2010."""
    return (weighted_pupils_in_impulse_areas.total() * impulse_amount).rounded(CENT)


def impulse_units(*, impulse_area_amount: Figure, unit_amount: Figure) -> Figure:
    """Express that money in units of school weight, rounded to whole ones."""
    return impulse_area_amount.over(unit_amount).rounded(WHOLE)


def second_weight(
    *, school_weight: Figure, impulse_units: Figure | None = None
) -> Figure:
    """Add up the school weight on the later count date (C)."""
    weight = school_weight.total()
    return weight if impulse_units is None else weight + impulse_units


def second_pupils(*, pupils: Figure) -> Figure:
    """Add up the pupils on the later count date (D)."""
    return pupils.total()


# Compensation ----------------------------------------------------------------------


def loss(
    *,
    first_weight: Figure,
    first_pupils: Figure,
    second_weight: Figure,
    second_pupils: Figure,
) -> Figure:
    """Take the smaller of A - C and (A/B - C/D) x D, where both are above zero.

    That is where C < A and C/D < A/B. Both sides are multiplied by B, so that nothing
    is rounded: the quotient stays exact until the quantity is.
    """
    lost = (first_weight - second_weight) * first_pupils
    lost_in_share = first_weight * second_pupils - second_weight * first_pupils
    both = lost.at_most(lost_in_share).at_least(ZERO)
    return both.over(first_pupils.at_least(ONE))


def compensation_quantity(*, loss: Figure, compensation_share: Figure) -> Figure:
    """Compensate part of the loss, in whole units."""
    return (loss * compensation_share).rounded(WHOLE)


def compensation_amount(
    *, compensation_quantity: Figure, unit_amount: Figure
) -> Figure:
    """Pay the quantity."""
    return compensation_quantity * unit_amount


def entitlement(*, compensation_amount: Figure, months: Figure | None = None) -> Figure:
    """Give the compensation of the year, or of the months that are funded."""
    if months is None:
        return compensation_amount
    return compensation_amount.share(months, MONTHS_IN_A_YEAR, decimals=CENT)


# Facts -----------------------------------------------------------------------------


def first_weight_beyond_pupils(
    *, school_weight_2005: Figure, pupils_2005: Figure
) -> Figure:
    """Find school weight that the pupils of the first count cannot have."""
    return school_weight_2005 - pupils_2005


def second_weight_beyond_pupils(*, school_weight: Figure, pupils: Figure) -> Figure:
    """Find school weight that the pupils of the later count cannot have."""
    return school_weight - pupils


SCHOOL_COMPENSATION_2007 = Regime(
    code="school_compensation_2007",
    recipients=("board", "school", "location"),
    recipients_by_period=recipients_in,
    counted_on=counted_on,
    also_counted_on=also_counted_on,
    assigned_on=assigned_on,
    rests_on=("school_weights_1998", "school_weights_2006"),
    pools=True,
    facts=(
        Fact("school_weight_2005", "schoolgewicht_2005", Level.LOCATION),
        Fact("pupils_2005", "leerlingen_2005", Level.LOCATION),
        Fact("school_weight", "schoolgewicht", Level.LOCATION),
        Fact("pupils", "leerlingen", Level.LOCATION),
        Fact(
            "weighted_pupils_in_impulse_areas",
            "gewichtenleerlingen_in_impulsgebied",
            Level.LOCATION,
        ),
        Fact(
            "months", "maanden", Level.RECIPIENT, minimum=1, maximum=12, optional=True
        ),
    ),
    location_steps=(),
    steps=(
        first_weight,
        first_pupils,
        impulse_area_amount,
        impulse_units,
        second_weight,
        second_pupils,
        loss,
        compensation_quantity,
        compensation_amount,
        entitlement,
    ),
    checks=(
        Check(
            first_weight_beyond_pupils,
            "schoolgewicht_2005",
            "hoger dan het aantal leerlingen van toen",
        ),
        Check(
            second_weight_beyond_pupils,
            "schoolgewicht",
            "hoger dan het aantal leerlingen",
        ),
    ),
)
