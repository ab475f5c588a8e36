"""Inputs that changed: a row for each, and a wake-up for who computes anew.

The rows are the truth. They are written in the transaction of the change itself, so
that neither can be without the other; a wake-up may get lost, for a periodic task looks
for rows that nobody followed. What a change reaches is known where is computed
(`allocations/reach.py`).
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from django.db import transaction

from oab.models import Change
from oab.wakeups import wake

# Known by its name, because what computes may import the inputs and not the reverse.
FOLLOWER = "allocations.tasks.follow_changes"


class Kind(StrEnum):
    """What changed; its subject is the number of a location or a school."""

    COUNT = "count"
    TEACHER_AGE = "teacher_age"
    ESTABLISHED_FIGURES = "established_figures"


@transaction.atomic
def record(kind: str, subjects: Iterable[str], *, on: date, source: str) -> None:
    """Note, in the caller's transaction, what changed of a count date, and wake up."""
    day_after = on + timedelta(days=1)
    Change.objects.bulk_create(
        Change(
            kind=Kind(kind), subject=subject, since=on, until=day_after, source=source
        )
        for subject in dict.fromkeys(subjects)
    )
    wake(FOLLOWER)
