"""What an import did, counted by the rows of its file."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from oab.snapshots import Outcome


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the rows said something new, something else, or nothing new.

    Rows that do not concern the product are in `rows` only; `remarks` say why.
    """

    rows: int
    new: int
    replaced: int
    unchanged: int
    remarks: tuple[str, ...] = ()


def tally(
    rows: int,
    touched: Iterable[Sequence[Hashable]],
    outcomes: Sequence[Mapping[Any, Outcome]],
    remarks: Sequence[str] = (),
) -> Tally:
    """Count rows by the greatest outcome of what they touch, in whatever table."""
    greatest: dict[Hashable, Outcome] = {}
    for key, outcome in chain.from_iterable(one.items() for one in outcomes):
        greatest[key] = max(outcome, greatest.get(key, outcome))
    count = Counter(max(greatest[key] for key in keys) for keys in touched)
    return Tally(
        rows,
        count[Outcome.NEW],
        count[Outcome.REPLACED],
        count[Outcome.UNCHANGED],
        tuple(remarks),
    )
