"""Deliveries with pupils, as tests hand them in."""

from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from schools.deliveries import findings
from schools.models import (
    Count,
    CountCell,
    DeliveredPupil,
    Delivery,
    Finding,
    Location,
    School,
)
from schools.rules.counting import Stay, count
from schools.rules.weighing import Pupil, weigh
from tests.factories import make
from tests.schools.deliveries.steps import move

COUNTED_ON = date(2014, 10, 1)
STATEMENT: dict[str, Any] = {
    "form": "duo",
    "signatures": 1,
    "signed_on": date(2013, 2, 11),
    "carer1_level": "lbo",
}


def pseudonym(name: str) -> bytes:
    return sha256(name.encode()).digest()


def register(*codes: str, board_code: str = "41646") -> None:
    """Register schools by their locations."""
    for brin in sorted({code[:4] for code in codes}):
        make(School, brin=brin, board_code=board_code)
    for code in codes:
        make(Location, code=code)


def delivery(*rows: dict[str, Any], **changes: Any) -> Delivery:
    """Make a delivery of a board with rows, as the rule weighs and counts them."""
    usual: dict[str, Any] = {"location_code": "", "counted_on": COUNTED_ON}
    made = make(Delivery, **usual | changes)
    for number, row in enumerate(rows, start=2):
        pupil(made, number, **row)
    return made


def pupil(within: Delivery, row: int, **changes: Any) -> DeliveredPupil:
    """Add a row: a pupil with lbo and a weight of 0.3, unless it says otherwise."""
    values: dict[str, Any] = {
        "location_code": "18PH00",
        "pupil_number": f"L{row:04}",
        "pseudonym": pseudonym(f"{within.pk} {row}"),
        "born_on": date(2009, 2, 11),
        "enrolled_on": date(2013, 2, 11),
        **changes,
    }
    claimed = values.get("claimed_weight")
    values["claimed_weight"] = None if claimed is None else Decimal(claimed)
    read = Pupil(**{name: values[name] for name in Pupil._fields if name in values})
    outcome = weigh(read, within.counted_on)
    stay = Stay(read.enrolled_on, values.get("left_on")) if read.enrolled_on else None
    counted = count(
        read.born_on, stay, within.counted_on, absent=bool(values.get("absent"))
    )
    return make(
        DeliveredPupil,
        delivery=within,
        row=row,
        **values,
        state=outcome.state,
        weight=outcome.weight,
        potential_weight=outcome.potential_weight,
        counted=counted.counts,
        age_group=counted.age_group or "",
    )


def hand_over(made: Delivery, state: str) -> Delivery:
    """Let a delivery be further, past all that its steps ask for."""
    return move(made, state)


def counted_before(
    code: str, *, pupils: int, weighted: int = 0, on: date = date(2013, 10, 1)
) -> None:
    """Write the count of a location at an earlier date."""
    before = make(Count, location_code=code, counted_on=on)
    for weight, number in (("0", pupils - weighted), ("0.30", weighted)):
        make(
            CountCell,
            count=before,
            weight=Decimal(weight),
            age_group="4_7",
            pupils=number,
        )


def found(made: Delivery) -> set[tuple[str, int, str]]:
    """Say which rules find what in a delivery, by row and column."""
    findings.find([made.pk])
    return set(
        Finding.objects.filter(delivery=made).values_list("rule", "row", "column")
    )
