"""From the expected scores of pupils to the achterstandsscores of schools.

Besluit bekostiging WPO art. 27(2)-(5), from 2023 Besluit bekostiging WPO 2022 art. 18:
the score of a location is A - B, where A adds up C - D over its pupils of the target
group and B = E × 12 % × (C - G). C is the national mean of all pupils, G that of the
target group, D the score of a pupil and E the number of pupils of the location. The
target group is the 15 % of all pupils with the lowest score.

The scores of pupils are whole numbers of some unit, and all that follows from them is
exact until the last step, which rounds a location half up to two decimals. The means
are not rounded: with the printed ones the published scores do not come out.

Own rules, as the law is silent: the target group has exactly 15 % of the pupils, also
where that is no whole number; the places that are left at the highest score in it are
shared equally by all who have that score, wherever they go to school.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction
from math import floor

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

TARGET = Fraction(15, 100)
THRESHOLD = Fraction(12, 100)
CENT = Decimal("0.01")
HALF = Fraction(1, 2)
# Up to this many pupils CBS calls a score not reliable; it is paid on all the same.
NOT_RELIABLE = 40
PROVEN_TO = Decimal("0.0000001")


class Contradiction(Exception):
    """Scores with and without threshold that no difference of means gives."""


@dataclass(frozen=True, slots=True)
class Pupils:
    """The funded pupils of a count date, one place in each column.

    `location` numbers locations from 0. `score` is in units, of which `units` make one
    point. `lower` are the younger pupils, up to seven. `known_asylum` are those whose
    score was imputed because they are known as asylum seekers.
    """

    location: Whole
    score: Whole
    units: int
    lower: Flags
    known_asylum: Flags


@dataclass(frozen=True, slots=True)
class Target:
    """The target group: who is below its highest score, and what part of who has it."""

    highest: int
    part: Fraction


@dataclass(frozen=True, slots=True)
class Means:
    """The national means, in points: of all pupils (C) and of the target group (G)."""

    of_all: Fraction
    of_target: Fraction

    @property
    def difference(self) -> Fraction:
        """Give C - G."""
        return self.of_all - self.of_target


@dataclass(frozen=True, slots=True)
class LocationScore:
    """What a location scores, in points of two decimals."""

    pupils: int
    with_threshold: Decimal
    without_threshold: Decimal
    lower_years: Decimal
    upper_years: Decimal

    @property
    def reliable(self) -> bool:
        """Tell whether enough pupils make the score."""
        return self.pupils > NOT_RELIABLE


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of all locations, in their order, and the means they rest on.

    `outside` are the places of pupils known as asylum seekers who are not in the target
    group. Their imputed score belongs there, so that is an error of the data. The
    target group does not grow by them.
    """

    means: Means
    locations: tuple[LocationScore, ...]
    outside: tuple[int, ...]


def compute(pupils: Pupils, threshold: Fraction = THRESHOLD) -> Scores:
    """Compute the scores of all locations from those of all pupils of the nation."""
    target = target_group(pupils.score)
    means = means_of(pupils, target)
    outside = np.flatnonzero(pupils.known_asylum & (pupils.score > target.highest))
    # Two halves a location: the upper years, and the lower.
    half = pupils.location * 2 + pupils.lower
    deficits = _deficits(pupils, half, target, means)
    numbers = np.bincount(pupils.location, minlength=len(deficits) // 2)
    return Scores(
        means,
        tuple(
            _location(int(number), upper, lower, threshold * means.difference)
            for number, upper, lower in zip(
                numbers, deficits[::2], deficits[1::2], strict=True
            )
        ),
        tuple(map(int, outside)),
    )


def target_group(score: Whole) -> Target:
    """Find the 15 % of pupils with the lowest score."""
    size = TARGET * len(score)
    highest = int(np.partition(score, place := -(-size // 1) - 1)[place])
    below = int(np.count_nonzero(score < highest))
    alike = int(np.count_nonzero(score == highest))
    return Target(highest, (size - below) / alike)


def means_of(pupils: Pupils, target: Target) -> Means:
    """Give the national means of all pupils and of the target group."""
    score, size = pupils.score, TARGET * len(pupils.score)
    below = score < target.highest
    rest = size - int(np.count_nonzero(below))
    lowest = int(score[below].sum()) + rest * target.highest
    return Means(
        Fraction(int(score.sum()), len(score) * pupils.units),
        lowest / size / pupils.units,
    )


def _deficits(
    pupils: Pupils, half: Whole, target: Target, means: Means
) -> list[Fraction]:
    """Add up C - D over the target group of each half of each location."""
    halves = 2 * (int(pupils.location.max()) + 1)
    below = pupils.score < target.highest
    alike = np.bincount(half[pupils.score == target.highest], minlength=halves)
    numbers = np.bincount(half[below], minlength=halves)
    sums = np.zeros(halves, np.int64)
    np.add.at(sums, half[below], pupils.score[below])
    return [
        (number + same * target.part) * means.of_all
        - (added + same * target.part * target.highest) / pupils.units
        for number, added, same in zip(
            numbers.tolist(), sums.tolist(), alike.tolist(), strict=True
        )
    ]


def _location(
    pupils: int, upper: Fraction, lower: Fraction, per_pupil: Fraction
) -> LocationScore:
    return LocationScore(
        pupils,
        rounded(max(Fraction(), upper + lower - pupils * per_pupil)),
        rounded(upper + lower),
        rounded(lower),
        rounded(upper),
    )


def rounded(points: Fraction) -> Decimal:
    """Round half up to two decimals."""
    return Decimal(floor(points * 100 + HALF)).scaleb(-2)


def with_threshold(
    without_threshold: Decimal,
    pupils: int,
    difference: Decimal,
    threshold: Fraction = THRESHOLD,
) -> Decimal:
    """Take the threshold off a score; what is less than nothing becomes nothing."""
    taken_off = pupils * threshold * Fraction(difference)
    return rounded(max(Fraction(), Fraction(without_threshold) - taken_off))


@dataclass(frozen=True, slots=True)
class Published:
    """What was published of a location, both scores rounded to two decimals."""

    pupils: int
    with_threshold: Decimal
    without_threshold: Decimal


def proven_difference(
    published: Iterable[Published], threshold: Fraction = THRESHOLD
) -> tuple[Decimal, Decimal] | None:
    """Give the narrowest bounds of C - G that the published scores allow.

    Both scores were rounded, so each is up to half a hundredth off. None where no
    location scores above its threshold; `Contradiction` where nothing gives them all.
    """
    least, most = Fraction(0), Fraction(10**6)
    for one in published:
        if one.with_threshold > 0:
            taken_off = Fraction(one.without_threshold - one.with_threshold)
            weight = one.pupils * threshold
            least = max(least, (taken_off - Fraction(CENT)) / weight)
            most = min(most, (taken_off + Fraction(CENT)) / weight)
    if not least:
        return None
    bounds = _outward(least, ROUND_FLOOR), _outward(most, ROUND_CEILING)
    if least > most:
        raise Contradiction(f"at least {bounds[0]} and at most {bounds[1]}")
    return bounds


def _outward(value: Fraction, rounding: str) -> Decimal:
    with localcontext(prec=50, rounding=rounding):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(PROVEN_TO)
