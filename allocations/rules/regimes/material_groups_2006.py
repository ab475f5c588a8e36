"""Groups of the material funding of primary schools, calendar years 2011 to 2022.

Money for buildings and material goes by the number of groups a school has room for, by
rule and not by fact: a share of a group for every pupil, more for the young, more for a
small school, and until 2019 for every unit of school weight (art. 14 Besluit
bekostiging WPO). Each location counts as if it were a school, and is rounded by itself.
The count of 1 October before the year holds for the whole calendar year. The amounts
are those of the programs of requirements (programma's van eisen): by the groups of each
location, and by the pupils, to which 3 % are added.
"""

from datetime import date

from allocations.rules.figures import WHOLE, ZERO, Figure
from allocations.rules.group_amounts import amount_of
from allocations.rules.periods import Period, PeriodKind
from allocations.rules.regime import Check, Fact, Level, Regime


def counted_on(period: Period) -> date:
    """Give the count date: 1 October before the calendar year (art. 14(3)(a))."""
    return date(period.since.year - 1, 10, 1)


# Per location, as if it were a school of its own: its weight (art. 27) ----------------


def sum_of_weights(
    *, pupils_03: Figure, weight_03: Figure, pupils_12: Figure, weight_12: Figure
) -> Figure:
    """Add up the weights (art. 27(1))."""
    return pupils_03 * weight_03 + pupils_12 * weight_12


def threshold(*, pupils: Figure, threshold_share: Figure) -> Figure:
    """Give the weight that every location is to carry by itself (art. 27(2))."""
    return pupils * threshold_share


def location_weight(*, sum_of_weights: Figure, threshold: Figure) -> Figure:
    """Keep the weight above the threshold, in whole units (art. 27(2))."""
    return (sum_of_weights - threshold).at_least(ZERO).rounded(WHOLE)


def cap(*, pupils: Figure, cap_share: Figure) -> Figure:
    """Give the highest weight of a location (art. 27(3))."""
    return pupils * cap_share


def whole_cap(*, cap: Figure) -> Figure:
    """Round the cap: DUO's material funding of 2011 did not, that of 2015 did."""
    return cap.rounded(WHOLE)


def capped_weight(
    *, location_weight: Figure, cap: Figure, whole_cap: Figure | None = None
) -> Figure:
    """Keep the weight of a location within the cap (art. 27(3))."""
    return location_weight.at_most(whole_cap or cap)


# Per location: its groups (art. 14(2), (4) and (5)) -----------------------------------


def young_pupils_groups(*, pupils_4_to_7: Figure, young_factor: Figure) -> Figure:
    """Count the groups of pupils of 4 to 7 years: factor A."""
    return pupils_4_to_7 * young_factor


def old_pupils_groups(*, pupils_8_and_over: Figure, old_factor: Figure) -> Figure:
    """Count the groups of pupils of 8 years and over: factor B."""
    return pupils_8_and_over * old_factor


def small_location_groups(
    *, pupils: Figure, small_base: Figure, small_factor: Figure
) -> Figure:
    """Give a small location part of a group more: factor C."""
    return (small_base - pupils * small_factor).at_least(ZERO)


def weight_groups(*, capped_weight: Figure, weight_factor: Figure) -> Figure:
    """Count the groups for the school weight: factor D."""
    return capped_weight * weight_factor


def location_groups_without_weight(
    *,
    young_pupils_groups: Figure,
    old_pupils_groups: Figure,
    small_location_groups: Figure,
) -> Figure:
    """Add up A, B and C and round: what a location has without school weight."""
    groups = young_pupils_groups + old_pupils_groups + small_location_groups
    return groups.rounded(WHOLE)


def location_groups(
    *,
    young_pupils_groups: Figure,
    old_pupils_groups: Figure,
    small_location_groups: Figure,
    weight_groups: Figure | None = None,
) -> Figure:
    """Add up the factors and round."""
    groups = young_pupils_groups + old_pupils_groups + small_location_groups
    if weight_groups:
        groups = groups + weight_groups
    return groups.rounded(WHOLE)


# Per location: what counts for money --------------------------------------------------


