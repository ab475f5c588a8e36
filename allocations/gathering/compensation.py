"""Gathers the facts of the compensation: school weight and pupils, then and now.

A recipient stands for all schools that went into it. Of what the register has on a day
a count has to be there; what it has not on that day counts for nothing then, if it has
it on another day. Nothing is taken for zero because nobody knows it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from allocations.gathering.assembling import Recipient, assembled
from allocations.gathering.gathered import Gathered, Proposal
from allocations.gathering.lines import Line, Span, candidates, trace
from allocations.gathering.moments import Moment
from allocations.gathering.scopes import Boards, Schools, Scope, unit_of, units_in
from allocations.gathering.weighing import IMPULSE, WEIGHT, Weighed, Weighing, weigh
from allocations.rules.periods import Period, school_year_of
from allocations.rules.regime import Regime

UNCOUNTED = "van {} is op {:%d-%m-%Y} niets geteld, terwijl het register haar heeft"
UNKNOWN = "{} heeft op {:%d-%m-%Y} geen telling en staat niet in het register"
DIVIDED = "{} ging op in {}; hoe het gewicht is verdeeld, is onbekend"
OF_THE_WHOLE = "van {} is op {:%d-%m-%Y} niet bekend wat van welke vestiging is"
INTO_WHICH = "in welke vestiging van {} {} opging, is niet bekend"


class _Lacks(Exception):
    """Wat nodig is, is niet bekend."""


def span_of(regime: Regime, period: Period) -> Span:
    """Give the days that the compensation of a period looks up in the register."""
    days = regime.count_dates(period)
    last = regime.assignment_date(period)
    return Span(tuple(dict.fromkeys([*days, last])), days[1], last)


def gather(
    regime: Regime,
    moment: Moment,
    scope: Scope,
    needed: Sequence[str],
    proposal: Proposal,
) -> list[Gathered]:
    """Gather the school weight and pupils of all places that recipients stand for."""
    del proposal
    kind, span = regime.recipient_in(moment.period), span_of(regime, moment.period)
    line = trace(moment, candidates(moment, scope, span), span)
    units = _Units(kind, span, line, moment.counted_on)
    pools = units.within(scope)
    sides = _sides(regime, moment, line, set().union(*pools.values()), needed)
    lacking = units.doubtful(pools)
    recipients: list[Recipient] = []
    for unit, schools in pools.items():
        try:
            recipients += _recipients(unit, sorted(schools), units, sides)
        except _Lacks as error:
            lacking.setdefault(unit, str(error))
    complete = [each for each in recipients if units.unit(each.number) not in lacking]
    return assembled(complete, sides.sources, lacking)


@dataclass(frozen=True, slots=True)
class _Units:
    """Boards, or schools with or without their locations, and whom they stand for."""

    kind: str
    span: Span
    line: Line
    counted_on: date

    def unit(self, number: str) -> str:
        """Give the unit that a recipient is computed with."""
        return unit_of(self.kind, number)

    def board(self, unit: str) -> str:
        """Give the board through which a unit gets its money, if it is known."""
        if self.kind == "board":
            return unit
        days = (self.counted_on, self.span.last)
        found = (self.line.on(unit, day) for day in days)
        return next((each.board for each in found if each), "")

    def within(self, scope: Scope) -> dict[str, set[str]]:
        """Give the units of a scope, with the schools that each stands for."""
        pools: defaultdict[str, set[str]] = defaultdict(set)
        for heir, schools in self.line.by_heir().items():
            if unit := self._of(heir):
                pools[unit] |= schools
        wanted = self._wanted(scope)
        return {unit: pools[unit] for unit in sorted(pools) if wanted(unit)}

    def doubtful(self, units: Collection[str]) -> dict[str, str]:
        """Say of which units is not known what went into them, and why."""
        found: dict[str, str] = {}
        for one, other, why in self._doubts():
            touched = self._all([one, other])
            if len(touched) > 1 or self.kind == "location":
                found |= dict.fromkeys(touched & {*units}, why)
        return found

    def _doubts(self) -> Iterator[tuple[str, str, str]]:
        for doubt in self.line.doubts:
            yield *doubt.schools, doubt.why
        for school in sorted(self.line.schools):
            heirs = self.line.heirs(school)
            for heir in heirs[1:]:
                yield heirs[0], heir, DIVIDED.format(school, " en ".join(heirs))

    def _all(self, schools: Collection[str]) -> set[str]:
        heirs = (heir for school in schools for heir in self.line.heirs(school))
        return {unit for heir in heirs if (unit := self._of(heir))}

    def _of(self, heir: str) -> str:
        if self.kind != "board":
            return heir
        standing = self.line.on(heir, self.span.last)
        return standing.board if standing else ""

    def _wanted(self, scope: Scope) -> Callable[[str], bool]:
        if isinstance(scope, Boards):
            return lambda unit: self.board(unit) in scope
        named = {*units_in(scope)}
        return lambda unit: unit in named


# What was weighed ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sides:
    """What was weighed on the first count date, on those of openings, and later.

    A school that was opened is compared with its own first count.
    """

    days: Sequence[date]
    weighed: Mapping[date, Weighing]
    line: Line
    figures: Sequence[str]

    @property
    def sources(self) -> set[str]:
        """Name the sources of all that was weighed."""
        return set().union(*(each.sources for each in self.weighed.values()))

    def second(self, school: str) -> list[Weighed]:
        """Give the places of a school on the later count date."""
        return self._on(school, self.days[0])

    def first(self, school: str) -> list[Weighed]:
        """Give the places of a school on the first count date that it has."""
        for day in self.days[1:]:
            if places := self._on(school, day):
                return places
        return []

    def numbers(self, place: Weighed) -> dict[str, int]:
        """Give the numbers of a place on the later count date."""
        found = {WEIGHT: place.weight, "pupils": place.pupils}
        return found | ({IMPULSE: place.impulse} if IMPULSE in self.figures else {})

    def _on(self, school: str, day: date) -> list[Weighed]:
        made = self.weighed[day]
        if school in made.lacking:
            raise _Lacks(made.lacking[school])
        places = made.places.get(school, [])
        counted = {place.place for place in places}
        standing = self.line.on(school, day)
        if not counted and standing and not standing.outside_scheme:
            raise _Lacks(UNCOUNTED.format(school, day))
        if counted - {school}:
            for location in self.line.locations_on(school, day):
                if location not in counted:
                    raise _Lacks(UNCOUNTED.format(location, day))
        return places


def _sides(
    regime: Regime,
    moment: Moment,
    line: Line,
    schools: Collection[str],
    needed: Sequence[str],
) -> _Sides:
    days = regime.count_dates(moment.period)
    second, first, *openings = days
    figures = (WEIGHT, IMPULSE) if IMPULSE in needed else (WEIGHT,)
    whole = Schools(tuple(sorted(schools)))
    older, newer = regime.rests_on
    weighed = {
        second: weigh(newer, moment, whole, *figures),
        first: weigh(older, _on(moment, first), whole, WEIGHT),
    }
    opened = Schools(tuple(_absent(whole.brins, weighed[first], line, first)))
    for day in openings:
        weighed[day] = weigh(newer, _on(moment, day), opened, WEIGHT)
    return _Sides(days, weighed, line, figures)


def _absent(
    schools: Sequence[str], weighing: Weighing, line: Line, day: date
) -> Iterator[str]:
    """Name the schools that were not there, or not in the scheme, on a day."""
    for school in schools:
        standing = line.on(school, day)
        there = standing and not standing.outside_scheme
        if not (there or school in weighing.places or school in weighing.lacking):
            yield school


def _on(moment: Moment, day: date) -> Moment:
    """Look at an earlier count date, with the law of the school year after it."""
    period = school_year_of(date(day.year + 1, day.month, day.day))
    if period is None:
        raise ValueError(day)
    return replace(moment, counted_on=day, period=period)


# Recipients ---------------------------------------------------------------------------


def _recipients(
    unit: str, schools: Sequence[str], units: _Units, sides: _Sides
) -> list[Recipient]:
    """Put together what a unit and its locations are compensated on."""
    second, first, *_ = sides.days
    later = {school: sides.second(school) for school in schools}
    if not any(later.values()):
        return []
    earlier = {school: sides.first(school) for school in schools}
    for school in schools:
        if not units.line.is_registered(school, units.span.days):
            _refuse_uncounted(school, {second: later[school], first: earlier[school]})
    at = _Placing(unit, units, sides.days)
    found = _Rows()
    for place in chain.from_iterable(later.values()):
        found.add(at.of(place, second), place, sides.numbers(place))
    for place in chain.from_iterable(earlier.values()):
        found.add_earlier(at.of(place, first), place)
    board = units.board(unit)
    return [
        Recipient(number, " en ".join(sorted(found.bases[number])), board, rows)
        for number, rows in found.complete()
    ]


def _refuse_uncounted(school: str, places: Mapping[date, Sequence[Weighed]]) -> None:
    """Refuse to take for nothing what no register tells of."""
    for day, found in places.items():
        if not found:
            raise _Lacks(UNKNOWN.format(school, day))


@dataclass(frozen=True, slots=True)
class _Placing:
    """Which recipient of a unit a place counts for."""

    unit: str
    units: _Units
    days: Sequence[date]

    def of(self, place: Weighed, day: date) -> str:
        """Give the recipient: the unit, or its location."""
        if self.units.kind != "location":
            return self.unit
        if place.school != self.unit:
            return self._heir_of(place.school)
        if place.place != self.unit:
            return place.place
        whole = self.units.line.locations_on(self.unit, day)
        if len(whole) != 1:
            raise _Lacks(OF_THE_WHOLE.format(self.unit, day))
        return whole[0]

    def _heir_of(self, school: str) -> str:
        named = self.units.line.names(school, self.unit)
        codes = {
            code
            for name in named
            for code in (self._locations() if name == self.unit else [name])
        }
        if len(codes) != 1:
            raise _Lacks(INTO_WHICH.format(self.unit, school))
        return codes.pop()

    def _locations(self) -> Sequence[str]:
        days = (self.days[0], self.units.span.last)
        found = (self.units.line.locations_on(self.unit, day) for day in days)
        return next((codes for codes in found if codes), ())


class _Rows:
    """The numbers of places by recipient; what a place did not have then is zero."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, dict[str, int]]] = {}
        self.bases: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, recipient: str, place: Weighed, numbers: Mapping[str, int]) -> None:
        """Add numbers of a place to a recipient."""
        places = self.rows.setdefault(recipient, {})
        places.setdefault(place.place, {}).update(numbers)
        self.bases[recipient].add(place.basis)

    def add_earlier(self, recipient: str, place: Weighed) -> None:
        """Add the first count of a place to a recipient that is still there."""
        if recipient in self.rows:
            numbers = {f"{WEIGHT}_2005": place.weight, "pupils_2005": place.pupils}
            self.add(recipient, place, numbers)

    def complete(self) -> Iterator[tuple[str, list[tuple[str, Mapping[str, int]]]]]:
        """Give the places of each recipient, all with the same numbers."""
        keys = {f"{WEIGHT}_2005": 0, "pupils_2005": 0}
        for places in self.rows.values():
            for numbers in places.values():
                keys |= dict.fromkeys(numbers, 0)
        for recipient, places in sorted(self.rows.items()):
            rows = sorted(places.items())
            yield recipient, [(place, keys | numbers) for place, numbers in rows]
