"""Achterstandsscores, school years 2019-2020 to 2021-2022, then to calendar years.

Statistics Netherlands (CBS) expects of every pupil a score, from the schooling and the
origin of the parents. A location adds up how far its pupils in the lowest 15 % of the
nation lie below the national mean, and takes off what it would have if 12 % of its
pupils lay in it. What remains is paid per unit. During three school years a school
keeps part of what it lost against the old rules, by its count of 1 October 2018, and
gives up part of what it won.
"""

from datetime import date

from allocations.rules.figures import CENT, WHOLE, ZERO, Figure
from allocations.rules.group_amounts import amount_of
from allocations.rules.law import law_of
from allocations.rules.periods import Period
from allocations.rules.regime import Check, EarlierCount, Fact, Level, Regime

CODE = "school_scores_2019"
ONE = Figure.constant(1)
MONTHS_IN_A_YEAR = Figure.constant(12)
OLD_COUNT = date(2018, 10, 1)
TRANSITION_UNTIL = date(2022, 8, 1)


def counted_on(period: Period) -> date:
    """Give the count date: 1 October, from 2023 on 1 February, of the year before."""
    return law_of(CODE).counted_on(period)


def also_counted_on(period: Period) -> tuple[date, ...]:
    """Give the count date of the old rights, as long as the transition lasts."""
    own = counted_on(period)
    transitional = period.since < TRANSITION_UNTIL and own != OLD_COUNT
    return (OLD_COUNT,) if transitional else ()


# Per location, as if it were a school of its own: its score (art. 27(2) and (3)) ------


def threshold_score(
    *, pupils: Figure, threshold_score_share: Figure, score_difference: Figure
) -> Figure:
    """Give the score of a location with 12 % average pupils of the target group: B."""
    return pupils * threshold_score_share * score_difference


def location_score(
    *, score_without_threshold: Figure, threshold_score: Figure
) -> Figure:
    """Take off the threshold, round to two decimals, and leave nothing negative."""
    return (score_without_threshold - threshold_score).rounded(CENT).at_least(ZERO)


# Per location, on 1 October 2018: the weight by the old rules (old art. 27) -----------


def weighted_pupils(*, pupils_03_2018: Figure, pupils_12_2018: Figure) -> Figure:
    """Count the pupils with any weight."""
    return pupils_03_2018 + pupils_12_2018


def sum_of_weights(
    *,
    pupils_03_2018: Figure,
    weight_03: Figure,
    pupils_12_2018: Figure,
    weight_12: Figure,
) -> Figure:
    """Add up the weights."""
    return pupils_03_2018 * weight_03 + pupils_12_2018 * weight_12


def threshold(*, pupils_2018: Figure, threshold_share: Figure) -> Figure:
    """Give the weight that every location is to carry by itself."""
    return pupils_2018 * threshold_share


def location_weight(*, sum_of_weights: Figure, threshold: Figure) -> Figure:
    """Keep the weight above the threshold, in whole units."""
    return (sum_of_weights - threshold).at_least(ZERO).rounded(WHOLE)


def cap(*, pupils_2018: Figure, cap_share: Figure) -> Figure:
    """Give the highest weight of a location, in whole units."""
    return (pupils_2018 * cap_share).rounded(WHOLE)


def capped_weight(*, location_weight: Figure, cap: Figure) -> Figure:
    """Keep the weight of a location within the cap."""
    return location_weight.at_most(cap)


def weighted_pupils_in_impulse_area(
    *, weighted_pupils: Figure, in_impulse_area_2018: Figure
) -> Figure:
    """Count the weighted pupils of a location in an impulse area."""
    return weighted_pupils * in_impulse_area_2018


# Per location, on 1 October 2018: its groups, old and new (art. 14) -------------------


def unweighted_groups(
    *,
    pupils_4_to_7_2018: Figure,
    young_factor: Figure,
    pupils_8_and_over_2018: Figure,
    old_factor: Figure,
    pupils_2018: Figure,
    small_base: Figure,
    small_factor: Figure,
) -> Figure:
    """Add up A, B and C of the formula, which both rules have in common."""
    by_age = pupils_4_to_7_2018 * young_factor + pupils_8_and_over_2018 * old_factor
    return by_age + (small_base - pupils_2018 * small_factor).at_least(ZERO)


def location_groups(
    *, unweighted_groups: Figure, capped_weight: Figure, weight_factor: Figure
) -> Figure:
    """Add D, for the school weight, and round: the groups by the old rule."""
    return (unweighted_groups + capped_weight * weight_factor).rounded(WHOLE)


