"""The scores of a nation of made-up pupils, and how fast they are computed."""

from fractions import Fraction

import numpy as np

from oab.measuring import Measurement, WrongResult, against_floor
from schools.rules.disadvantage_scores import TARGET, Pupils, Whole, compute

PUPILS, LOCATIONS = 1_400_000, 6_295
UNITS = 100
# What rounding can add to or take from the score of a location.
ROUNDED_OFF = Fraction(1, 200)


def scores_national() -> Measurement:
    """Compute the scores of all locations from those of 1.4 million pupils."""
    pupils = made_up(PUPILS)

    def floor() -> Whole:
        """Find the highest score of the target group, and add up by location."""
        place = int(TARGET * PUPILS) - 1
        low = pupils.score <= np.partition(pupils.score, place)[place]
        added = np.zeros(LOCATIONS, np.int64)
        np.add.at(added, pupils.location[low], pupils.score[low])
        return added

    scores = compute(pupils)
    added = sum(Fraction(one.without_threshold) for one in scores.locations)
    expected = TARGET * PUPILS * scores.means.difference
    if abs(added - expected) > LOCATIONS * ROUNDED_OFF:
        raise WrongResult(f"scores_national: {added} is not {expected}")
    return against_floor(
        "scores_national",
        lambda: compute(pupils),
        floor,
        unit="s",
        runs=9,
        rows=PUPILS,
    )


def made_up(count: int) -> Pupils:
    """Make up pupils, spread over all locations and some four hundred scores."""
    random = np.random.default_rng(2019)
    return Pupils(
        location=random.integers(0, LOCATIONS, count),
        score=random.binomial(400, 0.5, count) * 10 + 51_526,
        units=UNITS,
        lower=random.integers(0, 2, count) == 1,
        known_asylum=np.zeros(count, np.bool_),
    )
