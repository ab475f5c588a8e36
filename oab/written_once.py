"""Tables whose rows are written once; a correction is a new row."""

from datetime import datetime
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from oab.constraints import filled
from oab.versions import Announced

C = TypeVar("C", bound="Correctable")


class WrittenOnce(models.Model):
    """A row that the database refuses to change or delete, whoever asks."""

    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True


class CorrectableQuerySet(models.QuerySet[C]):
    """Rows and their corrections."""

    def in_force(self) -> Self:
        """Keep the last row of every chain: what is not replaced."""
        return self.filter(replaced_by__isnull=True)

    def known_at(self, moment: datetime) -> Self:
        """Keep what was in force at the moment."""
        return self.filter(
            Q(replaced_by__isnull=True) | Q(replaced_by__created_at__gt=moment),
            created_at__lte=moment,
        )


class Correctable(WrittenOnce):
    """A row about a subject that a later row may replace, once, with a reason."""

    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
    )
    reason = models.TextField(blank=True, db_default="")
    source = models.TextField()

    objects = CorrectableQuerySet.as_manager()

    class Meta(WrittenOnce.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(replaces__isnull=True, reason="")
                | Q(replaces__isnull=False, reason__regex=r"\S"),
                name="%(class)s_replaces_with_a_reason",
            ),
            # Identities count up, so a chain cannot bite its own tail.
            models.CheckConstraint(
                condition=Q(replaces__lt=F("id")),
                name="%(class)s_replaces_an_older_row",
            ),
            filled("source"),
        ]


class Fact(Correctable):
    """A fact that is looked at as it was known at a moment.

    Who writes announces it: its table has the trigger of `Announces`
    (`oab/triggers.py`).
    """

    created_at = models.DateTimeField(db_default=Announced(), editable=False)

    class Meta(Correctable.Meta):
        abstract = True


def one_chain(*subject: str) -> models.UniqueConstraint:
    """Refuse a second first row about a subject: what follows must replace it."""
    return models.UniqueConstraint(
        fields=subject,
        condition=Q(replaces__isnull=True),
        name="%(class)s_begins_one_chain",
    )
