"""For whom facts are gathered: a range of boards, some schools, or other units.

A unit is what is computed at once: a school with its locations, a board or a
partnership.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

BRIN_LENGTH = 4
# The board of a school, in a query that joins the register as `school`.
BOARD = "coalesce(school.board_code, '')"
BELONGS_TO = {"board": "board_code", "partnership": "partnership_code"}


@dataclass(frozen=True, slots=True)
class Boards:
    """A range of board numbers; an empty `until` has no end.

    A school without a board in the register belongs to the range that starts empty.
    """

    since: str = ""
    until: str = ""

    @property
    def condition(self) -> str:
        """Say in SQL which schools these are."""
        return f"{BOARD} >= %(since)s AND (%(until)s = '' OR {BOARD} < %(until)s)"

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Give what the condition names."""
        return {"since": self.since, "until": self.until}

    def __contains__(self, board: str) -> bool:
        """Say whether a board is in the range."""
        return self.since <= board and (not self.until or board < self.until)


@dataclass(frozen=True, slots=True)
class Schools:
    """Some schools, by number."""

    brins: tuple[str, ...]

    @property
    def condition(self) -> str:
        """Say in SQL which schools these are."""
        return "input.brin = ANY (%(brins)s)"

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Give what the condition names."""
        return {"brins": [*self.brins]}


@dataclass(frozen=True, slots=True)
class Together:
    """The schools of some boards or partnerships, by the numbers of these."""

    kind: str
    numbers: tuple[str, ...]

    @property
    def condition(self) -> str:
        """Say in SQL which schools these are."""
        return f"school.{BELONGS_TO[self.kind]} = ANY (%(numbers)s)"

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Give what the condition names."""
        return {"numbers": [*self.numbers]}


Some = Schools | Together
Scope = Boards | Some
EVERYBODY = Boards()


def some(kind: str, units: Collection[str]) -> Some:
    """Name some units by the kind of recipient that a regime pays."""
    numbers = tuple(sorted(units))
    return Together(kind, numbers) if kind in BELONGS_TO else Schools(numbers)


def unit_of(kind: str, recipient: str) -> str:
    """Give the unit that a recipient is computed with."""
    return recipient if kind in BELONGS_TO else recipient[:BRIN_LENGTH]


def units_in(scope: Some) -> tuple[str, ...]:
    """List the units of a scope."""
    return scope.brins if isinstance(scope, Schools) else scope.numbers


def narrowed(scope: Some, units: Collection[str]) -> Some:
    """Keep some units of a scope."""
    return some("" if isinstance(scope, Schools) else scope.kind, units)
