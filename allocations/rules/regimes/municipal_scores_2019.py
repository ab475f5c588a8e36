"""Municipal grant on achterstandsscores, calendar years from 2019 on.

The state has a budget for municipalities against educational disadvantage. It is
divided in proportion to their scores, which Statistics Netherlands computes for two
count dates; the mean of both counts. Who gets anything gets at least a fixed minimum.
What that takes is not there for the others, who then get less, so that more of them may
fall below the minimum: budget and minimum depend on each other. There is one division
that adds up to the budget, and it is found exactly. In 2019, 2020 and 2021 the step
from the grant of 2018 was made in parts.
"""

from datetime import date
from decimal import Decimal

from allocations.rules.figures import CENT, ZERO, Figure
from allocations.rules.periods import Period, PeriodKind
from allocations.rules.regime import Check, Fact, Level, Regime

ONE = Figure.constant(1)
HALF = Figure.constant(Decimal("0.5"))
SMALLEST_SCORE = Figure.constant(Decimal("0.001"))
ONE_YEAR_BEFORE = date(2024, 1, 1)


def counted_on(period: Period) -> date:
    """Give the later count date (art. 4(1) and (3)).

    To 2023 that is 1 October two years before the year, from 2024 on 1 February of the
    year before.
    """
    year = period.since.year
    if period.since < ONE_YEAR_BEFORE:
        return date(year - 2, 10, 1)
    return date(year - 1, 2, 1)


def also_counted_on(period: Period) -> tuple[date, ...]:
    """Give the other count date, a year before that."""
    later = counted_on(period)
    return (later.replace(year=later.year - 1),)


# Who gets a grant (arts. 2 and 4) -----------------------------------------------------


def average_score(*, first_score: Figure, second_score: Figure) -> Figure:
    """Take half of the score on each count date: H + I."""
    return (first_score + second_score) * HALF


def entitled(
    *,
    average_score: Figure,
    first_gross: Figure | None = None,
    second_gross: Figure | None = None,
) -> Figure:
    """Give 1 to who has an outcome above zero.

    Whoever gives scores without threshold reads the law so that these decide, which are
    never lower.
    """
    if first_gross is None or second_gross is None:
        return average_score.above(ZERO)
    return (average_score + first_gross + second_gross).above(ZERO)


# How the budget is divided (art. 4) ---------------------------------------------------


def budget(*, state_budget: Figure) -> Figure:
    """Give what the state has for these grants in the year."""
    return state_budget


def at_minimum(
    *, average_score: Figure, entitled: Figure, budget: Figure, minimum_amount: Figure
) -> Figure:
    """Give 1 to who gets the minimum, since the formula gives less."""
    return average_score.at_minimum(entitled, budget, minimum_amount)


def number_at_minimum(*, at_minimum: Figure) -> Figure:
    """Count who gets the minimum."""
    return at_minimum.of_all()


def formula_budget(
    *, budget: Figure, number_at_minimum: Figure, minimum_amount: Figure
) -> Figure:
    """Give what is left for the others."""
    return budget - number_at_minimum * minimum_amount


def formula_score(*, average_score: Figure, at_minimum: Figure) -> Figure:
    """Count the score of who does not get the minimum."""
    return average_score * (ONE - at_minimum)


def national_formula_score(*, formula_score: Figure) -> Figure:
    """Add up these scores."""
    return formula_score.of_all()


def national_score(*, average_score: Figure) -> Figure:
    """Add up all scores: K."""
    return average_score.of_all()


def amount_per_point(
    *, formula_budget: Figure, national_formula_score: Figure
) -> Figure:
    """Give what a point of the score is worth: J / K. It is not rounded."""
    return _per_point(formula_budget, national_formula_score)


def available(
    *, formula_budget: Figure, national_formula_score: Figure, national_score: Figure
) -> Figure:
    """Give the budget less what fills the others up to the minimum: J."""
    return _per_point(formula_budget, national_formula_score) * national_score


