"""Dry runs: what pupils would lead to, for schools and their locations, not stored.

The way is that of a run: the same facts from the same queries, except for the numbers
that are proposed, and the same rules. What the law or a school lacks leaves out what
needs it, with the reason.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from allocations.computable import Part, parts
from allocations.explanations import Explanation, explained
from allocations.gathering import BRIN_LENGTH, NOTHING, Moment, Proposal, Schools
from allocations.questions import Question
from allocations.reach import questions_on
from allocations.rules.calculation import Calculation, calculate
from allocations.rules.errors import CannotCompute
from allocations.rules.facts import Facts
from allocations.rules.figures import Figure, Groups
from allocations.rules.receipts import individual_parts
from allocations.rules.regime import Level, Regime
from allocations.storage import Computed, common_receipt
from oab.versions import moment
from schools.deliveries.location_counts import says
from schools.models import Delivery

LOCATIONS = "vestigingen"


@dataclass(frozen=True, slots=True)
class LocationOutcome:
    """What a location would come to as a school of its own (art. 27(4))."""

    location: str
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a school would come to; amounts that are not known are left out."""

    school: str
    period: str
    regime: str
    figures: Mapping[str, Any]
    locations: tuple[LocationOutcome, ...] = ()
    explanation: Explanation | None = None
    problems: tuple[str, ...] = ()

    @property
    def entitlement(self) -> str | None:
        """The amount in euro, where it is known."""
        return self.figures.get("toekenning")


def proposed_by(delivery: Delivery) -> Proposal:
    """Propose what a delivery would come to if it were accepted as it is."""
    pupils: dict[str, dict[str, int]] = {}
    if delivery.location_code:
        pupils[delivery.location_code] = {}
    for location, weight, number in says(delivery.pk):
        counted = pupils.setdefault(location, {})
        if number:
            name = f"{weight or 0:.2f}"
            counted[name] = counted.get(name, 0) + number
    return Proposal(pupils)


def try_out(counted_on: date, proposal: Proposal = NOTHING) -> list[Outcome]:
    """Compute what is proposed for a count date, for each regime and period."""
    schools = {location[:BRIN_LENGTH] for location in proposal.pupils}
    scope = Schools(tuple(sorted(schools)))
    now = moment()
    return [
        outcome
        for question in questions_on(counted_on, now)
        for part in parts(
            question,
            Moment(counted_on, question.provisions.period, now),
            scope,
            proposal,
        )
        for outcome in _outcomes(question, part)
    ]


def _outcomes(question: Question, part: Part) -> Iterator[Outcome]:
    asked = part.computable.question
    if asked is None:
        yield from _without_figures(question, part)
        return
    for gathered in part.gathered:
        facts = gathered.facts
        try:
            computed = Computed.of(asked, gathered, part.computable.not_computed)
        except CannotCompute as error:
            yield from _refused(asked, facts.recipients, str(error))
            continue
        common = common_receipt(computed)
        local = _by_location(computed.calculation, asked)
        for school, individual, _ in computed.rows():
            yield Outcome(
                school=school,
                period=str(asked.provisions.period),
                regime=asked.regime.code,
                figures=individual["cijfers"],
                locations=tuple(local[school]),
                explanation=explained(common, individual),
                problems=tuple(why.reason for why in part.computable.not_computed),
            )


def _refused(question: Question, schools: Sequence[str], why: str) -> Iterator[Outcome]:
    """Say what the law leaves undecided, or what the program does not know yet."""
    for school in schools:
        yield Outcome(
            school=school,
            period=str(question.provisions.period),
            regime=question.regime.code,
            figures={},
            problems=(why,),
        )


def _without_figures(question: Question, part: Part) -> Iterator[Outcome]:
    reasons = tuple(why.reason for why in part.computable.not_computed)
    for school in part.units:
        lacks = [str(each.problem) for each in part.lacking if each.unit == school]
        yield Outcome(
            school=school,
            period=str(question.provisions.period),
            regime=question.regime.code,
            figures={},
            problems=(*reasons, *lacks),
        )


# Per location -------------------------------------------------------------------------


def _by_location(
    calculation: Calculation, question: Question
) -> Mapping[str, list[LocationOutcome]]:
    """Compute every location as if it were a school: the law does so, up to rounding.

    What was established for a school as a whole cannot be divided.
    """
    found: defaultdict[str, list[LocationOutcome]] = defaultdict(list)
    facts = calculation.facts
    if not any(
        question.regime.level_of(key) is Level.LOCATION for key in facts.columns
    ):
        return found
    alone = apart(question.regime, facts)
    try:
        made = calculate(question.regime, question.provisions, alone, question.wanted)
    except CannotCompute:
        return found
    for location, individual in individual_parts(made):
        figures = {k: v for k, v in individual["cijfers"].items() if k != LOCATIONS}
        outcome = LocationOutcome(location, figures)
        found[location[:BRIN_LENGTH]].append(outcome)
    return found


def apart(regime: Regime, facts: Facts) -> Facts:
    """Make every location a recipient of its own, with what holds for its school."""
    size = len(facts.locations)
    groups = Groups.of(range(size))
    owners = np.zeros(size, dtype=np.int64)
    for recipient in range(len(facts.recipients)):
        owners[facts.groups.rows_of(recipient)] = recipient
    columns = {
        key: Figure.column(
            key,
            _spread(column, range(size) if _is_local(regime, key) else owners),
            scale=column.scale,
            groups=groups if _is_local(regime, key) else None,
        )
        for key, column in facts.columns.items()
    }
    return Facts(facts.locations, facts.locations, groups, columns)


def _is_local(regime: Regime, key: str) -> bool:
    return regime.level_of(key) is Level.LOCATION


def _spread(column: Figure, owners: Any) -> Any:  # noqa: ANN401 - an array of integers
    return np.asarray(column.values)[np.asarray(owners, dtype=np.int64)]
