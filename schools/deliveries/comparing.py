"""What raises or lowers the count of a location, in whatever is paid for.

More pupils, more weight, more weighted pupils (who are paid for in impulse areas) or
more young ones (the material funding has more for them) can bring money; fewer can cost
it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from schools.models import CountCell

CHANGED = """
    SELECT id, location_code, weight, age_group, sum(more)
    FROM (
        SELECT d.id, p.location_code, coalesce(p.weight, 0) AS weight, p.age_group,
            CASE WHEN p.delivery_id = d.id THEN 1 ELSE -1 END AS more
        FROM schools_delivery AS d JOIN schools_deliveredpupil AS p
            ON p.delivery_id IN (d.id, d.replaces_id) AND p.counted
        WHERE d.id = ANY (%(corrections)s) AND d.replaces_id IS NOT NULL
    ) AS pupil
    GROUP BY id, location_code, weight, age_group
    HAVING sum(more) <> 0
"""


class Cell(NamedTuple):
    """Pupils of a location, weight and age group; fewer than none when they left."""

    location: str
    weight: Decimal
    age_group: str
    pupils: int


Measure = Callable[[Cell], Decimal | int]
MEASURES: tuple[Measure, ...] = (
    lambda cell: cell.pupils,
    lambda cell: cell.pupils * cell.weight,
    lambda cell: cell.pupils if cell.weight else 0,
    lambda cell: (
        cell.pupils if cell.age_group == CountCell.AgeGroup.FOUR_TO_SEVEN else 0
    ),
)


def raises(came: Iterable[Cell], left: Iterable[Cell]) -> bool:
    """Tell whether a location has more of something by what came and what left."""
    changes = [*came, *(cell._replace(pupils=-cell.pupils) for cell in left)]
    of_location: defaultdict[str, list[Cell]] = defaultdict(list)
    for cell in changes:
        of_location[cell.location].append(cell)
    return any(
        sum(map(measure, cells)) > 0
        for cells in of_location.values()
        for measure in MEASURES
    )


def raising(corrections: Iterable[UUID]) -> set[UUID]:
    """Give the corrections by which a location has more of something."""
    return {number for number, cells in _changes(corrections) if raises(cells, [])}


def lowering(corrections: Iterable[UUID]) -> set[UUID]:
    """Give the corrections by which a location has less of something."""
    return {number for number, cells in _changes(corrections) if raises([], cells)}


def _changes(corrections: Iterable[UUID]) -> Iterable[tuple[UUID, list[Cell]]]:
    changes: defaultdict[UUID, list[Cell]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, {"corrections": list(corrections)})
        for number, *cell in cursor.fetchall():
            changes[number].append(Cell(*cell))
    return changes.items()
