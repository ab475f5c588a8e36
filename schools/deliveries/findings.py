"""What the rules find in deliveries, each rule in all of them at once."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count

from oab.sets import with_memory
from schools.deliveries.columns import BY_FIELD
from schools.deliveries.expressions import on_dates
from schools.deliveries.rules import RULES, Rule, Source
from schools.deliveries.sources import COMMON, EARLIER_THAN, PLACES, Place
from schools.models import Delivery, Finding


@transaction.atomic
def find(
    deliveries: Iterable[UUID], step: Callable[[], None] = lambda: None
) -> Counter[str]:
    """Find what is to be found in deliveries anew; count it by severity.

    One statement per source, however many deliveries and pupils there are; `step` is
    told of each.
    """
    asked = {"deliveries": list(deliveries)} | on_dates(
        Delivery.objects.values_list("counted_on", flat=True).distinct()
    )
    with connection.cursor() as cursor:
        cursor.execute(EARLIER_THAN, asked)
        asked |= _in_columns(cursor.fetchall())
        with_memory(cursor)
        cursor.execute(
            "DELETE FROM schools_finding WHERE delivery_id = ANY (%s)",
            [asked["deliveries"]],
        )
        for statement in STATEMENTS:
            cursor.execute(statement, asked)
            step()
    return severities(asked["deliveries"])


def severities(deliveries: Iterable[UUID]) -> Counter[str]:
    """Count what was found in deliveries, by severity."""
    found = Finding.objects.filter(delivery_id__in=list(deliveries))
    return Counter(dict(found.values_list("severity").annotate(Count("id")).order_by()))


def _in_columns(pairs: list[tuple[UUID, UUID, date]]) -> dict[str, list[Any]]:
    """Give deliveries with the one before each, as parameters of `EARLIER`."""
    columns = zip(*pairs, strict=True) if pairs else ([], [], [])
    names = "later", "earlier", "earlier_days"
    return {name: [*column] for name, column in zip(names, columns, strict=True)}


def _statement(source: Source) -> str:
    """Write what finds everything that the rules of a source look for."""
    place = PLACES[source]
    rules = [rule for rule in RULES if rule.looks_at is source]
    applies = " OR ".join(
        f"({condition})" for rule in rules for condition in rule.conditions.values()
    )
    rows = ", ".join(row for rule in rules for row in _findings(rule))
    return f"""
        WITH {", ".join(filter(None, (COMMON, place.before)))}
        INSERT INTO schools_finding (
            delivery_id, row, rule, "column", severity, "values"
        )
        {_select(place, rules)}
        FROM {place.tables}
        CROSS JOIN LATERAL (VALUES {rows})
            AS found (rule, "column", severity, applies)
        WHERE ({applies}) AND found.applies
        {_end(place)}
    """


def _select(place: Place, rules: list[Rule]) -> str:
    column = place.column or 'found."column"'
    told = " ".join(f"WHEN '{rule.name}' THEN {rule.values}" for rule in rules)
    values = f"CASE found.rule {told} END"
    if place.per_location:
        several = f"jsonb_agg({place.per_location} ORDER BY {place.per_location})"
        values = f"jsonb_build_object('vestigingen', {several})"
    return f"SELECT d.id, {place.row}, found.rule, {column}, found.severity, {values}"


def _end(place: Place) -> str:
    """Let several locations be one finding, and of several reasons keep one."""
    one = 'GROUP BY d.id, found.rule, found."column", found.severity'
    return one if place.per_location else "ON CONFLICT DO NOTHING"


def _findings(rule: Rule) -> Iterator[str]:
    for field, condition in rule.conditions.items():
        column = BY_FIELD[field].name if field else ""
        yield f"('{rule.name}', '{column}', '{rule.severity}', {condition})"


STATEMENTS: tuple[Any, ...] = tuple(map(_statement, Source))
