"""Municipal grant on school weights, school year 2006-2007 to calendar year 2018.

Municipalities got a specific grant against educational disadvantage for the school
weights of the primary schools on their territory. Until 2010 these were the weights of
1 October 2004, paid from 11 on at an amount per unit that was adjusted every year; the
last five months of 2010 were paid apart. From 2011 on they are those of 1 October 2009,
and a budget of the state is divided in proportion to them among all who have 1 or more:
A x B / C. The cities of annex A share in a part of it or in a budget of their own, the
municipalities of annex B in another. What is divided is paid out to the cent.
"""

from datetime import date

from allocations.rules.figures import CENT, ZERO, Figure
from allocations.rules.periods import Period
from allocations.rules.regime import Check, Fact, Level, Regime

ONE = Figure.constant(1)
MONTHS_IN_A_YEAR = Figure.constant(12)
COUNTS = (date(2004, 10, 1), date(2009, 10, 1))
SECOND_COUNT_SINCE = date(2011, 1, 1)


def counted_on(period: Period) -> date:
    """Give the count date: one held for all years until 2010, one for all after."""
    return COUNTS[period.since >= SECOND_COUNT_SINCE]


# What counts --------------------------------------------------------------------------


def municipal_weight(*, school_weights: Figure) -> Figure:
    """Add up the school weights on the territory of the municipality."""
    return school_weights.total()


def counted_weight(*, municipal_weight: Figure, entry_threshold: Figure) -> Figure:
    """Count all of it from the threshold on, nothing below."""
    return municipal_weight.zero_below(entry_threshold)


# An amount per unit, until 2010 -------------------------------------------------------


def multiplied_grant(
    *, counted_weight: Figure, multiplier: Figure, months_paid: Figure | None = None
) -> Figure:
    """Pay every unit; of the last period five months of a year."""
    amount = counted_weight * multiplier
    if months_paid is None:
        return amount.rounded(CENT)
    return amount.share(months_paid, MONTHS_IN_A_YEAR, decimals=CENT)


# A budget for all, from 2011 on -------------------------------------------------------


def budget(*, state_budget: Figure) -> Figure:
    """Give what the state has for these grants in the year (B)."""
    return state_budget


def general_budget(
    *,
    budget: Figure,
    general_share: Figure | None = None,
    set_apart: Figure | None = None,
) -> Figure:
    """Give what is divided among all: in 2012 a share, in 2017 less a fixed amount."""
    if general_share is not None:
        return (budget * general_share).rounded(CENT)
    return budget if set_apart is None else budget - set_apart


def national_weight(*, counted_weight: Figure) -> Figure:
    """Add up all municipalities that count (C)."""
    return counted_weight.of_all()


def general_cent(
    *, counted_weight: Figure, general_budget: Figure, national_weight: Figure
) -> Figure:
    """Give a cent of what rounding down leaves, to some."""
    due = _due(counted_weight, general_budget, national_weight)
    return due.spare_cents(general_budget)


def general_grant(
    *,
    counted_weight: Figure,
    general_budget: Figure,
    national_weight: Figure,
    general_cent: Figure,
) -> Figure:
    """Divide it: A x (B / C)."""
    due = _due(counted_weight, general_budget, national_weight)
    return due.rounded_down(CENT) + general_cent


# A budget for the cities of annex A, from 2012 on -------------------------------------


def split_off_budget(*, budget: Figure, annex_a_share: Figure) -> Figure:
    """Give the share of the budget of 2012 that is theirs."""
    return (budget * annex_a_share).rounded(CENT)


def annex_a_budget(*, annex_a_state_budget: Figure) -> Figure:
    """Give the budget that they had of their own, after that."""
    return annex_a_state_budget


def annex_a_weight(*, counted_weight: Figure, in_annex_a: Figure) -> Figure:
    """Count the municipality if it is one of them."""
    return counted_weight * in_annex_a


def national_annex_a_weight(*, annex_a_weight: Figure) -> Figure:
    """Add up these cities."""
    return annex_a_weight.of_all()


def annex_a_cent(
    *,
    annex_a_weight: Figure,
    national_annex_a_weight: Figure,
    split_off_budget: Figure | None = None,
    annex_a_budget: Figure | None = None,
) -> Figure:
    """Give a cent of what rounding down leaves, to some of them."""
    whole = _one_of(split_off_budget, annex_a_budget)
    return _due(annex_a_weight, whole, national_annex_a_weight).spare_cents(whole)


def annex_a_grant(
    *,
    annex_a_weight: Figure,
    national_annex_a_weight: Figure,
    annex_a_cent: Figure,
    split_off_budget: Figure | None = None,
    annex_a_budget: Figure | None = None,
) -> Figure:
    """Divide it among them."""
    whole = _one_of(split_off_budget, annex_a_budget)
    due = _due(annex_a_weight, whole, national_annex_a_weight)
    return due.rounded_down(CENT) + annex_a_cent


# A budget for the municipalities of annex B, 2013 to 2016 -----------------------------


def annex_b_budget(*, annex_b_state_budget: Figure) -> Figure:
    """Give the budget of the state for them."""
    return annex_b_state_budget


def annex_b_available(*, annex_b_budget: Figure, annex_b_set_apart: Figure) -> Figure:
    """Give what is left of it to be divided."""
    return annex_b_budget - annex_b_set_apart


def annex_b_weight(*, counted_weight: Figure, in_annex_b: Figure) -> Figure:
    """Count the municipality if it is one of them."""
    return counted_weight * in_annex_b


