"""For whom facts are gathered: a range of boards, or some schools."""

from dataclasses import dataclass

BRIN_LENGTH = 4
# The board of a school, in a query that joins the register as `school`.
BOARD = "coalesce(school.board_code, '')"


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


@dataclass(frozen=True, slots=True)
class Schools:
    """Some schools, by number."""

    brins: tuple[str, ...]

    @property
    def condition(self) -> str:
        """Say in SQL which schools these are."""
        return "input.brin = ANY (%(brins)s)"


Scope = Boards | Schools
EVERYBODY = Boards()
