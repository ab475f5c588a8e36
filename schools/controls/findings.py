"""What a check finds of each pupil that was drawn."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from django.db import transaction

from oab.languages import in_language
from oab.problems import InvalidInput, Refused
from schools.models import Control, ControlFinding, DrawnPupil

Pointer = str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found of a drawn pupil; a reason where it corrects what was found."""

    drawn: int
    error_class: str
    note: str = ""
    reason: str = ""


@transaction.atomic
def record(
    control: Control, found: Sequence[Found], *, by: str
) -> list[ControlFinding]:
    """Write findings, all or none; what replaces an earlier one says why."""
    lock_open(control)
    drawn = _drawn(control, found)
    before = _in_force(drawn.values())
    if errors := list(_faults(found, drawn, before)):
        raise Refused(status=HTTPStatus.BAD_REQUEST, errors=errors)
    return ControlFinding.objects.bulk_create(
        ControlFinding(
            drawn=drawn[each.drawn],
            error_class=each.error_class,
            note=each.note,
            reason=each.reason,
            replaces=before.get(each.drawn),
            person=by,
            source=f"controle {control.pk}",
        )
        for each in found
    )


def lock_open(control: Control) -> Control:
    """Keep others from the check until the transaction ends; refuse a closed one."""
    locked = Control.objects.select_for_update().get(pk=control.pk)
    if locked.closed_at is not None:
        raise Refused(
            "Deze controle is afgerond.", "This check was closed.", status=409
        )
    return locked


def _drawn(control: Control, found: Iterable[Found]) -> dict[int, DrawnPupil]:
    return control.drawn.in_bulk([each.drawn for each in found])


def _in_force(drawn: Iterable[DrawnPupil]) -> dict[int, ControlFinding]:
    rows = ControlFinding.objects.in_force().filter(drawn__in=[*drawn])
    return {each.drawn_id: each for each in rows}


def _faults(
    found: Sequence[Found],
    drawn: dict[int, DrawnPupil],
    before: dict[int, ControlFinding],
) -> Iterator[InvalidInput]:
    times = Counter(each.drawn for each in found)
    for index, each in enumerate(found):
        at = f"/bevindingen/{index}"
        if each.drawn not in drawn:
            yield _fault(f"{at}/leerling", "onbekend", NOT_DRAWN)
        elif times[each.drawn] > 1:
            yield _fault(f"{at}/leerling", "dubbel", TWICE)
        elif each.drawn in before and not each.reason:
            yield _fault(f"{at}/reden", "ontbreekt", NEEDS_REASON)
        elif each.drawn not in before and each.reason:
            yield _fault(f"{at}/reden", "ongeldig", NEEDS_NO_REASON)


def _fault(location: Pointer, code: str, texts: tuple[str, str]) -> InvalidInput:
    return InvalidInput(location, in_language(*texts), code, "body")


NOT_DRAWN = (
    "deze leerling is niet voor deze controle getrokken",
    "this pupil was not drawn for this check",
)
TWICE = ("staat er meer dan eens", "is given more than once")
NEEDS_REASON = (
    "er is al een bevinding; zeg waarom deze haar vervangt",
    "there is a finding already; say why this one replaces it",
)
NEEDS_NO_REASON = (
    "er is nog geen bevinding om te vervangen",
    "there is no finding yet to replace",
)
