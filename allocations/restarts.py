"""Starting a parked change again, as a task that says what came of it.

The change is followed within the task. What fails again stays parked as it was, and the
task says why.
"""

from collections.abc import Mapping

from django.contrib.postgres.functions import TransactionNow

from allocations.recalculation import follow_parked
from oab.background import CannotBeDone, Order, Progress, start, unfinished
from oab.callers import Caller
from oab.models import Change, Task
from oab.problems import Refused

KIND = "wijziging-herstarten"
NO_LONGER_PARKED = "de wijziging is niet meer vastgelopen"


def start_restart(change: Change, caller: Caller) -> Task:
    """Have a parked change followed again; once at a time."""
    subject = f"wijzigingen/{change.pk}"
    if waiting := unfinished(KIND).filter(subject=subject).first():
        return waiting
    if change.parked_at is None:
        raise Refused(
            f"Wijziging {change.pk} is niet vastgelopen.",
            f"Change {change.pk} is not parked.",
        )
    return start(caller, Order(KIND, subject, 1))


def restart(task: Task, progress: Progress) -> Mapping[str, int]:
    """Follow the change that a task is about."""
    number = int(task.subject.rpartition("/")[2])
    parked = Change.objects.select_for_update().filter(parked_at__isnull=False)
    change = parked.filter(pk=number).first()
    if change is None:
        raise CannotBeDone(NO_LONGER_PARKED)
    follow_parked(change)
    if change.done_at is None:
        raise CannotBeDone(change.problem)
    progress.step()
    return {"gevolgd": 1, "delen": _parts(change)}


def _parts(change: Change) -> int:
    """Count what a change that reaches everyone was cut into."""
    alike = Change.objects.filter(
        kind=change.kind, subject=change.subject, source=change.source
    )
    cut = alike.filter(created_at__gte=TransactionNow()).exclude(schools=[])
    return cut.count()
