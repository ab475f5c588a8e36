"""Figures: exact columns of numbers that carry their own working.

Arithmetic on figures gives figures, so a rule cannot produce an amount without also
producing its explanation. A figure holds one value per recipient or location as a whole
number of units of 10^-scale: 64-bit integers as long as bounds on the values prove that
nothing can overflow, Python's unbounded integers from there on. Both are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Integers: TypeAlias = npt.NDArray[Any] | int
Bounds: TypeAlias = tuple[int, int]

LARGEST = 2**63 - 1
WHOLE = 0
CENT = 2


class MixedLevels(TypeError):
    """A figure per location was combined with a figure per recipient."""


class NotRounded(TypeError):
    """A quotient was reckoned with before it was rounded."""


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Which locations belong to which recipient.

    `order` puts the locations of a recipient next to each other (None: they already
    are); `starts` gives, per recipient, the first of its locations in that order.
    """

    starts: npt.NDArray[np.int64]
    order: npt.NDArray[np.int64] | None
    rows: int
    largest: int

    @classmethod
    def of(cls, recipient_of_row: Sequence[int]) -> Groups:
        """Group rows, given per row the number of its recipient (0, 1, …)."""
        recipients = np.asarray(recipient_of_row, dtype=np.int64)
        order = None
        if np.any(recipients[1:] < recipients[:-1]):
            order = np.argsort(recipients, kind="stable")
            recipients = recipients[order]
        starts = np.flatnonzero(np.diff(recipients, prepend=-1))
        sizes = np.diff(starts, append=len(recipients))
        return cls(starts, order, len(recipients), int(sizes.max(initial=1)))

    def sums(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Add up the values of each recipient's locations."""
        ordered = values if self.order is None else values[self.order]
        return np.add.reduceat(ordered, self.starts)

    def rows_of(self, recipient: int) -> list[int]:
        """List the rows of the locations of one recipient."""
        ends = np.append(self.starts[1:], self.rows)
        places = range(int(self.starts[recipient]), int(ends[recipient]))
        return [p if self.order is None else int(self.order[p]) for p in places]


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A column of exact numbers, or one constant, and what it was made from."""

    values: Integers
    scale: int
    low: int
    high: int
    groups: Groups | None = None
    operation: str = "given"
    operands: tuple[Figure, ...] = ()
    name: str = ""
    divisor: Figure | None = None

    @classmethod
    def column(
        cls,
        name: str,
        values: Sequence[int] | npt.NDArray[Any],
        *,
        scale: int = 0,
        groups: Groups | None = None,
    ) -> Figure:
        """Take in whole numbers of 10^-scale, one per recipient (or per location)."""
        exact = np.asarray(values)
        if exact.dtype != np.int64:
            large = len(exact) and max(map(abs, values)) > LARGEST
            exact = np.array(values, dtype=object if large else np.int64)
        low = int(exact.min()) if exact.size else 0
        high = int(exact.max()) if exact.size else 0
        return cls(exact, scale, low, high, groups, name=name)

    @classmethod
    def constant(cls, value: Decimal | int, name: str = "") -> Figure:
        """Take in one number that holds for everybody."""
        number = Decimal(value)
        scale = max(0, -int(number.as_tuple().exponent))
        whole = int(number.scaleb(scale))
        return cls(whole, scale, whole, whole, operation="constant", name=name)

    def named(self, name: str) -> Figure:
        """Give this figure the name under which the law knows it."""
        same = (self.values, self.scale, self.low, self.high, self.groups)
        if self.name:
            return Figure(*same, "=", (self,), name, self.divisor)
        return Figure(*same, self.operation, self.operands, name, self.divisor)

    # Arithmetic -----------------------------------------------------------------------

    def __add__(self, other: Figure) -> Figure:
        """Add figure by figure."""
        return self._aligned(other, "+", np.add, _sum_bounds)

    def __sub__(self, other: Figure) -> Figure:
        """Subtract figure by figure."""
        return self._aligned(other, "−", np.subtract, _difference_bounds)

    def __mul__(self, other: Figure) -> Figure:
        """Multiply figure by figure."""
        groups = _level(self, other)
        left, right = self, other
        low, high = _product_bounds(left, right)
        if not _fits(low, high):
            left, right = left._tightened(), right._tightened()
            low, high = _product_bounds(left, right)
        a, b = _exact((low, high), left.values, right.values)
        scale = self.scale + other.scale
        product = Figure(a * b, scale, low, high, groups, "×", (self, other))
        if other.divisor:
            raise NotRounded(other.name or "…")
        return replace(product, divisor=self.divisor)

    def at_least(self, floor: Figure) -> Figure:
        """Raise every value to the floor where it lies below."""
        return self._aligned(floor, "MAX", np.maximum, _highest_bounds)

    def at_most(self, ceiling: Figure) -> Figure:
        """Lower every value to the ceiling where it lies above."""
        return self._aligned(ceiling, "MIN", np.minimum, _lowest_bounds)

    def rounded(self, decimals: int) -> Figure:
        """Round arithmetically: a half goes up, away from zero for negatives."""
        if self.divisor:
            return self._rounded_quotient(self.divisor, decimals)
        return self._divided(1, Figure.constant(decimals), "AFRONDEN", (self,))

    def rounded_down(self, decimals: int = WHOLE) -> Figure:
        """Leave out all decimals, or those beyond a number of them."""
        if self.divisor:
            quotient, _ = self._split(self.divisor, decimals)
            column = Figure.column("", quotient, scale=decimals, groups=self.groups)
            operands = (replace(self, divisor=None), Figure.constant(decimals))
            return replace(column, operation="AFRONDEN.NAAR.BENEDEN", operands=operands)
        unit = 10 ** max(0, self.scale - decimals)
        bounds = (self.low // unit, self.high // unit)
        scale = min(self.scale, decimals)
        operands = (self, Figure.constant(decimals))
        whole = self.values // unit
        return Figure(
            whole, scale, *bounds, self.groups, "AFRONDEN.NAAR.BENEDEN", operands
        )

    def over(self, divisor: Figure) -> Figure:
        """Divide without rounding: the quotient stays exact until it is rounded.

        Until then it can only be multiplied, and it is written in two decimals.
        """
        exact = divisor._tightened()
        if exact.low <= 0:
            raise ZeroDivisionError(divisor.name or divisor.values)
        if self.divisor or divisor.divisor:
            raise NotRounded(self.name or divisor.name or "…")
        same = (self.values, self.scale, self.low, self.high, _level(self, divisor))
        return Figure(*same, "/", (self, divisor), divisor=exact)

    def zero_below(self, threshold: Figure) -> Figure:
        """Keep every value that reaches the threshold; the others become zero."""
        return self._aligned(threshold, "VANAF", _zero_below, _bounds_with_zero)

    def above(self, limit: Figure) -> Figure:
        """Give 1 where a value lies above the limit, else 0."""
        flags = self._aligned(limit, "BOVEN", _above, _flag_bounds)
        return replace(flags, scale=WHOLE)

    def share(self, part: Figure, whole: Figure, *, decimals: int) -> Figure:
        """Take part/whole of every value and round: no division without rounding."""
        product = self * part
        if not isinstance(whole.values, int) or whole.scale or whole.values <= 0:
            raise ZeroDivisionError(whole.name or whole.values)
        operands = (self, part, whole)
        figure = Figure.constant(decimals)
        return product._divided(whole.values, figure, "DEEL", operands)  # noqa: SLF001

    def total(self) -> Figure:
        """Add up the locations of each recipient."""
        if self.divisor:
            raise NotRounded(self.name or "…")
        if self.groups is None or isinstance(self.values, int):
            raise MixedLevels(self.name)
        low = min(self.low * self.groups.largest, self.low)
        high = max(self.high * self.groups.largest, self.high)
        (values,) = _exact((low, high), self.values)
        sums = self.groups.sums(values)
        return Figure(sums, self.scale, low, high, None, "SOM", (self,))

    @property
    def is_given(self) -> bool:
        """Tell whether it was established outside, and not computed."""
        return self.operation == "given"

    # Among all recipients -------------------------------------------------------------

    def of_all(self) -> Figure:
        """Add up all recipients: a sum that is the same for each of them."""
        if self.divisor:
            raise NotRounded(self.name or "…")
        if self.groups or isinstance(self.values, int):
            raise MixedLevels(self.name)
        total = sum(self.values.tolist())
        sums = np.full(
            len(self.values), total, dtype=None if _fits(total, total) else object
        )
        return replace(
            Figure.column("", sums, scale=self.scale),
            operation="SOM.VAN.ALLE",
            operands=(self,),
        )

    def above_lowest(self) -> Figure:
        """Tell how far each lies above the lowest: zero where all are the same."""
        return self - self.once()

    def once(self) -> Figure:
        """Take what is the same for all recipients as one number."""
        lowest = self._tightened().low
        return replace(self, values=lowest, low=lowest, high=lowest)

    def at_minimum(self, entitled: Figure, budget: Figure, minimum: Figure) -> Figure:
        """Give 1 to who gets less than the minimum when a budget is divided, else 0.

        The budget is divided in proportion to these values, among who is entitled; all
        who would get less than the minimum get that, which leaves less for the others.
        In the order of the values the first who reaches the minimum without those
        before has all who follow above it; that is the only division that adds up.
        """
        scale = max(budget.scale, minimum.scale)
        least = minimum.low * 10 ** (scale - minimum.scale)
        left = budget.once().low * 10 ** (scale - budget.scale)
        values, counted = (
            np.atleast_1d(each.values).tolist() for each in (self, entitled)
        )
        rows = sorted(
            (row for row, one in enumerate(counted) if one), key=values.__getitem__
        )
        rest = sum(values[row] for row in rows)
        flags = np.zeros(len(values), dtype=np.int64)
        for row in rows:
            if rest and values[row] * left >= least * rest:
                break
            flags[row] = 1
            rest -= values[row]
            left -= least
        operands = (self, entitled, budget, minimum)
        return replace(
            Figure.column("", flags), operation="ONDER.MINIMUM", operands=operands
        )

    def spare_cents(self, whole: Figure) -> Figure:
        """Divide the cents that are left when all parts of a whole are rounded down.

        One goes to each of the parts of which most was left out; of equal ones to the
        larger first, then in the order of the recipients.
        """
        if not self.divisor:
            raise NotRounded(self.name or "…")
        cents, left_out = self._split(self.divisor, CENT)
        order = sorted(
            (row for row, rest in enumerate(left_out) if rest),
            key=lambda row: (-left_out[row], -cents[row], row),
        )
        left = whole.rounded(CENT).once().low - sum(cents)
        spare = np.zeros(len(cents), dtype=np.int64)
        spare[order[: max(left, 0)]] = 1
        operands = (replace(self, divisor=None), whole)
        return replace(
            Figure.column("", spare, scale=CENT),
            operation="RESTCENT",
            operands=operands,
        )

    # Reading --------------------------------------------------------------------------

    def decimals(self) -> list[str]:
        """Write every value as a plain decimal with `scale` decimals."""
        if self.divisor:
            return self.rounded(CENT).decimals()
        if isinstance(self.values, int):
            return [_plain(self.values, self.scale)]
        return [_plain(value, self.scale) for value in self.values.tolist()]

    def decimal(self, row: int) -> Decimal:
        """Read one value."""
        if self.divisor:
            return self.rounded(CENT).decimal(row)
        value = self.values if isinstance(self.values, int) else self.values[row]
        return Decimal(int(value)).scaleb(-self.scale)

    def _aligned(
        self,
        other: Figure,
        operation: str,
        compute: Callable[[Any, Any], Any],
        bounds: Callable[[Bounds, Bounds], Bounds],
    ) -> Figure:
        """Combine two figures after bringing them to the same scale."""
        if self.divisor or other.divisor:
            raise NotRounded(self.name or other.name or "…")
        groups = _level(self, other)
        scale = max(self.scale, other.scale)
        up, other_up = 10 ** (scale - self.scale), 10 ** (scale - other.scale)
        mine = (self.low * up, self.high * up)
        theirs = (other.low * other_up, other.high * other_up)
        low, high = bounds(mine, theirs)
        a, b = _exact((low, high, *mine, *theirs), self.values, other.values)
        values = compute(_times(a, up), _times(b, other_up))
        if isinstance(a, int) and isinstance(b, int):
            values = int(values)
        return Figure(values, scale, low, high, groups, operation, (self, other))

    def _divided(
        self,
        divisor: int,
        decimals: Figure,
        operation: str,
        operands: tuple[Figure, ...],
    ) -> Figure:
        if self.divisor:
            raise NotRounded(self.name or "…")
        places = decimals.low
        up = 10 ** max(0, places - self.scale)
        by = divisor * 10 ** max(0, self.scale - places)
        reach = (2 * self.low * up - by, 2 * self.high * up + by)
        (values,) = _exact(reach, self.values)
        rounded = _half_up(_times(values, up), by, negative=self.low < 0)
        low = int(_half_up(self.low * up, by, negative=self.low < 0))
        high = int(_half_up(self.high * up, by, negative=self.high < 0))
        operands = (*operands, decimals)
        return Figure(rounded, places, low, high, self.groups, operation, operands)

    def _rounded_quotient(self, divisor: Figure, decimals: int) -> Figure:
        shift = decimals + divisor.scale - self.scale
        up, down = 10 ** max(0, shift), 10 ** max(0, -shift)
        by = 2 * divisor.high * down
        reach = (2 * self.low * up - by, 2 * self.high * up + by)
        values, divisors = _exact(reach, self.values, divisor.values)
        quotient = _half_up_each(_times(values, up), _times(divisors, down))
        low = int(np.min(quotient, initial=LARGEST))
        high = int(np.max(quotient, initial=-LARGEST))
        operands = (replace(self, divisor=None), Figure.constant(decimals))
        whole = int(quotient) if not quotient.shape else quotient
        return Figure(whole, decimals, low, high, self.groups, "AFRONDEN", operands)

    def _split(self, divisor: Figure, decimals: int) -> tuple[list[int], list[int]]:
        """Divide and round down; give what was left out too, of a common divisor."""
        shift = decimals + divisor.scale - self.scale
        up, down = 10 ** max(0, shift), 10 ** max(0, -shift)
        count = np.broadcast(self.values, divisor.values).size
        numbers = np.broadcast_to(self.values, count).tolist()
        divisors = np.broadcast_to(divisor.values, count).tolist()
        pairs = [
            divmod(number * up, by * down)
            for number, by in zip(numbers, divisors, strict=True)
        ]
        return [whole for whole, _ in pairs], [rest for _, rest in pairs]

    def _tightened(self) -> Figure:
        if isinstance(self.values, int) or not self.values.size:
            return self
        return replace(self, low=int(self.values.min()), high=int(self.values.max()))


ZERO = Figure.constant(0)


def _fits(low: int, high: int) -> bool:
    return low >= -LARGEST and high <= LARGEST


def _exact(reach: Sequence[int], *columns: Integers) -> tuple[Any, ...]:
    """Give the columns in a form in which values as far as `reach` are exact."""
    if _fits(min(reach), max(reach)):
        return columns
    return tuple(c if isinstance(c, int) else c.astype(object) for c in columns)


def _times(values: Any, factor: int) -> Any:  # noqa: ANN401 - integers of either kind
    return values if factor == 1 else values * factor


def _half_up(values: Any, by: int, *, negative: bool) -> Any:  # noqa: ANN401
    if by == 1:
        return values
    if not negative:
        return _floor(values, by)
    if isinstance(values, int):
        return -_floor(-values, by)
    return np.where(values < 0, -_floor(-values, by), _floor(values, by))


def _floor(values: Any, by: int) -> Any:  # noqa: ANN401
    """Round half up by floor division, also where `by` is odd."""
    if by % 2 == 0:
        return (values + by // 2) // by
    return (2 * values + by) // (2 * by)


def _half_up_each(values: Any, divisors: Any) -> Any:  # noqa: ANN401
    """Divide by each divisor of its own, halves away from zero."""
    whole = (2 * abs(values) + divisors) // (2 * divisors)
    return np.where(values < 0, -whole, whole)


def _zero_below(values: Any, threshold: Any) -> Any:  # noqa: ANN401
    return np.where(values >= threshold, values, 0)


def _above(values: Any, limit: Any) -> Any:  # noqa: ANN401
    return np.where(values > limit, 1, 0)


def _flag_bounds(_: Bounds, __: Bounds) -> Bounds:
    return 0, 1


def _bounds_with_zero(a: Bounds, _: Bounds) -> Bounds:
    return min(a[0], 0), max(a[1], 0)


def _sum_bounds(a: Bounds, b: Bounds) -> Bounds:
    return a[0] + b[0], a[1] + b[1]


def _difference_bounds(a: Bounds, b: Bounds) -> Bounds:
    return a[0] - b[1], a[1] - b[0]


def _highest_bounds(a: Bounds, b: Bounds) -> Bounds:
    return max(a[0], b[0]), max(a[1], b[1])


def _lowest_bounds(a: Bounds, b: Bounds) -> Bounds:
    return min(a[0], b[0]), min(a[1], b[1])


def _product_bounds(a: Figure, b: Figure) -> Bounds:
    products = (a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high)
    return min(products), max(products)


def _level(left: Figure, right: Figure) -> Groups | None:
    if isinstance(left.values, int):
        return right.groups
    if isinstance(right.values, int):
        return left.groups
    if left.groups is not right.groups:
        raise MixedLevels(f"{left.name or '…'} {right.name or '…'}")
    return left.groups


def _plain(value: int, scale: int) -> str:
    if not scale:
        return str(value)
    digits = str(abs(value)).rjust(scale + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-scale]}.{digits[-scale:]}"
