"""How far numbers that nobody states can still go, given what they add up to.

A simplex over whole numbers and fractions, which a rounding cannot mislead.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

Number: TypeAlias = int | Fraction
Row: TypeAlias = dict[int, Number]
# The column of a row that holds what it adds up to.
SUM = -1


class Contradiction(ValueError):
    """Deze getallen kunnen niet zo optellen."""


class Unknowns:
    """Numbers of zero and more, by column, of which some sums are known."""

    def __init__(self, sums: Sequence[tuple[Mapping[int, int], int]]) -> None:
        """Find numbers that add up; raises Contradiction where none do.

        Each sum has a spare number of its own, which is driven out of the solution.
        """
        self.rows = [_positive(parts, total) for parts, total in sums]
        self.basis = [-2 - number for number in range(len(self.rows))]
        goal: Row = {}
        for row in self.rows:
            _add(goal, row, 1)
        self._climb(goal)
        if goal.get(SUM, 0):
            raise Contradiction(Contradiction.__doc__)
        self._drive_out_spares()

    def highest(self, column: int) -> Number | None:
        """Tell how large a number can be; None where nothing bounds it."""
        return self._extreme(column, 1)

    def lowest(self, column: int) -> Number:
        """Tell how small a number can be."""
        return -(self._extreme(column, -1) or 0)

    def _extreme(self, column: int, sign: int) -> Number | None:
        goal: Row = {column: sign}
        if column in self.basis:
            _add(goal, self.rows[self.basis.index(column)], -sign)
        return -goal.get(SUM, 0) if self._climb(goal) else None

    def _climb(self, goal: Row) -> bool:
        """Go to where a goal is highest; False where it has no end.

        The first column that helps enters (Bland's rule), so that it does not go round.
        """
        while (entering := _first_gain(goal)) is not None:
            leaving = self._leaving(entering)
            if leaving is None:
                return False
            self._pivot(leaving, entering)
            _add(goal, self.rows[leaving], -goal[entering])
        return True

    def _leaving(self, entering: int) -> int | None:
        bounds = [
            (Fraction(row.get(SUM, 0)) / row[entering], self.basis[number], number)
            for number, row in enumerate(self.rows)
            if row.get(entering, 0) > 0
        ]
        return min(bounds)[2] if bounds else None

    def _pivot(self, leaving: int, entering: int) -> None:
        pivot = self.rows[leaving]
        divisor = pivot[entering]
        for column in pivot if divisor != 1 else ():
            pivot[column] = Fraction(pivot[column]) / divisor
        for row in self.rows:
            if row is not pivot and entering in row:
                _add(row, pivot, -row[entering])
        self.basis[leaving] = entering

    def _drive_out_spares(self) -> None:
        """Let real numbers take the place of spare ones; a sum said twice goes."""
        for number, kept in enumerate(self.basis):
            columns = [column for column in self.rows[number] if column != SUM]
            if kept < SUM and columns:
                self._pivot(number, min(columns))
        kept_rows = [
            (row, column)
            for row, column in zip(self.rows, self.basis, strict=True)
            if column > SUM
        ]
        self.rows = [row for row, _ in kept_rows]
        self.basis = [column for _, column in kept_rows]


def _positive(parts: Mapping[int, int], total: int) -> Row:
    sign = -1 if total < 0 else 1
    row: Row = {column: sign * factor for column, factor in parts.items() if factor}
    return row | ({SUM: sign * total} if total else {})


def _add(row: Row, other: Row, factor: Number) -> None:
    for column, value in other.items():
        summed = row.get(column, 0) + factor * value
        if summed:
            row[column] = summed
        else:
            row.pop(column, None)


def _first_gain(goal: Row) -> int | None:
    gains = (column for column, value in goal.items() if column > SUM and value > 0)
    return min(gains, default=None)
