"""Counts are written with their cells, once."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oab.snapshots import Outcome
from schools import counts
from schools.models import Count, CountCell

pytestmark = pytest.mark.django_db

DAY = date(2016, 10, 1)
ORIGIN = Count.Origin.WEIGHT_AND_AGE
CELLS: counts.Cells = {(Decimal("0.00"), "4_7"): 41, (Decimal("0.00"), "8_up"): 39}


def publish(cells: dict[str, counts.Cells]) -> list[Outcome]:
    return list(counts.publish(cells, on=DAY, origin=ORIGIN, source="DUO").values())


def in_force() -> list[tuple[str, Decimal | None, str, int]]:
    cells = CountCell.objects.filter(count__replaced_by__isnull=True)
    return sorted(
        cells.values_list("count__location_code", "weight", "age_group", "pupils")
    )


def test_a_count_is_written_with_its_cells():
    assert publish({"00AP00": CELLS}) == [Outcome.NEW]
    assert in_force() == [
        ("00AP00", Decimal("0.00"), "4_7", 41),
        ("00AP00", Decimal("0.00"), "8_up", 39),
    ]


def test_the_same_again_writes_nothing():
    publish({"00AP00": CELLS})

    assert publish({"00AP00": CELLS}) == [Outcome.UNCHANGED]
    assert Count.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {**CELLS, (Decimal("0.00"), "4_7"): 40},
        {**CELLS, (Decimal("1.20"), "4_7"): 1},
        {(Decimal("0.00"), "4_7"): 41},
    ],
)
def test_other_cells_make_a_correction_with_all_its_cells(changed):
    publish({"00AP00": CELLS})

    assert publish({"00AP00": changed}) == [Outcome.REPLACED]
    assert len(in_force()) == len(changed)
    assert Count.objects.exclude(replaces=None).get().reason != ""


def test_the_same_again_does_not_undo_a_correction_by_another_source():
    publish({"00AP00": CELLS})
    fewer: counts.Cells = {(Decimal("0.00"), "4_7"): 1}
    counts.publish({"00AP00": fewer}, on=DAY, origin=ORIGIN, source="review")

    assert publish({"00AP00": CELLS}) == [Outcome.UNCHANGED]
    assert in_force() == [("00AP00", Decimal("0.00"), "4_7", 1)]


def test_another_origin_is_another_count():
    publish({"00AP00": CELLS})

    counts.publish({"00AP00": CELLS}, on=DAY, origin=Count.Origin.BRON, source="DUO")

    assert Count.objects.in_force().count() == 2


def queries_for(locations: int) -> int:
    with CaptureQueriesContext(connection) as queries:
        publish({f"{number:02}AP{locations:02}": CELLS for number in range(locations)})
    return len(queries)


def test_the_number_of_queries_does_not_depend_on_the_number_of_counts():
    assert queries_for(1) == queries_for(99)
