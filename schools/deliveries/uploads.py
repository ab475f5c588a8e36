"""A sheet that is handed in: scanned, read, stored and looked through by the rules.

The request itself reads the sheet, since personal numbers may not be kept for later. A
large one is looked through by a worker, and the answer names the task.
"""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from oab.background import CannotBeDone, Order, Progress, start, unfinished
from oab.callers import Caller
from oab.files.scanning import scan
from oab.models import Task
from oab.processing_activities import Activity
from oab.processing_log import Actor, Deed, record
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
    return TakenIn(rows, task=_start(held, caller))


def look_again(held: Delivery, caller: Caller) -> Task | None:
    """Look through a delivery after a change of a row; a large one as a task.

    `held` is locked, and so is it by the task until the task is done. What is not done
    by now will see the change, and no second one is needed.
    """
    if DeliveredPupil.objects.filter(delivery=held).count() <= MOST_AT_ONCE:
        findings.find([held.pk])
        return None
    waiting = unfinished(KIND).filter(subject=_subject(held))
    return waiting.first() or _start(held, caller)


def _start(delivery: Delivery, caller: Caller) -> Task:
    order = Order(KIND, _subject(delivery), len(findings.STATEMENTS))
    return start(caller, order)


def _subject(delivery: Delivery) -> str:
    return f"aanleveringen/{delivery.pk}"


def look_through(task: Task, progress: Progress) -> Mapping[str, int]:
    """Look a delivery through as a task."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery_of(task))
    if not delivery.editable:
        raise CannotBeDone(HANDED_IN)
    found = findings.find([delivery.pk], progress.step)
    pupils = DeliveredPupil.objects.filter(delivery=delivery)
    actor = Actor(task.person, task.organisation)
    deed = Deed(Activity.COUNT, "aanlevering nakijken")
    record(actor, deed, pupils.values_list("pseudonym"))
    return {"rijen": pupils.count()} | by_name(found)


def delivery_of(task: Task) -> UUID:
    """Tell which delivery a task is about."""
    return UUID(task.subject.rpartition("/")[2])


def by_name(found: Counter[str]) -> dict[str, int]:
    """Name the numbers of findings as users read them."""
    return {name: found[severity] for severity, name in NAMES.items()}
