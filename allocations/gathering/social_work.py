"""Gathers the facts of school social work: what the schools of a partnership weigh.

Until 2010-2011 the compensation of these schools counts too: their own or, in
2007-2008, that of their boards. How that of a board was divided over several
partnerships is not known; of a board within one partnership all of it counts there.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from allocations.gathering import compensation
from allocations.gathering.assembling import Recipient, assembled
from allocations.gathering.gathered import NOTHING, Gathered, Proposal
from allocations.gathering.lines import Line, Span, candidates, trace
from allocations.gathering.moments import Input, Moment
from allocations.gathering.scopes import Boards, Scope, Together, some, unit_of
from allocations.gathering.weighing import WEIGHT, Weighing, weigh
from allocations.law import law_at
from allocations.questions import Question
from allocations.rules.calculation import calculate
from allocations.rules.regime import Regime
from allocations.rules.regimes import regime_of

QUANTITY = "compensation_quantity"
UNCOUNTED = "van {} is op {:%d-%m-%Y} niets geteld"
DIVIDED = (
    "de compensatie van bestuur {} is voor scholen in meer samenwerkingsverbanden; hoe "
    "zij werd verdeeld, is niet bekend (art. 37, derde lid)"
)
ELSEWHERE = (
    "{} ging op in {}, dat niet bij dit samenwerkingsverband hoort; voor wie de "
    "compensatie telt, is niet bekend"
)


def gather(
    regime: Regime,
    moment: Moment,
    scope: Scope,
    needed: Sequence[str],
    proposal: Proposal,
) -> list[Gathered]:
    """Gather the weight of the schools of partnerships, and their compensation."""
    del proposal
    day = moment.counted_on
    span = Span((day,), day, day)
    line = trace(moment, candidates(moment, scope, span), span)
    found = _Found(_partnerships(line, day, scope))
    weights, paid = regime.rests_on
    found.weigh(weigh(weights, moment, scope, WEIGHT), day)
    if QUANTITY in needed:
        found.compensate(_compensated(paid, moment, found.members))
    recipients = [
        Recipient(number, found.basis_of(number), "", found.rows(number, needed))
        for number in sorted(found.partnerships)
        if number not in found.lacking
    ]
    return assembled(recipients, found.weighing.sources, found.lacking)


def _partnerships(line: Line, day: date, scope: Scope) -> dict[str, list[str]]:
    """Give the schools in the scheme that each partnership in scope has on a day."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for school in sorted(line.schools):
        standing = line.on(school, day)
        if standing and standing.partnership and not standing.outside_scheme:
            found[standing.partnership].append(school)
    if isinstance(scope, Together):
        return {number: found[number] for number in scope.numbers if number in found}
    return found if isinstance(scope, Boards) else {}


@dataclass(slots=True)
class _Found:
    """Partnerships with their schools, what these count for, and what lacks."""

    partnerships: Mapping[str, Sequence[str]]
    weighing: Weighing = field(default_factory=Weighing)
    lacking: dict[str, str] = field(default_factory=dict)
    quantities: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def members(self) -> set[str]:
        """Name all schools of all partnerships."""
        return set().union(*self.partnerships.values())

    def weigh(self, weighing: Weighing, day: date) -> None:
        """Take in what schools weighed; each of them has to."""
        self.weighing = weighing
        for number, schools in self.partnerships.items():
            for school in schools:
                if school not in weighing.places:
                    why = weighing.lacking.get(school, UNCOUNTED.format(school, day))
                    self.lacking.setdefault(number, why)

    def compensate(self, compensated: "_Compensated") -> None:
        """Take in the compensation of the schools or, in the first year, boards."""
        for number, schools in self.partnerships.items():
            self.quantities[number] = {}
            for school in schools:
                for unit in compensated.units_of(school):
                    why = compensated.doubt(unit, school, number, schools)
                    if why:
                        self.lacking.setdefault(number, why)
                    self.quantities[number][unit] = compensated.quantities.get(unit, 0)

    def basis_of(self, number: str) -> str:
        """Tell what the weights of a partnership rest on."""
        places = (self.weighing.places[each] for each in self.partnerships[number])
        return " en ".join(sorted({place.basis for each in places for place in each}))

    def rows(
        self, number: str, needed: Sequence[str]
    ) -> list[tuple[str, Mapping[str, int]]]:
        """Give the schools of a partnership, and boards whose compensation counts."""
        weights = {
            school: sum(place.weight for place in self.weighing.places[school])
            for school in self.partnerships[number]
        }
        if QUANTITY not in needed:
            return [(school, {WEIGHT: weight}) for school, weight in weights.items()]
        quantities = self.quantities.get(number, {})
        return [
            (each, {WEIGHT: weights.get(each, 0), QUANTITY: quantities.get(each, 0)})
            for each in [*weights, *sorted(quantities.keys() - weights.keys())]
        ]


