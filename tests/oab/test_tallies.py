"""What an import did, by the rows of its file."""

import pytest

from oab.snapshots import Outcome
from oab.tallies import tally

SCHOOLS = {"00AP": Outcome.NEW, "00AR": Outcome.UNCHANGED}
AGES = {"00AP": Outcome.REPLACED, "00AR": Outcome.UNCHANGED}


@pytest.mark.parametrize(
    ("touched", "new", "replaced", "unchanged"),
    [
        ([["00AP"]], 0, 1, 0),
        ([["00AR"]], 0, 0, 1),
        ([["00AR", "00AP"]], 0, 1, 0),
        ([["00AR"], ["00AP"], ["00AR"]], 0, 1, 2),
        ([], 0, 0, 0),
    ],
)
def test_a_row_counts_by_the_most_that_it_did(touched, new, replaced, unchanged):
    counted = tally(9, touched, [SCHOOLS, AGES])

    assert (counted.rows, counted.new, counted.replaced, counted.unchanged) == (
        9,
        new,
        replaced,
        unchanged,
    )
