"""What the groups of a location are worth, by a table of group amounts."""

from itertools import pairwise

from allocations.rules.figures import ZERO, Figure

FEWEST = 2
ONE = Figure.constant(1)
RAISED_ABOVE = 13


def amount_of(
    groups: Figure, table: tuple[Figure, ...], further: Figure, addition: Figure
) -> Figure:
    """Read the amount off the table; no location has fewer than two groups.

    `table` has the amounts for two groups and up, `further` is for each group beyond
    it, and `addition` comes once above thirteen.
    """
    amount = table[0]
    for below, (less, more) in enumerate(pairwise(table), FEWEST):
        amount = amount + (more - less) * _is_above(groups, below)
    last = Figure.constant(FEWEST + len(table) - 1)
    amount = amount + further * (groups - last).at_least(ZERO)
    return amount + addition * _is_above(groups, RAISED_ABOVE)


def _is_above(groups: Figure, limit: int) -> Figure:
    """Give 1 where whole numbers lie above a limit, else 0."""
    return (groups - Figure.constant(limit)).at_least(ZERO).at_most(ONE)
