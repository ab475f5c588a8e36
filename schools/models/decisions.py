"""Decisions that fix the count of a board, and the checks made afterwards."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from oab.constraints import BOARD, filled, matches
from oab.written_once import Correctable, WrittenOnce, one_chain
from schools.models.counts import TeacherAge
from schools.models.deliveries import Delivery


class CountDecision(Correctable):
    """The decision that fixes the count of a board (telbesluit; art. 11, WPO 178c).

    `content` is its overview: pupils by age group and weight, per location and school.
    """

    number = models.TextField(unique=True)
    board_code = models.CharField(max_length=5)
    counted_on = models.DateField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    decided_by = models.TextField()

    class Meta(Correctable.Meta):
        constraints = [
            *Correctable.Meta.constraints,
            one_chain("board_code", "counted_on"),
            matches("board_code", BOARD, name="count_decision_is_to_a_board"),
            matches(
                "content_hash", "[0-9a-f]{64}", name="count_decision_has_its_sha256"
            ),
            filled("number"),
            filled("decided_by"),
        ]
        indexes = [
            models.Index(
                fields=["board_code", "counted_on", "id"],
                name="count_decisions_of_a_board",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} to {self.board_code}"


class CountDecisionNotification(WrittenOnce):
    """The sending of a count decision to its board, from which the term runs."""

    decision = models.OneToOneField(
        CountDecision, on_delete=models.PROTECT, related_name="notification"
    )
    notified_on = models.DateField()
    objection_until = models.DateField()
    person = models.TextField()

    class Meta(WrittenOnce.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(objection_until__gt=F("notified_on")),
                name="objection_is_possible_after_notification",
            ),
            filled("person"),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} on {self.notified_on}"


class TeacherAgeReturn(WrittenOnce):
    """What a board handed in of a school's teachers (leeftijdsopgave, art. 11a)."""

    class Basis(models.TextChoices):
        """How the age came about."""

        GIVEN = "given"
        COMPUTED = "computed"
        NATIONAL = "national"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    teacher_age = models.OneToOneField(
        TeacherAge, on_delete=models.PROTECT, related_name="age_return"
    )
    board_code = models.CharField(max_length=5)
    basis = models.TextField(choices=Basis.choices)
    working = models.JSONField(default=dict, blank=True)
    person = models.TextField()

    class Meta(WrittenOnce.Meta):
        constraints = [
            matches("board_code", BOARD, name="age_return_is_of_a_board"),
            filled("person"),
        ]

    def __str__(self) -> str:
        return f"{self.basis} age of {self.teacher_age_id}"


class Control(models.Model):
    """A check of the ministry: which boards, locations or statements were drawn, how.

    Named after the Dutch `controle`; a check constraint is something else.
    """

    class Method(models.TextChoices):
        """How was drawn."""

        RANDOM = "random"
        RISK = "risk"

    class Unit(models.TextChoices):
        """What was drawn."""

        BOARDS = "boards"
        LOCATIONS = "locations"
        STATEMENTS = "statements"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    year = models.PositiveSmallIntegerField()
    counted_on = models.DateField()
    method = models.TextField(choices=Method.choices)
    unit = models.TextField(choices=Unit.choices)
    size = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1, db_default=1)
    drawn_by = models.TextField()
    drawn_at = models.DateTimeField(db_default=Now(), editable=False)
    closed_by = models.TextField(blank=True, db_default="")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by="")
                | Q(closed_at__isnull=False) & ~Q(closed_by=F("drawn_by")),
                name="control_is_closed_by_another",
            ),
            filled("drawn_by"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.unit} of {self.counted_on} in {self.year}"


class DrawnPupil(WrittenOnce):
    """A row of a delivery that a check looks at, named by its place, not as a pupil."""

    control = models.ForeignKey(
        Control, on_delete=models.PROTECT, related_name="drawn", db_index=False
    )
    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, related_name="drawn"
    )
    row = models.PositiveIntegerField()
    location_code = models.CharField(max_length=6)

    class Meta(WrittenOnce.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["control", "delivery", "row"], name="control_draws_a_row_once"
            )
        ]

    def __str__(self) -> str:
        return f"row {self.row} of {self.delivery_id}"


class ControlFinding(Correctable):
    """What a check found of a drawn pupil: in order, or an error of class A, B or C."""

    class ErrorClass(models.TextChoices):
        """A: Dutch level wrong; B: foreign level wrong; C: statement missing or bad."""

        NONE = "none"
        A = "A"
        B = "B"
        C = "C"

    drawn = models.ForeignKey(
        DrawnPupil, on_delete=models.PROTECT, related_name="findings"
    )
    error_class = models.TextField(choices=ErrorClass.choices)
    note = models.TextField(blank=True, db_default="")
    person = models.TextField()

    class Meta(Correctable.Meta):
        constraints = [
            *Correctable.Meta.constraints,
            one_chain("drawn"),
            filled("person"),
        ]

    def __str__(self) -> str:
        return f"{self.error_class} at {self.drawn_id}"