def national_annex_b_weight(*, annex_b_weight: Figure) -> Figure:
    """Add up these municipalities."""
    return annex_b_weight.of_all()


def annex_b_cent(
    *,
    annex_b_weight: Figure,
    annex_b_available: Figure,
    national_annex_b_weight: Figure,
) -> Figure:
    """Give a cent of what rounding down leaves, to some of them."""
    due = _due(annex_b_weight, annex_b_available, national_annex_b_weight)
    return due.spare_cents(annex_b_available)


def annex_b_grant(
    *,
    annex_b_weight: Figure,
    annex_b_available: Figure,
    national_annex_b_weight: Figure,
    annex_b_cent: Figure,
) -> Figure:
    """Divide it among them."""
    due = _due(annex_b_weight, annex_b_available, national_annex_b_weight)
    return due.rounded_down(CENT) + annex_b_cent


# Together -----------------------------------------------------------------------------


def entitlement(
    *,
    multiplied_grant: Figure | None = None,
    general_grant: Figure | None = None,
    annex_a_grant: Figure | None = None,
    annex_b_grant: Figure | None = None,
) -> Figure:
    """Add up what there was in the period."""
    parts = (multiplied_grant, general_grant, annex_a_grant, annex_b_grant)
    first, *others = (part for part in parts if part is not None)
    for part in others:
        first = first + part
    return first


def _due(weight: Figure, whole: Figure, national_weight: Figure) -> Figure:
    """Give the exact part of a whole; where nobody counts, nothing."""
    return (weight * whole).over(national_weight.at_least(ONE))


def _one_of(first: Figure | None, second: Figure | None) -> Figure:
    """Give the one that there is in a period."""
    [found] = (each for each in (first, second) if each is not None)
    return found


# Facts --------------------------------------------------------------------------------


def budgets_that_differ(*, budget: Figure) -> Figure:
    """Find a budget that is not the same for all."""
    return budget.above_lowest()


def annex_a_budgets_that_differ(*, annex_a_budget: Figure) -> Figure:
    """Find a budget for annex A that is not the same for all."""
    return annex_a_budget.above_lowest()


def annex_b_budgets_that_differ(*, annex_b_budget: Figure) -> Figure:
    """Find a budget for annex B that is not the same for all."""
    return annex_b_budget.above_lowest()


def in_both_annexes(*, in_annex_a: Figure, in_annex_b: Figure) -> Figure:
    """Find who is said to be in both; no municipality is."""
    return in_annex_a + in_annex_b - ONE


def general_parts_missing(
    *, counted_weight: Figure, national_weight: Figure, general_cent: Figure
) -> Figure:
    """Find that the last cents cannot be known of some municipalities alone."""
    return _parts_missing(counted_weight, national_weight, general_cent)


def annex_a_parts_missing(
    *, annex_a_weight: Figure, national_annex_a_weight: Figure, annex_a_cent: Figure
) -> Figure:
    """Find the same of the cities of annex A."""
    return _parts_missing(annex_a_weight, national_annex_a_weight, annex_a_cent)


def annex_b_parts_missing(
    *, annex_b_weight: Figure, national_annex_b_weight: Figure, annex_b_cent: Figure
) -> Figure:
    """Find the same of the municipalities of annex B."""
    return _parts_missing(annex_b_weight, national_annex_b_weight, annex_b_cent)


def _parts_missing(weight: Figure, national: Figure, cent: Figure) -> Figure:
    if cent.is_given:
        return ZERO
    found = weight.of_all()
    return (national.at_least(found) - national.at_most(found)).once()


SAME_FOR_ALL = "is voor alle gemeenten gelijk"
PARTS_MISSING = (
    "is niet de som van de gemeenten in het bestand; de laatste centen zijn dan alleen "
    "bekend als zij zijn opgegeven"
)

MUNICIPAL_WEIGHTS_2006 = Regime(
    code="municipal_weights_2006",
    recipients=("municipality",),
    counted_on=counted_on,
    facts=(
        Fact("school_weights", "som_schoolgewichten", Level.LOCATION),
        Fact("in_annex_a", "in_bijlage_a", Level.RECIPIENT, maximum=1),
        Fact("in_annex_b", "in_bijlage_b", Level.RECIPIENT, maximum=1),
    ),
    location_steps=(),
    steps=(
        municipal_weight,
        counted_weight,
        multiplied_grant,
        budget,
        general_budget,
        national_weight,
        general_cent,
        general_grant,
        split_off_budget,
        annex_a_budget,
        annex_a_weight,
        national_annex_a_weight,
        annex_a_cent,
        annex_a_grant,
        annex_b_budget,
        annex_b_available,
        annex_b_weight,
        national_annex_b_weight,
        annex_b_cent,
        annex_b_grant,
        entitlement,
    ),
    checks=(
        Check(budgets_that_differ, "rijksbudget", SAME_FOR_ALL),
        Check(annex_a_budgets_that_differ, "budget_bijlage_a", SAME_FOR_ALL),
        Check(annex_b_budgets_that_differ, "budget_bijlage_b", SAME_FOR_ALL),
        Check(in_both_annexes, "in_bijlage_b", "staat ook in bijlage A"),
    ),
    undecided=(
        Check(general_parts_missing, "landelijk_schoolgewicht", PARTS_MISSING),
        Check(
            annex_a_parts_missing, "landelijk_schoolgewicht_bijlage_a", PARTS_MISSING
        ),
        Check(
            annex_b_parts_missing, "landelijk_schoolgewicht_bijlage_b", PARTS_MISSING
        ),
    ),
)