def remaining_cent(
    *, formula_budget: Figure, national_formula_score: Figure, formula_score: Figure
) -> Figure:
    """Give a cent of what rounding down leaves, to some."""
    per_point = _per_point(formula_budget, national_formula_score)
    return (per_point * formula_score).spare_cents(formula_budget)


def grant(
    *,
    formula_budget: Figure,
    national_formula_score: Figure,
    formula_score: Figure,
    remaining_cent: Figure,
    at_minimum: Figure,
    minimum_amount: Figure,
) -> Figure:
    """Pay (H + I) x (J / K), or the minimum."""
    due = _per_point(formula_budget, national_formula_score) * formula_score
    by_formula = due.rounded_down(CENT) + remaining_cent
    return by_formula + at_minimum * minimum_amount


# The transition of 2019 to 2021 (art. 6) ----------------------------------------------


def old_grant(*, grant_2018: Figure) -> Figure:
    """Add up the grants of 2018 that went over to the municipality: A."""
    return grant_2018.total()


def loss_supplement(*, old_grant: Figure, grant: Figure, loss_share: Figure) -> Figure:
    """Give back a part to who loses: (A - B) x C, above zero."""
    return ((old_grant - grant).at_least(ZERO) * loss_share).rounded(CENT)


def gain_share(*, gain_percentage: Figure) -> Figure:
    """Give the part that who gains gives up, as the minister sets it."""
    return gain_percentage


def gain_reduction(*, old_grant: Figure, grant: Figure, gain_share: Figure) -> Figure:
    """Take a part from who gains: (A - B) x C, below zero."""
    return ((grant - old_grant).at_least(ZERO) * gain_share).rounded(CENT)


def entitlement(
    *,
    grant: Figure,
    loss_supplement: Figure | None = None,
    gain_reduction: Figure | None = None,
) -> Figure:
    """Give the grant of the year, in the transition more or less."""
    if loss_supplement is None or gain_reduction is None:
        return grant
    return grant + loss_supplement - gain_reduction


# Provisional and definitive -----------------------------------------------------------


def last_payment(*, entitlement: Figure, paid: Figure | None = None) -> Figure:
    """Settle with the last payment what was paid on provisional scores."""
    return entitlement if paid is None else entitlement - paid


def _per_point(formula_budget: Figure, national_formula_score: Figure) -> Figure:
    """Divide exactly; where nobody is left the budget is zero, too."""
    return formula_budget.over(national_formula_score.at_least(SMALLEST_SCORE))


# Facts --------------------------------------------------------------------------------


def budgets_that_differ(*, budget: Figure) -> Figure:
    """Find a budget that is not the same for all."""
    return budget.above_lowest()


def gain_shares_that_differ(*, gain_share: Figure) -> Figure:
    """Find a percentage that is not the same for all."""
    return gain_share.above_lowest()


def gain_share_beyond_loss_share(*, gain_share: Figure, loss_share: Figure) -> Figure:
    """Find a percentage for who gains above that for who loses."""
    return gain_share - loss_share


def first_score_beyond_gross(*, first_score: Figure, first_gross: Figure) -> Figure:
    """Find a score that the threshold made larger, on the first count date."""
    return first_score - first_gross


def second_score_beyond_gross(*, second_score: Figure, second_gross: Figure) -> Figure:
    """Find a score that the threshold made larger, on the second count date."""
    return second_score - second_gross


# What the law does not say ------------------------------------------------------------


def budget_below_all_minimums(
    *, entitled: Figure, budget: Figure, minimum_amount: Figure
) -> Figure:
    """Find a budget that is too small to give all the minimum."""
    return (entitled.of_all() * minimum_amount - budget).once()


