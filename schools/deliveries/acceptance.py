"""What accepting does: a delivery becomes the count, and so do its consequences.

For one delivery or for the whole country, in one transaction: the counts of locations,
the follow-up of a corrected weight in every later count of the same enrolment, and a
wake-up for who computes the allocations again.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Now

from oab.changes import wake_followers
from oab.filters import HERE
from oab.problems import Refused
from oab.versions import moment
from schools.deliveries.comparing import lowering
from schools.deliveries.contents import fix
from schools.deliveries.copies import copy, refuse_live
from schools.deliveries.doubles import refuse_doubles
from schools.deliveries.location_counts import write_counts
from schools.deliveries.outcomes import OUTCOME, STATED, outcome
from schools.deliveries.sources import same_stay
from schools.deliveries.takeovers import refuse_taken
from schools.models import (
    CountDecisionNotification,
    DeliveredPupil,
    Delivery,
    DeliveryEvent,
)
from schools.pupils.register import take_over
from schools.rules.corrections import last_day_to_lower

State = Delivery.State
MADE_BY = ("claimed_weight", "old_weight", *STATED)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Who accepts, and why."""

    person: str
    reasons: tuple[str, ...] = ()


@transaction.atomic
def accept_all(numbers: Sequence[UUID], judgement: Judgement) -> None:
    """Accept deliveries that may be accepted, with all that follows from it."""
    _accept(numbers, judgement, by_check=False)
    wake_followers()


def _accept(numbers: Sequence[UUID], judgement: Judgement, *, by_check: bool) -> None:
    """Accept; `by_check` says that this follows from what a check corrected."""
    replaced = _replaced(numbers)
    if replaced:
        _refuse_late_detriment(numbers)
        _advance(replaced, State.CORRECTED, judgement)
    _advance(numbers, State.ACCEPTED, judgement)
    refuse_doubles(numbers)
    refuse_taken(numbers)
    take_over(*numbers)
    write_counts(numbers, by_check=by_check)
    if not replaced:
        return
    checks = Delivery.objects.filter(pk__in=numbers, origin=Delivery.Origin.CHECK)
    by_check = by_check or checks.exists()
    for each in _follow_ups(numbers, judgement):
        _accept(each, judgement, by_check=by_check)


def _replaced(numbers: Iterable[UUID]) -> list[UUID]:
    """Hold what the deliveries replace; refuse where another one came in between."""
    of = Delivery.objects.filter(replaced_by__in=list(numbers))
    held = of.order_by("pk").select_for_update()
    for each in held:
        if each.state != State.ACCEPTED:
            raise Refused(
                f"Aanlevering {each.reference} is intussen door een andere vervangen.",
                f"Delivery {each.reference} has been replaced by another one.",
            )
    return [each.pk for each in held]


def _advance(numbers: Sequence[UUID], state: str, judgement: Judgement) -> None:
    moved = Delivery.objects.filter(pk__in=list(numbers))
    before = dict(moved.values_list("pk", "state"))
    judged: dict[str, Any] = {}
    if state == State.ACCEPTED:
        judged = {"judged_by": judgement.person, "judged_at": Now()}
    moved.update(state=state, version=F("version") + 1, **judged)
    DeliveryEvent.objects.bulk_create(
        DeliveryEvent(
            delivery_id=number,
            before=was,
            after=state,
            person=judgement.person,
            reasons=[*judgement.reasons],
        )
        for number, was in before.items()
    )


# What follows -------------------------------------------------------------------------


