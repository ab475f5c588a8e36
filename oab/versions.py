"""Registers with two time axes: what held on a day, and what was known at a moment."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Self, TypeVar, cast

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    DateTimeRangeField,
    RangeOperators,
)
from django.db import connections, models
from django.db.models import F, Func, Q, Value

from oab.constraints import filled

K = TypeVar("K", bound="Known")
V = TypeVar("V", bound="Version")


class Announced(Func):
    """The moment at which this statement writes an input, once it is announced.

    A trigger announces it (`Announces` in `oab/triggers.py`); without, there is none.
    """

    template = "current_setting('oab.moment')::timestamp with time zone"
    output_field = models.DateTimeField()


class FromNow(Func):
    """The range of moments from this statement on."""

    template = f"tstzrange({Announced.template}, NULL)"
    output_field = DateTimeRangeField()


def announce() -> datetime:
    """Announce a moment of writing, so that what ends and what begins can share it.

    The database accepts it in the transaction in which it was announced, never later.
    """
    return _asked("SELECT oab_announce()")


def look() -> datetime:
    """Choose a moment to look at the inputs, once all that is known at it is there.

    Who is writing inputs, and could bear an earlier moment, is waited for; nobody waits
    for who looks. So what was known at the moment never changes any more.
    """
    return _asked("SELECT oab_look()")


def moment(using: str = "default") -> datetime:
    """Read the database's clock, as it was when the statement began."""
    return _asked("SELECT statement_timestamp()", using)


def clock() -> datetime:
    """Read the database's clock, which runs on within a transaction."""
    return _asked("SELECT clock_timestamp()")


def _asked(sql: str, using: str = "default") -> datetime:
    with connections[using].cursor() as cursor:
        cursor.execute(sql)
        return cast(datetime, cursor.fetchone()[0])


class KnownQuerySet(models.QuerySet[K]):
    """Statements, narrowed down by what was known when."""

    def current(self) -> Self:
        """Keep what is still held to be true."""
        return self.filter(known__upper_inf=True)

    def known_at(self, moment: datetime) -> Self:
        """Keep what was held to be true at the moment."""
        return self.filter(known__contains=moment)

    def close(self, at: datetime | None = None) -> int:
        """Stop holding these statements to be true; return how many there were.

        The end is now, or a moment that the same transaction announced.
        """
        until = Func(
            F("known__startswith"),
            Announced() if at is None else Value(at),
            function="tstzrange",
            output_field=DateTimeRangeField(),
        )
        return self.current().update(known=until)


class VersionQuerySet(KnownQuerySet[V]):
    """Register rows, narrowed down by both time axes."""

    def on(self, day: date) -> Self:
        """Keep what held on the day."""
        return self.filter(valid__contains=day)


class Known(models.Model):
    """A statement of a source, with the moments between which it was held to be true.

    The database sets both moments from its own clock and lets nothing else change.
    """

    known = DateTimeRangeField(db_default=FromNow(), editable=False)
    source = models.TextField()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(known__isempty=False),
                name="%(class)s_was_known_for_a_while",
            ),
            filled("source"),
        ]


class Version(Known):
    """A row of a register: what held from the first day of `valid` up to the last.

    `attested` are the days of which the source itself speaks, often one; the other days
    of `valid` are derived from it. A row that is derived altogether has it empty.
    """

    valid = DateRangeField()
    attested = DateRangeField()

    objects = VersionQuerySet.as_manager()

    class Meta(Known.Meta):
        abstract = True
        constraints = [
            *Known.Meta.constraints,
            models.CheckConstraint(
                condition=Q(valid__isempty=False), name="%(class)s_is_valid_for_a_day"
            ),
            models.CheckConstraint(
                condition=Q(attested__contained_by=F("valid")),
                name="%(class)s_is_attested_while_valid",
            ),
        ]

    @classmethod
    def endings(
        cls,
        known: Callable[[Any], Any],  # noqa: ARG003 - for who overrides this
    ) -> Any | None:  # noqa: ANN401 - takeovers of whichever table
        """Give the takeovers, `dated`, that end an outer row; none where none can.

        `known` narrows rows of any table down to what was known at a moment.
        """
        return None

    def derived_on(self, day: date) -> bool:
        """Whether the row holds on the day without a source that speaks of that day."""
        return day in self.valid and day not in self.attested


class PartlyStated(Version):
    """A version whose source may leave attributes unsaid, named by `unstated`.

    What the version before says of them is taken over.
    """

    unstated = ArrayField(
        models.TextField(),
        default=list,
        db_default=Value([], output_field=ArrayField(models.TextField())),
        blank=True,
    )

    class Meta(Version.Meta):
        abstract = True


def one_at_a_time(*key: str, over: str = "valid") -> ExclusionConstraint:
    """Refuse two rows of one key that are known at one moment about one day."""
    return ExclusionConstraint(
        expressions=[
            *((part, RangeOperators.EQUAL) for part in key),
            (over, RangeOperators.OVERLAPS),
            ("known", RangeOperators.OVERLAPS),
        ],
        name="%(class)s_says_one_thing_about_a_day",
    )
