"""What the columns of a file of facts may hold, and how their cells are read."""

import re
from dataclasses import dataclass, replace

from allocations.rules.law import Law
from allocations.rules.periods import Period
from allocations.rules.regime import Level, Regime
from oab.files.problems import quoted

NUMBER = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,6}))?")
DECIMALS = {"whole": 0, "euro": 2, "score": 2}
MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Column:
    """What a column may hold. `absent` fills an empty cell, where it may be empty.

    `also` is a second fact or figure that it gives: of another count that was held on
    the same day, or of the one location of a school.
    """

    key: str
    name: str
    level: Level
    decimals: int
    minimum: int = 0
    maximum: int | None = None
    absent: int | None = None
    also: str = ""

    def read(self, cell: str) -> int:
        """Read a cell as a whole number of 10^-decimals; ValueError says why not."""
        if not cell and self.absent is not None:
            return self.absent
        match = NUMBER.fullmatch(cell)
        if not match:
            raise ValueError(_why_no_number(cell))
        whole, fraction = match[1], (match[2] or "").rstrip("0")
        if len(fraction) > self.decimals:
            raise ValueError(self._too_fine(cell))
        number = int(whole + fraction.ljust(self.decimals, "0"))
        self._refuse_out_of_bounds(cell, number)
        return number

    def _refuse_out_of_bounds(self, cell: str, number: int) -> None:
        unit = 10**self.decimals
        if number < self.minimum * unit:
            raise ValueError(f"{cell} is te laag, ten minste {self.minimum}")
        if self.maximum is not None and number > self.maximum * unit:
            raise ValueError(f"{cell} is te hoog, ten hoogste {self.maximum}")

    def _too_fine(self, cell: str) -> str:
        if not self.decimals:
            return f"{cell} is geen geheel getal"
        return f"{cell} heeft meer dan {self.decimals} decimalen"


def columns_of(regime: Regime, law: Law, period: Period) -> dict[str, Column]:
    """List the columns that a file for this regime and period may have, by name."""
    facts = [
        Column(
            fact.key,
            fact.name,
            fact.level,
            fact.decimals,
            fact.minimum,
            fact.maximum,
            (fact.maximum if fact.minimum else 0) if fact.optional else None,
        )
        for fact in regime.facts
    ]
    figures = [
        Column(
            key,
            law.figures[key].name,
            regime.level_of(key),
            DECIMALS.get(law.figures[key].unit, MOST_DECIMALS),
        )
        for key in regime.all_steps
    ]
    columns: dict[str, Column] = {}
    for column in (*facts, *figures):
        name = regime.column_of(column.name, period)
        if name in columns:
            columns[name] = replace(columns[name], also=column.key)
        else:
            also = regime.of_one_location.get(column.key, "")
            columns[name] = replace(column, name=name, also=also)
    return columns


def _why_no_number(cell: str) -> str:
    """Say what is wrong with a cell that is no number; the likeliest cause first."""
    if not cell:
        return "is leeg"
    for pattern, reason in _REASONS:
        if pattern.search(cell):
            return f"{quoted(cell)} {reason}"
    return f"{quoted(cell)} is geen getal"


_REASONS = (
    (re.compile(r"[\ud800-\udfff]"), "is geen UTF-8"),
    (re.compile(r"^\s|\s$"), "heeft spaties voor of achter het getal"),
    (re.compile(r"^-[0-9.,]+$"), "is negatief"),
    (re.compile(r"^[0-9.]*,[0-9]+$"), "heeft een decimale komma; schrijf een punt"),
    (re.compile(r"^[0-9.]+[eE][+-]?[0-9]+$"), "heeft een exponent; schrijf het uit"),
    (re.compile(r"^[0-9]{10,}(\.|$)"), "heeft meer dan negen cijfers voor de punt"),
    (re.compile(r"^[0-9]+\.[0-9]{7,}$"), "heeft meer dan zes decimalen"),
)
