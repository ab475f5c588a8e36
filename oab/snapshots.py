"""From what sources say of a day to what held on every day, whatever came in first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from operator import attrgetter

Value = str | bool
SINCE = attrgetter("since")


class Outcome(IntEnum):
    """What a statement did to what was known, from least to most."""

    UNCHANGED = 0
    NEW = 1
    REPLACED = 2


@dataclass(frozen=True, slots=True)
class Statement:
    """What sources say of one code from the day `since` on.

    `attested` are the first day they speak of and the first day they no longer do;
    `until` is the day on which what they say ends, where they say so. `stated` holds
    the attributes they speak of, which need not be all.
    """

    since: date
    attested: tuple[date, date] | None
    stated: Mapping[str, Value]
    sources: frozenset[str]
    until: date | None = None


def on_day(day: date, stated: Mapping[str, Value], source: str) -> Statement:
    """Make the statement of a snapshot: it speaks of its own day only."""
    return Statement(
        day, (day, date.fromordinal(day.toordinal() + 1)), stated, frozenset({source})
    )


@dataclass(frozen=True, slots=True)
class Held:
    """What held of one code on the days from `since` up to `until`."""

    since: date
    until: date | None
    attested: tuple[date, date] | None
    values: tuple[Value, ...]
    unstated: tuple[str, ...]
    source: str

    @property
    def sources(self) -> frozenset[str]:
        """The sources that spoke of it."""
        return frozenset(self.source.split("; "))

    def stated(self, shape: "Shape") -> dict[str, Value]:
        """Give the attributes of which the sources spoke."""
        pairs = zip(shape.blank, self.values, strict=True)
        return {name: value for name, value in pairs if name not in self.unstated}


@dataclass(frozen=True, slots=True)
class Shape:
    """The attributes of a register, and what each is where no source ever spoke of it.

    An attribute in `fixed_by` is taken over from the version before only while that
    other attribute stays the same: a street goes with its postcode.
    """

    blank: Mapping[str, Value]
    fixed_by: Mapping[str, str]


def add(known: Sequence[Statement], statement: Statement) -> list[Statement]:
    """Add a statement to what is known of its code.

    Of one day the last word on an attribute counts, and what it leaves unsaid stays.
    """
    of_the_day = [one for one in known if one.since == statement.since]
    others = [one for one in known if one.since != statement.since]
    return [*others, _both(of_the_day[0], statement) if of_the_day else statement]


def _both(before: Statement, statement: Statement) -> Statement:
    attested = [one.attested for one in (before, statement) if one.attested]
    return replace(
        before,
        attested=max(attested, default=None),
        stated={**before.stated, **statement.stated},
        sources=before.sources | statement.sources,
        until=statement.until or before.until,
    )


def outcome(before: Held | None, after: Held, shape: Shape) -> Outcome:
    """Compare what held from a day with what holds from it now.

    To speak of what was left unsaid is new; to say otherwise replaces.
    """
    if before is None:
        return Outcome.NEW
    if before == after:
        return Outcome.UNCHANGED
    pairs = zip(shape.blank, before.values, after.values, strict=True)
    changed = any(old != new for name, old, new in pairs if name not in before.unstated)
    return Outcome.REPLACED if changed else Outcome.NEW


def timeline(known: Iterable[Statement], shape: Shape) -> list[Held]:
    """Lay the statements of one code end to end.

    Each holds until it ends or the next begins, and takes over what it leaves unsaid.
    """
    statements = sorted(known, key=SINCE)
    following = [one.since for one in statements[1:]]
    held: list[Held] = []
    values = dict(shape.blank)
    for statement, following_day in zip(statements, [*following, None], strict=True):
        values = _carried(values, statement.stated, shape) | dict(statement.stated)
        until = _earliest(statement.until, following_day)
        held.append(
            Held(
                since=statement.since,
                until=until,
                attested=_within(statement.attested, until),
                values=tuple(values[name] for name in shape.blank),
                unstated=tuple(n for n in shape.blank if n not in statement.stated),
                source="; ".join(sorted(statement.sources)),
            )
        )
    return held


def _carried(
    values: Mapping[str, Value], stated: Mapping[str, Value], shape: Shape
) -> dict[str, Value]:
    changed = {name for name, value in stated.items() if values[name] != value}
    return {
        name: shape.blank[name] if shape.fixed_by.get(name) in changed else value
        for name, value in values.items()
    }


def statements_of(held: Sequence[Held], shape: Shape) -> list[Statement]:
    """Read back from a timeline what the sources said: the reverse of `timeline`."""
    beginnings = {one.since for one in held}
    return [
        Statement(
            since=one.since,
            attested=one.attested,
            stated=one.stated(shape),
            sources=one.sources,
            until=None if one.until in beginnings else one.until,
        )
        for one in held
    ]


def overruled(
    statement: Statement,
    versions: Sequence[tuple[Held, int]],
    current: Mapping[Held, int],
    shape: Shape,
) -> bool:
    """Whether its source said just this before, and something else was said since.

    `versions` are all that were ever written from the day of the statement, the oldest
    first; `current` is the timeline now, each with its identity.
    """
    said = _last_said(statement.sources, versions, shape)
    if said is None or not _repeats(statement, said[0], shape):
        return False
    later = [held for held, id_ in current.items() if id_ > said[1]]
    if any(held.since == statement.since for held in current):
        return any(held.since == statement.since for held in later)
    return any(
        held.until is not None
        and held.until <= statement.since
        and not statement.sources <= held.sources
        for held in later
    )


def _last_said(
    sources: frozenset[str], versions: Sequence[tuple[Held, int]], shape: Shape
) -> tuple[Held, int] | None:
    """Find the version that the sources themselves last brought about.

    A version is not theirs where it names another source for the first time, or only
    repeats the one before it, whose neighbours changed.
    """
    said = None
    before: Held | None = None
    for held, id_ in versions:
        anew = before is None or not sources <= before.sources
        if sources <= held.sources and (
            anew or (before and _otherwise(before, held, shape))
        ):
            said = held, id_
        before = held
    return said


def _otherwise(before: Held, held: Held, shape: Shape) -> bool:
    says = (held.stated(shape), held.attested)
    return before.sources == held.sources and (
        (before.stated(shape), before.attested) != says
    )


def _repeats(statement: Statement, said: Held, shape: Shape) -> bool:
    return (
        statement.stated.items() <= said.stated(shape).items()
        and statement.attested == said.attested
        and statement.until in {None, said.until}
    )


def _within(
    attested: tuple[date, date] | None, until: date | None
) -> tuple[date, date] | None:
    if attested is None or until is None:
        return attested
    return (attested[0], min(attested[1], until))


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)
