"""What places weighed on a count date: the figures of the weights regimes as facts.

A place is a location or, where only figures of a whole school were established, that
school. What the law of the weights says is asked as it was known at the moment.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from allocations.gathering import weights
from allocations.gathering.gathered import Gathered
from allocations.gathering.moments import Input, Moment
from allocations.gathering.published import established
from allocations.gathering.scopes import BRIN_LENGTH, Schools, Scope
from allocations.law import law_at
from allocations.questions import Question
from allocations.rules.calculation import Calculation, calculate
from allocations.rules.errors import CannotCompute
from allocations.rules.figures import Figure
from allocations.rules.regimes import regime_of

WEIGHT = "school_weight"
IMPULSE = "weighted_pupils_in_impulse_areas"
# What adds up to these, per location.
OF_A_LOCATION = {
    "school_weights_1998": {WEIGHT: "location_weight"},
    "school_weights_2006": {
        WEIGHT: "capped_weight",
        IMPULSE: "weighted_pupils_in_impulse_area",
    },
}
WITHOUT_PUPILS = "het aantal leerlingen op {:%d-%m-%Y} is niet bekend"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A place with its pupils, its school weight and, if asked, its impulse pupils."""

    place: str
    pupils: int
    weight: int
    impulse: int
    basis: str

    @property
    def school(self) -> str:
        """The school that the place belongs to."""
        return self.place[:BRIN_LENGTH]


@dataclass(slots=True)
class Weighing:
    """What was weighed: places by school, their boards and sources, and what lacks."""

    places: dict[str, list[Weighed]] = field(default_factory=dict)
    boards: dict[str, str] = field(default_factory=dict)
    sources: set[str] = field(default_factory=set)
    lacking: dict[str, str] = field(default_factory=dict)

    def add(self, other: "Weighing") -> None:
        """Take in what was weighed of other schools."""
        self.places |= other.places
        self.boards |= other.boards
        self.sources |= other.sources
        self.lacking |= other.lacking


def weigh(code: str, moment: Moment, scope: Scope, *figures: str) -> Weighing:
    """Weigh the schools in scope by a weights regime, on the count date of a moment.

    The figures are `WEIGHT` and, if asked, `IMPULSE`. Where the law is undecided of a
    school, that school lacks, and no other.
    """
    question = _question(code, moment, figures)
    figures_of = established(moment, scope)
    pupils = {brin: each.pupils for brin, each in figures_of.items()}
    return _weigh(question, moment, scope, pupils)


def _question(code: str, moment: Moment, figures: Sequence[str]) -> Question:
    regime = regime_of(code)
    if regime is None:
        raise KeyError(code)
    provisions = law_at(code, moment.known(Input.LAW)).at(moment.period)
    return Question(regime, provisions, tuple(figures))


def _weigh(
    question: Question, moment: Moment, scope: Scope, pupils: Mapping[str, int | None]
) -> Weighing:
    made = Weighing()
    facts = question.plan.facts
    for gathered in weights.gather(question.regime, moment, scope, facts):
        for lack in gathered.lacking:
            made.lacking.setdefault(lack.unit, str(lack.problem))
        if gathered.boards:
            made.add(_weighed_as_decided(question, moment, gathered, pupils))
    return made


def _weighed_as_decided(
    question: Question,
    moment: Moment,
    gathered: Gathered,
    pupils: Mapping[str, int | None],
) -> Weighing:
    schools = (*gathered.boards,)
    try:
        return _weighed(question, moment, gathered, pupils)
    except CannotCompute as error:
        if len(schools) == 1:
            return Weighing(lacking={schools[0]: str(error)})
    made = Weighing()
    half = len(schools) // 2
    for some in (schools[:half], schools[half:]):
        made.add(_weigh(question, moment, Schools(some), pupils))
    return made


def _weighed(
    question: Question,
    moment: Moment,
    gathered: Gathered,
    pupils: Mapping[str, int | None],
) -> Weighing:
    made = Weighing(sources={*gathered.sources})
    calculation = calculate(
        question.regime, question.provisions, gathered.facts, question.wanted
    )
    for place in _places(question, calculation, gathered.basis, pupils):
        if place.pupils == UNKNOWN:
            made.lacking[place.school] = WITHOUT_PUPILS.format(moment.counted_on)
        else:
            made.places.setdefault(place.school, []).append(place)
            made.boards[place.school] = gathered.boards[place.school]
    return made


UNKNOWN = -1


def _places(
    question: Question,
    calculation: Calculation,
    basis: str,
    pupils: Mapping[str, int | None],
) -> Iterator[Weighed]:
    facts = calculation.facts
    if "pupils" in facts.columns:
        counted = _whole(facts.columns["pupils"])
        keys = OF_A_LOCATION[question.regime.code]
    else:
        found = (pupils.get(place) for place in facts.locations)
        counted = [UNKNOWN if number is None else number for number in found]
        keys = {key: key for key in question.wanted}
    size = len(facts.locations)
    weight, impulse = (
        _whole(calculation.figures[keys[key]]) if key in question.wanted else [0] * size
        for key in (WEIGHT, IMPULSE)
    )
    for row in zip(facts.locations, counted, weight, impulse, strict=True):
        yield Weighed(*row, basis)


def _whole(figure: Figure | None) -> list[int]:
    """Read a column of whole numbers; that is what the law makes of school weight."""
    if figure is None or figure.scale:
        raise ValueError(figure)
    return [int(value) for value in figure.decimals()]
