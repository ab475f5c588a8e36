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
            stated={
                name: value
                for name, value in zip(shape.blank, one.values, strict=True)
                if name not in one.unstated
            },
            sources=frozenset(one.source.split("; ")),
            until=None if one.until in beginnings else one.until,
        )
        for one in held
    ]


def _within(
    attested: tuple[date, date] | None, until: date | None
) -> tuple[date, date] | None:
    if attested is None or until is None:
        return attested
    return (attested[0], min(attested[1], until))


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)
