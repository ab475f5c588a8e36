"""The errors of a check year: in all, by kind of draw and by board."""

import pytest

from schools.controls.summaries import summary_of
from schools.models import Control, ControlFinding, Delivery, DrawnPupil
from tests.factories import make

pytestmark = pytest.mark.django_db


def numbers(tally):
    return tally.drawn, tally.checked, tally.in_order, tally.a, tally.b, tally.c


@pytest.fixture
def control():
    return make(Control, unit="locations")


def drawn(control, *classes, board="41646"):
    delivery = make(Delivery, board_code=board)
    for row, found in enumerate(classes):
        pupil = make(DrawnPupil, control=control, delivery=delivery, row=row)
        if found:
            make(ControlFinding, drawn=pupil, error_class=found)


def test_every_class_is_counted(control):
    drawn(control, "A", "B", "B", "C", "none", None)
    summary = summary_of(2015)
    assert numbers(summary.total) == (6, 5, 1, 1, 2, 1)
    assert (summary.total.wrong, summary.total.open) == (4, 1)


def test_a_corrected_finding_counts_as_what_replaced_it(control):
    pupil = make(DrawnPupil, control=control)
    first = make(ControlFinding, drawn=pupil, error_class="C")
    make(
        ControlFinding, drawn=pupil, error_class="none", replaces=first, reason="Er is"
    )
    assert numbers(summary_of(2015).total) == (1, 1, 1, 0, 0, 0)


def test_boards_and_kinds_of_draw_are_told_apart(control):
    drawn(control, "A")
    drawn(make(Control, method="risk"), "none", "C", board="30001")
    summary = summary_of(2015)
    assert [(each.board, each.wrong, each.drawn) for each in summary.by_board] == [
        ("30001", 1, 2),
        ("41646", 1, 1),
    ]
    assert [
        (each.unit, each.method, each.drawn) for each in summary.by_unit_and_method
    ] == [("locations", "random", 1), ("statements", "risk", 2)]


def test_another_year_is_left_out(control):
    drawn(control, "A")
    assert numbers(summary_of(2016).total) == (0, 0, 0, 0, 0, 0)
