"""Which schools are computed together, as a board, a partnership or an heir.

Whatever a register ever said counts here: who is looked at in vain is computed and
found equal, and a school that went elsewhere has to leave what it belonged to.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db import connection

from allocations.gathering import BELONGS_TO, unit_of
from allocations.rules.periods import Period
from allocations.rules.regime import Regime
from allocations.rules.regimes import regime_of
from schools.models import Count, Location, School

_HEIRS = """
    WITH RECURSIVE link(earlier, later) AS (
        SELECT DISTINCT left(predecessor, 4), left(successor, 4)
        FROM schools_schoolsuccession WHERE successor <> ''
    ), line(school, other) AS (
        SELECT brin, brin FROM unnest(%(brins)s::text[]) AS brin
        UNION
        SELECT line.school, link.{far} FROM line JOIN link ON link.{near} = line.other
    )
    SELECT school, other FROM line
"""
HEIRS = _HEIRS.format(near="earlier", far="later")
ANCESTORS = _HEIRS.format(near="later", far="earlier")


def units_of(
    regime: Regime, period: Period, schools: Collection[str]
) -> dict[str, set[str]]:
    """Give, for each school, the units that it is computed with, heirs included.

    With it goes whoever is computed with it in what the regime rests on.
    """
    found = {each: {each} for each in schools}
    for below in map(regime_of, regime.rests_on):
        if below and below.recipient_in(period) in BELONGS_TO:
            found = _along(below, period, found)
    if regime.pools:
        lines = _line(HEIRS, set().union(*found.values()))
        found = {
            school: set().union(*(lines[each] for each in along))
            for school, along in found.items()
        }
    field = BELONGS_TO.get(regime.recipient_in(period))
    if field is None:
        return found
    rows = School.objects.filter(
        brin__in=set().union(*found.values()),
        valid__contains=regime.assignment_date(period),
    )
    belongs = _gathered(rows.values_list("brin", field).distinct())
    return {
        school: set().union(*(belongs.get(heir, set()) for heir in heirs)) - {""}
        for school, heirs in found.items()
    }


def _along(
    below: Regime, period: Period, schools: Mapping[str, set[str]]
) -> dict[str, set[str]]:
    """Add to schools those with which they are computed in a regime below."""
    units = units_of(below, period, set().union(*schools.values()))
    members = schools_of(below, period, set().union(*units.values()))
    return {
        school: own.union(
            *(members[unit] for each in own for unit in units.get(each, ()))
        )
        for school, own in schools.items()
    }


def schools_of(
    regime: Regime, period: Period, recipients: Collection[str]
) -> dict[str, set[str]]:
    """Give, for each recipient, the schools that it is computed from."""
    kind = regime.recipient_in(period)
    if field := BELONGS_TO.get(kind):
        rows = School.objects.filter(
            **{f"{field}__in": recipients},
            valid__contains=regime.assignment_date(period),
        )
        own: Mapping[str, set[str]] = _gathered(
            rows.values_list(field, "brin").distinct()
        )
    else:
        own = {each: {unit_of(kind, each)} for each in recipients}
    if not regime.pools:
        return {each: own.get(each, set()) for each in recipients}
    earlier = _line(ANCESTORS, set().union(*own.values()))
    return {
        each: set().union(*(earlier[school] for school in own.get(each, ())))
        for each in recipients
    }


def recipients_of(regime: Regime, period: Period, units: Collection[str]) -> list[str]:
    """List who can have been paid with units: these, or their locations."""
    if regime.recipient_in(period) != "location":
        return [*units]
    counted = Count.objects.filter(
        brin__in=units, counted_on__in=regime.count_dates(period)
    ).values_list("location_code")
    registered = Location.objects.filter(brin__in=units).values_list("code")
    return [code for (code,) in counted.union(registered)]


def _line(sql: str, schools: Collection[str]) -> dict[str, set[str]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"brins": [*schools]})
        return _gathered(cursor.fetchall())


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
    return dict(found)
