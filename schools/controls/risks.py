"""What makes a board, location or statement more likely to be wrong, in points.

Each rule measures a share in what is known of a unit and gives points from a number of
per cent on. The points are our own: no source gives the ministry's model. They
are few and round, so that whoever is drawn can follow them.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any, NamedTuple

PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What is known of a unit on a count date, and of its past.

    `claims` are the pupils for whom the board claims a weight, of whom the statement of
    `doubtful` ones is unsigned or signed after admission. `last_year` is the sum of
    weights one year before; none where nothing was counted then.
    """

    pupils: int = 0
    weighted: int = 0
    high: int = 0
    foreign: int = 0
    claims: int = 0
    doubtful: int = 0
    weights: Decimal = Decimal(0)
    last_year: Decimal | None = None
    checked: int = 0
    wrong: int = 0

    def __add__(self, other: "Measured") -> "Measured":
        """Take two units together."""
        ours, theirs = self._numbers(), other._numbers()
        known = [each for each in (self.last_year, other.last_year) if each is not None]
        return Measured(
            **{name: ours[name] + theirs[name] for name in ours},
            last_year=sum(known, Decimal(0)) if known else None,
        )

    def _numbers(self) -> dict[str, Any]:
        return {name: each for name, each in asdict(self).items() if name in ADDED}


ADDED = {each.name for each in fields(Measured)} - {"last_year"}
Share = tuple[int | Decimal, int | Decimal]


class Rule(NamedTuple):
    """A risk: its name, what it says, the share it measures and the points it gives.

    `points` pairs a number of per cent with the points from there on, lowest first.
    """

    name: str
    about: str
    share: Callable[[Measured], Share]
    points: tuple[tuple[int, int], ...]


class Reason(NamedTuple):
    """What a rule gave a unit, and the share that it measured."""

    rule: str
    part: str
    whole: str
    points: int


def _growth(unit: Measured) -> Share:
    """Give what the sum of weights grew by; nothing where no earlier count is known.

    From nothing to something is all of it.
    """
    if unit.last_year is None:
        return 0, 0
    grown = max(unit.weights - unit.last_year, Decimal(0))
    return grown, unit.last_year or grown


RULES = (
    Rule(
        "aandeel-gewicht-1,2",
        "Leerlingen met gewicht 1,2 onder de leerlingen die tellen",
        lambda unit: (unit.high, unit.pupils),
        ((10, 1), (20, 2), (40, 3)),
    ),
    Rule(
        "groei-ten-opzichte-van-vorig-jaar",
        "Groei van de som van de gewichten sinds de telling van een jaar eerder",
        _growth,
        ((10, 1), (25, 2), (50, 3)),
    ),
    Rule(
        "ongetekend-of-te-laat",
        "Ouderverklaringen zonder handtekening, of van na de toelating, onder de "
        "leerlingen voor wie een gewicht is opgegeven",
        lambda unit: (unit.doubtful, unit.claims),
        ((5, 1), (15, 2), (30, 3)),
    ),
    Rule(
        "buitenlandse-opleiding",
        "Ouderverklaringen met een opleiding buiten Nederland onder die met een "
        "gewicht",
        lambda unit: (unit.foreign, unit.weighted),
        ((10, 1), (25, 2), (50, 3)),
    ),
    Rule(
        "eerdere-fouten",
        "Fouten onder de ouderverklaringen in eerdere, afgeronde controles",
        lambda unit: (unit.wrong, unit.checked),
        ((2, 1), (5, 2), (10, 3)),
    ),
)


def reasons(unit: Measured) -> list[Reason]:
    """Give what each rule says of a unit, in the order of the rules."""
    return [_reason(rule, unit) for rule in RULES]


def score(found: list[Reason]) -> int:
    """Add up the points."""
    return sum(each.points for each in found)


def _reason(rule: Rule, unit: Measured) -> Reason:
    part, whole = rule.share(unit)
    reached = [
        points for least, points in rule.points if part * PERCENT >= least * whole
    ]
    return Reason(
        rule.name, str(part), str(whole), reached[-1] if whole and reached else 0
    )
