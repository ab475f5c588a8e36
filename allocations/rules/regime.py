"""What a regime is: the facts it rests on and one function per step of the law.

A step is a plain function from figures to a figure. The names of its parameters say
what it rests on: earlier steps, facts, or parameters of the law. A parameter with the
default None may be absent: an optional fact, or a figure that the law does not know in
a period.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache, cached_property
from inspect import Parameter, signature

from allocations.rules.figures import Figure
from allocations.rules.periods import Period, PeriodKind

Step = Callable[..., Figure]


class Level(Enum):
    """What one value of a fact or figure is about."""

    LOCATION = "vestiging"
    RECIPIENT = "ontvanger"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was established outside the rules.

    `decimals` is how many decimals it may have, `minimum` and `maximum` bound it. An
    optional fact may be left out. `until` is the first day from which it can only be 0.
    """

    key: str
    name: str
    level: Level
    decimals: int = 0
    minimum: int = 0
    maximum: int | None = None
    optional: bool = False
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A case that must not occur: `excess` above zero at a location or recipient."""

    excess: Step
    column: str
    message: str


@dataclass(frozen=True, eq=False)
class Regime:
    """One scheme of the law, from facts to entitlement.

    `recipients` are the kinds that it pays, `recipients_by_period` says which of them
    in a period, where that changed. `checks` find facts that make no sense, `undecided`
    cases for which the law's answer is not known. `gathered` tells whether its facts
    are stored, so that runs can gather them; those of the others come from a file.
    `period_kind` is what it pays for.
    """

    code: str
    recipients: tuple[str, ...]
    counted_on: Callable[[Period], date]
    facts: tuple[Fact, ...]
    location_steps: tuple[Step, ...]
    steps: tuple[Step, ...]
    checks: tuple[Check, ...] = ()
    undecided: tuple[Check, ...] = ()
    recipients_by_period: Callable[[Period], tuple[str, ...]] | None = None
    gathered: bool = False
    period_kind: PeriodKind = PeriodKind.SCHOOL_YEAR

    def recipients_in(self, period: Period) -> tuple[str, ...]:
        """Name the kinds of recipients that it pays in a period."""
        if self.recipients_by_period is None:
            return self.recipients
        return self.recipients_by_period(period)

    @cached_property
    def all_steps(self) -> dict[str, Step]:
        """Every step by its name, in the order of the law."""
        return {name_of(step): step for step in (*self.location_steps, *self.steps)}

    @cached_property
    def fact_by_key(self) -> dict[str, Fact]:
        """Every fact by its key."""
        return {fact.key: fact for fact in self.facts}

    @cached_property
    def recipient_figures(self) -> tuple[str, ...]:
        """The figures that have one value per recipient, in the order of the law."""
        return tuple(map(name_of, self.steps))

    def level_of(self, key: str) -> Level:
        """Tell what one value of a fact or figure is about."""
        if fact := self.fact_by_key.get(key):
            return fact.level
        return Level.RECIPIENT if key in self.recipient_figures else Level.LOCATION


def name_of(step: Step) -> str:
    """Name a step as its function is named."""
    return step.__name__


@cache
def needs(step: Step) -> dict[str, bool]:
    """Say what a step rests on, and whether each may be absent."""
    return {
        name: parameter.default is not Parameter.empty
        for name, parameter in signature(step).parameters.items()
    }
