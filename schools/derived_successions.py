"""Successions of schools, concluded from all snapshots of the register at hand."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from oab.takeovers import Takeover, Takeovers, record
from schools.models import Location, SchoolSuccession
from schools.registers import ALL_LOCATIONS, MAIN_LOCATIONS
from schools.successions import Address, Fate, Snapshot, fates

TAKEOVERS = Takeovers(SchoolSuccession, "kind")
DAY = timedelta(days=1)


def derive() -> None:
    """Write what the snapshots tell, and close what they no longer tell."""
    full = [
        Snapshot.of(day, locations) for day, locations in _listed(ALL_LOCATIONS).items()
    ]
    schools = {
        day: frozenset(code[:4] for code in locations)
        for day, locations in _listed(MAIN_LOCATIONS).items()
    }
    record(TAKEOVERS, map(_takeover, fates(full, schools)), only=True)


def _listed(publication: str) -> dict[date, dict[str, Address]]:
    """Read what a publication lists, by day."""
    listed: defaultdict[date, dict[str, Address]] = defaultdict(dict)
    rows = Location.objects.current().filter(source__contains=publication)
    for attested, code, postcode, number in rows.values_list(
        "attested", "code", "postcode", "house_number"
    ):
        listed[attested.lower][code] = (postcode, "".join(number.upper().split()))
    return dict(listed)


def _enumerated(days: Sequence[date]) -> str:
    *first, last = map(str, days)
    return f"{', '.join(first)} en {last}"


def _takeover(fate: Fate) -> Takeover:
    return Takeover(
        fate.predecessor,
        fate.successor,
        since=fate.before + DAY,
        until=fate.after + DAY,
        on=None,
        derived=True,
        source=f"DUO, scholenregisters van {_enumerated(fate.compared)}",
        detail=fate.kind.value,
    )
