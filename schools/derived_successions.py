"""Successions of schools, concluded from all snapshots of the register at hand."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from oab.takeovers import Takeover, Takeovers, record
from schools.models import Location, School, SchoolSuccession
from schools.registers import ALL_LOCATIONS, MAIN_LOCATIONS
from schools.successions import BRIN, Address, Fate, Snapshot, fates

TAKEOVERS = Takeovers(SchoolSuccession, "kind")
DAY = timedelta(days=1)


def derive() -> None:
    """Write what the snapshots tell, and close what they no longer tell.

    To be done after anything that speaks of schools, for it narrows the days.
    """
    full = [
        Snapshot.of(day, locations) for day, locations in _listed(ALL_LOCATIONS).items()
    ]
    schools = {
        day: frozenset(code[:4] for code in locations)
        for day, locations in _listed(MAIN_LOCATIONS).items()
    }
    record(TAKEOVERS, map(_takeover, fates(full, schools, _seen())), only=True)


def _listed(publication: str) -> dict[date, dict[str, Address]]:
    """Read what a publication lists, by day."""
    listed: defaultdict[date, dict[str, Address]] = defaultdict(dict)
    rows = Location.objects.current().filter(source__contains=publication)
    for attested, code, postcode, number in rows.values_list(
        "attested", "code", "postcode", "house_number"
    ):
        listed[attested.lower][code] = (postcode, "".join(number.upper().split()))
    return dict(listed)


def _seen() -> dict[str, set[date]]:
    """Read on which day any source last spoke of a version of a school or location.

    Who speaks of a location speaks of its school.
    """
    seen: defaultdict[str, set[date]] = defaultdict(set)
    for model, code in ((School, "brin"), (Location, "code")):
        versions = model.objects.current().filter(attested__isempty=False)
        for number, attested in versions.values_list(code, "attested"):
            last = attested.upper - DAY
            seen[number].add(last)
            seen[number[:BRIN]].add(last)
    return seen


def _enumerated(days: Sequence[date]) -> str:
    *first, last = map(str, days)
    return f"{', '.join(first)} en {last}"


def _sources(fate: Fate) -> str:
    registers = f"DUO, scholenregisters van {_enumerated(fate.compared)}"
    if fate.before in fate.compared:
        return registers
    return f"{registers}, laatst genoemd in een bestand over {fate.before}"


def _takeover(fate: Fate) -> Takeover:
    return Takeover(
        fate.predecessor,
        fate.successor,
        since=fate.before + DAY,
        until=fate.after + DAY,
        on=None,
        derived=True,
        source=_sources(fate),
        detail=fate.kind.value,
    )
