"""Small numbers that are left out of what everybody may read, and what gives them away.

A small number is hidden, and so much besides that whoever knows every published number,
every sum and all that was published before cannot tell a hidden one from another that
is near. It is assumed that who reads takes a number that did not change for the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TypeAlias

from oab.reachable import Unknowns

# A cell as it is in one or more releases: its name, and one of its numbers.
Known: TypeAlias = tuple[str, int]


class NotProtectable(Exception):
    """Een klein getal is uit eerdere publicaties af te leiden."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is small, and how far apart what is possible must lie.

    Every cell has one number per measure, such as recipients and cents; the first says
    whether it is small. `widths` has a number for each of them.
    """

    smallest: int
    widths: tuple[int, ...]

    def is_small(self, numbers: Sequence[int]) -> bool:
        """Tell whether a cell must be hidden for itself; nobody hides behind zero."""
        return 0 < numbers[0] < self.smallest


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a release by name, and which of them add up to which."""

    cells: Mapping[str, tuple[int, ...]]
    sums: Sequence[tuple[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Release:
    """A table that was published, without its hidden cells."""

    table: Table
    hidden: AbstractSet[str]


def hidden_cells(
    table: Table, earlier: Sequence[Release], rule: Rule
) -> frozenset[str]:
    """Decide what a table is to be published without, after what was published earlier.

    Raises NotProtectable where hiding everything would not do.
    """
    hidden = {name for name, numbers in table.cells.items() if rule.is_small(numbers)}
    while True:
        releases = [*earlier, Release(table, frozenset(hidden))]
        unsafe = next(_unsafe(releases, rule), None)
        if unsafe is None:
            return frozenset(hidden)
        hidden.add(_complement(unsafe, releases))


def _unsafe(releases: Sequence[Release], rule: Rule) -> Iterator[tuple[int, Known]]:
    """Find hidden cells that can be told too closely, with the measure that tells."""
    for measure, width in enumerate(rule.widths):
        known = _Knowledge(releases, measure)
        yield from ((measure, cell) for cell in known.told_closer_than(width))


class _Knowledge:
    """What follows of one measure for who reads all releases."""

    def __init__(self, releases: Sequence[Release], measure: int) -> None:
        self.hidden: dict[Known, None] = {}
        published = set()
        sums = set()
        for release in releases:
            cells = release.table.cells
            named = {name: (name, cells[name][measure]) for name in cells}
            for name, cell in named.items():
                if name in release.hidden:
                    self.hidden[cell] = None
                else:
                    published.add(cell)
            for total, parts in release.table.sums:
                sums.add((named[total], tuple(sorted(named[part] for part in parts))))
        self.published = published
        self.sums = sorted(sums)
        # What one release hides and another shows is shown.
        self.given_away = [cell for cell in self.hidden if cell in published]

    def told_closer_than(self, width: int) -> Iterator[Known]:
        """Find the hidden cells of which the possible numbers lie closer together."""
        yield from self.given_away
        alike = self.alike()
        unknowns = self._unknowns(alike)
        for number, (places, cells) in enumerate(alike.items()):
            if places and not _is_wide(unknowns, number, cells, width):
                yield cells[0]

    def places(self) -> dict[Known, dict[int, int]]:
        """Tell in which sums a hidden cell stands, and with which sign."""
        places: dict[Known, dict[int, int]] = {
            cell: {} for cell in self.hidden if cell not in self.published
        }
        for number, (total, parts) in enumerate(self.sums):
            for cell, sign in ((total, -1), *((part, 1) for part in parts)):
                if cell in places:
                    signs = places[cell]
                    signs[number] = signs.get(number, 0) + sign
        return places

    def alike(self) -> dict[tuple[tuple[int, int], ...], list[Known]]:
        """Put together the hidden cells that stand in the same sums.

        One of them can be all that they are together, and another nothing.
        """
        found: dict[tuple[tuple[int, int], ...], list[Known]] = {}
        for cell, signs in self.places().items():
            key = tuple(sorted((sum_, sign) for sum_, sign in signs.items() if sign))
            found.setdefault(key, []).append(cell)
        return found

    def _unknowns(self, alike: Iterable[tuple[tuple[int, int], ...]]) -> Unknowns:
        rows: dict[int, dict[int, int]] = {}
        for column, places in enumerate(alike):
            for number, sign in places:
                rows.setdefault(number, {})[column] = sign
        return Unknowns([(row, self._left(number)) for number, row in rows.items()])

    def _left(self, number: int) -> int:
        """Tell what the hidden cells of a sum come to: what the others leave."""
        total, parts = self.sums[number]
        stated = sum(part[1] for part in parts if part in self.published)
        return (total[1] if total in self.published else 0) - stated


def _is_wide(
    unknowns: Unknowns, column: int, cells: Sequence[Known], width: int
) -> bool:
    several = len(cells) > 1
    if several and sum(number for _, number in cells) >= width:
        return True  # so far they go without looking at any other cell
    highest = unknowns.highest(column)
    if highest is None:
        return True
    return highest - (0 if several else unknowns.lowest(column)) >= width


def _complement(unsafe: tuple[int, Known], releases: Sequence[Release]) -> str:
    """Choose what to hide besides: near, not hidden yet, not nothing, and small.

    What was hidden before comes first, then what stands in the same sums: that
    protects most.
    """
    measure, cell = unsafe
    names = _names_around(cell, releases, measure)
    if not names:
        raise NotProtectable(NotProtectable.__doc__)
    if cell[0] in names:
        return cell[0]
    cells = releases[-1].table.cells

    def cost(name: str) -> tuple[bool, int, tuple[int, ...], str]:
        return not cells[name][0], -names[name], cells[name], name

    return min(names, key=cost)


def _names_around(
    cell: Known, releases: Sequence[Release], measure: int
) -> dict[str, int]:
    """Find the nearest cells that can be hidden, with how many sums they share."""
    *earlier, new = releases
    candidates = {
        name
        for name, numbers in new.table.cells.items()
        if name not in new.hidden
        and not _was_stated(name, numbers[measure], earlier, measure)
    }
    sums = [{total, *parts} for each in releases for total, parts in each.table.sums]
    unstated = set().union(*(release.hidden for release in releases))
    reached = {cell[0]}
    while True:
        near = [names for names in sums if names & reached]
        found = {
            name: sum(name in names for names in near)
            for name in candidates.intersection(set().union(*near))
        }
        further = reached.union(*(names & unstated for names in near))
        if found or further == reached:
            return found
        reached = further


def _was_stated(
    name: str, number: int, earlier: Iterable[Release], measure: int
) -> bool:
    return any(
        name in release.table.cells
        and name not in release.hidden
        and release.table.cells[name][measure] == number
        for release in earlier
    )
