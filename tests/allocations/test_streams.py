"""A national run ends consistent while corrections stream in."""

import pytest

from allocations import recalculation, runs
from allocations.in_force import in_force
from allocations.models import Run
from allocations.questions import read_question
from allocations.tasks import start_run
from tests.allocations.counting import counted_anew
from tests.allocations.faults.schools import corrected, nothing_is_open, open_schools
from tests.workers import until

YEAR = ("school_weights_2006", "2015-2016")


def in_force_of(*brins: str) -> dict[str, str]:
    found = in_force(*YEAR, brins)
    return {brin: said.figures["schoolgewicht"] for brin, said in found.items()}


@pytest.mark.django_db
def test_a_run_underway_does_not_undo_a_correction_to_what_was_in_force_before():
    open_schools("03FJ")
    counted_anew("03FJ00", 250, 43, 13)
    recalculation.follow()
    counted_anew("03FJ00", 250, 33, 13)
    run = runs.start(read_question(*YEAR))
    counted_anew("03FJ00", 250, 43, 13)
    recalculation.follow()

    runs.work_off(run.pk)

    assert in_force_of("03FJ") == {"03FJ": "14"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("worker")
def test_a_national_run_while_corrections_stream_in_equals_one_after_them():
    brins = [f"{number:02}AB" for number in range(8)]
    open_schools(*brins)
    for brin in brins:
        corrected(brin)
    for turn in range(3):
        start_run(read_question(*YEAR))
        for number, brin in enumerate(brins):
            corrected(brin, light=33 if (turn + number) % 2 else 43)
    until(nothing_is_open)
    until(lambda: not Run.objects.filter(state=Run.State.STARTED).exists())
    followed = in_force_of(*brins)

    after = runs.start(read_question(*YEAR))
    until(lambda: runs.work_off(after.pk) or not runs.unfinished().exists())

    assert followed == {
        row.recipient: row.figures["schoolgewicht"] for row in after.allocations.all()
    }
