"""The writer of counts."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import connection

from oab.copying import copy_rows
from oab.corrections import Chain, Subject, Write, compare
from oab.snapshots import Outcome
from schools.models import Count, CountCell

Cells = Mapping[tuple[Decimal | None, str], int]


def publish(
    counts: Mapping[str, Cells], *, on: date, origin: Count.Origin, source: str
) -> dict[Subject, Outcome]:
    """Write counts by location as a source gives them, and say what each of them did.

    The cells are numbers of pupils by weight (none: all weights) and age group (empty:
    all ages). A count with other cells than the one in force becomes its correction,
    unless the source gave it before and was itself corrected since.
    """
    published: dict[Subject, Cells] = {
        (location, on, origin): cells for location, cells in counts.items()
    }
    outcomes, writes = compare(published, _chains(on, origin, source))
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


def _chains(on: date, origin: Count.Origin, source: str) -> dict[Subject, Chain]:
    said: dict[str, dict[int, tuple[str, dict[tuple[Decimal | None, str], int]]]] = {}
    counts = CountCell.objects.filter(count__counted_on=on, count__origin=origin)
    for location, number, publication, weight, group, pupils in counts.values_list(
        "count__location_code",
        "count",
        "count__source",
        "weight",
        "age_group",
        "pupils",
    ):
        of_location = said.setdefault(location, {})
        _, cells = of_location.setdefault(number, (publication, {}))
        cells[weight, group] = pupils
    return {
        (location, on, origin): Chain.of(
            [(number, *count) for number, count in of_location.items()], source
        )
        for location, of_location in said.items()
    }


def _identities(number: int) -> list[int]:
    """Take that many identities for counts, so that their cells can name them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) "
            "FROM generate_series(1, %s)",
            [Count._meta.db_table, number],
        )
        return [row[0] for row in cursor.fetchall()]