def budget_without_scores(
    *, entitled: Figure, formula_budget: Figure, national_formula_score: Figure
) -> Figure:
    """Find a budget of which something is left when all got the minimum."""
    nobody = ONE - national_formula_score.above(ZERO)
    return (formula_budget * nobody * entitled.of_all().above(ZERO)).once()


def parts_missing(
    *, formula_score: Figure, national_formula_score: Figure, remaining_cent: Figure
) -> Figure:
    """Find that the last cents cannot be known of some municipalities alone."""
    return _missing(formula_score, national_formula_score, remaining_cent)


def minimums_missing(*, at_minimum: Figure, number_at_minimum: Figure) -> Figure:
    """Find that who gets the minimum cannot be known of some alone."""
    return _missing(at_minimum, number_at_minimum, at_minimum)


def _missing(part: Figure, national: Figure, outcome: Figure) -> Figure:
    if outcome.is_given:
        return ZERO
    found = part.of_all()
    return (national.at_least(found) - national.at_most(found)).once()


SAME_FOR_ALL = "is voor alle gemeenten gelijk"
BEYOND_GROSS = "hoger dan de score zonder drempel"
PARTS_MISSING = (
    "is niet de som van de gemeenten in het bestand; {} is dan alleen bekend als het "
    "is opgegeven"
)

MUNICIPAL_SCORES_2019 = Regime(
    code="municipal_scores_2019",
    recipients=("municipality",),
    period_kind=PeriodKind.CALENDAR_YEAR,
    counted_on=counted_on,
    also_counted_on=also_counted_on,
    facts=(
        Fact("first_score", "score_eerste_teldatum", Level.RECIPIENT, decimals=2),
        Fact("second_score", "score_tweede_teldatum", Level.RECIPIENT, decimals=2),
        Fact(
            "first_gross",
            "score_zonder_drempel_eerste_teldatum",
            Level.RECIPIENT,
            decimals=2,
            optional=True,
        ),
        Fact(
            "second_gross",
            "score_zonder_drempel_tweede_teldatum",
            Level.RECIPIENT,
            decimals=2,
            optional=True,
        ),
        Fact("grant_2018", "toekenning_2018", Level.LOCATION, decimals=2),
        Fact("paid", "reeds_betaald", Level.RECIPIENT, decimals=2, optional=True),
    ),
    location_steps=(),
    steps=(
        average_score,
        entitled,
        budget,
        at_minimum,
        number_at_minimum,
        formula_budget,
        formula_score,
        national_formula_score,
        national_score,
        amount_per_point,
        available,
        remaining_cent,
        grant,
        old_grant,
        loss_supplement,
        gain_share,
        gain_reduction,
        entitlement,
        last_payment,
    ),
    checks=(
        Check(budgets_that_differ, "rijksbudget", SAME_FOR_ALL),
        Check(gain_shares_that_differ, "overgangspercentage_stijging", SAME_FOR_ALL),
        Check(
            gain_share_beyond_loss_share,
            "overgangspercentage_stijging",
            "hoger dan dat voor wie erop achteruitgaat (art. 6)",
        ),
        Check(first_score_beyond_gross, "score_eerste_teldatum", BEYOND_GROSS),
        Check(second_score_beyond_gross, "score_tweede_teldatum", BEYOND_GROSS),
    ),
    undecided=(
        Check(
            budget_below_all_minimums,
            "rijksbudget",
            "te laag om iedere gemeente het minimum te geven (art. 4, tweede lid); wat "
            "dan geldt, zegt de wet niet",
        ),
        Check(
            budget_without_scores,
            "rijksbudget",
            "er is geen score om te verdelen wat na het minimum overblijft (art. 4)",
        ),
        Check(
            parts_missing,
            "landelijke_score_in_formule",
            PARTS_MISSING.format("restcent"),
        ),
        Check(
            minimums_missing,
            "gemeenten_op_minimumbedrag",
            PARTS_MISSING.format("op_minimumbedrag"),
        ),
    ),
)
