"""Gathers the facts of the weights regimes: pupils by weight, areas and teacher ages.

Where pupils by weight were counted, a school is computed from its locations; elsewhere
from figures that were established for it. The two never mix in one calculation, so that
the receipt can say which of the two it rests on. Figures that were established for a
school go on to hold until all its locations are counted: part of a school weighs less
than the whole.

Numbers that somebody proposes (`Proposal`) go before what is known, in the same queries
and columns.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from allocations.gathering.gathered import NOTHING, Gathered, Lack, Proposal
from allocations.gathering.moments import Moment
from allocations.gathering.published import Established, established, teacher_ages
from allocations.gathering.rows import (
    COUNTED,
    ON_THE_DAY,
    REGISTER,
    Row,
    query,
)
from allocations.gathering.scopes import BOARD, BRIN_LENGTH, Scope
from allocations.rules.errors import Problem
from allocations.rules.explanation import in_dutch
from allocations.rules.facts import Facts
from allocations.rules.figures import Figure, Groups
from allocations.rules.periods import Period
from allocations.rules.regime import Level, Regime

COUNTS = "tellingen"
ESTABLISHED = "vastgestelde gegevens"
NOT_ALL_COUNTED = (
    "vastgestelde gegevens, omdat niet van elke vestiging een telling bekend is"
)
PROPOSED = "opgegeven aantallen"
AGE = "gewogen_gemiddelde_leeftijd"
WITHOUT_AGE = (
    "bedrag niet bekend: de gewogen gemiddelde leeftijd van de leraren is hier niet "
    "bekend"
)
NO_DESIGNATIONS = (
    "voor {} is geen aanwijzing van impulsgebieden bekend (art. 28a); daarom is niet "
    "te zeggen welke vestigingen in een impulsgebied liggen"
)


@dataclass(frozen=True, slots=True)
class Areas:
    """What says which locations lie in an impulse area all the period.

    `designations` gives the source of each designated postal area, `locations` the
    postal area and the source of each location.
    """

    designations: Mapping[str, str]
    locations: Mapping[str, tuple[str, str]]

    def contain(self, location: str) -> bool:
        """Say whether a location lies in one of the areas."""
        return self.locations[location][0] in self.designations

    def sources(self, locations: Sequence[str]) -> set[str]:
        """Name the sources; who lies in no area, rests on all designations too."""
        used = {self.locations[location][1] for location in locations}
        return used | set(self.designations.values())


def gather(
    regime: Regime,
    moment: Moment,
    scope: Scope,
    needed: Sequence[str],
    proposal: Proposal = NOTHING,
) -> list[Gathered]:
    """Gather the facts that a regime needs for the schools in scope."""
    ages = _ages(moment, scope, proposal) if "teacher_age" in needed else None
    weights = weights_of(regime, moment.period)
    counted = _with_proposed(_counts(weights, moment, scope), weights, proposal)
    figures = established(moment, scope)
    counted_of = locations_of(counted)
    located = counted and "in_impulse_area" in needed
    register = (
        registered(moment, scope) if located or counted_of.keys() & figures else {}
    )
    kept = not_all_counted(counted_of, register, figures, proposal)
    counted = [row for row in counted if row[1] not in kept]
    areas = Areas(designations(moment), register) if located else None
    lacking = tuple(_lacking(counted, moment.period, areas, ages))
    left_out = {lack.unit for lack in lacking}
    complete = [row for row in counted if row[1] not in left_out]
    by_counts = replace(
        _from_counts(regime, weights, complete, areas, ages), lacking=lacking
    )
    others = [row for brin, row in figures.items() if brin not in counted_of]
    by_figures = _from_established(regime, others, ages)
    rows = [figures[school] for school in kept]
    by_kept = replace(_from_established(regime, rows, ages), basis=NOT_ALL_COUNTED)
    parts = (by_counts, by_figures, by_kept)
    return [part for part in parts if part.boards or part.lacking]


def locations_of(counted: Sequence[Row]) -> dict[str, set[str]]:
    """Give the locations of each school, both of which rows begin with."""
    locations = defaultdict(set)
    for row in counted:
        locations[row[1]].add(row[0])
    return dict(locations)


def not_all_counted(
    counted: Mapping[str, Collection[str]],
    register: Mapping[str, tuple[str, str]],
    established: Collection[str],
    proposal: Proposal,
) -> list[str]:
    """List the schools with established figures that have a location without a count.

    Who proposes numbers asks what these lead to, so there nothing else holds.
    """
    uncounted = {
        location[:BRIN_LENGTH]
        for location in register
        if location not in counted.get(location[:BRIN_LENGTH], ())
    }
    proposed = {location[:BRIN_LENGTH] for location in proposal.pupils}
    schools = (counted.keys() & uncounted) - proposed
    return sorted(school for school in schools if school in established)


def boards_with_recipients(moment: Moment) -> list[tuple[str, int]]:
    """List the boards with schools to compute, and how many, by number."""
    sql = f"""
        SELECT {BOARD}, count(DISTINCT input.brin)
        FROM (
            SELECT brin, counted_on FROM schools_establishedfigures
            UNION
            SELECT brin, counted_on FROM schools_count WHERE origin = 'weight_and_age'
        ) AS input {REGISTER}
        WHERE input.counted_on = %(day)s
        GROUP BY 1 ORDER BY 1
    """
    return [(board, number) for board, number in query(sql, moment)]


def designations(moment: Moment) -> dict[str, str]:
    """Give the source of each postal area designated for all of the period."""
    rows = query(
        """
        SELECT input.pc4, input.source
        FROM municipalities_impulseareadesignation AS input
        WHERE input.known @> %(known_designation)s
            AND input.valid @> daterange(%(period_since)s, %(period_until)s)
        """,
        moment,
    )
    return dict(rows)


def uses_counts(moment: Moment) -> bool:
    """Say whether any school is computed from counted pupils."""
    sql = f"SELECT EXISTS (SELECT {BY_WEIGHT})"
    return bool(query(sql, moment)[0][0])


# One query per table ------------------------------------------------------------------

BY_WEIGHT = f"""
    FROM schools_count AS input {REGISTER}
    LEFT JOIN schools_countcell AS cell
        ON cell.count_id = input.id AND cell.weight IS NOT NULL
    WHERE input.origin = 'weight_and_age'
        AND {ON_THE_DAY} AND {COUNTED}
