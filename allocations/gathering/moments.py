"""The moment that a calculation looks at: which day, which period, known when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from allocations.rules.periods import Period
from allocations.rules.regime import Regime


class Input(StrEnum):
    """A kind of input that facts are gathered from.

    A regime can rest on what others compute: on their law, and on the compensation.
    """

    REGISTER = "register"
    COUNT = "count"
    ESTABLISHED_FIGURES = "established_figures"
    MATERIAL_FIGURES = "material_figures"
    SCORE = "score"
    TEACHER_AGE = "teacher_age"
    DESIGNATION = "designation"
    LAW = "law"
    COMPENSATION = "compensation"


@dataclass(frozen=True, slots=True)
class Moment:
    """What a run looks at: the count date, the period, and when it was known.

    Kinds of input in `apart` are looked at as they were known at a moment of their own.
    """

    counted_on: date
    period: Period
    known_at: datetime
    apart: Mapping[Input, datetime] = field(default_factory=dict)

    @classmethod
    def of(cls, regime: Regime, period: Period, known_at: datetime) -> "Moment":
        """Look at what a regime pays on in a period, as it was known at a moment."""
        return cls(regime.counted_on(period), period, known_at)

    def known(self, kind: Input) -> datetime:
        """Say as known when a kind of input is looked at."""
        return self.apart.get(kind, self.known_at)
