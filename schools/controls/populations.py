"""What can be drawn on a count date, and what is known of it.

The population is what a school is paid for: the pupils of accepted deliveries who count
and carry a weight. Boards and locations are drawn whole.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count as Number
from django.db.models import F, Q, QuerySet, Sum

from schools.controls.risks import Measured
from schools.models import (
    Control,
    ControlFinding,
    Count,
    CountCell,
    DeliveredPupil,
    Delivery,
)
from schools.rules.pupil_weights import HIGH_WEIGHT, NO_WEIGHT
from schools.rules.statements import HOME, State

COUNTS = Q(counted=True)
WEIGHTED = COUNTS & Q(weight__gt=NO_WEIGHT)
HIGH = COUNTS & Q(weight=HIGH_WEIGHT)
FOREIGN = WEIGHTED & (~Q(carer1_country__in=HOME) | ~Q(carer2_country__in=HOME))
CLAIMED = COUNTS & Q(claimed_weight__gt=NO_WEIGHT)
DOUBTFUL = CLAIMED & (Q(state=State.UNSIGNED) | Q(signed_on__gt=F("enrolled_on")))


class Statement(NamedTuple):
    """A statement that carries a weight: the row of a delivery, and whose it is."""

    delivery: UUID
    row: int
    name: str
    location: str
    board: str
    is_high: bool
    is_foreign: bool
    is_doubtful: bool


class Population(NamedTuple):
    """Statements by the unit that can be drawn, and what is known of each unit."""

    statements: Mapping[str, list[Statement]]
    measured: Mapping[str, Measured]


def population(unit: str, counted_on: date) -> Population:
    """Find what can be drawn on a count date, by unit."""
    statements = [Statement(*row) for row in _statements(counted_on)]
    locations = _locations(counted_on)
    by_unit: defaultdict[str, list[Statement]] = defaultdict(list)
    for each in statements:
        by_unit[NAMES[unit](each)].append(each)
    if unit == Control.Unit.STATEMENTS:
        measured = {
            each.name: _measured_one(each, locations[each.board, each.location])
            for each in statements
        }
    else:
        measured = _measured_together(unit, locations)
    return Population(by_unit, measured)


NAMES: dict[str, Callable[[Statement], str]] = {
    Control.Unit.STATEMENTS: lambda each: each.name,
    Control.Unit.LOCATIONS: lambda each: each.location,
    Control.Unit.BOARDS: lambda each: each.board,
}


def accepted(counted_on: date) -> QuerySet[DeliveredPupil]:
    """Give the rows of the deliveries that are in force for a count date."""
    return DeliveredPupil.objects.filter(
        delivery__state=Delivery.State.ACCEPTED, delivery__counted_on=counted_on
    )


def _statements(counted_on: date) -> Iterable[tuple[Any, ...]]:
    rows = accepted(counted_on).filter(WEIGHTED).order_by("delivery__reference", "row")
    judged = rows.annotate(
        is_high=Q(HIGH), is_foreign=Q(FOREIGN), is_doubtful=Q(DOUBTFUL)
    )
    for reference, delivery, row, *rest in judged.values_list(
        "delivery__reference",
        "delivery_id",
        "row",
        "location_code",
        "delivery__board_code",
        "is_high",
        "is_foreign",
        "is_doubtful",
    ).iterator():
        yield (delivery, row, f"{reference}:{row}", *rest)


def _locations(counted_on: date) -> dict[tuple[str, str], Measured]:
    before, past = _last_year(counted_on), _past()
    rows = accepted(counted_on).values_list("delivery__board_code", "location_code")
    found = rows.annotate(
        pupils=Number("pk", filter=COUNTS),
        weighted=Number("pk", filter=WEIGHTED),
        high=Number("pk", filter=HIGH),
        foreign=Number("pk", filter=FOREIGN),
        claims=Number("pk", filter=CLAIMED),
        doubtful=Number("pk", filter=DOUBTFUL),
        weights=Sum("weight", filter=COUNTS, default=NO_WEIGHT),
    )
    return {
        (board, location): Measured(
            **dict(zip(SUMS, sums, strict=True)),
            last_year=before.get(location),
            **past.get(location, {}),
        )
        for board, location, *sums in found
    }


SUMS = ("pupils", "weighted", "high", "foreign", "claims", "doubtful", "weights")


def _measured_one(statement: Statement, location: Measured) -> Measured:
    """Measure a statement: itself, and the growth and past of its location."""
    return Measured(
        pupils=1,
        weighted=1,
        claims=1,
        high=int(statement.is_high),
        foreign=int(statement.is_foreign),
        doubtful=int(statement.is_doubtful),
        weights=location.weights,
        last_year=location.last_year,
        checked=location.checked,
        wrong=location.wrong,
    )


def _measured_together(
    unit: str, locations: Mapping[tuple[str, str], Measured]
) -> dict[str, Measured]:
    is_board = unit == Control.Unit.BOARDS
    together: defaultdict[str, Measured] = defaultdict(Measured)
    for (board, location), measured in locations.items():
        together[board if is_board else location] += measured
    return together


def _last_year(counted_on: date) -> dict[str, Decimal]:
    """Give the sum of weights of each location, one year before."""
    cells = CountCell.objects.filter(
        count__replaced_by__isnull=True,
        count__origin=Count.Origin.WEIGHT_AND_AGE,
        count__counted_on=counted_on.replace(year=counted_on.year - 1),
    )
    sums = cells.values_list("count__location_code").annotate(
        sum=Sum(F("weight") * F("pupils"), default=NO_WEIGHT)
    )
    return dict(sums)


def _past() -> dict[str, dict[str, Any]]:
    """Give what earlier checks found, by location."""
    found = ControlFinding.objects.in_force().filter(
        drawn__control__closed_at__isnull=False
    )
    wrong = ~Q(error_class=ControlFinding.ErrorClass.NONE)
    rows = found.values_list("drawn__location_code").annotate(
        checked=Number("pk"), wrong=Number("pk", filter=wrong)
    )
    return {
        location: {"checked": checked, "wrong": wrong}
        for location, checked, wrong in rows
    }
