"""Tables that the apps share: requests, tasks, changes, numbers and the log."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now

from oab.constraints import filled, matches
from oab.written_once import WrittenOnce


class IdempotentRequest(models.Model):
    """A POST that its caller named, and the answer to it; none while it is running."""

    key = models.TextField()
    caller = models.TextField()
    content_hash = models.CharField(max_length=64)
    started_at = models.DateTimeField(db_default=Now(), editable=False)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    headers = models.JSONField(default=dict, blank=True)
    body = models.BinaryField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["caller", "key"], name="caller_uses_a_key_once"
            ),
            filled("key"),
            filled("caller"),
        ]
        indexes = [models.Index(fields=["started_at"], name="requests_by_moment")]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"


class RevokedToken(WrittenOnce):
    """An access token that is refused although it has not expired yet."""

    token_id = models.TextField(unique=True)
    reason = models.TextField()

    class Meta(WrittenOnce.Meta):
        constraints = [filled("token_id"), filled("reason")]

    def __str__(self) -> str:
        return self.token_id


class Task(models.Model):
    """Work that goes on after the answer (taak): how far it is and how it ended.

    `organisation` is whose it is; `subject` names what it is about, by its address.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.TextField()
    organisation = models.TextField()
    person = models.TextField()
    subject = models.TextField()
    state = models.TextField(choices=State.choices, db_default=State.WAITING)
    done = models.PositiveIntegerField(default=0, db_default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0, db_default=0)
    outcome = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], finished_at__isnull=True)
                | Q(state__in=["done", "failed"], finished_at__isnull=False),
                name="task_is_finished_when_it_no_longer_runs",
            ),
            filled("kind"),
            filled("organisation"),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "created_at", "id"],
                name="tasks_of_an_organisation",
            ),
            models.Index(
                fields=["kind", "created_at"],
                condition=Q(finished_at__isnull=True),
                name="tasks_to_do",
            ),
            models.Index(
                fields=["finished_at"],
                condition=Q(finished_at__isnull=False),
                name="tasks_by_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"


class Change(models.Model):
    """An input that changed, until what rests on it was computed again.

    Written in the transaction of the change itself, so that nothing can lose it. From
    `since` up to `until` are the days that the input holds for; empty is without end.
    It is followed from `due_on`, and after a failure from `retry_at`. Parked is what
    failed too often, with its `problem`, until somebody starts it again. What reaches
    everyone is cut into changes of the same kind and subject for some `schools` each.
    """

    kind = models.TextField()
    subject = models.TextField()
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    schools = ArrayField(
        models.TextField(),
        default=list,
        db_default=Value([], output_field=ArrayField(models.TextField())),
        blank=True,
    )
    source = models.TextField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    due_on = models.DateField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0, db_default=0)
    problem = models.TextField(blank=True, db_default="")
    parked_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__gte=F("created_at")),
                name="change_is_followed_after_it_was_made",
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("since")), name="change_holds_for_a_day"
            ),
            models.CheckConstraint(
                condition=Q(parked_at__isnull=True)
                | Q(done_at__isnull=True, problem__regex=r"\S"),
                name="change_is_parked_with_a_problem_until_it_is_done",
            ),
            filled("kind"),
            filled("subject"),
            filled("source"),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(done_at__isnull=True, parked_at__isnull=True),
                name="changes_to_follow",
            ),
            models.Index(
                fields=["id"],
                condition=Q(parked_at__isnull=False),
                name="changes_that_are_parked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject}"


class NumberSeries(models.Model):
    """The last number given in a series and year: gapless, since its row is locked."""

    name = models.TextField()
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name_plural = "number series"
        constraints = [
            models.UniqueConstraint(
                fields=["name", "year"], name="series_has_one_row_a_year"
            ),
            filled("name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}: {self.last}"


class ProcessingAction(WrittenOnce):
    """Something done with personal data: a span of the Logboek dataverwerkingen 1.0.

    `foreign_operation` is what a caller's own log calls it (W3C Trace Context).
    """

    trace_id = models.CharField(max_length=32)
    span_id = models.CharField(max_length=16, unique=True)
    parent_span_id = models.CharField(max_length=16, blank=True, db_default="")
    name = models.TextField()
    activity = models.TextField()
    person = models.TextField()
    organisation = models.TextField()
    foreign_operation = models.JSONField(default=dict, blank=True)
    status = models.TextField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    class Meta(WrittenOnce.Meta):
        constraints = [
            matches("trace_id", "[0-9a-f]{32}", name="action_belongs_to_a_trace"),
            matches("span_id", "[0-9a-f]{16}", name="action_is_a_span"),
            models.CheckConstraint(
                condition=Q(status__in=["Unset", "Ok", "Error"]),
                name="action_has_a_status",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("started_at")),
                name="action_ends_after_it_started",
            ),
            filled("name"),
            filled("activity"),
            filled("person"),
        ]
        indexes = [
            models.Index(fields=["organisation", "id"], name="actions_of_organisation"),
            models.Index(fields=["started_at"], name="actions_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.name} by {self.person}"


class ProcessedSubject(WrittenOnce):
    """A person whose data an action touched, by pseudonym; written with the action."""

    action = models.ForeignKey(
        ProcessingAction, on_delete=models.PROTECT, related_name="subjects"
    )
    subject = models.BinaryField()

    class Meta(WrittenOnce.Meta):
        indexes = [models.Index(fields=["subject"], name="processing_of_a_person")]

    def __str__(self) -> str:
        return f"a person in action {self.action_id}"
