"""Enrolments of pseudonymous pupils, and the statements that justify a weight.

A personal number is never stored: a pupil is known by a keyed hash of it and by the
school's own pupil number. These rows are destroyed only when their term is over, by the
function of the database that sees to it (schools/pupils/retention.py).
"""

from uuid import uuid4

from django.db import models
from django.db.models import F, Func, Q

from oab.constraints import BRIN, filled, matches
from oab.retained import Retained
from oab.written_once import WrittenOnce


class Enrolment(Retained):
    """The time of a pupil at one school, to which its weight belongs (art. 27(1)).

    `pseudonym` is an HMAC-SHA256 of the personal number, `key` names the key it was
    made with. `pupil_number` is the school's own.
    """

    changeable = ("pupil_number", "born_on", "left_on")

    brin = models.CharField(max_length=4)
    pseudonym = models.BinaryField()
    key = models.TextField()
    pupil_number = models.TextField()
    born_on = models.DateField()
    enrolled_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brin", "pseudonym", "enrolled_on"],
                name="pupil_enrols_once_at_a_school_on_a_day",
            ),
            matches("brin", BRIN, name="enrolment_is_at_a_school"),
            filled("key"),
            filled("pupil_number"),
            models.CheckConstraint(
                condition=Q(enrolled_on__gt=F("born_on")),
                name="pupil_enrols_after_birth",
            ),
            models.CheckConstraint(
                condition=Q(left_on__gte=F("enrolled_on")),
                name="pupil_leaves_after_enrolling",
            ),
        ]
        indexes = [
            models.Index(fields=["pseudonym"], name="enrolments_of_a_pupil"),
            models.Index(
                fields=["brin", "pupil_number"], name="enrolments_by_pupil_number"
            ),
            models.Index(
                Func(F("left_on"), F("born_on"), function="schools_last_day"),
                name="enrolments_by_last_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pupil_number} at {self.brin} from {self.enrolled_on}"


class Form(models.TextChoices):
    """The form of a statement; from 2015 on only DUO's own will do."""

    FREE = "free"
    DUO = "duo"


class EvidenceState(models.TextChoices):
    """What a statement is worth as evidence; only a complete one justifies a weight."""

    COMPLETE = "complete"
    UNSIGNED = "unsigned"
    AMBIGUOUS = "ambiguous"
    MISSING = "missing"


class StatementContent(models.Model):
    """What carers stated of their education.

    A level is Dutch, or foreign with the country and the category it was compared to.
    """

    signed_on = models.DateField(null=True, blank=True)
    situation_on = models.DateField(null=True, blank=True)
    form = models.TextField(blank=True, db_default="", choices=Form.choices)
    signatures = models.PositiveSmallIntegerField(null=True, blank=True)
    carer1_level = models.TextField(blank=True, db_default="")
    carer1_years = models.PositiveSmallIntegerField(null=True, blank=True)
    carer1_country = models.TextField(blank=True, db_default="")
    carer1_category = models.PositiveSmallIntegerField(null=True, blank=True)
    carer2_level = models.TextField(blank=True, db_default="")
    carer2_years = models.PositiveSmallIntegerField(null=True, blank=True)
    carer2_country = models.TextField(blank=True, db_default="")
    carer2_category = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.TextField(blank=True, db_default="", choices=EvidenceState.choices)

    class Meta:
        abstract = True


class Ouderverklaring(StatementContent, Retained):
    """The statement of an enrolled pupil's carers; an amended one replaces it."""

    enrolment = models.ForeignKey(
        Enrolment,
        on_delete=models.PROTECT,
        related_name="ouderverklaringen",
        db_index=False,
    )
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
    )
    reason = models.TextField(blank=True, db_default="")
    created_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(replaces__isnull=True),
                name="ouderverklaring_begins_one_chain",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True, reason="")
                | Q(replaces__isnull=False, reason__regex=r"\S"),
                name="ouderverklaring_replaces_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(replaces__lt=F("id")),
                name="ouderverklaring_replaces_an_older_one",
            ),
            models.CheckConstraint(
                condition=Q(state__in=EvidenceState.values),
                name="ouderverklaring_has_a_known_state",
            ),
            filled("created_by"),
        ]
        indexes = [
            models.Index(
                fields=["enrolment", "id"], name="ouderverklaringen_of_a_pupil"
            )
        ]

    def __str__(self) -> str:
        return f"statement {self.pk} of enrolment {self.enrolment_id}"


class Evidence(Retained):
    """A scanned statement: a PDF or image, as its content shows."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    ouderverklaring = models.ForeignKey(
        Ouderverklaring, on_delete=models.PROTECT, related_name="evidence"
    )
    media_type = models.TextField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    scan = models.TextField()
    created_by = models.TextField()

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    media_type__in=["application/pdf", "image/jpeg", "image/png"]
                ),
                name="evidence_is_a_pdf_or_an_image",
            ),
            matches("sha256", "[0-9a-f]{64}", name="evidence_has_its_sha256"),
        ]

    def __str__(self) -> str:
        return f"{self.media_type} of statement {self.ouderverklaring_id}"


class RemovalOfPupils(WrittenOnce):
    """What the retention function removed at one time: numbers, never who."""

    left_before = models.DateField()
    enrolments = models.PositiveIntegerField()
    statements = models.PositiveIntegerField()
    evidence = models.PositiveIntegerField()
    delivered_pupils = models.PositiveIntegerField()

    class Meta(WrittenOnce.Meta):
        verbose_name_plural = "removals of pupils"

    def __str__(self) -> str:
        return f"{self.enrolments} enrolments on {self.created_at}"