def location_groups_without_weight(*, unweighted_groups: Figure) -> Figure:
    """Round without D: the groups by the new rule."""
    return unweighted_groups.rounded(WHOLE)


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
    """Price the groups by the old rule: F."""
    table = (
        amount_2_groups,
        amount_3_groups,
        amount_4_groups,
        amount_5_groups,
        amount_6_groups,
    )
    further, addition = amount_per_further_group, addition_above_13_groups
    return amount_of(location_groups, table, further, addition)


def location_group_amount_without_weight(
    *,
    location_groups_without_weight: Figure,
    amount_2_groups: Figure,
    amount_3_groups: Figure,
    amount_4_groups: Figure,
    amount_5_groups: Figure,
    amount_6_groups: Figure,
    amount_per_further_group: Figure,
    addition_above_13_groups: Figure,
) -> Figure:
    """Price the groups by the new rule: G."""
    table = (
        amount_2_groups,
        amount_3_groups,
        amount_4_groups,
        amount_5_groups,
        amount_6_groups,
    )
    further, addition = amount_per_further_group, addition_above_13_groups
    return amount_of(location_groups_without_weight, table, further, addition)


# Per school: its score and what that is worth (arts. 27(5) and (7), 28(1)) ------------


def score(*, location_score: Figure, split_off_score: Figure | None = None) -> Figure:
    """Add up the locations, less what became a school of its own."""
    total = location_score.total()
    if split_off_score is None:
        return total
    return (total - split_off_score).at_least(ZERO)


def score_amount(*, score: Figure, amount_per_score: Figure) -> Figure:
    """Pay the score, in cents."""
    return (score * amount_per_score).rounded(CENT)


# Per school: what it had by the old rules, on 1 October 2018 (art. 36a) ---------------


def school_weight(*, capped_weight: Figure) -> Figure:
    """Add up the locations."""
    return capped_weight.total()


def weighted_pupils_in_impulse_areas(
    *, weighted_pupils_in_impulse_area: Figure
) -> Figure:
    """Add up the locations."""
    return weighted_pupils_in_impulse_area.total()


def funded_age(*, teacher_age_2018: Figure, minimum_age: Figure) -> Figure:
    """Raise a weighted mean teacher age below the minimum to it."""
    return teacher_age_2018.at_least(minimum_age)


def weight_rights(
    *,
    school_weight: Figure,
    rights_base_amount: Figure,
    rights_age_amount: Figure,
    funded_age: Figure,
) -> Figure:
    """Pay the school weight, its part in the budget for staff policy too: D and H."""
    per_unit = rights_base_amount + rights_age_amount * funded_age
    return (school_weight * per_unit).rounded(CENT)


def impulse_rights(
    *, weighted_pupils_in_impulse_areas: Figure, impulse_amount: Figure
) -> Figure:
    """Pay the weighted pupils in impulse areas: E."""
    return (weighted_pupils_in_impulse_areas * impulse_amount).rounded(CENT)


def group_rights(
    *, location_group_amount: Figure, location_group_amount_without_weight: Figure
) -> Figure:
    """Pay what the school weight gave in groups: F less G."""
    per_location = location_group_amount - location_group_amount_without_weight
    return per_location.total().rounded(CENT)


def old_rights(
    *,
    weight_rights: Figure,
    impulse_rights: Figure,
    group_rights: Figure,
    new_school: Figure | None = None,
) -> Figure:
    """Add up D, E, F less G, and H; a school that did not exist has none."""
    rights = weight_rights + impulse_rights + group_rights
    return rights if new_school is None else rights * (ONE - new_school)


def indexed_rights(*, old_rights: Figure, rights_index: Figure) -> Figure:
    """Let the old rights follow what all schools get together, in cents: A."""
    return (old_rights * rights_index).rounded(CENT)


def difference(*, indexed_rights: Figure, score_amount: Figure) -> Figure:
    """Compare old and new: above zero for a school that loses."""
    return indexed_rights - score_amount


def transition(
    *,
    difference: Figure,
    loss_share: Figure,
    gain_share: Figure,
    new_school: Figure | None = None,
) -> Figure:
    """Make up for part of a loss, and take part of a gain, in cents."""
    lost, won = difference.at_least(ZERO), difference.at_most(ZERO)
    amount = (lost * loss_share + won * gain_share).rounded(CENT)
    return amount if new_school is None else amount * (ONE - new_school)


def entitlement(
    *,
    score_amount: Figure,
    transition: Figure | None = None,
    months: Figure | None = None,
) -> Figure:
    """Add up; for part of the year, pay only its months."""
    year = score_amount if transition is None else score_amount + transition
    if months is None:
        return year
    return year.share(months, MONTHS_IN_A_YEAR, decimals=CENT)


# Facts --------------------------------------------------------------------------------