"""


def _ages(
    moment: Moment, scope: Scope, proposal: Proposal
) -> dict[str, tuple[int, str]]:
    """Let the ages that somebody proposes go before those that are known."""
    proposed = {brin: (age, PROPOSED) for brin, age in proposal.ages.items()}
    return teacher_ages(moment, scope) | proposed


NO_WEIGHT = "0.00"
_WEIGHTS = {
    "pupils_03": "0.30",
    "pupils_12": "1.20",
    "pupils_025": "0.25",
    "pupils_040": "0.40",
    "pupils_070": "0.70",
    "pupils_090": "0.90",
}


def weights_of(regime: Regime, period: Period) -> dict[str, str]:
    """Give the weights that the law of a period knows, by the fact that counts them."""
    facts = regime.fact_by_key
    return {
        key: weight
        for key, weight in _WEIGHTS.items()
        if key in facts and not ((end := facts[key].until) and end <= period.since)
    }


def _counts(weights: Mapping[str, str], moment: Moment, scope: Scope) -> list[Row]:
    """Give location, school, board, source, pupils, and pupils by weight.

    Between pupils and weights: other weights that pupils have, or nothing.
    """
    known = ", ".join(["0", *weights.values()])
    sums = ", ".join(
        f"coalesce(sum(cell.pupils) FILTER (WHERE cell.weight = {weight}), 0)"
        for weight in weights.values()
    )
    return query(
        f"""
        SELECT input.location_code, input.brin, {BOARD}, input.source,
            coalesce(sum(cell.pupils), 0),
            array_agg(DISTINCT cell.weight)
                FILTER (WHERE cell.pupils > 0 AND cell.weight NOT IN ({known})),
            {sums}
        {BY_WEIGHT} AND {scope.condition}
        GROUP BY input.location_code, input.brin, school.board_code, input.source
        ORDER BY input.location_code
        """,
        moment,
        scope,
    )


def _with_proposed(
    counted: Sequence[Row], weights: Mapping[str, str], proposal: Proposal
) -> list[Row]:
    """Let the numbers that somebody proposes go before what was counted."""
    if not proposal.pupils:
        return [*counted]
    rows = {row[0]: row for row in counted}
    for location, pupils in proposal.pupils.items():
        other = {w for w, number in pupils.items() if number} - {*weights.values()}
        rows[location] = (
            location,
            location[:BRIN_LENGTH],
            "",
            PROPOSED,
            sum(pupils.values()),
            sorted(other - {NO_WEIGHT}),
            *(pupils.get(weight, 0) for weight in weights.values()),
        )
    return [rows[location] for location in sorted(rows)]


def registered(moment: Moment, scope: Scope) -> dict[str, tuple[str, str]]:
    """Give the postal area and the source of each location that the register has."""
    rows = query(
        f"""
        SELECT input.code, input.pc4, input.source
        FROM schools_location AS input {REGISTER}
        WHERE input.valid @> %(day)s AND input.known @> %(known_register)s
            AND {scope.condition}
        """,
        moment,
        scope,
    )
    return {code: (pc4, source) for code, pc4, source in rows}


# From rows to columns -----------------------------------------------------------------


def _from_established(
    regime: Regime,
    rows: Sequence[Established],
    ages: Mapping[str, tuple[int, str]] | None,
) -> Gathered:
    lacking = [row for row in rows if ages is not None and row.brin not in ages]
    rows = [row for row in rows if ages is None or row.brin in ages]
    recipients = tuple(row.brin for row in rows)
    columns = {
        "school_weight": [row.school_weight for row in rows],
        "weighted_pupils_in_impulse_areas": [row.impulse_pupils for row in rows],
    }
    figures = {
        key: Figure.column(key, values)
        for key, values in columns.items()
        if key in regime.all_steps
    }
    return Gathered(
        basis=ESTABLISHED,
        facts=Facts(
            recipients,
            recipients,
            Groups.of(range(len(recipients))),
            figures | _age_column(recipients, ages),
        ),
        boards={row.brin: row.board for row in rows},
        sources=_sorted({row.source for row in rows} | _age_sources(recipients, ages)),
        lacking=tuple(_without_age(row.brin) for row in lacking),
    )


def _from_counts(
    regime: Regime,
    weights: Mapping[str, str],
    rows: Sequence[Row],
    areas: Areas | None,
    ages: Mapping[str, tuple[int, str]] | None,
) -> Gathered:
    locations = tuple(row[0] for row in rows)
    numbers: dict[str, int] = {}
    groups = Groups.of([numbers.setdefault(row[1], len(numbers)) for row in rows])
    columns = {"pupils": [row[4] for row in rows]}
    for place, key in enumerate(weights, start=6):
        values = [row[place] for row in rows]
        if any(values) or not regime.fact_by_key[key].optional:
            columns[key] = values
    if areas is not None:
        columns["in_impulse_area"] = list(map(int, map(areas.contain, locations)))
    figures = {
        key: Figure.column(key, values, groups=groups)
        for key, values in columns.items()
        if regime.level_of(key) is Level.LOCATION
    }
    recipients = tuple(numbers)
    sources = {row[3] for row in rows} | _age_sources(recipients, ages)
    if areas is not None:
        sources |= areas.sources(locations)
    return Gathered(
        basis=COUNTS,
        facts=Facts(
            recipients,
            locations,
            groups,
            figures | _age_column(recipients, ages),
        ),
        boards={row[1]: row[2] for row in rows},
        sources=_sorted(sources),
    )


def _lacking(
    rows: Sequence[Row],
    period: Period,
    areas: Areas | None,
    ages: Mapping[str, tuple[int, str]] | None,
) -> Iterator[Lack]:
    for location, school, _, _, _, other_weights, *_ in rows:
        if other_weights:
            names = ", ".join(in_dutch(str(weight)) for weight in other_weights)
            message = f"vestiging {location} telt leerlingen met gewicht {names}"
            absent = f"dat bestaat niet in {period.in_dutch}"
            yield Lack(school, Problem(f"{school}: {message}; {absent}"))
        if ages is not None and school not in ages:
            yield _without_age(school)
        if areas is not None:
            yield from _without_place(location, school, period, areas)


def _without_age(school: str) -> Lack:
    problem = Problem(f"{school}: ontbreekt", column=AGE)
    return Lack(school, problem, "teacher_age", WITHOUT_AGE)


def _without_place(
    location: str, school: str, period: Period, areas: Areas
) -> Iterator[Lack]:
    if not areas.designations:
        why = message = NO_DESIGNATIONS.format(period.in_dutch)
    elif location not in areas.locations:
        why = f"vestiging {location} staat niet in het register"
        message = f"{school}: {why}"
    else:
        return
    problem = Problem(message, column="in_impulsgebied")
    yield Lack(school, problem, "in_impulse_area", why)


def _sorted(sources: set[str]) -> tuple[str, ...]:
    return tuple(sorted(sources))


def _age_sources(
    recipients: Sequence[str], ages: Mapping[str, tuple[int, str]] | None
) -> set[str]:
    return {ages[recipient][1] for recipient in recipients} if ages else set()


def _age_column(
    recipients: Sequence[str], ages: Mapping[str, tuple[int, str]] | None
) -> dict[str, Figure]:
    if ages is None:
        return {}
    values = [ages[recipient][0] for recipient in recipients]
    return {"teacher_age": Figure.column("teacher_age", values, scale=2)}
