"""A sheet that is handed in: scanned, read, stored and looked through by the rules.

The request itself reads the sheet, since personal numbers may not be kept for later. A
large one is looked through by a worker, and the answer names the task.
"""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from oab.background import CannotBeDone, Order, Progress, start
from oab.callers import Caller
from oab.files.scanning import scan
from oab.models import Task
from schools.deliveries import findings
from schools.deliveries.filling import fill, open_for_filling
from schools.deliveries.sheets import read
from schools.models import DeliveredPupil, Delivery, Finding

KIND = "aanlevering-nakijken"
MOST_AT_ONCE = 2_000
NAMES = {
    Finding.Severity.ERROR: "fouten",
    Finding.Severity.WARNING: "waarschuwingen",
    Finding.Severity.SIGNAL: "signalen",
}
HANDED_IN = "de aanlevering is ingezonden voordat zij was nagekeken"


class TakenIn(NamedTuple):
    """What came of a sheet: its rows, and what was found or who will look."""

    rows: int
    found: Mapping[str, int] | None = None
    task: Task | None = None


def take_in(delivery: Delivery, content: bytes, caller: Caller) -> TakenIn:
    """Replace the pupils of an open delivery by those of a sheet."""
    scan(content)
    table = read(content)
    held = open_for_filling(delivery)
    rows = fill(held, table)
    if rows <= MOST_AT_ONCE:
        return TakenIn(rows, found=by_name(findings.find([held.pk])))
    order = Order(KIND, f"aanleveringen/{held.pk}", len(findings.STATEMENTS))
    return TakenIn(rows, task=start(caller, order))


def look_through(task: Task, progress: Progress) -> Mapping[str, int]:
    """Look a delivery through as a task."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery_of(task))
    if not delivery.editable:
        raise CannotBeDone(HANDED_IN)
    found = findings.find([delivery.pk], progress.step)
    rows = DeliveredPupil.objects.filter(delivery=delivery).count()
    return {"rijen": rows} | by_name(found)


def delivery_of(task: Task) -> UUID:
    """Tell which delivery a task is about."""
    return UUID(task.subject.rpartition("/")[2])


def by_name(found: Counter[str]) -> dict[str, int]:
    """Name the numbers of findings as users read them."""
    return {name: found[severity] for severity, name in NAMES.items()}
