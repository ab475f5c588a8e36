"""Which allocation is in force.

Of a recipient, regime and period that is the one of the run that says most: of the
runs with most figures the one by the latest law, and of these the one that looked at
the inputs last, whichever was stored first. A run that was blocked or has not ended
takes nothing's place.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Left, Right
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from allocations.models import Allocation, Run
from allocations.rules.periods import MONTHS_BETWEEN, calendar_year_of, school_year_of


class Stored(NamedTuple):
    """What an allocation says, and through which board it goes; by its number."""

    number: int
    facts: Mapping[str, Any]
    figures: Mapping[str, Any]
    board: str
    asked: Sequence[str] = ()

    @property
    def ended(self) -> bool:
        """Say whether it says that nothing is left for the recipient."""
        return not self.figures


NOBODY = 0
ALL_FIGURES = 1_000  # more than any regime has
WIDTH = Case(
    When(run__figures__len=0, then=Value(ALL_FIGURES)), default=F("run__figures__len")
)
RANK = (WIDTH.desc(), "-run__known", "-run__started_at", "-pk")
COMPLETE = Allocation.objects.filter(run__state=Run.State.COMPLETE)


def in_force(
    regime: str, period: str, recipients: Collection[str]
) -> dict[str, Stored]:
    """Give what is in force for each of the recipients."""
    rows = (
        COMPLETE.filter(recipient__in=recipients, regime=regime, period=period)
        .order_by("recipient", *RANK)
        .distinct("recipient")
        .values_list(
            "recipient", "pk", "facts", "figures", "board_code", "run__figures"
        )
    )
    return {recipient: Stored(*stored) for recipient, *stored in rows}


def known_at(moment: datetime) -> Q:
    """Keep, in a query of allocations, those of runs that had ended at a moment."""
    return Q(run__finished_at__lte=moment)


def applying_on(day: date) -> Q:
    """Keep, in a query of allocations, those whose period contains a day."""
    month = f"{day:%Y-%m}"
    years = (school_year_of(day), calendar_year_of(day))
    return Q(period__in=[str(year) for year in years if year]) | Q(
        GreaterThanOrEqual(Value(month), Left("period", len(month))),
        LessThanOrEqual(Value(month), Right("period", len(month))),
        period__contains=MONTHS_BETWEEN,
    )


def is_in_force(moment: datetime | None = None) -> "ExpressionWrapper[Q]":
    """Say, in a query of allocations, whether each is in force, or was at a moment."""
    known = COMPLETE if moment is None else COMPLETE.filter(known_at(moment))
    same = known.filter(
        recipient=OuterRef("recipient"),
        regime=OuterRef("regime"),
        period=OuterRef("period"),
    )
    first = Subquery(same.order_by(*RANK).values("pk")[:1])
    return ExpressionWrapper(Q(pk=Coalesce(first, NOBODY)), output_field=BooleanField())
