"""What was published of whole schools on a count date: figures and teacher ages."""

from typing import NamedTuple

from allocations.gathering.moments import Moment
from allocations.gathering.rows import AGED, FIGURES, ON_THE_DAY, REGISTER, query
from allocations.gathering.scopes import BOARD, Scope


class Established(NamedTuple):
    """The figures that were established for a school, with its board and source."""

    brin: str
    board: str
    source: str
    school_weight: int
    impulse_pupils: int
    pupils: int | None
    pupils_4_to_7: int | None
    pupils_8_and_over: int | None


def established(moment: Moment, scope: Scope) -> dict[str, Established]:
    """Give the figures that were established for each school, by number."""
    rows = query(
        f"""
        SELECT input.brin, {BOARD}, input.source, input.school_weight,
            input.weighted_pupils_in_impulse_areas,
            input.pupils, input.pupils_4_to_7, input.pupils_8_and_over
        FROM schools_establishedfigures AS input {REGISTER}
        WHERE {ON_THE_DAY} AND {scope.condition} AND {FIGURES}
        ORDER BY input.brin
        """,
        moment,
        scope,
    )
    return {row[0]: Established(*row) for row in rows}


def teacher_ages(moment: Moment, scope: Scope) -> dict[str, tuple[int, str]]:
    """Give the teacher age of each school, in hundredths of a year, and its source."""
    rows = query(
        f"""
        SELECT input.brin, (input.age * 100)::integer, input.source
        FROM schools_teacherage AS input {REGISTER}
        WHERE {ON_THE_DAY} AND {scope.condition} AND {AGED}
        """,
        moment,
        scope,
    )
    return {brin: (age, source) for brin, age, source in rows}
