"""The steps of a delivery: handed in, signed, judged, corrected; each by a person.

Every step holds the delivery until the end of the transaction, is written once as an
event, and raises `Refused` where it is not the turn of the step or of the person. The
database guards the same (schools/migrations/0009).
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from oab.problems import InvalidInput, Refused
from oab.versions import moment
from schools.deliveries.acceptance import Judgement, accept_all
from schools.deliveries.comparing import raising
from schools.deliveries.contents import fix
from schools.deliveries.copies import copy, refuse_live
from schools.deliveries.filling import clear
from schools.deliveries.findings import find
from schools.deliveries.opening import hold
from schools.deliveries.rules import NAMED
from schools.deliveries.takeovers import refuse_taken
from schools.deliveries.windows import refuse_late, require
from schools.models import Delivery, DeliveryEvent, Finding

State = Delivery.State
Origin = Delivery.Origin
MOST_ERRORS = 1_000


@transaction.atomic
def deliver(delivery: Delivery, *, person: str) -> Delivery:
    """Hand in an open delivery in which nothing is wrong, within its window.

    So is a correction, unless it raises no count: what was too much can always be told.
    """
    held = _held(delivery, *Delivery.EDITABLE)
    if held.replaces_id is None or raising([held.pk]):
        refuse_late(held.board_code, held.counted_on, at=moment())
    if find([held.pk])[Finding.Severity.ERROR]:
        raise _with_errors(held)
    refuse_taken([held.pk])
    fix([held.pk], person=person)
    return _now(held)


@transaction.atomic
def sign(delivery: Delivery, *, person: str, content_hash: str) -> Delivery:
    """Sign what another person of the board handed in, by the hash of its content."""
    held = _held(delivery, State.DELIVERED)
    _refuse_other_content(held, content_hash)
    if person == held.delivered_by:
        raise Refused(
            "Wie de aanlevering heeft ingezonden, kan haar niet ook ondertekenen.",
            "Who handed in the delivery cannot sign it too.",
        )
    _change(held, state=State.SIGNED, signed_by=person, signed_at=Now())
    _note(held, State.SIGNED, person)
    return _now(held)


@transaction.atomic
def send_back(delivery: Delivery, *, person: str, reasons: Sequence[str]) -> Delivery:
    """Give a delivery back to its board, which can mend it and hand it in again."""
    held = _held(delivery, State.DELIVERED, State.SIGNED)
    _refuse_own(held, person)
    _change(
        held,
        state=State.SENT_BACK,
        judged_by=person,
        judged_at=Now(),
        objections=[*reasons],
    )
    _note(held, State.SENT_BACK, person, reasons)
    return _now(held)


@transaction.atomic
def withdraw(delivery: Delivery, *, person: str, reason: str = "") -> Delivery:
    """Give up a delivery that can still change; its pupils are removed."""
    held = _held(delivery, *Delivery.EDITABLE)
    clear(held)
    _change(held, state=State.WITHDRAWN)
    _note(held, State.WITHDRAWN, person, [reason] if reason else [])
    return _now(held)


@transaction.atomic
def accept(
    delivery: Delivery, *, person: str, content_hash: str, reasons: Sequence[str] = ()
) -> Delivery:
    """Accept what was signed, which makes it the count; by the hash of its content."""
    held = _held(delivery, State.SIGNED)
    _refuse_other_content(held, content_hash)
    _refuse_own(held, person)
    accept_all([held.pk], Judgement(person, tuple(reasons)))
    return _now(held)


@transaction.atomic
def correct(
    delivery: Delivery, *, person: str, reason: str, origin: str = Origin.BOARD
) -> Delivery:
    """Open a delivery that will replace an accepted one, with the same pupils.

    The count itself changes when the correction is accepted.
    """
    require(delivery.counted_on)
    hold(delivery.board_code, delivery.counted_on)
    held = _held(delivery, State.ACCEPTED)
    refuse_live([held])
    return copy([held], person=person, reason=reason, origin=origin)[0]


def settle(
    deliveries: Iterable[Delivery], *, person: str, reasons: Sequence[str] = ()
) -> list[Delivery]:
    """Hand in and accept at once what the ministry itself corrected (origin: check).

    Later counts of the same enrolments follow by themselves.
    """
    numbers = [each.pk for each in deliveries]
    fix(numbers, person=person)
    accept_all(numbers, Judgement(person, tuple(reasons)))
    return [*Delivery.objects.filter(pk__in=numbers)]


# What the steps share -----------------------------------------------------------------


def _held(delivery: Delivery, *states: str) -> Delivery:
    """Hold a delivery until the end of the transaction; refuse a step out of turn."""
    held = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if held.state not in states:
        word, english = WORDS[State(held.state)]
        raise Refused(
            f"Aanlevering {held.reference} is {word}; deze stap kan nu niet.",
            f"Delivery {held.reference} is {english}; this step is not possible now.",
        )
    return held


WORDS = {
    State.OPEN: ("nog niet ingezonden", "not handed in yet"),
    State.DELIVERED: (
        "ingezonden en nog niet ondertekend",
        "handed in, not signed yet",
    ),
    State.SIGNED: ("ondertekend en nog niet beoordeeld", "signed, not judged yet"),
    State.SENT_BACK: ("teruggezonden", "sent back"),
    State.ACCEPTED: ("al geaccepteerd", "accepted already"),
    State.WITHDRAWN: ("ingetrokken", "withdrawn"),
    State.CORRECTED: ("door een correctie vervangen", "replaced by a correction"),
}


def _refuse_other_content(held: Delivery, content_hash: str) -> None:
    if content_hash != held.content_hash:
        raise Refused(
            "De inhoudshash is niet die van de aanlevering zoals zij nu is; lees haar "
            "opnieuw.",
            "The content hash is not that of the delivery as it is now; please read it "
            "again.",
        )


def _refuse_own(held: Delivery, person: str) -> None:
    if person in {held.delivered_by, held.signed_by}:
        raise Refused(
            "Wie een aanlevering inzond of ondertekende, beoordeelt haar niet.",
            "Who handed in or signed a delivery does not judge it.",
        )


def _change(held: Delivery, **changes: Any) -> None:  # noqa: ANN401
    same = Delivery.objects.filter(pk=held.pk)
    same.update(version=F("version") + 1, **changes)


def _note(held: Delivery, after: str, person: str, reasons: Sequence[str] = ()) -> None:
    DeliveryEvent.objects.create(
        delivery=held,
        before=held.state,
        after=after,
        person=person,
        reasons=[*reasons],
    )


def _now(held: Delivery) -> Delivery:
    return Delivery.objects.get(pk=held.pk)


def _with_errors(held: Delivery) -> Refused:
    """Refuse with what is wrong, row by row."""
    wrong = Finding.objects.filter(delivery=held, severity=Finding.Severity.ERROR)
    first = wrong.order_by("row", "rule", "column")[:MOST_ERRORS]
    number = wrong.count()
    return Refused(
        f"Er zijn nog {number} fouten; verbeter die en zend dan in.",
        f"There are still {number} errors; mend them first.",
        errors=[
            InvalidInput(
                _place(each),
                NAMED[each.rule].says(each.values, each.column),
                each.rule,
                "body",
            )
            for each in first
        ],
    )


def _place(found: Finding) -> str:
    """Name the row and the column, as the sheet does."""
    if not found.row:
        return ""
    return f"rij {found.row}" + (f", kolom {found.column}" if found.column else "")
