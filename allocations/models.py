"""Runs of a regime over all recipients, and what came out of them."""

from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    RangeOperators,
)
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now

from oab.constraints import (
    BOARD,
    BRIN,
    BWB,
    LOCATION,
    MUNICIPALITY,
    PARTNERSHIP,
    STAATSCOURANT,
    filled,
    matches,
)
from oab.exact_numbers import ExactDecimalField
from oab.judged import Judgement, Registered
from oab.versions import Announced
from oab.written_once import Correctable, WrittenOnce, one_chain


class CommonReceipt(WrittenOnce):
    """What the calculations of a run have in common, stored once under its SHA-256."""

    hash = models.CharField(max_length=64, primary_key=True)
    content = models.JSONField()

    class Meta(WrittenOnce.Meta):
        constraints = [
            matches("hash", "[0-9a-f]{64}", name="receipt_is_known_by_its_sha256"),
            models.CheckConstraint(
                condition=~Q(content={}), name="receipt_proves_something"
            ),
        ]

    def __str__(self) -> str:
        return self.hash


class Run(models.Model):
    """One calculation of a regime and period, for all recipients or for some.

    `known` is the day whose law applies; no `figures` means all of them, no
    `recipients` all that there are. What it was asked never changes, and a closed run
    does not change at all.
    """

    class Kind(models.TextChoices):
        """A run for the nation, or one that follows changes of what it rests on."""

        NATIONAL = "national"
        RECALCULATION = "recalculation"

    class State(models.TextChoices):
        """A run starts, and ends complete or blocked by what it found."""

        STARTED = "started"
        COMPLETE = "complete"
        BLOCKED = "blocked"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.TextField(choices=Kind.choices, db_default=Kind.NATIONAL)
    regime = models.TextField()
    period = models.TextField()
    known = models.DateField()
    figures = ArrayField(models.TextField(), default=list, blank=True)
    recipients = ArrayField(models.TextField(), default=list, blank=True)
    state = models.TextField(choices=State.choices, default=State.STARTED)
    parts = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)
    findings = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="started", finished_at__isnull=True)
                | Q(state__in=["complete", "blocked"], finished_at__isnull=False),
                name="run_is_finished_when_it_no_longer_runs",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__gte=F("started_at")),
                name="run_finishes_after_it_started",
            ),
            models.CheckConstraint(
                condition=Q(kind="national", recipients=[])
                | Q(kind="recalculation") & ~Q(recipients=[]),
                name="run_names_whom_it_recalculates",
            ),
            filled("regime"),
            filled("period"),
        ]
        indexes = [
            models.Index(fields=["started_at", "id"], name="runs_by_start"),
            # Few of ever so many, and each correction asks whether there is any.
            models.Index(
                fields=["started_at"],
                condition=Q(state="started"),
                name="runs_under_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regime} {self.period} ({self.state})"


class RunPart(models.Model):
    """The part of a run for boards from one number up to another.

    An empty `board_until` means that no board comes after this part; `attempts` is how
    often doing it failed.
    """

    run = models.ForeignKey(
        Run, on_delete=models.PROTECT, related_name="run_parts", db_index=False
    )
    number = models.PositiveIntegerField()
    board_from = models.TextField()
    board_until = models.TextField(blank=True)
    recipients = models.PositiveIntegerField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "number"], name="run_numbers_its_parts"
            ),
            models.UniqueConstraint(
                fields=["run", "board_from"], name="run_begins_no_two_parts_at_a_board"
            ),
            models.CheckConstraint(
                condition=Q(board_until="") | Q(board_until__gt=F("board_from")),
                name="run_part_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, recipients__isnull=True)
                | Q(done_at__isnull=False, recipients__isnull=False),
                name="run_part_counts_recipients_when_done",
            ),
        ]
        indexes = [
            models.Index(
                fields=["run", "number"],
                condition=Q(done_at__isnull=True),
                name="run_parts_to_do",
            )
        ]

    def __str__(self) -> str:
        return f"part {self.number} of {self.run_id}"


