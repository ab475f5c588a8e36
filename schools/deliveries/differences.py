"""What a delivery adds, changes and leaves out, against the one before it.

That is the one it replaces, else the one it was opened from. A pupil is the same where
the school and the pseudonym are, and of several enrolments there the last one counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import connection

from schools.deliveries.columns import COLUMNS, PERSONAL
from schools.models import Delivery


class Kind(StrEnum):
    """What became of a pupil."""

    ADDED = "added"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Difference:
    """A pupil that is not as before: its row now, and before, and the columns changed.

    Of a pupil that is gone the location and the number are those of before. `id` is
    the place in the list, as text that is in the same order.
    """

    id: str
    kind: Kind
    row: int | None
    row_before: int | None
    location_code: str
    pupil_number: str
    columns: list[str]
    pseudonym: bytes | None = field(default=None, compare=False, repr=False)


COMPARED = tuple(column for column in COLUMNS if column.name != PERSONAL)
CHANGED = ", ".join(
    f"CASE WHEN p.{column.field} IS DISTINCT FROM q.{column.field} "
    f"THEN '{column.name}' END"
    for column in COMPARED
)
FIELDS = ", ".join(f"{{0}}.{column.field}" for column in COMPARED)
LAST = """
    SELECT DISTINCT ON (brin, pseudonym) * FROM schools_deliveredpupil
    WHERE delivery_id = {delivery} AND pseudonym IS NOT NULL
    ORDER BY brin, pseudonym, enrolled_on DESC NULLS LAST, row
"""
# Rows without a pseudonym are nobody yet, and so are added.
DIFFERENCES = f"""
    WITH p AS (
        {LAST.format(delivery="%(delivery)s")}
    ), q AS (
        {LAST.format(delivery="%(before)s")}
    ), unnamed AS (
        SELECT row, location_code, pupil_number FROM schools_deliveredpupil
        WHERE delivery_id = %(delivery)s AND pseudonym IS NULL
    )
    SELECT
        CASE WHEN q.id IS NULL THEN 'added' WHEN p.id IS NULL THEN 'gone'
            ELSE 'changed' END,
        p.row, q.row,
        COALESCE(p.location_code, q.location_code),
        COALESCE(p.pupil_number, q.pupil_number),
        CASE WHEN p.id IS NULL OR q.id IS NULL THEN ARRAY[]::text[]
            ELSE array_remove(ARRAY[{CHANGED}], NULL) END,
        COALESCE(p.pseudonym, q.pseudonym)
    FROM p FULL JOIN q USING (brin, pseudonym)
    WHERE p.id IS NULL OR q.id IS NULL
        OR ROW({FIELDS.format("p")}) IS DISTINCT FROM ROW({FIELDS.format("q")})
    UNION ALL
    SELECT 'added', row, NULL, location_code, pupil_number, ARRAY[]::text[], NULL
    FROM unnamed
    ORDER BY 2 NULLS LAST, 3
"""


class Differences(list[Difference]):
    """Differences; a filter asks for the model, and there is none."""

    model = None


def differences(delivery: Delivery) -> Differences:
    """List what is not as before, by row, with what is gone at the end."""
    return Differences(_differences(delivery))


def _differences(delivery: Delivery) -> Iterator[Difference]:
    asked = {
        "delivery": delivery.pk,
        "before": delivery.replaces_id or delivery.previous_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES, asked)
        for number, (kind, *rest) in enumerate(cursor.fetchall(), start=1):
            yield Difference(f"{number:07}", Kind(kind), *rest)
