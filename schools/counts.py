"""The writer of counts."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import connection

from oab.copying import copy_rows
from oab.corrections import Subject, Write, compare
from oab.snapshots import Outcome
from schools.models import Count, CountCell

Cells = Mapping[tuple[Decimal | None, str], int]


def publish(
    counts: Mapping[str, Cells], *, on: date, origin: Count.Origin, source: str
) -> dict[Subject, Outcome]:
    """Write counts by location as a source gives them, and say what each of them did.

    The cells are numbers of pupils by weight (none: all weights) and age group (empty:
    all ages). A count with other cells than the one in force becomes its correction.
    """
    published: dict[Subject, Cells] = {
        (location, on, origin): cells for location, cells in counts.items()
    }
    outcomes, writes = compare(published, _in_force(on, origin))
    numbered = dict(zip(_identities(len(writes)), writes, strict=True))
    _write(numbered, source)
    copy_rows(
        CountCell,
        ("count_id", "weight", "age_group", "pupils"),
        (
            (number, weight, group, pupils)
            for number, write in numbered.items()
            for (weight, group), pupils in published[write.subject].items()
        ),
    )
    return outcomes


def _write(numbered: Mapping[int, Write], source: str) -> None:
    subject = ("location_code", "counted_on", "origin")
    copy_rows(
        Count,
        ("id", *subject, "source", "replaces_id", "reason"),
        (
            (number, *write.subject, source, *write.correction)
            for number, write in numbered.items()
        ),
    )


def _in_force(on: date, origin: Count.Origin) -> dict[Subject, tuple[int, Cells]]:
    found: dict[Subject, tuple[int, dict[tuple[Decimal | None, str], int]]] = {}
    cells = CountCell.objects.filter(
        count__counted_on=on, count__origin=origin, count__replaced_by__isnull=True
    ).values_list("count", "count__location_code", "weight", "age_group", "pupils")
    for number, location, weight, group, pupils in cells:
        _, known = found.setdefault((location, on, origin), (number, {}))
        known[weight, group] = pupils
    return dict(found)


def _identities(number: int) -> list[int]:
    """Take that many identities for counts, so that their cells can name them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) "
            "FROM generate_series(1, %s)",
            [Count._meta.db_table, number],
        )
        return [row[0] for row in cursor.fetchall()]