class Allocation(WrittenOnce):
    """What a run computed for one recipient: the facts it used and every figure.

    Figures are decimal strings; without an entitlement the law gives no amount (yet).
    `replaces` is what was in force when a recalculation came to something else, and
    `reasons` say why, in amounts that add up to the difference. Without figures nothing
    is left for the recipient.
    """

    class RecipientKind(models.TextChoices):
        """For whom a regime computes."""

        LOCATION = "location"
        SCHOOL = "school"
        BOARD = "board"
        PARTNERSHIP = "partnership"
        MUNICIPALITY = "municipality"

    run = models.ForeignKey(
        Run, on_delete=models.PROTECT, related_name="allocations", db_index=False
    )
    # Those of the run: what a recipient was ever paid for is found without its runs.
    regime = models.TextField()
    period = models.TextField()
    recipient = models.TextField()
    recipient_kind = models.TextField(choices=RecipientKind.choices)
    board_code = models.CharField(max_length=5, blank=True, db_default="")
    receipt = models.ForeignKey(
        CommonReceipt,
        on_delete=models.PROTECT,
        related_name="allocations",
        db_index=False,
    )
    facts = models.JSONField()
    figures = models.JSONField()
    entitlement = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True
    )
    reasons = models.JSONField(default=list, blank=True)
    # A national run replaces nothing by name; so the index leaves out who does not.
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        db_index=False,
    )

    class Meta(WrittenOnce.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(replaces__isnull=False),
                name="allocation_is_replaced_once",
            ),
            models.CheckConstraint(
                condition=Q(replaces__lt=F("id")),
                name="allocation_replaces_an_older_one",
            ),
            models.UniqueConstraint(
                fields=["run", "recipient"], name="run_allocates_once_per_recipient"
            ),
            models.CheckConstraint(
                condition=Q(entitlement__gte=0), name="allocation_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(recipient_kind="location", recipient__regex=f"^{LOCATION}$")
                | Q(recipient_kind="school", recipient__regex=f"^{BRIN}$")
                | Q(recipient_kind="board", recipient__regex=f"^{BOARD}$")
                | Q(recipient_kind="partnership", recipient__regex=f"^{PARTNERSHIP}$")
                | Q(
                    recipient_kind="municipality", recipient__regex=f"^{MUNICIPALITY}$"
                ),
                name="allocation_is_to_a_recipient_of_its_kind",
            ),
            matches("board_code", f"|{BOARD}", name="allocation_goes_through_a_board"),
        ]
        indexes = [
            models.Index(fields=["recipient", "id"], name="allocations_by_recipient"),
            models.Index(
                fields=["recipient", "regime", "period", "id"],
                name="allocations_by_question",
            ),
            models.Index(
                fields=["run", "board_code", "recipient"], name="allocations_by_board"
            ),
        ]

    @property
    def ended(self) -> bool:
        """Say whether nothing is left for the recipient: without figures."""
        return not self.figures

    def __str__(self) -> str:
        return f"{self.recipient}: {self.entitlement}"


class PublishedPayment(Correctable):
    """What the state published as paid to a school under an article for a period."""

    brin = models.CharField(max_length=4)
    period = models.TextField()
    article = models.TextField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta(Correctable.Meta):
        constraints = [
            *Correctable.Meta.constraints,
            one_chain("brin", "period", "article"),
            matches("brin", BRIN, name="payment_is_to_a_school"),
            filled("period"),
            filled("article"),
        ]
        indexes = [
            models.Index(
                fields=["period", "brin", "article", "id"], name="payments_by_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.brin} {self.period} art. {self.article}: {self.amount}"


class RegisteredRegulation(Registered):
    """A ministerial regulation that an officer registered, not read from a law file.

    Once approved it joins the law, from its publication on.
    """

    class Stage(models.TextChoices):
        """Amounts are fixed up to three times for a period."""

        FIRST = "first"
        ADJUSTED = "adjusted"
        DEFINITIVE = "definitive"

    code = models.TextField()
    title = models.TextField()
    bwb = models.TextField(blank=True, db_default="")
    staatscourant = models.TextField()
    signed = models.DateField()
    published = models.DateField()
    stage = models.TextField(choices=Stage.choices, blank=True, db_default="")
    url = models.TextField(blank=True, db_default="")

    class Meta(Registered.Meta):
        constraints = [
            *Registered.Meta.constraints,
            filled("code"),
            filled("title"),
            matches("bwb", BWB, name="regulation_is_in_the_register_of_law"),
            matches("staatscourant", STAATSCOURANT, name="regulation_is_published_in"),
            models.CheckConstraint(
                condition=Q(published__gte=F("signed")),
                name="regulation_is_signed_before_it_is_published",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["", "first", "adjusted", "definitive"]),
                name="regulation_is_of_a_known_stage",
            ),
        ]
        indexes = [models.Index(fields=["code", "id"], name="regulations_by_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class RegisteredValue(WrittenOnce):
    """A value that a registered regulation fixes, for the days from one to another.

    `confirmation` says why it is right that it differs much from that of a year before.
    """

    regulation = models.ForeignKey(
        RegisteredRegulation,
        on_delete=models.PROTECT,
        related_name="values",
        db_index=False,
    )
    regime = models.TextField()
    parameter = models.TextField()
    since = models.DateField()
    until = models.DateField()
    value = ExactDecimalField(max_digits=15, decimal_places=6)
    article = models.TextField()
    note = models.TextField(blank=True, db_default="")
    confirmation = models.TextField(blank=True, db_default="")

    class Meta(WrittenOnce.Meta):
        constraints = [
            filled("regime"),
            filled("parameter"),
            filled("article"),
            models.CheckConstraint(
                condition=Q(until__gt=F("since")), name="value_holds_for_a_day"
            ),
            ExclusionConstraint(
                expressions=[
                    ("regulation", RangeOperators.EQUAL),
                    ("regime", RangeOperators.EQUAL),
                    ("parameter", RangeOperators.EQUAL),
                    (
                        Func(
                            "since",
                            "until",
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                name="regulation_says_one_thing_about_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parameter} {self.value}"


class RegulationJudgement(Judgement):
    """What was decided on a registered regulation, and so changed the law."""

    created_at = models.DateTimeField(db_default=Announced(), editable=False)
    registered = models.OneToOneField(
        RegisteredRegulation, on_delete=models.PROTECT, related_name="judgement"
    )
