"""Inputs that changed: a row for each, and a wake-up for who computes anew.

The rows are the truth. The database writes them, with the input itself, whoever wrote
that and however (`RecordsChange` in `oab/triggers.py`); a wake-up may get lost, for a
periodic task looks for rows that nobody followed. What a change reaches is known where
is computed (`allocations/reach.py`).
"""

from collections.abc import Collection
from datetime import timedelta
from enum import StrEnum

from django.db.models import F, Q
from django.db.models.functions import Now, TruncDate

from oab.filters import HERE
from oab.models import Change
from oab.wakeups import wake

# Known by its name, because what computes may import the inputs and not the reverse.
FOLLOWER = "allocations.tasks.follow_changes"
# What the database writes as the subject of a change of many at once.
EVERYONE = "alle"


class Kind(StrEnum):
    """What changed; `subject` is the number or name that is given here with it.

    Of many at once it is `EVERYONE`.
    """

    COUNT = "count"  # of a location
    EVIDENCE = "evidence"  # of a location, by a check of ouderverklaringen
    TEACHER_AGE = "teacher_age"  # of a school
    ESTABLISHED_FIGURES = "established_figures"  # of a school
    MATERIAL_FIGURES = "material_figures"  # of a school
    SCORE = "score"  # of a location, or of the school that was paid on it
    SCHOOL = "school"
    LOCATION = "location"
    SUCCESSION = "succession"  # of the school that is taken over
    DESIGNATION = "designation"  # of all areas that a regulation designates
    REGULATION = "regulation"  # of a regime, by its code


def wake_followers() -> None:
    """Let a worker look at what changed, after the commit."""
    wake(FOLLOWER)


# The list of open changes ------------------------------------------------------------

BATCH = 200
ATTEMPTS = 5
FIRST_PAUSE = timedelta(minutes=1)
# By the database's clock: a worker's own may run a day ahead.
TODAY = TruncDate(Now(), tzinfo=HERE)
DUE = (Q(due_on=None) | Q(due_on__lte=TODAY)) & (
    Q(retry_at=None) | Q(retry_at__lte=Now())
)


def claim() -> list[Change]:
    """Hold some changes that are due and that nobody else holds, the oldest first.

    One subject goes before a part of everybody; parts of the same schools go together.
    """
    due = Change.objects.filter(DUE, done_at=None, parked_at=None).order_by("pk")
    free = due.select_for_update(skip_locked=True)
    if claimed := [*free.filter(schools=[])[:BATCH]]:
        return claimed
    part = free.exclude(schools=[]).first()
    if part is None:
        return []
    return [part, *free.filter(schools=part.schools).exclude(pk=part.pk)]


def done(changes: Collection[Change], problem: str = "") -> None:
    """Close changes that were followed, with what could not be computed."""
    numbers = [change.pk for change in changes]
    Change.objects.filter(pk__in=numbers).update(
        done_at=Now(), problem=problem, parked_at=None
    )


def put_off(change: Change, problem: str) -> None:
    """Try a change again later, each time after twice as long; in the end park it."""
    if change.attempts + 1 >= ATTEMPTS:
        park(change, problem)
    pause = FIRST_PAUSE * 2**change.attempts
    Change.objects.filter(pk=change.pk, parked_at=None).update(
        attempts=F("attempts") + 1, problem=problem, retry_at=Now() + pause
    )


def park(change: Change, problem: str) -> None:
    """Let nobody follow a change until somebody starts it again."""
    Change.objects.filter(pk=change.pk).update(
        attempts=F("attempts") + 1, problem=problem, parked_at=Now()
    )
