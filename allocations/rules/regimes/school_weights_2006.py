"""Gewichtenregeling, school years 2007-2008 to 2018-2019.

A pupil whose parents had little schooling carries a weight of 0.3 or 1.2; until the
count of 2009 the older weights of pupils already at school went on beside them. Per
location the weights are added up, a share of the pupils is taken off, and what remains
is rounded and capped: the school weight. It is paid per unit, by the age of the
teachers (art. 28 Besluit bekostiging WPO). Since 2009-2010 every weighted pupil at a
location in an impulse area counts too, without threshold and whatever the age
(art. 28a).
"""

from datetime import date

from allocations.rules.figures import CENT, WHOLE, ZERO, Figure
from allocations.rules.periods import Period
from allocations.rules.regime import Check, Fact, Level, Regime

MONTHS_IN_A_YEAR = Figure.constant(12)


def counted_on(period: Period) -> date:
    """Give the count date: 1 October before the school year (art. 121 WPO)."""
    return date(period.since.year - 1, 10, 1)


# Per location, as if it were a school of its own (art. 27(4)) -------------------------


def weighted_pupils(
    *,
    pupils_03: Figure,
    pupils_12: Figure,
    pupils_025: Figure | None = None,
    pupils_040: Figure | None = None,
    pupils_070: Figure | None = None,
    pupils_090: Figure | None = None,
) -> Figure:
    """Count the pupils with any weight above zero."""
    weighted = pupils_03 + pupils_12
    for pupils in (pupils_025, pupils_040, pupils_070, pupils_090):
        weighted = weighted + pupils if pupils else weighted
    return weighted


def sum_of_weights(
    *,
    pupils_03: Figure,
    weight_03: Figure,
    pupils_12: Figure,
    weight_12: Figure,
    pupils_025: Figure | None = None,
    weight_025: Figure | None = None,
    pupils_040: Figure | None = None,
    weight_040: Figure | None = None,
    pupils_070: Figure | None = None,
    weight_070: Figure | None = None,
    pupils_090: Figure | None = None,
    weight_090: Figure | None = None,
) -> Figure:
    """Add up the weights, old and new (art. 27(1); decree of 2006, art. II(7))."""
    total = pupils_03 * weight_03 + pupils_12 * weight_12
    for pupils, weight in (
        (pupils_025, weight_025),
        (pupils_040, weight_040),
        (pupils_070, weight_070),
        (pupils_090, weight_090),
    ):
        total = total + pupils * weight if pupils and weight else total
    return total


def threshold(*, pupils: Figure, threshold_share: Figure) -> Figure:
    """Give the weight that every location is to carry by itself (art. 27(2))."""
    return pupils * threshold_share


def location_weight(*, sum_of_weights: Figure, threshold: Figure) -> Figure:
    """Keep the weight above the threshold, in whole units (art. 27(2))."""
    return (sum_of_weights - threshold).at_least(ZERO).rounded(WHOLE)


def cap(*, pupils: Figure, cap_share: Figure) -> Figure:
    """Give the highest weight of a location (art. 27(3)).

    The law does not say how the cap is rounded; 30 schools in DUO's payments of
    2011-2012 show whole units, half up.
    """
    return (pupils * cap_share).rounded(WHOLE)


def capped_weight(*, location_weight: Figure, cap: Figure) -> Figure:
    """Keep the weight of a location within the cap (art. 27(3))."""
    return location_weight.at_most(cap)


def weighted_pupils_in_impulse_area(
    *, weighted_pupils: Figure, in_impulse_area: Figure
) -> Figure:
    """Count weighted pupils of a location in an impulse area (art. 28a(2))."""
    return weighted_pupils * in_impulse_area


# Per school ---------------------------------------------------------------------------


def school_weight(*, capped_weight: Figure) -> Figure:
    """Add up the locations; none takes anything off another (art. 27(4))."""
    return capped_weight.total()


def weighted_pupils_in_impulse_areas(
    *, weighted_pupils_in_impulse_area: Figure
) -> Figure:
    """Add up the locations (art. 28a(2))."""
    return weighted_pupils_in_impulse_area.total()


def funded_age(*, teacher_age: Figure, minimum_age: Figure) -> Figure:
    """Raise a weighted mean teacher age below the minimum to it."""
    return teacher_age.at_least(minimum_age)


def amount_per_unit(
    *, base_amount: Figure, age_amount: Figure, funded_age: Figure
) -> Figure:
    """Price one unit of school weight; this is not rounded (art. 28(1))."""
    return base_amount + age_amount * funded_age


