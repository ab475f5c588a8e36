"""What missing, unsigned or ambiguous statements cost a board, without names.

Each is worth the difference between two full calculations of its school: as delivered,
and with the weight that it would justify. What all of them are worth together is a
calculation of its own: threshold, rounding and cap keep the parts from adding up. All
alternatives of all schools are recipients of one calculation. Statements that would do
the same are one alternative, so it does not grow with their number.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import F

from allocations.computable import parts
from allocations.dry_runs import proposed_by
from allocations.gathering import (
    BRIN_LENGTH,
    Gathered,
    Moment,
    Proposal,
    Schools,
    weights_of,
)
from allocations.questions import Question
from allocations.reach import questions_on
from allocations.rules.calculation import Calculation, calculate
from allocations.rules.errors import CannotCompute
from allocations.rules.facts import Facts
from allocations.rules.figures import Figure, Groups
from allocations.rules.regime import Level
from oab.versions import moment
from schools.deliveries.windows import mendable_until
from schools.models import DeliveredPupil, Delivery, EvidenceState

WANTING = (EvidenceState.MISSING, EvidenceState.UNSIGNED, EvidenceState.AMBIGUOUS)
ALL, AS_IT_IS = "all", "as it is"


class Mend(NamedTuple):
    """What mending a statement does: a pupil of a location weighs something else."""

    location: str
    weight: Decimal
    potential: Decimal

    @property
    def school(self) -> str:
        """The school that the location belongs to."""
        return self.location[:BRIN_LENGTH]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that could be mended, by delivery and row."""

    reference: str
    row: int
    state: str
    mend: Mend


@dataclass(frozen=True, slots=True)
class Worth:
    """What something is worth: school weight and, where known, euros."""

    school_weight: Decimal
    entitlement: Decimal | None

    def __add__(self, other: "Worth") -> "Worth":
        """Add what schools are worth; of schools the parts do add up."""
        amounts = (self.entitlement, other.entitlement)
        known = [amount for amount in amounts if amount is not None]
        return Worth(
            self.school_weight + other.school_weight,
            sum(known, Decimal(0)) if len(known) == len(amounts) else None,
        )


@dataclass(frozen=True, slots=True)
class Valued:
    """A statement and what it alone is worth."""

    statement: Statement
    worth: Worth | None


@dataclass(frozen=True, slots=True)
class SchoolWorth:
    """What all statements of a school are worth together."""

    school: str
    together: Worth


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the statements are worth by one regime in one period."""

    regime: str
    period: str
    statements: list[Valued]
    schools: list[SchoolWorth]
    together: Worth | None
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The evidence overview of a board."""

    board: str
    counted_on: date
    mendable_until: date | None
    outcomes: list[Outcome]
    deliveries: list[Delivery]


def overview(board: str, counted_on: date) -> Overview:
    """Make the overview of a board, from its deliveries as they are now."""
    deliveries = _deliveries(board, counted_on)
    statements = _statements(deliveries)
    proposal = _proposal(deliveries)
    asked = questions_on(counted_on, moment())
    return Overview(
        board,
        counted_on,
        mendable_until(board, counted_on),
        [_outcome(each, statements, proposal) for each in asked],
        deliveries,
    )


def wanting(deliveries: Iterable[Delivery]) -> Any:  # noqa: ANN401 - rows of pupils
    """Give the rows whose statement would be worth something if it were mended."""
    return DeliveredPupil.objects.filter(
        delivery__in=deliveries,
        counted=True,
        state__in=WANTING,
        potential_weight__gt=F("weight"),
    )


def _deliveries(board: str, counted_on: date) -> list[Delivery]:
    """List what counts now or will: not what is corrected, or being corrected."""
    live = Delivery.objects.filter(board_code=board, counted_on=counted_on).exclude(
        state=Delivery.State.CORRECTED
    )
    corrected = live.exclude(replaces=None).values("replaces")
    return [*live.exclude(pk__in=corrected).order_by("location_code")]


def _statements(deliveries: list[Delivery]) -> list[Statement]:
    rows = wanting(deliveries).order_by("delivery__reference", "row")
    return [
        Statement(reference, row, state, Mend(*mend))
        for reference, row, state, *mend in rows.values_list(
            "delivery__reference",
            "row",
            "state",
            "location_code",
            "weight",
            "potential_weight",
        )
    ]


def _proposal(deliveries: list[Delivery]) -> Proposal:
    pupils: dict[str, Mapping[str, int]] = {}
    for delivery in deliveries:  # for one location after for all
        pupils |= proposed_by(delivery).pupils
    return Proposal(pupils)


# Computing ----------------------------------------------------------------------------


