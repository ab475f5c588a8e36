"""What became of schools and locations between two snapshots of the register."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from schools.models import SchoolSuccession

Kind = SchoolSuccession.Kind
Address = tuple[str, str]
BRIN = 4


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All locations of a day by code, each with its postcode and house number."""

    day: date
    locations: Mapping[str, Address]
    schools: frozenset[str]
    at: Mapping[Address, frozenset[str]]

    @classmethod
    def of(cls, day: date, locations: Mapping[str, Address]) -> "Snapshot":
        """Make a snapshot of what lay where."""
        at: defaultdict[Address, set[str]] = defaultdict(set)
        for code, address in locations.items():
            at[address].add(code)
        return cls(
            day,
            locations,
            frozenset(code[:BRIN] for code in locations),
            {address: frozenset(codes) for address, codes in at.items()},
        )


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a school (BRIN) or location between two days.

    On `before` it was still there, on `after` no longer; `compared` are the days of all
    snapshots and lists that tell so, without `before` where something else spoke of it
    then. A closure has no successor.
    """

    kind: SchoolSuccession.Kind
    predecessor: str
    successor: str
    before: date
    after: date
    compared: tuple[date, ...]


def fates(
    full: Sequence[Snapshot],
    lists_of_schools: Mapping[date, frozenset[str]],
    seen: Mapping[str, Collection[date]],
) -> Iterator[Fate]:
    """Compare neighbouring snapshots; what else tells of the days between narrows them.

    A list of schools tells who was there and who was not; `seen` are the days on which
    anything else spoke of a school or location.
    """
    for earlier, later in pairwise(sorted(full, key=lambda one: one.day)):
        for code in sorted(_gone(earlier, later)):
            listed, after = _days(code, earlier, later, lists_of_schools)
            compared = tuple(sorted({earlier.day, listed, after, later.day}))
            sightings = (day for day in seen.get(code, ()) if day < after)
            before = max(listed, max(sightings, default=listed))
            for kind, successor in _became(code, earlier, later):
                yield Fate(kind, code, successor, before, after, compared)


def _gone(earlier: Snapshot, later: Snapshot) -> set[str]:
    """Find the schools that are gone, and the locations of schools that are not."""
    locations = earlier.locations.keys() - later.locations.keys()
    return {code if code[:BRIN] in later.schools else code[:BRIN] for code in locations}


def _became(
    code: str, earlier: Snapshot, later: Snapshot
) -> list[tuple[SchoolSuccession.Kind, str]]:
    """Tell what became of a school or location that is gone.

    Who is at its address later and was not before took it over: another school in a
    merger, a new one in a split-off from a school that goes on. A new school in the
    building of one that is gone is no successor. What lies on in its own school under
    another number did not end.
    """
    heirs = {
        heir[:BRIN]
        for location, address in earlier.locations.items()
        if location.startswith(code)
        for heir in later.at.get(address, frozenset()) - earlier.at[address]
    }
    if code[:BRIN] in heirs:
        return []
    became = [
        (Kind.MERGER if heir in earlier.schools else Kind.SPLIT_OFF, heir)
        for heir in sorted(heirs)
        if heir in earlier.schools or len(code) > BRIN
    ]
    return became or [(Kind.CLOSURE, "")]


def _days(
    code: str,
    earlier: Snapshot,
    later: Snapshot,
    lists_of_schools: Mapping[date, frozenset[str]],
) -> tuple[date, date]:
    """Find the last day on which a school was there, and the first it was not."""
    before, after = earlier.day, later.day
    for day in sorted(lists_of_schools):
        if len(code) == BRIN and before < day < after:
            if code in lists_of_schools[day]:
                before = day
            else:
                after = day
    return before, after