def ages_beyond_pupils(
    *, pupils_2018: Figure, pupils_4_to_7_2018: Figure, pupils_8_and_over_2018: Figure
) -> Figure:
    """Find how many more pupils have an age than there are."""
    return pupils_4_to_7_2018 + pupils_8_and_over_2018 - pupils_2018


def pupils_beyond_ages(
    *, pupils_2018: Figure, pupils_4_to_7_2018: Figure, pupils_8_and_over_2018: Figure
) -> Figure:
    """Find how many pupils have no age, where any has: a new school has none."""
    aged = pupils_4_to_7_2018 + pupils_8_and_over_2018
    return (pupils_2018 - aged) * aged.at_most(ONE)


def weighted_beyond_pupils(
    *, pupils_2018: Figure, pupils_03_2018: Figure, pupils_12_2018: Figure
) -> Figure:
    """Find how many more weights than pupils were counted."""
    return pupils_03_2018 + pupils_12_2018 - pupils_2018


def age_beyond_maximum(*, teacher_age_2018: Figure, maximum_age: Figure) -> Figure:
    """Find how far a mean lies above what it can be."""
    return teacher_age_2018 - maximum_age


OF_2018 = (
    Fact("pupils_2018", "leerlingen_2018", Level.LOCATION),
    Fact("pupils_4_to_7_2018", "leerlingen_4_tot_en_met_7_2018", Level.LOCATION),
    Fact("pupils_8_and_over_2018", "leerlingen_8_en_ouder_2018", Level.LOCATION),
    Fact("pupils_03_2018", "leerlingen_gewicht_03_2018", Level.LOCATION),
    Fact("pupils_12_2018", "leerlingen_gewicht_12_2018", Level.LOCATION),
    Fact("in_impulse_area_2018", "in_impulsgebied_2018", Level.LOCATION, maximum=1),
    Fact(
        "teacher_age_2018",
        "gewogen_gemiddelde_leeftijd_2018",
        Level.RECIPIENT,
        decimals=2,
    ),
)
FIGURES_OF_2018 = (
    "schoolgewicht",
    "schoolgewicht_vestiging",
    "gewichtenleerlingen_in_impulsgebied",
    "gewichtenleerlingen_in_impulsgebied_vestiging",
)

SCHOOL_SCORES_2019 = Regime(
    code=CODE,
    recipients=("school", "location"),
    counted_on=counted_on,
    earlier_count=EarlierCount(
        OLD_COUNT, frozenset((*(f.name for f in OF_2018), *FIGURES_OF_2018))
    ),
    of_one_location={"school_weight": "capped_weight"},
    also_counted_on=also_counted_on,
    established=(
        "location_score",
        "score",
        "capped_weight",
        "weighted_pupils_in_impulse_areas",
    ),
    facts=(
        Fact("pupils", "leerlingen", Level.LOCATION),
        Fact(
            "score_without_threshold",
            "score_zonder_drempel",
            Level.LOCATION,
            decimals=6,
        ),
        Fact(
            "split_off_score",
            "achterstandsscore_verzelfstandigd",
            Level.RECIPIENT,
            decimals=2,
            optional=True,
        ),
        *OF_2018,
        Fact("new_school", "nieuw", Level.RECIPIENT, maximum=1, optional=True),
        Fact(
            "months", "maanden", Level.RECIPIENT, minimum=1, maximum=12, optional=True
        ),
    ),
    location_steps=(
        threshold_score,
        location_score,
        weighted_pupils,
        sum_of_weights,
        threshold,
        location_weight,
        cap,
        capped_weight,
        weighted_pupils_in_impulse_area,
        unweighted_groups,
        location_groups,
        location_groups_without_weight,
        location_group_amount,
        location_group_amount_without_weight,
    ),
    steps=(
        score,
        score_amount,
        school_weight,
        weighted_pupils_in_impulse_areas,
        funded_age,
        weight_rights,
        impulse_rights,
        group_rights,
        old_rights,
        indexed_rights,
        difference,
        transition,
        entitlement,
    ),
    checks=(
        Check(
            ages_beyond_pupils,
            "leerlingen_2018",
            "minder leerlingen dan leerlingen van 4 jaar en ouder",
        ),
        Check(
            pupils_beyond_ages,
            "leerlingen_2018",
            "meer leerlingen dan leerlingen van 4 jaar en ouder",
        ),
        Check(
            weighted_beyond_pupils,
            "leerlingen_2018",
            "minder leerlingen dan leerlingen met een gewicht",
        ),
        Check(
            age_beyond_maximum,
            "gewogen_gemiddelde_leeftijd_2018",
            "hoger dan kan: elke leraar telt voor ten hoogste 50 jaar",
        ),
    ),
)
