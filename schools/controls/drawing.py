"""The draw of a check: which boards, locations or statements, and why these."""

from dataclasses import asdict, dataclass
from datetime import date
from http import HTTPStatus
from typing import Any

from django.db import transaction

from oab.copying import copy_rows
from oab.languages import in_language
from oab.problems import InvalidInput, Refused
from schools.controls.populations import Population, population
from schools.controls.risks import Reason, reasons, score
from schools.controls.sampling import draw, new_seed, rank
from schools.models import Control, DrawnPupil, DrawnUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for; without a seed nobody chooses it."""

    year: int
    counted_on: date
    method: str
    unit: str
    size: int
    seed: int | None = None


@transaction.atomic
def draw_control(order: Order, *, by: str) -> Control:
    """Draw a check from the accepted deliveries of a count date, and keep the draw."""
    found = population(order.unit, order.counted_on)
    _refuse_too_large(order, len(found.statements))
    seed = new_seed() if order.seed is None else order.seed
    why = _why(order, found)
    scores = {unit: score(each) for unit, each in why.items()}
    drawn = draw(found.statements, seed=seed, size=order.size, scores=scores)
    control = Control.objects.create(**asdict(order) | {"seed": seed, "drawn_by": by})
    DrawnUnit.objects.bulk_create(
        DrawnUnit(
            control=control,
            place=place,
            unit=unit,
            rank=rank(seed, unit),
            score=scores.get(unit, 0),
            reasons=[each._asdict() for each in why.get(unit, ())],
            statements=len(found.statements[unit]),
        )
        for place, unit in enumerate(drawn, start=1)
    )
    _keep_statements(control, drawn, found)
    return control


def _why(order: Order, found: Population) -> dict[str, list[Reason]]:
    """Give the reasons by unit; at random there are none."""
    if order.method == Control.Method.RANDOM:
        return {}
    return {unit: reasons(found.measured[unit]) for unit in found.statements}


def _keep_statements(control: Control, drawn: list[str], found: Population) -> None:
    copy_rows(
        DrawnPupil,
        ("control_id", "delivery_id", "row", "location_code"),
        (
            (control.pk, each.delivery, each.row, each.location)
            for unit in drawn
            for each in found.statements[unit]
        ),
    )


def _refuse_too_large(order: Order, units: int) -> None:
    if order.size <= units:
        return
    detail = in_language(
        f"op deze teldatum zijn er {units} met een gewicht in een geaccepteerde "
        "aanlevering",
        f"on this count date there are {units} with a weight in an accepted delivery",
    )
    error: Any = InvalidInput("/omvang", detail, "te-hoog", "body")
    raise Refused(status=HTTPStatus.BAD_REQUEST, errors=[error])
