"""Pupils by weight that lead to a school weight: art. 27 turned around.

Besluit bekostiging WPO (BWBR0003862). Many divisions of pupils lead to one school
weight; this finds one of them.
"""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from allocations.rules.law import Provisions

HALF = Decimal("0.5")

# What a weighted pupil weighs on average, about; only to begin the search.
USUAL_WEIGHT = Decimal("0.7")


class Terms(NamedTuple):
    """What the law of a period fixes, in its own words."""

    low: Decimal
    high: Decimal
    threshold_share: Decimal
    cap_share: Decimal

    @classmethod
    def of(cls, provisions: Provisions) -> "Terms":
        """Take them from the law."""
        return cls(
            *(
                provisions.constant(key).decimal(0)
                for key in ("weight_03", "weight_12", "threshold_share", "cap_share")
            )
        )


class Wanted(NamedTuple):
    """What a location must lead to; `weighted` is free where no impulse money is."""

    pupils: int
    school_weight: int
    weighted: int | None


class Weighted(NamedTuple):
    """Pupils with weight 0.3 and 1.2."""

    low: int
    high: int


class Sums(NamedTuple):
    """The sums of weights that give a school weight, up to and without the last."""

    least: Decimal
    up_to: Decimal | None

    def allow(self, total: Decimal) -> bool:
        """Tell whether a sum of weights is among them."""
        return self.least <= total and (self.up_to is None or total < self.up_to)


def solve(terms: Terms, wanted: Wanted) -> Weighted | None:
    """Find pupils by weight that give the wanted, if there are any."""
    sums = sums_for(terms, wanted)
    if sums is None:
        return None
    found = (_divided(terms, sums, number) for number in _numbers(sums, wanted))
    return next(filter(None, found), None)


def sums_for(terms: Terms, wanted: Wanted) -> Sums | None:
    """Turn threshold, rounding and cap around (art. 27(2) and (3))."""
    threshold = terms.threshold_share * wanted.pupils
    cap = (terms.cap_share * wanted.pupils).quantize(Decimal(1), ROUND_HALF_UP)
    if wanted.school_weight > cap:
        return None
    middle = threshold + wanted.school_weight
    least = middle - HALF if wanted.school_weight else Decimal(0)
    return Sums(least, None if wanted.school_weight == cap else middle + HALF)


def _numbers(sums: Sums, wanted: Wanted) -> Sequence[int]:
    """Give the numbers of weighted pupils to try, the most usual first."""
    if wanted.weighted is not None:
        return [wanted.weighted] if wanted.weighted <= wanted.pupils else []
    aim = (sums.least + (sums.up_to or sums.least)) / 2 / USUAL_WEIGHT
    return sorted(range(wanted.pupils + 1), key=lambda number: abs(number - aim))


def _divided(terms: Terms, sums: Sums, number: int) -> Weighted | None:
    """Divide weighted pupils over the two weights, if a sum allows it."""
    step = terms.high - terms.low
    short = (sums.least - terms.low * number) / step
    high = max(int(short.to_integral_value(ROUND_CEILING)), 0)
    total = terms.low * (number - high) + terms.high * high
    if high > number or not sums.allow(total):
        return None
    return Weighted(number - high, high)
