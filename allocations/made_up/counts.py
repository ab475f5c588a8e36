"""Counts that give a school what was established for it, where that is all we know.

Of most years only the school weight and the weighted pupils in impulse areas were ever
published. Pupils by weight that lead to both are found here, and proved by computing
them forward with the regime itself. Nothing says that the real pupils were divided so:
only the outcome is real.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from allocations.made_up.solving import Terms, Wanted, Weighted, solve
from allocations.questions import Question, read_question
from allocations.rules.calculation import calculate
from allocations.rules.facts import Facts
from allocations.rules.figures import Figure, Groups
from municipalities.models import ImpulseAreaDesignation
from schools.models import CountCell, EstablishedFigures, Location
from schools.rules.pupil_weights import HIGH_WEIGHT, LOW_WEIGHT, NO_WEIGHT

REGIME = "school_weights_2006"
FIGURES = ("school_weight", "weighted_pupils_in_impulse_areas")
YOUNG, OLD = CountCell.AgeGroup.FOUR_TO_SEVEN, CountCell.AgeGroup.EIGHT_AND_OVER

Cells = dict[tuple[Decimal, str], int]


@dataclass(slots=True)
class MadeUp:
    """Made-up counts by location, and the schools for which none could be found."""

    cohorts: dict[str, Cells] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """The one location at which all pupils of a school are put."""

    code: str
    in_impulse_area: bool


def like_established(counted_on: date) -> MadeUp:
    """Make up a count for every school with established figures of a date.

    All pupils of a school are put at one location: where it has several, nothing says
    how they were divided.
    """
    made_up = MadeUp()
    rows = EstablishedFigures.objects.filter(counted_on=counted_on, replaced_by=None)
    if not rows.exists():
        return made_up
    year = counted_on.year
    question = read_question(REGIME, f"{year + 1}-{year + 2}")
    terms = Terms.of(question.provisions)
    places = _places(question, counted_on)
    solved: dict[str, tuple[EstablishedFigures, Place]] = {}
    for row in rows.order_by("brin"):
        place = _place(row, places[row.brin])
        weighted = _solved(row, place, terms)
        if place is None or weighted is None:
            made_up.left_out.append(row.brin)
            continue
        made_up.cohorts[place.code] = _by_age(row, weighted)
        solved[place.code] = row, place
    for code in _disproved(question, made_up.cohorts, solved):
        made_up.left_out.append(code[:4])
        del made_up.cohorts[code]
    return made_up


def _places(question: Question, counted_on: date) -> Mapping[str, list[Place]]:
    period = question.provisions.period
    areas = {
        *ImpulseAreaDesignation.objects.current()
        .filter(valid__contains=DateRange(period.since, period.until))
        .values_list("pc4", flat=True)
    }
    places: dict[str, list[Place]] = defaultdict(list)
    locations = Location.objects.current().on(counted_on).order_by("code")
    for brin, code, pc4 in locations.values_list("brin", "code", "pc4"):
        places[brin].append(Place(code, pc4 in areas))
    return places


def _place(row: EstablishedFigures, places: Iterable[Place]) -> Place | None:
    """Choose a location in an impulse area just where the school was paid for one."""
    paid = row.weighted_pupils_in_impulse_areas > 0
    fitting = [place for place in places if place.in_impulse_area == paid]
    return next(iter(fitting or ([] if paid else places)), None)


def _solved(
    row: EstablishedFigures, place: Place | None, terms: Terms
) -> Weighted | None:
    if place is None or row.pupils is None or row.pupils_4_to_7 is None:
        return None
    weighted = row.weighted_pupils_in_impulse_areas if place.in_impulse_area else None
    return solve(terms, Wanted(row.pupils, row.school_weight, weighted))


def _by_age(row: EstablishedFigures, weighted: Weighted) -> Cells:
    """Spread the weighted pupils over the age groups as all pupils are."""
    pupils, young = row.pupils or 0, row.pupils_4_to_7 or 0
    both = weighted.low + weighted.high
    both_young = both * young // pupils if pupils else 0
    high_young = weighted.high * both_young // both if both else 0
    low_young = both_young - high_young
    return {
        (NO_WEIGHT, YOUNG): young - both_young,
        (NO_WEIGHT, OLD): pupils - young - both + both_young,
        (LOW_WEIGHT, YOUNG): low_young,
        (LOW_WEIGHT, OLD): weighted.low - low_young,
        (HIGH_WEIGHT, YOUNG): high_young,
        (HIGH_WEIGHT, OLD): weighted.high - high_young,
    }


def _disproved(
    question: Question,
    cohorts: Mapping[str, Cells],
    solved: Mapping[str, tuple[EstablishedFigures, Place]],
) -> Iterator[str]:
    """Compute all counts as any other, and name those that lead to something else."""
    facts = _facts(cohorts, solved)
    figures = calculate(question.regime, question.provisions, facts, FIGURES).figures
    for number, code in enumerate(cohorts):
        row, _ = solved[code]
        given = [row.school_weight, row.weighted_pupils_in_impulse_areas]
        columns = [figure for key in FIGURES if (figure := figures[key])]
        if [column.decimal(number) for column in columns] != given:
            yield code


def _facts(
    cohorts: Mapping[str, Cells],
    solved: Mapping[str, tuple[EstablishedFigures, Place]],
) -> Facts:
    groups = Groups.of(range(len(cohorts)))
    columns = {
        "pupils": [sum(cells.values()) for cells in cohorts.values()],
        "pupils_03": [_of_weight(cells, LOW_WEIGHT) for cells in cohorts.values()],
        "pupils_12": [_of_weight(cells, HIGH_WEIGHT) for cells in cohorts.values()],
        "in_impulse_area": [int(solved[code][1].in_impulse_area) for code in cohorts],
    }
    return Facts(
        tuple(code[:4] for code in cohorts),
        tuple(cohorts),
        groups,
        {
            key: Figure.column(key, values, groups=groups)
            for key, values in columns.items()
        },
    )


def _of_weight(cells: Cells, weight: Decimal) -> int:
    return sum(pupils for (given, _), pupils in cells.items() if given == weight)
