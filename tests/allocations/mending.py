"""Registers that say something else of the past than they did."""

from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from oab.versions import announce


def mend(model: Any, code: dict[str, str], since: date, **said: Any) -> None:
    """Let the register say something else of the days from one on, or nothing."""
    row = model.objects.current().filter(**code, valid__contains=since).first()
    if row is None:
        return
    at = announce()
    model.objects.filter(pk=row.pk).close(at)
    left_alone = {"id", "known", "valid", "attested"}
    own = {
        field.name: getattr(row, field.name)
        for field in model._meta.concrete_fields
        if not (field.generated or field.name in left_alone)
    }
    days: list[tuple[Any, dict[str, Any]]] = [(DateRange(row.valid.lower, since), {})]
    if said:
        days.append((DateRange(since, row.valid.upper), said))
    for valid, changes in days:
        if valid.lower != valid.upper:
            known = DateTimeTZRange(at, None)
            both = {"valid": valid, "attested": valid, "known": known}
            model.objects.create(**{**own, **both, **changes})