def _outcome(
    question: Question, statements: list[Statement], proposal: Proposal
) -> Outcome:
    mends = [statement.mend for statement in statements]
    scope = Schools(tuple(sorted({mend.school for mend in mends})))
    period = question.provisions.period
    when = Moment.of(question.regime, period, moment())
    worth: dict[Mend | str, Worth] = {}
    problems: list[str] = []
    for part in parts(question, when, scope, _only(proposal, scope)):
        problems += [each.reason for each in part.computable.not_computed]
        problems += [str(lack.problem) for lack in part.lacking]
        asked = part.computable.question
        if asked is None:
            continue
        for gathered in part.gathered:
            try:
                worth |= _worth(asked, gathered, mends)
            except CannotCompute as error:
                problems.append(str(error))
    together = [worth[school] for school in scope.brins if school in worth]
    return Outcome(
        question.regime.code,
        str(question.provisions.period),
        [Valued(each, worth.get(each.mend)) for each in statements],
        [SchoolWorth(brin, worth[brin]) for brin in scope.brins if brin in worth],
        _total(together),
        tuple(dict.fromkeys(problems)),
    )


def _only(proposal: Proposal, scope: Schools) -> Proposal:
    return Proposal(
        {
            location: pupils
            for location, pupils in proposal.pupils.items()
            if location[:BRIN_LENGTH] in scope.brins
        }
    )


def _total(together: Sequence[Worth]) -> Worth | None:
    if not together:
        return None
    total = together[0]
    for worth in together[1:]:
        total += worth
    return total


def _worth(
    question: Question, gathered: Gathered, mends: Sequence[Mend]
) -> dict[Mend | str, Worth]:
    """Compute every alternative of every school at once, and compare.

    A school's own key stands for all of its statements together.
    """
    of_school: defaultdict[str, list[Mend]] = defaultdict(list)
    for mend in mends:
        of_school[mend.school].append(mend)
    alternatives: list[tuple[str, Any, list[Mend]]] = []
    for school in gathered.facts.recipients:
        alternatives.append((school, AS_IT_IS, []))
        alternatives.append((school, ALL, of_school[school]))
        single = dict.fromkeys(of_school[school])
        alternatives += [(school, mend, [mend]) for mend in single]
    facts = _alternatives(question, gathered.facts, alternatives)
    made = calculate(question.regime, question.provisions, facts, question.wanted)
    values = {
        (school, what): _values(made, row)
        for row, (school, what, _) in enumerate(alternatives)
    }
    return {
        school if what == ALL else what: _difference(
            values[school, what], values[school, AS_IT_IS]
        )
        for school, what, _ in alternatives
        if what != AS_IT_IS
    }


def _alternatives(
    question: Question,
    facts: Facts,
    alternatives: Sequence[tuple[str, Any, list[Mend]]],
) -> Facts:
    """Repeat the facts of a school for each alternative, with pupils reweighed."""
    regime = question.regime
    keys = weights_of(regime, question.provisions.period)
    key_of = {Decimal(weight): key for key, weight in keys.items()}
    numbers = {school: place for place, school in enumerate(facts.recipients)}
    columns = _lists(facts, [*keys])
    made: dict[str, list[int]] = {key: [] for key in columns}
    owners: list[int] = []
    locations: list[str] = []
    for place, (school, _, mends) in enumerate(alternatives):
        number = numbers[school]
        rows = facts.groups.rows_of(number)
        start = {facts.locations[row]: len(locations) + i for i, row in enumerate(rows)}
        locations += [facts.locations[row] for row in rows]
        owners += [place] * len(rows)
        for key, values in columns.items():
            local = regime.level_of(key) is Level.LOCATION
            made[key] += [values[row] for row in rows] if local else [values[number]]
        for mend in mends:
            for weight, change in ((mend.weight, -1), (mend.potential, 1)):
                if weight in key_of and mend.location in start:
                    made[key_of[weight]][start[mend.location]] += change
    groups = Groups.of(owners)
    return Facts(
        tuple(str(place) for place in range(len(alternatives))),
        tuple(locations),
        groups,
        {
            key: Figure.column(
                key,
                values,
                scale=facts.columns[key].scale if key in facts.columns else 0,
                groups=groups if regime.level_of(key) is Level.LOCATION else None,
            )
            for key, values in made.items()
        },
    )


def _lists(facts: Facts, weights: Sequence[str]) -> dict[str, list[int]]:
    """Give the columns as lists; a weight that nobody has is zero."""
    columns = {key: [*map(int, col.values)] for key, col in facts.columns.items()}  # type: ignore[arg-type]
    return {key: [0] * len(facts.locations) for key in weights} | columns


def _values(made: Calculation, row: int) -> Worth:
    weight, amount = (made.figures.get(key) for key in ("school_weight", "entitlement"))
    return Worth(
        weight.decimal(row) if weight else Decimal(0),
        amount.decimal(row) if amount else None,
    )


def _difference(new: Worth, old: Worth) -> Worth:
    amount = None
    if new.entitlement is not None and old.entitlement is not None:
        amount = new.entitlement - old.entitlement
    return Worth(new.school_weight - old.school_weight, amount)
