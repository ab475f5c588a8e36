"""What the rules make of pupils that a delivery takes over from what is known."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from schools.models import DeliveredPupil
from schools.models.pupils import StatementContent
from schools.rules.counting import Stay, count
from schools.rules.weighing import Pupil, weigh

OUTCOME = ("state", "weight", "potential_weight", "counted", "age_group")
STATED = tuple(
    field.name for field in StatementContent._meta.get_fields() if field.name != "state"
)
# A row but for its number, its delivery and what follows from the rest.
CONTENT = tuple(
    field.name
    for field in DeliveredPupil._meta.concrete_fields
    if field.name not in {"id", "delivery", "row", "brin", *OUTCOME}
)
COPIED = (*CONTENT, *OUTCOME)


def with_outcomes(
    pupils: Iterable[Mapping[str, Any]], counted_on: date
) -> Iterator[dict[str, Any]]:
    """Weigh and count pupils on a count date."""
    for pupil in pupils:
        yield {**pupil, **outcome(pupil, counted_on)}


def outcome(pupil: Mapping[str, Any], counted_on: date) -> dict[str, Any]:
    """Weigh and count a pupil on a count date."""
    weighing = weigh(Pupil(**{name: pupil[name] for name in Pupil._fields}), counted_on)
    enrolled_on = pupil["enrolled_on"]
    stay = Stay(enrolled_on, pupil["left_on"]) if enrolled_on else None
    counted = count(pupil["born_on"], stay, counted_on, absent=bool(pupil["absent"]))
    found = (
        weighing.state,
        weighing.weight,
        weighing.potential_weight,
        counted.counts,
        counted.age_group or "",
    )
    return dict(zip(OUTCOME, found, strict=True))
