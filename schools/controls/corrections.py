"""What follows from the errors of a check: a correction of each delivery concerned.

A row that was wrong is delivered anew without a statement, so that its weight is 0 in
the count that was checked, as it is in force now. Later counts of the same enrolment
follow with the acceptance; another school's count of the pupil stands, since a weight
belongs to a pupil at one school (art. 27(1) Besluit bekostiging WPO).

What boards were correcting in the same counts meanwhile is withdrawn, so that nobody
holds up a check by opening a correction. What they handed in is judged first.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.db.models import Q

from schools.deliveries.outcomes import STATED
from schools.deliveries.states import correct as open_correction
from schools.deliveries.states import settle, withdraw
from schools.models import (
    Control,
    ControlCorrection,
    DeliveredPupil,
    Delivery,
    DrawnPupil,
    EvidenceState,
)
from schools.models.pupils import StatementContent
from schools.rules.pupil_weights import NO_WEIGHT


class Enrolment(NamedTuple):
    """A pupil at one school, from one day on; without it, as who counts there."""

    brin: str
    pseudonym: bytes
    enrolled_on: date | None


def correct(
    control: Control, wrong: Sequence[DrawnPupil], *, reason: str, by: str
) -> None:
    """Set the weights of drawn pupils to 0, in one correction per delivery."""
    corrections = []
    enrolments = _enrolments(wrong)
    concerned = _concerned(enrolments, control.counted_on)
    later = _concerned(enrolments, control.counted_on, later=True)
    _supersede([*concerned, *later], control, by=by)
    for delivery, rows in concerned.items():
        correction = open_correction(
            delivery, person=by, reason=reason, origin=Delivery.Origin.CHECK
        )
        found = correction.pupils.filter(row__in=rows)
        weights = found.update(**WITHOUT_STATEMENT)
        corrections.append(
            ControlCorrection(control=control, delivery=correction, weights=weights)
        )
    ControlCorrection.objects.bulk_create(corrections)
    settle([each.delivery for each in corrections], person=by, reasons=[reason])


def _supersede(deliveries: Iterable[Delivery], control: Control, *, by: str) -> None:
    """Withdraw the corrections of deliveries that nobody handed in, or not again."""
    under_way = Delivery.objects.filter(
        replaces__in=[*deliveries], state__in=Delivery.EDITABLE
    )
    reason = f"Vervangen door de afronding van controle {control.pk}"
    for each in under_way.order_by("reference"):
        withdraw(each, person=by, reason=reason)


def _empty(name: str) -> Any:  # noqa: ANN401
    field = StatementContent._meta.get_field(name)
    return None if field.null else ""


WITHOUT_STATEMENT = {name: _empty(name) for name in STATED} | {
    "state": EvidenceState.MISSING,
    "claimed_weight": NO_WEIGHT,
    "old_weight": None,
    "weight": NO_WEIGHT,
    "potential_weight": NO_WEIGHT,
}


def _enrolments(wrong: Iterable[DrawnPupil]) -> set[Enrolment]:
    """Find who the drawn rows are."""
    by_delivery: defaultdict[UUID, list[int]] = defaultdict(list)
    for each in wrong:
        by_delivery[each.delivery_id].append(each.row)
    places = Q()
    for delivery, rows in by_delivery.items():
        places |= Q(delivery=delivery, row__in=rows)
    found = DeliveredPupil.objects.filter(places) if by_delivery else ()
    return {name for each in found for name in _names(each)}


def _concerned(
    enrolments: set[Enrolment], on: date, *, later: bool = False
) -> dict[Delivery, list[int]]:
    """Find where they weigh something, in what is accepted now of the date or later."""
    rows = DeliveredPupil.objects.filter(
        Q(delivery__counted_on__gt=on) if later else Q(delivery__counted_on=on),
        delivery__state=Delivery.State.ACCEPTED,
        pseudonym__in={each.pseudonym for each in enrolments},
        weight__gt=NO_WEIGHT,
    ).select_related("delivery")
    concerned: defaultdict[Delivery, list[int]] = defaultdict(list)
    for each in rows.order_by("delivery__reference", "row"):
        if _names(each) & enrolments:
            concerned[each.delivery].append(each.row)
    return concerned


def _names(pupil: DeliveredPupil) -> set[Enrolment]:
    """Say who it is; what was accepted has both, as the rules of deliveries see to.

    A pupil counts once at a school, so that who counts is found under another day of
    enrolment too.
    """
    pseudonym, enrolled_on = cast(
        "tuple[bytes, date]", (pupil.pseudonym, pupil.enrolled_on)
    )
    at = (pupil.brin, bytes(pseudonym))
    named = {Enrolment(*at, enrolled_on)}
    return named | {Enrolment(*at, None)} if pupil.counted else named
