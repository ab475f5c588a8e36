"""Gewichtenregeling in formation units, school years 2000-2001 to 2006-2007.

Pupils carry the older weights 0.25, 0.40, 0.70 or 0.90. Per location the weights are
added up, 9 % of the pupils is taken off, and what remains is rounded: the school
weight. Each unit gives 6.87 formation units (formatierekeneenheden); there was no price
yet.
Official examples: the explanation of the amendment of 2000 to the Formatiebesluit WPO
(BWBR0011216).
"""

from datetime import date

from allocations.rules.figures import WHOLE, ZERO, Figure
from allocations.rules.periods import Period
from allocations.rules.regime import Check, Fact, Level, Regime


def counted_on(period: Period) -> date:
    """Give the count date: 1 October before the school year."""
    return date(period.since.year - 1, 10, 1)


# Per location, as if it were a school of its own --------------------------------------


def sum_of_weights(
    *,
    pupils_025: Figure,
    weight_025: Figure,
    pupils_040: Figure,
    weight_040: Figure,
    pupils_070: Figure,
    weight_070: Figure,
    pupils_090: Figure,
    weight_090: Figure,
) -> Figure:
    """Add up the weights of the pupils."""
    light = pupils_025 * weight_025 + pupils_040 * weight_040
    return light + pupils_070 * weight_070 + pupils_090 * weight_090


def threshold(*, pupils: Figure, threshold_share: Figure) -> Figure:
    """Give the weight that every location is to carry by itself."""
    return pupils * threshold_share


def location_weight(*, sum_of_weights: Figure, threshold: Figure) -> Figure:
    """Keep the weight above the threshold, in whole units."""
    return (sum_of_weights - threshold).at_least(ZERO).rounded(WHOLE)


# Per school ---------------------------------------------------------------------------


def school_weight(*, location_weight: Figure) -> Figure:
    """Add up the locations; none takes anything off another."""
    return location_weight.total()


def formation_units(*, school_weight: Figure, units_per_weight: Figure) -> Figure:
    """Give the formation for the school weight; this is not rounded."""
    return school_weight * units_per_weight


# Facts --------------------------------------------------------------------------------


def weighted_beyond_pupils(
    *,
    pupils: Figure,
    pupils_025: Figure,
    pupils_040: Figure,
    pupils_070: Figure,
    pupils_090: Figure,
) -> Figure:
    """Find how many more weights than pupils were counted."""
    return pupils_025 + pupils_040 + pupils_070 + pupils_090 - pupils


def weight_beyond_cap(
    *, location_weight: Figure, pupils: Figure, undecided_cap_share: Figure
) -> Figure:
    """Find how far a location lies above a cap of which is not known if it applied."""
    return location_weight - pupils * undecided_cap_share


SCHOOL_WEIGHTS_1998 = Regime(
    code="school_weights_1998",
    recipients=("school", "location"),
    counted_on=counted_on,
    facts=(
        Fact("pupils", "leerlingen", Level.LOCATION),
        Fact("pupils_025", "leerlingen_gewicht_025", Level.LOCATION),
        Fact("pupils_040", "leerlingen_gewicht_040", Level.LOCATION),
        Fact("pupils_070", "leerlingen_gewicht_070", Level.LOCATION),
        Fact("pupils_090", "leerlingen_gewicht_090", Level.LOCATION),
    ),
    location_steps=(sum_of_weights, threshold, location_weight),
    steps=(school_weight, formation_units),
    checks=(
        Check(
            weighted_beyond_pupils,
            "leerlingen",
            "minder leerlingen dan leerlingen met een gewicht",
        ),
    ),
    undecided=(
        Check(
            weight_beyond_cap,
            "schoolgewicht",
            "of het schoolgewicht toen ten hoogste 80 % van de leerlingen was, is niet "
            "bekend (art. 27, derde lid, geldt vanaf 2006)",
        ),
    ),
)
