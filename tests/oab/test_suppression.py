"""Nobody who reads all that was published can tell a hidden number from one near it."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oab.reachable import Contradiction, Unknowns
from oab.suppression import NotProtectable, Release, Rule, Table, hidden_cells

RULE = Rule(5, (5, 5))
WIDTH = 5

# Tables -------------------------------------------------------------------------------


def table(numbers: dict[tuple[str, str, str], tuple[int, int]]) -> Table:
    """Add up what municipalities have by province, by group and as a nation.

    A second list of the nation stands for its boards.
    """
    cells: dict[str, tuple[int, int]] = {}
    members: dict[str, list[str]] = {}
    for (province, group, name), amounts in numbers.items():
        cells[name] = amounts
        for whole in (f"in {province}", f"of {group}"):
            members.setdefault(whole, []).append(name)
    for whole, parts in members.items():
        cells[whole] = added(cells[part] for part in parts)
    provinces = tuple(whole for whole in members if whole.startswith("in "))
    groups = tuple(whole for whole in members if whole.startswith("of "))
    cells["nation"] = added(cells[each] for each in provinces)
    sums = [(whole, tuple(parts)) for whole, parts in members.items()]
    return Table(cells, [*sums, ("nation", provinces), ("nation", groups)])


def added(amounts) -> tuple[int, int]:
    first, second = zip(*amounts, strict=True)
    return sum(first), sum(second)


places = [
    (province, group, f"{province}{group}{number}")
    for province, group, number in product("PQR", "GH", range(2))
]
# Each has some recipients, and at least a euro for each of them.
amounts = st.integers(0, 12).flatmap(
    lambda number: st.tuples(st.just(number), st.integers(0, 9).map(number.__mul__))
)
numbers = st.dictionaries(st.sampled_from(places), amounts, min_size=1, max_size=9)


@st.composite
def histories(draw):
    """Draw releases of which each changes some numbers of the one before."""
    first = draw(numbers)
    changed = st.dictionaries(st.sampled_from(sorted(first)), amounts, max_size=3)
    found = [first]
    for change in draw(st.lists(changed, max_size=2)):
        found.append(found[-1] | change)
    return [table(each) for each in found]


# An attacker, by other means than those of the program --------------------------------


def equations(releases, measure):
    """Write every relation between the hidden numbers as a row, with what it leaves."""
    shown = cells_of(releases, measure, hidden=False)
    hidden = sorted(cells_of(releases, measure, hidden=True))
    width = range(len(hidden))
    rows = [
        ([int(i == column) for i in width], cell[1])
        for column, cell in enumerate(hidden)
        if cell in shown
    ]
    for total, parts in {each for one in releases for each in named(one, measure)}:
        row, left = [0] * len(hidden), 0
        for cell, sign in ((total, -1), *((part, 1) for part in parts)):
            if cell in hidden:
                row[hidden.index(cell)] += sign
            else:
                left -= sign * cell[1]
        rows.append((row, left))
    return hidden, rows


def cells_of(releases, measure, *, hidden):
    return {
        (name, numbers[measure])
        for release in releases
        for name, numbers in release.table.cells.items()
        if (name in release.hidden) is hidden
    }


def named(release, measure):
    """Write sums in cells as an attacker tells them apart: by name and number."""
    cells = {name: (name, each[measure]) for name, each in release.table.cells.items()}
    for total, parts in release.table.sums:
        yield cells[total], tuple(cells[part] for part in parts)


def reduced(rows):
    """Solve equations by elimination, exactly; the rows that say anything remain."""
    rows = [[*map(Fraction, row), Fraction(left)] for row, left in rows]
    solved: list[list[Fraction]] = []
    for column in range(len(rows[0]) - 1 if rows else 0):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        rows = [without(row, pivot, column) for row in rows]
        solved = [without(row, pivot, column) for row in solved] + [pivot]
    assert not any(any(row) for row in rows), "the truth solves its own equations"
    return solved


def without(row, pivot, column):
    return [a - row[column] * b for a, b in zip(row, pivot, strict=True)]


def rank(rows):
    return len(reduced(rows))


def least(inequalities, count):
    """Bound the first unknown by eliminating the others (Fourier and Motzkin)."""
    for column in range(count - 1, 0, -1):
        up = [row for row in inequalities if row[column] > 0]
        down = [row for row in inequalities if row[column] < 0]
        kept = {tuple(row) for row in inequalities if not row[column]}
        for a, b in product(up, down):
            mixed = [x / a[column] - y / b[column] for x, y in zip(a, b, strict=True)]
            kept.add(scaled(mixed))
        inequalities = strongest(kept)
    lows = [-row[-1] / row[0] for row in inequalities if row[0] > 0]
    highs = [-row[-1] / row[0] for row in inequalities if row[0] < 0]
    return max(lows, default=None), min(highs, default=None)


def scaled(row):
    size = max(map(abs, row[:-1]), default=0)
    return tuple(value / size for value in row) if size else tuple(row)


def strongest(rows):
    found: dict[tuple[Fraction, ...], Fraction] = {}
    for row in rows:
        if any(row[:-1]):
            found[row[:-1]] = min(row[-1], found.get(row[:-1], row[-1]))
    return [(*key, left) for key, left in found.items()]


def possible(hidden, rows, column):
    """Give the least and the greatest that a hidden number can be."""
    order = [column, *(i for i in range(len(hidden)) if i != column)]
    # The asked one is eliminated last, so that it stays free where it is free.
    turned = [([row[i] for i in reversed(order)], left) for row, left in rows]
    solved = reduced(turned)
    size = len(hidden)
    pivots = [next(i for i in range(size) if row[i]) for row in solved]
    free = [i for i in range(size) if i not in pivots][::-1]
    if not free or free[0] != size - 1:
        return None  # it is told by the equations alone
    # Each bound one is its sum less its part of the free ones, and not below zero.
    bounds = [[-row[i] for i in free] + [row[-1]] for row in solved]
    bounds += [[Fraction(i == j) for j in free] + [Fraction(0)] for i in free]
    return least(strongest({scaled(row) for row in bounds}), len(free))


# Laws ---------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(histories())
def test_no_hidden_number_is_told_by_all_releases_together(tables):
    published: list[Release] = []
    for each in tables:
        try:
            hidden = hidden_cells(each, published, RULE)
        except NotProtectable:
            break  # it is not published
        published.append(Release(each, hidden))
        small = {name for name, cell in each.cells.items() if 0 < cell[0] < 5}
        assert small <= hidden
    for measure in (0, 1):
        hidden, rows = equations(published, measure)
        for column, cell in enumerate(hidden):
            alone = ([int(i == column) for i in range(len(hidden))], cell[1])
            assert rank([*rows, alone]) > rank(rows), cell
            bounds = possible(hidden, rows, column)
            assert bounds is not None, cell
            lowest, highest = bounds
            assert highest is None or highest - max(lowest, 0) >= WIDTH, cell


# Examples -----------------------------------------------------------------------------


def one_sum(**numbers: int) -> Table:
    cells = {name: (number,) for name, number in numbers.items()}
    total = sum(numbers.values())
    return Table(cells | {"total": (total,)}, [("total", tuple(numbers))])


@pytest.mark.parametrize(
    ("numbers", "hidden"),
    [
        pytest.param({"a": 6, "b": 9, "c": 0}, "", id="nothing is small"),
        pytest.param({"a": 3, "b": 9, "c": 7}, "a c", id="else a is the rest"),
        pytest.param({"a": 3, "b": 2, "c": 7}, "a b", id="two that are 5 together"),
        pytest.param({"a": 1, "b": 2, "c": 7}, "a b c", id="two that are less than 5"),
        pytest.param({"a": 1, "b": 0}, "a total", id="nobody hides behind zero"),
    ],
)
def test_what_is_hidden_with_a_small_number(numbers, hidden):
    found = hidden_cells(one_sum(**numbers), [], Rule(5, (5,)))

    assert found == set(hidden.split())


def test_what_was_published_before_is_not_hidden_behind():
    rule = Rule(5, (5,))
    before = one_sum(a=6, b=9, c=7)
    after = one_sum(a=3, b=9, c=7)

    published = Release(before, hidden_cells(before, [], rule))

    assert hidden_cells(after, [published], rule) == {"a", "total"}


def test_what_all_that_can_be_hidden_does_not_protect_is_refused():
    before = one_sum(a=6, b=4)
    careless = Release(before, frozenset())

    with pytest.raises(NotProtectable):
        hidden_cells(before, [careless], Rule(5, (5,)))


def test_numbers_that_cannot_add_up_are_refused():
    with pytest.raises(Contradiction):
        Unknowns([({0: 1, 1: 1}, 3), ({0: 1, 1: 1}, 4)])


def test_what_nothing_bounds_has_no_highest():
    unknowns = Unknowns([({0: 2, 1: -1}, 3)])

    assert unknowns.lowest(0) == Fraction(3, 2)
    assert unknowns.highest(0) is None
