"""The end of a check: what was wrong weighs 0 from then on, pupil by pupil.

Nothing is extrapolated: a check corrects what it looked at, and no other pupil.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.db import transaction
from django.db.models.functions import Now
from django.utils.timezone import localdate

from oab.etags import advance
from oab.filters import HERE
from oab.problems import Refused
from schools.controls import hearings
from schools.controls.corrections import correct
from schools.controls.findings import lock_open
from schools.controls.hearings import Heard, Term
from schools.models import Control, ControlFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """Why a check ends as it does, and who was heard."""

    reason: str
    heard: Sequence[Heard]


@transaction.atomic
def close(control: Control, closing: Closing, *, by: str, at: datetime) -> Control:
    """Set the weights that were wrong to 0, and close the check."""
    locked = lock_open(control)
    found = _found(locked)
    _refuse_own_work(locked, by)
    _refuse_unfinished(locked, found)
    wrong = [
        each for each in found if each.error_class != ControlFinding.ErrorClass.NONE
    ]
    boards = {each.drawn.delivery.board_code for each in wrong}
    term = Term(localdate(locked.drawn_at, timezone=HERE), localdate(at, timezone=HERE))
    if errors := [*hearings.faults_in(closing.heard, boards, term)]:
        raise Refused(status=HTTPStatus.BAD_REQUEST, errors=errors)
    hearings.keep(locked, closing.heard, by=by)
    correct(locked, [each.drawn for each in wrong], reason=closing.reason, by=by)
    advance(locked, closed_by=by, closed_at=Now())
    return Control.objects.get(pk=locked.pk)


def _found(control: Control) -> list[ControlFinding]:
    rows = ControlFinding.objects.in_force().filter(drawn__control=control)
    return [*rows.select_related("drawn__delivery")]


def _refuse_own_work(control: Control, by: str) -> None:
    judges = ControlFinding.objects.filter(drawn__control=control, person=by)
    if by == control.drawn_by or judges.exists():
        raise Refused(*OWN_WORK)


def _refuse_unfinished(control: Control, found: Sequence[ControlFinding]) -> None:
    left = control.drawn.count() - len(found)
    if left:
        raise Refused(
            f"Van {left} getrokken leerlingen is nog niets gevonden.",
            f"Nothing was found yet of {left} drawn pupils.",
        )


OWN_WORK = (
    "Wie de controle trok of er iets in vond, rondt haar niet af.",
    "Who drew the check or found something in it does not close it.",
)
