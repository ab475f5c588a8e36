"""Everything that is wrong is said at once, by row and column."""

import pytest

from oab.files.problems import BadFile, Problems, quoted


def raised(problems: Problems) -> tuple[str, ...]:
    with pytest.raises(BadFile) as caught:
        problems.refuse_any()
    return caught.value.lines


def test_without_problems_nothing_is_refused():
    Problems().refuse_any()


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ({}, "is leeg"),
        ({"row": 3}, "rij 3: is leeg"),
        ({"row": 3, "column": "TOTAAL"}, "rij 3, kolom TOTAAL: is leeg"),
    ],
)
def test_a_problem_names_its_place(place, line):
    problems = Problems()

    problems.add("is leeg", **place)

    assert raised(problems) == (line,)


def test_problems_stand_in_the_order_of_the_rows():
    problems = Problems()

    for row in (5, 2, 9):
        problems.add("is leeg", row)

    assert raised(problems) == ("rij 2: is leeg", "rij 5: is leeg", "rij 9: is leeg")


def test_after_a_thousand_problems_the_others_are_counted():
    problems = Problems()

    for row in range(1_234):
        problems.add("is leeg", row + 1)

    lines = raised(problems)
    assert (len(lines), lines[-1]) == (1_001, "en nog 234 fouten")


@pytest.mark.parametrize(
    ("text", "shown"),
    [("abc", "'abc'"), ("x" * 50, f"'{'x' * 40}…'"), ("\udcff", "'?'")],
)
def test_what_a_file_says_is_quoted_readably(text, shown):
    assert quoted(text) == shown