def location_group_amount(
    *,
    location_groups: Figure,
    amount_2_groups: Figure,
    amount_3_groups: Figure,
    amount_4_groups: Figure,
    amount_5_groups: Figure,
    amount_6_groups: Figure,
    amount_per_further_group: Figure,
    addition_above_13_groups: Figure,
) -> Figure:
    """Read the amount for its groups off the table; no location has fewer than two."""
    table = (
        amount_2_groups,
        amount_3_groups,
        amount_4_groups,
        amount_5_groups,
        amount_6_groups,
    )
    further, addition = amount_per_further_group, addition_above_13_groups
    return amount_of(location_groups, table, further, addition)


def funded_pupils(*, pupils: Figure, pupil_increase: Figure) -> Figure:
    """Add 3 % to the pupils, and leave out parts of a pupil (art. 134 WPO)."""
    return (pupils * pupil_increase).rounded_down()


# Per school ---------------------------------------------------------------------------


def school_weight(*, capped_weight: Figure) -> Figure:
    """Add up the locations (art. 27(4))."""
    return capped_weight.total()


def groups_without_weight(*, location_groups_without_weight: Figure) -> Figure:
    """Add up what the locations have without school weight."""
    return location_groups_without_weight.total()


def groups(*, location_groups: Figure) -> Figure:
    """Add up the groups of the locations (art. 14(4))."""
    return location_groups.total()


def group_amount(*, location_group_amount: Figure) -> Figure:
    """Add up what the locations get for their groups."""
    return location_group_amount.total()


def pupil_amount(
    *, funded_pupils: Figure, amount_per_school: Figure, amount_per_pupil: Figure
) -> Figure:
    """Pay an amount for the school and one for each of its pupils."""
    return amount_per_school + funded_pupils.total() * amount_per_pupil


def entitlement(*, group_amount: Figure, pupil_amount: Figure) -> Figure:
    """Add up both; the programs for pupils with another language are not part of it."""
    return group_amount + pupil_amount


# Facts --------------------------------------------------------------------------------


def ages_beyond_pupils(
    *, pupils: Figure, pupils_4_to_7: Figure, pupils_8_and_over: Figure
) -> Figure:
    """Find how many more pupils have an age than there are."""
    return pupils_4_to_7 + pupils_8_and_over - pupils


def pupils_beyond_ages(
    *, pupils: Figure, pupils_4_to_7: Figure, pupils_8_and_over: Figure
) -> Figure:
    """Find how many pupils have no age."""
    return pupils - pupils_4_to_7 - pupils_8_and_over


def weighted_beyond_pupils(
    *, pupils: Figure, pupils_03: Figure, pupils_12: Figure
) -> Figure:
    """Find how many more weights than pupils were counted."""
    return pupils_03 + pupils_12 - pupils


MATERIAL_GROUPS_2006 = Regime(
    code="material_groups_2006",
    recipients=("school", "location"),
    period_kind=PeriodKind.CALENDAR_YEAR,
    counted_on=counted_on,
    facts=(
        Fact("pupils", "leerlingen", Level.LOCATION),
        Fact("pupils_4_to_7", "leerlingen_4_tot_en_met_7", Level.LOCATION),
        Fact("pupils_8_and_over", "leerlingen_8_en_ouder", Level.LOCATION),
        Fact("pupils_03", "leerlingen_gewicht_03", Level.LOCATION),
        Fact("pupils_12", "leerlingen_gewicht_12", Level.LOCATION),
    ),
    location_steps=(
        sum_of_weights,
        threshold,
        location_weight,
        cap,
        whole_cap,
        capped_weight,
        young_pupils_groups,
        old_pupils_groups,
        small_location_groups,
        weight_groups,
        location_groups_without_weight,
        location_groups,
        location_group_amount,
        funded_pupils,
    ),
    steps=(
        school_weight,
        groups_without_weight,
        groups,
        group_amount,
        pupil_amount,
        entitlement,
    ),
    checks=(
        Check(
            ages_beyond_pupils,
            "leerlingen",
            "minder leerlingen dan leerlingen van 4 jaar en ouder",
        ),
        Check(
            pupils_beyond_ages,
            "leerlingen",
            "meer leerlingen dan leerlingen van 4 jaar en ouder",
        ),
        Check(
            weighted_beyond_pupils,
            "leerlingen",
            "minder leerlingen dan leerlingen met een gewicht",
        ),
    ),
)