# Compensation -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Compensated:
    """The units of compensation that boards or schools get, and why others lack.

    `partnerships` gives those to which the schools of each board belong.
    """

    kind: str
    last: date
    line: Line
    quantities: Mapping[str, int]
    lacking: Mapping[str, str]
    partnerships: Mapping[str, Collection[str]]

    def units_of(self, school: str) -> list[str]:
        """Name the board that gets the compensation of a school, or who it became."""
        heirs = self.line.heirs(school)
        if self.kind != "board":
            return heirs
        standings = (self.line.on(heir, self.last) for heir in heirs)
        return sorted({each.board for each in standings if each})

    def doubt(
        self, unit: str, school: str, number: str, schools: Collection[str]
    ) -> str:
        """Say why the compensation of a unit cannot be counted, if it cannot."""
        if unit in self.lacking:
            return self.lacking[unit]
        if not self.quantities.get(unit):
            return ""
        if self.kind != "board":
            return "" if unit in schools else ELSEWHERE.format(school, unit)
        return "" if {*self.partnerships[unit]} == {number} else DIVIDED.format(unit)


def _compensated(code: str, moment: Moment, schools: Collection[str]) -> _Compensated:
    """Compute the compensation of schools, all of it as known at one moment."""
    regime = regime_of(code)
    if regime is None:
        raise KeyError(code)
    at = Moment.of(regime, moment.period, moment.known(Input.COMPENSATION))
    kind, span = regime.recipient_in(at.period), compensation.span_of(regime, at.period)
    made = _Compensated(kind, span.last, trace(at, schools, span), {}, {}, {})
    units = {unit for school in schools for unit in made.units_of(school)}
    scope = some(kind, units)
    quantities, lacking = _quantities(regime, at, scope)
    partnerships = _boards(moment, at, scope, span) if kind == "board" else {}
    return replace(
        made, quantities=quantities, lacking=lacking, partnerships=partnerships
    )


def _quantities(
    regime: Regime, at: Moment, scope: Scope
) -> tuple[dict[str, int], dict[str, str]]:
    """Give the whole units of compensation of each unit, and why others lack them."""
    provisions = law_at(regime.code, at.known_at).at(at.period)
    question = Question(regime, provisions, (QUANTITY,))
    kind = regime.recipient_in(at.period)
    quantities: dict[str, int] = defaultdict(int)
    lacking: dict[str, str] = {}
    needed = question.plan.facts
    for gathered in compensation.gather(regime, at, scope, needed, NOTHING):
        lacking |= {lack.unit: str(lack.problem) for lack in gathered.lacking}
        if gathered.boards:
            facts = gathered.facts
            figures = calculate(regime, provisions, facts, question.wanted).figures
            if quantity := figures[QUANTITY]:
                for recipient, units in zip(
                    facts.recipients, quantity.decimals(), strict=True
                ):
                    quantities[unit_of(kind, recipient)] += int(units)
    return quantities, lacking


def _boards(
    moment: Moment, at: Moment, scope: Scope, span: Span
) -> dict[str, set[str]]:
    """Give the partnerships, on the count date, of all schools of boards."""
    day = moment.counted_on
    theirs = trace(at, candidates(at, scope, span), span)
    then = trace(moment, theirs.schools, Span((day,), day, day))
    found: defaultdict[str, set[str]] = defaultdict(set)
    for school in theirs.schools:
        standing, before = theirs.on(school, span.last), then.on(school, day)
        if standing and not standing.outside_scheme:
            found[standing.board].add(before.partnership if before else "")
    return found
