"""Which schools the register has on some days, and which of them went into which.

A school stands for the schools that merged into it. What is not known of a merger is
told, and so is a location that went to another school: of these no scheme speaks.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from allocations.gathering.moments import Moment
from allocations.gathering.rows import query
from allocations.gathering.scopes import (
    BELONGS_TO,
    BRIN_LENGTH,
    Boards,
    Schools,
    Scope,
)

UNSURE = (
    "of {predecessor} op {day:%d-%m-%Y} al was opgegaan in {successor}, is niet bekend"
)
ELSEWHERE = (
    "{predecessor} ging naar {successor}; de regeling zegt niet voor wie het "
    "schoolgewicht en de leerlingen van {first:%d-%m-%Y} tellen"
)


class Standing(NamedTuple):
    """What the register says of a school on a day."""

    board: str
    partnership: str
    outside_scheme: bool


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are looked up, and between which of them mergers count."""

    days: tuple[date, ...]
    first: date
    last: date


class Doubt(NamedTuple):
    """Two schools of which is not known what went from one to the other, and why."""

    schools: tuple[str, str]
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """Schools with what the register says of them on some days, and their mergers.

    `into` gives the schools or locations that each school went into.
    """

    schools: Collection[str]
    standings: Mapping[tuple[str, date], Standing]
    locations: Mapping[tuple[str, date], Sequence[str]]
    into: Mapping[str, Collection[str]]
    doubts: Sequence[Doubt]

    def heirs(self, school: str) -> list[str]:
        """List the schools that are left of a school; itself where it went nowhere."""
        met = self._followed(school)
        return sorted(each for each in met if each not in self.into) or [school]

    def by_heir(self) -> dict[str, set[str]]:
        """Give each school that is left, with the schools that it stands for."""
        parts: defaultdict[str, set[str]] = defaultdict(set)
        for school in sorted(self.schools):
            for heir in self.heirs(school):
                parts[heir].add(school)
        return dict(parts)

    def names(self, school: str, heir: str) -> set[str]:
        """Give how the heir of a school is named: as a school, or as a location."""
        met = self._followed(school)
        named = (code for each in met for code in self.into.get(each, ()))
        return {code for code in named if code[:BRIN_LENGTH] == heir}

    def on(self, school: str, day: date) -> Standing | None:
        """Say what the register says of a school on a day."""
        return self.standings.get((school, day))

    def is_registered(self, school: str, days: Iterable[date]) -> bool:
        """Say whether the register has a school on any of the days."""
        return any((school, day) in self.standings for day in days)

    def locations_on(self, school: str, day: date) -> Sequence[str]:
        """List the locations that the register has of a school on a day."""
        return self.locations.get((school, day), ())

    def _followed(self, school: str) -> set[str]:
        met: set[str] = set()
        ahead = [school]
        while ahead:
            each = ahead.pop()
            if each not in met:
                met.add(each)
                ahead += [code[:BRIN_LENGTH] for code in self.into.get(each, ())]
        return met


def trace(moment: Moment, schools: Collection[str], span: Span) -> Line:
    """Look up schools, whatever they went into and whatever went into them."""
    links = _links(moment, span)
    whole = _connected(schools, links)
    found = _Finding(span, _standings(moment, whole, span))
    for link in links:
        if link.predecessor[:BRIN_LENGTH] in whole:
            found.add(link)
    return Line(
        whole,
        found.standings,
        _locations(moment, whole, span),
        found.into,
        found.doubts,
    )


def candidates(moment: Moment, scope: Scope, span: Span) -> list[str]:
    """List the schools that those in a scope can be computed from.

    Whom a board or partnership has is asked on the last day of the span.
    """
    if isinstance(scope, Schools):
        return [*scope.brins]
    more = {"days": [*span.days], "last": span.last}
    if isinstance(scope, Boards):
        rows = query(_ANYWHERE, moment, more=more)
    else:
        sql = _REGISTERED.format(field=BELONGS_TO[scope.kind])
        rows = query(sql, moment, scope, more)
    return [brin for (brin,) in rows]


# What the register says ---------------------------------------------------------------

