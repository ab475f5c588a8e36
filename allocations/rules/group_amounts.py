"""What the groups of a location are worth, by a table of group amounts."""

from itertools import pairwise

from allocations.rules.figures import ZERO, Figure

FEWEST = 2
RAISED_ABOVE = Figure.constant(13)


def amount_of(
    groups: Figure, table: tuple[Figure, ...], further: Figure, addition: Figure
) -> Figure:
    """Read the amount off the table; no location has fewer than two groups.

    `table` has the amounts for two groups and up, `further` is for each group beyond
    it, and `addition` comes once above thirteen.
    """
    amount = table[0]
    for below, (less, more) in enumerate(pairwise(table), FEWEST):
        amount = amount + (more - less) * groups.above(Figure.constant(below))
    last = Figure.constant(FEWEST + len(table) - 1)
    amount = amount + further * (groups - last).at_least(ZERO)
    return amount + addition * groups.above(RAISED_ABOVE)
