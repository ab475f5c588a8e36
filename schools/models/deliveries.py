"""Deliveries of the pupils of a board on a count date, and what was found in them."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left, Now

from oab.constraints import BOARD, LOCATION, filled, matches
from oab.drafts import Draft
from oab.written_once import WrittenOnce
from schools.models.counts import PUPIL_WEIGHTS
from schools.models.pupils import StatementContent


class Delivery(models.Model):
    """The pupils that a board hands in for a count date (aanlevering).

    For all its locations, or for the one in `location_code`. `previous` is the delivery
    it was opened from, `replaces` the accepted one that it corrects. `version` counts
    the changes, for who wants to change what somebody else changed too. `totals` and
    `content_hash` are fixed when it is delivered.
    """

    class State(models.TextChoices):
        """How far a delivery is."""

        OPEN = "open"
        DELIVERED = "delivered"
        SIGNED = "signed"
        SENT_BACK = "sent_back"
        ACCEPTED = "accepted"
        CORRECTED = "corrected"
        WITHDRAWN = "withdrawn"

    class Origin(models.TextChoices):
        """Who made it: the board, a check, or the correction of an earlier count."""

        BOARD = "board"
        CHECK = "check"
        EARLIER_COUNT = "earlier_count"

    EDITABLE = (State.OPEN, State.SENT_BACK)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reference = models.TextField(unique=True)
    board_code = models.CharField(max_length=5)
    location_code = models.CharField(max_length=6, blank=True, db_default="")
    counted_on = models.DateField()
    origin = models.TextField(choices=Origin.choices, db_default=Origin.BOARD)
    state = models.TextField(choices=State.choices, db_default=State.OPEN)
    version = models.PositiveIntegerField(default=1, db_default=1)
    previous = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="opened_from_it",
        db_index=False,
    )
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
    )
    reason = models.TextField(blank=True, db_default="")
    opened_by = models.TextField()
    opened_at = models.DateTimeField(db_default=Now(), editable=False)
    delivered_by = models.TextField(blank=True, db_default="")
    delivered_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.TextField(blank=True, db_default="")
    signed_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.TextField(blank=True, db_default="")
    judged_at = models.DateTimeField(null=True, blank=True)
    objections = ArrayField(models.TextField(), default=list, blank=True)
    totals = models.JSONField(default=dict, blank=True)
    content_hash = models.CharField(max_length=64, blank=True, db_default="")

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            matches("board_code", BOARD, name="delivery_is_of_a_board"),
            matches(
                "location_code", f"|{LOCATION}", name="delivery_is_of_a_location_or_all"
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | Q(reason__regex=r"\S"),
                name="delivery_corrects_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(state="corrected") | Q(state="accepted"),
                name="delivery_is_replaced_once",
            ),
            models.UniqueConstraint(
                fields=["board_code", "location_code", "counted_on"],
                condition=Q(state__in=["open", "delivered", "signed", "sent_back"]),
                name="one_delivery_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["board_code", "location_code", "counted_on"],
                condition=Q(state="accepted"),
                name="one_delivery_is_in_force",
            ),
            # The law asks a second pair of eyes; so does the database.
            models.CheckConstraint(
                condition=Q(signed_by="") | ~Q(signed_by=F("delivered_by")),
                name="delivery_is_signed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "withdrawn"])
                | Q(delivered_at__isnull=False, content_hash__regex="^[0-9a-f]{64}$"),
                name="delivery_is_fixed_when_delivered",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "delivered", "sent_back", "withdrawn"])
                | ~Q(origin="board")
                | Q(signed_at__isnull=False, signed_by__regex=r"\S"),
                name="delivery_is_signed_before_it_is_judged",
            ),
            filled("reference"),
            filled("opened_by"),
        ]
        indexes = [
            models.Index(
                fields=["board_code", "counted_on", "id"], name="deliveries_of_a_board"
            ),
            models.Index(fields=["counted_on", "id"], name="deliveries_by_count_date"),
            models.Index(fields=["opened_at", "id"], name="deliveries_by_opening"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} ({self.state})"

    @property
    def editable(self) -> bool:
        """Whether its rows may change."""
        return self.state in self.EDITABLE


class DeliveryEvent(WrittenOnce):
    """A step in the life of a delivery: from which state to which, by whom, and why."""

    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, related_name="events"
    )
    before = models.TextField(blank=True, choices=Delivery.State.choices)
    after = models.TextField(choices=Delivery.State.choices)
    person = models.TextField()
    reasons = ArrayField(models.TextField(), default=list, blank=True)

    class Meta(WrittenOnce.Meta):
        constraints = [filled("person")]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class DeliveredPupil(StatementContent, Draft):
    """A pupil as a delivery has it: a row of the sheet, and what the rule makes of it.

    While the delivery is open anything may be missing or wrong: `unreadable` says, by
    column, what could not be read. From delivering on the database lets nothing change.
    `weight`, `potential_weight` (when its statement would be mended), `counted`,
    `age_group` and `state` are the rule's; `claimed_weight` is what the board says.
    """

    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, related_name="pupils", db_index=False
    )
    row = models.PositiveIntegerField()
    location_code = models.CharField(max_length=6, blank=True, db_default="")
    brin = models.GeneratedField(
        expression=Left("location_code", 4),
        output_field=models.CharField(max_length=4),
        db_persist=True,
    )
    pupil_number = models.TextField(blank=True, db_default="")
    pseudonym = models.BinaryField(null=True, blank=True)
    key = models.TextField(blank=True, db_default="")
    born_on = models.DateField(null=True, blank=True)
    enrolled_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    absent = models.BooleanField(null=True, blank=True)
    claimed_weight = models.DecimalField(
        max_digits=3, decimal_places=2, null=True, blank=True
    )
    old_weight = models.DecimalField(
        max_digits=3, decimal_places=2, null=True, blank=True
    )
    unreadable = models.JSONField(null=True, blank=True)
    weight = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)
    potential_weight = models.DecimalField(
        max_digits=3, decimal_places=2, null=True, blank=True
    )
    counted = models.BooleanField(null=True, blank=True)
    age_group = models.TextField(blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "row"], name="delivery_numbers_its_rows"
            ),
            models.CheckConstraint(
                condition=Q(weight__in=PUPIL_WEIGHTS), name="pupil_has_a_known_weight"
            ),
        ]
        indexes = [models.Index(fields=["pseudonym"], name="deliveries_of_a_pupil")]

    def __str__(self) -> str:
        return f"row {self.row} of {self.delivery_id}"


class Finding(Draft):
    """What a rule found in a delivery: about a row, or (row 0) about all of it."""

    class Severity(models.TextChoices):
        """What a finding does: it stops the delivery, warns, or points at something."""

        ERROR = "error"
        WARNING = "warning"
        SIGNAL = "signal"

    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, related_name="findings", db_index=False
    )
    row = models.PositiveIntegerField()
    rule = models.TextField()
    column = models.TextField(blank=True, db_default="")
    severity = models.TextField(choices=Severity.choices)
    values = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "row", "rule", "column"],
                name="rule_finds_a_thing_once",
            ),
            filled("rule"),
        ]

    def __str__(self) -> str:
        return f"row {self.row}: {self.rule}"


class Extension(WrittenOnce):
    """A reasoned decision that lets one board deliver later (uitstelbesluit)."""

    board_code = models.CharField(max_length=5)
    counted_on = models.DateField()
    until = models.DateField()
    reason = models.TextField()
    person = models.TextField()

    class Meta(WrittenOnce.Meta):
        constraints = [
            matches("board_code", BOARD, name="extension_is_for_a_board"),
            models.CheckConstraint(
                condition=Q(until__gt=F("counted_on")),
                name="extension_ends_after_the_count",
            ),
            filled("reason"),
            filled("person"),
        ]
        indexes = [
            models.Index(
                fields=["board_code", "counted_on", "id"], name="extensions_of_a_board"
            )
        ]

    def __str__(self) -> str:
        return f"{self.board_code} until {self.until}"