# By stay, as the rules of deliveries look (`same_stay`): a correction may say another
# day of enrolment too. Who counts in both deliveries of a count date is of one stay.
LATER = f"""
    SELECT DISTINCT ON (later.id, p.row) later.id, later.counted_on, p.row,
        p.weight, p.born_on, p.enrolled_on, p.left_on, p.absent,
        {", ".join(f"q.{name}" for name in MADE_BY)}
    FROM schools_delivery AS d
    JOIN schools_deliveredpupil AS q ON q.delivery_id = d.id
    JOIN schools_deliveredpupil AS was ON was.delivery_id = d.replaces_id
        AND was.brin = q.brin AND was.pseudonym = q.pseudonym
        AND (was.enrolled_on = q.enrolled_on OR was.counted AND q.counted)
        AND was.weight IS DISTINCT FROM q.weight
    JOIN schools_deliveredpupil AS p ON p.brin = q.brin
        AND p.pseudonym = q.pseudonym
        AND {same_stay("CASE WHEN q.counted THEN d.counted_on END")}
    JOIN schools_delivery AS later ON later.id = p.delivery_id
        AND later.state = 'accepted' AND later.counted_on > d.counted_on
    WHERE d.id = ANY (%s) AND d.origin <> 'earlier_count'
    ORDER BY later.id, p.row, d.counted_on DESC
"""


def _follow_ups(numbers: Sequence[UUID], judgement: Judgement) -> list[list[UUID]]:
    """Let later counts of the same enrolments say what was corrected, date by date.

    A weight is set once for as long as a pupil stays at a school (art. 27(1)), so what
    was said of it on one count date holds on the later ones. Another school weighs the
    pupil anew.
    """
    made = []
    for counted_on, rows in sorted(_later(numbers).items()):
        originals = [*Delivery.objects.select_for_update().filter(pk__in=rows)]
        refuse_live(originals)
        reason = _reason(numbers, counted_on)
        copies = copy(
            originals,
            person=judgement.person,
            reason=reason,
            origin=Delivery.Origin.EARLIER_COUNT,
        )
        for each in copies:
            _rewrite(each, rows[each.replaces_id or each.pk])
        new = [each.pk for each in copies]
        fix(new, person=judgement.person)
        made.append(new)
    return made


def _later(numbers: Sequence[UUID]) -> dict[date, dict[UUID, list[dict[str, Any]]]]:
    """Find the rows that weigh something else by what is known now, by date."""
    found: defaultdict[date, defaultdict[UUID, list[dict[str, Any]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    with connection.cursor() as cursor:
        cursor.execute(LATER, [list(numbers)])
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        made = outcome(row, row["counted_on"])
        if made["weight"] != row["weight"]:
            found[row["counted_on"]][row["id"]].append({**row, **made})
    return {on: dict(rows) for on, rows in found.items()}


def _rewrite(delivery: Delivery, rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        DeliveredPupil.objects.filter(delivery=delivery, row=row["row"]).update(
            **{name: row[name] for name in (*MADE_BY, *OUTCOME)}
        )


def _reason(numbers: Sequence[UUID], counted_on: date) -> str:
    """Say what the correction follows from."""
    earlier = Delivery.objects.filter(
        pk__in=list(numbers), replaces__isnull=False, counted_on__lt=counted_on
    )
    named = earlier.order_by("reference").values_list("reference", "reason")
    return "; ".join(
        f"Volgt uit correctie {reference}: {reason}" for reference, reason in named
    )


# What comes too late ------------------------------------------------------------------


def _refuse_late_detriment(numbers: Sequence[UUID]) -> None:
    """Refuse to lower a count five years after its decision was notified (Awb 4:49)."""
    # The term runs from the first notice of the count.
    first = (
        CountDecisionNotification.objects.filter(
            decision__board_code=OuterRef("board_code"),
            decision__counted_on=OuterRef("counted_on"),
        )
        .order_by("notified_on")
        .values("notified_on")[:1]
    )
    lowered = (
        Delivery.objects.filter(pk__in=lowering(numbers))
        .annotate(notified_on=Subquery(first))
        .filter(notified_on__isnull=False)
        .values_list("board_code", "counted_on", "notified_on")
    )
    today = moment().astimezone(HERE).date()
    for board, counted_on, notified_on in lowered:
        last = last_day_to_lower(notified_on)
        if today > last:
            raise Refused(
                f"De telling van bestuur {board} op {counted_on:%d-%m-%Y} kon tot "
                f"en met {last:%d-%m-%Y} worden verlaagd: vijf jaar na bekendmaking "
                "van het telbesluit (artikel 4:49, derde lid, Awb).",
                f"The count of board {board} on {counted_on} could be lowered until "
                f"{last}: five years after its decision was notified (art. 4:49(3) "
                "Awb).",
            )
