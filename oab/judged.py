"""What one person of the ministry registers and another one judges.

It counts for nothing until somebody else approved it. Until it is judged, who
registered it can withdraw it. A judgement is never taken back; what was rejected or
withdrawn can be registered anew. The database keeps the two people apart
(`JudgedByAnother` in `oab/triggers.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NamedTuple, Self, TypeVar

from django.db import models, transaction
from django.db.models import Q

from oab.claims import take_turns
from oab.constraints import filled
from oab.problems import Refused
from oab.written_once import WrittenOnce

R = TypeVar("R", bound="Registered")

SUBMITTED = "submitted"


class Verdict(models.TextChoices):
    """What can be decided on what was registered."""

    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class RegisteredQuerySet(models.QuerySet[R]):
    """Rows that were registered, narrowed down by what was decided on them."""

    def in_state(self, state: str) -> Self:
        """Keep what is submitted still, or on which this was decided."""
        if state == SUBMITTED:
            return self.filter(Q(judgement=None))
        return self.filter(Q(judgement__verdict=state))

    def standing(self) -> Self:
        """Keep what counts, or could still come to count."""
        fallen = [Verdict.REJECTED, Verdict.WITHDRAWN]
        return self.exclude(Q(judgement__verdict__in=fallen))


class Registered(WrittenOnce):
    """A row that counts once somebody else approved it.

    The model of its judgements, a `Judgement`, points to it by `registered`.
    """

    person = models.TextField()

    objects = RegisteredQuerySet.as_manager()

    class Meta(WrittenOnce.Meta):
        abstract = True
        constraints = [filled("person")]

    @property
    def state(self) -> str:
        """Say how far it is: submitted still, or what was decided on it."""
        judgement: Judgement | None = getattr(self, "judgement", None)
        return judgement.verdict if judgement else SUBMITTED


class Judgement(WrittenOnce):
    """What was decided, once, on a registered row.

    A subclass adds `registered`, one to one, with `judgement` as the way back.
    """

    verdict = models.TextField(choices=Verdict.choices)
    reason = models.TextField(blank=True, db_default="")
    person = models.TextField()

    # Of any subclass, for `registered` is its own.
    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta(WrittenOnce.Meta):
        abstract = True
        constraints = [
            filled("person"),
            models.CheckConstraint(
                condition=Q(verdict__in=["approved", "withdrawn"], reason="")
                | Q(verdict="rejected", reason__regex=r"\S"),
                name="%(class)s_rejects_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} by {self.person}"

    @property
    def judge(self) -> str:
        """Who approved or rejected it; nobody judges what was withdrawn."""
        return "" if self._withdraws else self.person

    @property
    def judged_at(self) -> datetime | None:
        """When it was approved or rejected."""
        return None if self._withdraws else self.created_at

    @property
    def withdrawn_at(self) -> datetime | None:
        """When it was withdrawn."""
        return self.created_at if self._withdraws else None

    @property
    def _withdraws(self) -> bool:
        return self.verdict == Verdict.WITHDRAWN


# Deciding -----------------------------------------------------------------------------


class Words(NamedTuple):
    """How a refusal names what was registered, in Dutch and in English."""

    one: str
    this: str
    it: str
    english: str


@dataclass(frozen=True, slots=True)
class Judging:
    """Decides on one kind of registered rows, each decision in its turn.

    `effect` is what an approval brings about; where it refuses, nothing is decided.
    """

    model: type[Judgement]
    turn: str
    words: Words
    effect: Callable[[Any], None]

    @transaction.atomic
    def approve(self, registered: Registered, *, by: str) -> None:
        """Let it count."""
        self._judge(registered, Verdict.APPROVED, by)
        self.effect(registered)

    def reject(self, registered: Registered, *, reason: str, by: str) -> None:
        """Keep it out, with the reason."""
        self._judge(registered, Verdict.REJECTED, by, reason)

    def withdraw(self, registered: Registered, *, by: str) -> None:
        """Take it back."""
        self._judge(registered, Verdict.WITHDRAWN, by)

    @transaction.atomic
    def _judge(
        self, registered: Registered, verdict: Verdict, by: str, reason: str = ""
    ) -> None:
        take_turns({self.turn})
        rows = self.model.objects
        if rows.filter(registered=registered).exists():
            raise self._judged_already()
        own = by == registered.person
        if own != (verdict is Verdict.WITHDRAWN):
            raise self._own() if own else self._of_another()
        rows.create(registered=registered, verdict=verdict, reason=reason, person=by)

    def _judged_already(self) -> Refused:
        return Refused(
            f"{self.words.this.capitalize()} is al goedgekeurd, afgewezen of "
            "ingetrokken.",
            f"This {self.words.english} was approved, rejected or withdrawn already.",
        )

    def _own(self) -> Refused:
        words = self.words
        return Refused(
            f"Wie {words.one} registreerde, keurt {words.it} niet goed of af; dat doet "
            "een ander.",
            f"Who registered a {words.english} does not judge it; another person does.",
        )

    def _of_another(self) -> Refused:
        words = self.words
        return Refused(
            f"Alleen wie {words.this} registreerde, trekt {words.it} in.",
            f"Only who registered this {words.english} withdraws it.",
        )
