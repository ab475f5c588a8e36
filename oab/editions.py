"""Facts that their publisher gives out more than once: provisional, then definitive."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self, TypeVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from oab.written_once import CorrectableQuerySet, Fact

E = TypeVar("E", bound="Edition")
DAY = timedelta(days=1)


class Stage(models.TextChoices):
    """How far a publisher stands by what it gave out."""

    PROVISIONAL = "provisional"
    DEFINITIVE = "definitive"
    REVISED = "revised"


class EditionQuerySet(CorrectableQuerySet[E]):
    """Facts in all their editions."""

    def published_by(self, day: date, known: datetime | None = None) -> Self:
        """Keep the last edition of each fact that surely was out on a day.

        Of what is known now or, where a moment is given, of what was known then.
        """
        out = Q(published__endswith__lte=day + DAY)
        held = Q(created_at__lte=known) if known else Q()
        same = {column: OuterRef(column) for column in self.model.subject}
        later = self.model.objects.filter(out, held, pk__gt=OuterRef("pk"), **same)
        return self.filter(out, held, ~Exists(later))


class Edition(Fact):
    """A fact of one edition of a publication, which the next one may replace.

    `published` are the days on which that can have been; one where the day is known.
    """

    subject: ClassVar[tuple[str, ...]]

    stage = models.TextField(choices=Stage.choices)
    published = DateRangeField()

    objects: ClassVar[Any] = EditionQuerySet.as_manager()

    class Meta(Fact.Meta):
        abstract = True
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="%(class)s_has_a_known_stage"
            ),
            models.CheckConstraint(
                condition=Q(
                    published__isempty=False,
                    published__lower_inf=False,
                    published__upper_inf=False,
                ),
                name="%(class)s_was_published_within_days",
            ),
        ]
