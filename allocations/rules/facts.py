"""The facts of all recipients of a calculation, as columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from allocations.rules.errors import BadFacts, Problem
from allocations.rules.figures import Figure, Groups
from allocations.rules.law import Provisions
from allocations.rules.regime import Check, Regime, needs


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What was established, one column per fact or given figure.

    `columns` is keyed as the regime's facts and steps are. A column per location has a
    value for every entry of `locations`, a column per recipient for every entry of
    `recipients`. `groups` says which locations belong to which recipient. `rows` holds
    the row each location came from (empty: not from a file).
    """

    recipients: tuple[str, ...]
    locations: tuple[str, ...]
    groups: Groups
    columns: Mapping[str, Figure]
    rows: Sequence[int] = ()

    def problems(self, regime: Regime, provisions: Provisions) -> Iterator[Problem]:
        """Find where the facts break a law of sense of their regime."""
        for fact in regime.facts:
            ended = fact.until and fact.until <= provisions.period.since
            if ended and (column := self.columns.get(fact.key)):
                message = f"kan niet meer voorkomen in {provisions.period.in_dutch}"
                name = regime.column_of(fact.name, provisions.period)
                yield from self.above_zero(column, name, message)
        for check in regime.checks:
            name = regime.column_of(check.column, provisions.period)
            here = replace(check, column=name)
            yield from self.caught_by(here, self.columns, provisions)

    def refuse_nonsense(self, regime: Regime, provisions: Provisions) -> None:
        """Raise BadFacts with all that breaks a law of sense, if anything does."""
        if problems := list(self.problems(regime, provisions)):
            raise BadFacts(problems)

    def caught_by(
        self,
        check: Check,
        known: Mapping[str, Figure | None],
        provisions: Provisions,
    ) -> Iterator[Problem]:
        """Find where a check fails; without something it needs, it finds nothing."""
        operands: dict[str, Figure] = {}
        for key, optional in needs(check.excess).items():
            if figure := known.get(key):
                operands[key] = figure
            elif key in provisions.law.parameters and provisions.value(key):
                operands[key] = provisions.constant(key)
            elif not optional:
                return
        excess = check.excess(**operands)
        yield from self.above_zero(excess, check.column, check.message)

    def above_zero(self, column: Figure, name: str, message: str) -> Iterator[Problem]:
        """Point at every location or recipient whose value is above zero."""
        local = column.groups is not None
        for index in np.flatnonzero(np.asarray(column.values) > 0).tolist():
            place = index if local else self.groups.rows_of(index)[0]
            if self.rows:
                yield Problem(message, self.rows[place], name)
            else:
                subject = self.locations[place] if local else self.recipients[index]
                yield Problem(f"{subject}: {message}", column=name)
