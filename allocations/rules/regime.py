"""What a regime is: the facts it rests on and one function per step of the law.

A step is a plain function from figures to a figure. The names of its parameters say
what it rests on: earlier steps, facts, or parameters of the law. A parameter with the
default None may be absent: an optional fact, or a figure that the law does not know in
a period.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class EarlierCount:
    """A count that goes on to matter in later periods, each with a count of its own.

    `names` are the facts and figures that are of it. Where it is not the period's own
    count, the year stands behind their columns.
    """

    counted_on: date
    names: frozenset[str]

    def column_of(self, name: str, own_count: date) -> str:
        """Name the column of one of them, seen from the count of a period."""
        year = f"_{self.counted_on.year}"
        plain = name.removesuffix(year)
        return plain if self.counted_on == own_count else plain + year


@dataclass(frozen=True, eq=False)
class Regime:
    """One scheme of the law, from facts to entitlement.

    `recipients` are the kinds that it pays, `recipients_by_period` says which of them
    in a period, where that changed. `checks` find facts that make no sense, `undecided`
    cases for which the law's answer is not known. `period_kind` is what it pays for.

    What its facts rest on beside the count date: `also_counted_on` gives other count
    dates, `assigned_on` the day that decides which recipient a school belongs to,
    `rests_on` the regimes of which figures are its facts. With `pools` a recipient
    stands for the schools that went into it, too. `earlier_count` names what is not of
    the period's own count. `of_one_location` gives, for a figure of a school, that of
    its location which is the same where it has only one. `established` are figures that
    runs find, and never compute.
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
    period_kind: PeriodKind = PeriodKind.SCHOOL_YEAR
    also_counted_on: Callable[[Period], tuple[date, ...]] | None = None
    assigned_on: Callable[[Period], date] | None = None
    rests_on: tuple[str, ...] = ()
    pools: bool = False
    earlier_count: EarlierCount | None = None
    of_one_location: Mapping[str, str] = field(default_factory=dict)
    established: tuple[str, ...] = ()

    def count_dates(self, period: Period) -> tuple[date, ...]:
        """List the days whose counts it uses in a period, its own first."""
        others = self.also_counted_on(period) if self.also_counted_on else ()
        return (self.counted_on(period), *others)

    def assignment_date(self, period: Period) -> date:
        """Give the day that decides which recipient a school belongs to."""
        return (self.assigned_on or self.counted_on)(period)

    def recipient_in(self, period: Period) -> str:
        """Name the kind of recipients that runs compute in a period."""
        return self.recipients_in(period)[0]

    def recipients_in(self, period: Period) -> tuple[str, ...]:
        """Name the kinds of recipients that it pays in a period."""
        if self.recipients_by_period is None:
            return self.recipients
        return self.recipients_by_period(period)

    def column_of(self, name: str, period: Period) -> str:
        """Name the column of a fact or figure in a file for a period."""
        if self.earlier_count is None or name not in self.earlier_count.names:
            return name
        return self.earlier_count.column_of(name, self.counted_on(period))

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