def school_weight_amount(
    *, school_weight: Figure, amount_per_unit: Figure, months: Figure | None = None
) -> Figure:
    """Pay the school weight, in cents (art. 28(1))."""
    return _paid(school_weight * amount_per_unit, months)


def impulse_area_amount(
    *,
    weighted_pupils_in_impulse_areas: Figure,
    impulse_amount: Figure,
    months: Figure | None = None,
) -> Figure:
    """Pay the weighted pupils in impulse areas (art. 28a(2))."""
    amount = weighted_pupils_in_impulse_areas * impulse_amount
    return _paid(amount, months)


def one_off_impulse_area_funding(
    *,
    weighted_pupils_in_impulse_areas: Figure,
    one_off_impulse_amount: Figure,
    months: Figure | None = None,
) -> Figure:
    """Pay the special funding of 2009-2010; it is no part of the entitlement."""
    amount = weighted_pupils_in_impulse_areas * one_off_impulse_amount
    return _paid(amount, months)


def entitlement(
    *, school_weight_amount: Figure, impulse_area_amount: Figure | None = None
) -> Figure:
    """Add up what arts. 28 and 28a give."""
    if impulse_area_amount is None:
        return school_weight_amount
    return school_weight_amount + impulse_area_amount


def _paid(year: Figure, months: Figure | None) -> Figure:
    """Round a year's amount to cents; for part of the year, pay only its months."""
    amount = year.rounded(CENT)
    if months is None:
        return amount
    return amount.share(months, MONTHS_IN_A_YEAR, decimals=CENT)


# Facts --------------------------------------------------------------------------------


def weighted_beyond_pupils(
    *,
    pupils: Figure,
    pupils_03: Figure,
    pupils_12: Figure,
    pupils_025: Figure | None = None,
    pupils_040: Figure | None = None,
    pupils_070: Figure | None = None,
    pupils_090: Figure | None = None,
) -> Figure:
    """Find how many more weights than pupils were counted."""
    weighted = weighted_pupils(
        pupils_03=pupils_03,
        pupils_12=pupils_12,
        pupils_025=pupils_025,
        pupils_040=pupils_040,
        pupils_070=pupils_070,
        pupils_090=pupils_090,
    )
    return weighted - pupils


def age_beyond_maximum(*, teacher_age: Figure, maximum_age: Figure) -> Figure:
    """Find how far a mean lies above what it can be: no teacher counts for more."""
    return teacher_age - maximum_age


END_OF_OLD_WEIGHTS = date(2011, 8, 1)


def _old_weight(key: str, name: str) -> Fact:
    return Fact(key, name, Level.LOCATION, optional=True, until=END_OF_OLD_WEIGHTS)


SCHOOL_WEIGHTS_2006 = Regime(
    code="school_weights_2006",
    recipients=("school", "location"),
    counted_on=counted_on,
    facts=(
        Fact("pupils", "leerlingen", Level.LOCATION),
        Fact("pupils_03", "leerlingen_gewicht_03", Level.LOCATION),
        Fact("pupils_12", "leerlingen_gewicht_12", Level.LOCATION),
        _old_weight("pupils_025", "leerlingen_gewicht_025"),
        _old_weight("pupils_040", "leerlingen_gewicht_040"),
        _old_weight("pupils_070", "leerlingen_gewicht_070"),
        _old_weight("pupils_090", "leerlingen_gewicht_090"),
        Fact("in_impulse_area", "in_impulsgebied", Level.LOCATION, maximum=1),
        Fact("teacher_age", "gewogen_gemiddelde_leeftijd", Level.RECIPIENT, decimals=2),
        Fact(
            "months", "maanden", Level.RECIPIENT, minimum=1, maximum=12, optional=True
        ),
    ),
    location_steps=(
        weighted_pupils,
        sum_of_weights,
        threshold,
        location_weight,
        cap,
        capped_weight,
        weighted_pupils_in_impulse_area,
    ),
    steps=(
        school_weight,
        weighted_pupils_in_impulse_areas,
        funded_age,
        amount_per_unit,
        school_weight_amount,
        impulse_area_amount,
        one_off_impulse_area_funding,
        entitlement,
    ),
    checks=(
        Check(
            weighted_beyond_pupils,
            "leerlingen",
            "minder leerlingen dan leerlingen met een gewicht",
        ),
        Check(
            age_beyond_maximum,
            "gewogen_gemiddelde_leeftijd",
            "hoger dan kan: elke leraar telt voor ten hoogste 50 jaar",
        ),
    ),
)