_REGISTERED = """
    SELECT input.brin FROM schools_school AS input
    WHERE input.known @> %(known_register)s AND input.valid @> %(last)s::date
        AND input.{field} = ANY (%(numbers)s)
"""
_ANYWHERE = """
    SELECT input.brin FROM schools_school AS input
    WHERE input.known @> %(known_register)s
        AND EXISTS (SELECT FROM unnest(%(days)s::date[]) AS d(day) WHERE valid @> day)
    UNION SELECT brin FROM schools_count
    WHERE counted_on = %(day)s AND origin = 'weight_and_age'
    UNION SELECT brin FROM schools_establishedfigures WHERE counted_on = %(day)s
"""
# A register does not always say that something is gone: its end may say so alone.
_THERE = """
    input.known @> %(known_register)s AND input.brin = ANY (%(schools)s)
    AND input.valid @> looked.day AND NOT EXISTS (
        SELECT FROM schools_schoolsuccession AS ending
        WHERE ending.known @> %(known_register)s
            AND coalesce(ending."on", upper(ending.between) - 1) <= looked.day
            AND (ending.predecessor = input.brin
                AND ending.kind IN ('merger', 'closure') {or_itself})
    )
"""


def _standings(
    moment: Moment, schools: Collection[str], span: Span
) -> dict[tuple[str, date], Standing]:
    rows = query(
        f"""
        SELECT input.brin, looked.day, input.board_code, input.partnership_code,
            input.outside_scheme
        FROM schools_school AS input CROSS JOIN unnest(%(days)s::date[]) AS looked(day)
        WHERE {_THERE.format(or_itself="")}
        """,
        moment,
        more={"schools": [*schools], "days": [*span.days]},
    )
    return {(brin, day): Standing(*said) for brin, day, *said in rows}


def _locations(
    moment: Moment, schools: Collection[str], span: Span
) -> dict[tuple[str, date], list[str]]:
    or_itself = "OR ending.predecessor = input.code"
    rows = query(
        f"""
        SELECT input.brin, looked.day, array_agg(input.code ORDER BY input.code)
        FROM schools_location AS input
        CROSS JOIN unnest(%(days)s::date[]) AS looked(day)
        WHERE {_THERE.format(or_itself=or_itself)}
        GROUP BY input.brin, looked.day
        """,
        moment,
        more={"schools": [*schools], "days": [*span.days]},
    )
    return {(brin, day): codes for brin, day, codes in rows}


# Who went into whom -------------------------------------------------------------------


class _Link(NamedTuple):
    predecessor: str
    successor: str
    kind: str
    in_effect: bool

    @property
    def schools(self) -> tuple[str, str]:
        return self.predecessor[:BRIN_LENGTH], self.successor[:BRIN_LENGTH]


def _links(moment: Moment, span: Span) -> list[_Link]:
    """List what can have taken effect after the first day, up to the last.

    It did where that was on a day known, or on the last possible day at the latest.
    """
    rows = query(
        """
        SELECT input.predecessor, input.successor, input.kind,
            coalesce(coalesce("on", upper(between) - 1) <= %(last)s, false)
        FROM schools_schoolsuccession AS input
        WHERE input.known @> %(known_register)s AND input.successor <> ''
            AND coalesce(coalesce("on", lower(between)) <= %(last)s, true)
            AND coalesce(coalesce("on", upper(between) - 1) > %(first)s, true)
        ORDER BY input.predecessor, input.successor
        """,
        moment,
        more={"first": span.first, "last": span.last},
    )
    return [_Link(*row) for row in rows]


def _connected(schools: Collection[str], links: Iterable[_Link]) -> set[str]:
    """Add to schools whom anything links to them, in either direction."""
    near: defaultdict[str, set[str]] = defaultdict(set)
    for link in links:
        one, other = link.schools
        near[one].add(other)
        near[other].add(one)
    found: set[str] = set()
    ahead = [*schools]
    while ahead:
        each = ahead.pop()
        if each not in found:
            found.add(each)
            ahead += near.get(each, ())
    return found


@dataclass(slots=True)
class _Finding:
    """Mergers and doubts, as they are found link by link."""

    span: Span
    standings: Mapping[tuple[str, date], Standing]
    into: dict[str, set[str]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)

    def add(self, link: _Link) -> None:
        """Take a link for a merger, or else for a doubt."""
        school, heir = link.schools
        if link.kind != "merger" or link.predecessor != school or school == heir:
            self._doubt(link, ELSEWHERE)
        elif not link.in_effect and (school, self.span.last) in self.standings:
            self._doubt(link, UNSURE)
        else:
            self.into.setdefault(school, set()).add(link.successor)

    def _doubt(self, link: _Link, text: str) -> None:
        why = text.format(
            predecessor=link.predecessor,
            successor=link.successor,
            day=self.span.last,
            first=self.span.first,
        )
        self.doubts.append(Doubt(link.schools, why))
