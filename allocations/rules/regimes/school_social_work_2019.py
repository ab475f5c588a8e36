"""School social work per partnership by achterstandsscores, from 2019-2020 on.

A partnership of schools (samenwerkingsverband) of which the locations together reach a
score of 1 gets a fixed amount for each unit of it, to pay social workers.
"""

from datetime import date

from allocations.rules.figures import CENT, Figure
from allocations.rules.law import law_of
from allocations.rules.periods import Period
from allocations.rules.regime import Fact, Level, Regime

CODE = "school_social_work_2019"


def counted_on(period: Period) -> date:
    """Give the count date: 1 October, from 2023 on 1 February, of the year before."""
    return law_of(CODE).counted_on(period)


def score_sum(*, location_score: Figure) -> Figure:
    """Add up the scores of the locations of the partnership."""
    return location_score.total()


def counted_score(*, score_sum: Figure, social_work_threshold: Figure) -> Figure:
    """Count the whole sum once the threshold is reached, none below it."""
    return score_sum.zero_below(social_work_threshold)


def entitlement(*, counted_score: Figure, social_work_amount: Figure) -> Figure:
    """Pay the units, in cents."""
    return (counted_score * social_work_amount).rounded(CENT)


SCHOOL_SOCIAL_WORK_2019 = Regime(
    code=CODE,
    recipients=("partnership",),
    counted_on=counted_on,
    facts=(
        Fact(
            "location_score",
            "achterstandsscore_vestiging",
            Level.LOCATION,
            decimals=2,
        ),
    ),
    location_steps=(),
    steps=(score_sum, counted_score, entitlement),
)
