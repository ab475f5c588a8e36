"""Who took over from whom."""

from typing import Self, TypeVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce

from oab.versions import Known, KnownQuerySet, one_at_a_time

S = TypeVar("S", bound="Succession")


class LastDay(Func):
    """The last day of a range; none where the range has no end."""

    template = "(upper(%(expressions)s) - 1)"
    output_field = models.DateField()


class SuccessionQuerySet(KnownQuerySet[S]):
    """Takeovers, with the day on which each surely had its effect."""

    def dated(self) -> Self:
        """Add `in_effect`: the day itself, or else the last possible one."""
        return self.annotate(in_effect=Coalesce("on", LastDay("between")))


class Succession(Known):
    """A takeover on one of the days `between`; `on` is that day where it is known.

    A derived takeover was concluded from two snapshots of a register, not published.
    """

    predecessor = models.CharField(max_length=6)
    successor = models.CharField(max_length=6)
    between = DateRangeField()
    on = models.DateField(null=True, blank=True)
    derived = models.BooleanField()

    objects = SuccessionQuerySet.as_manager()

    class Meta(Known.Meta):
        abstract = True
        constraints = [
            *Known.Meta.constraints,
            one_at_a_time("predecessor", "successor", over="between"),
            models.CheckConstraint(
                condition=Q(between__isempty=False),
                name="%(class)s_took_place_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(on__isnull=True) | Q(between__contains=F("on")),
                name="%(class)s_took_place_on_a_possible_day",
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="%(class)s_is_by_someone_else",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}, {self.on or self.between}"
