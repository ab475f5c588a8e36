"""Turns stored rows into facts: the only bridge from the database to the rules.

One query per table gives the facts of all recipients of a part of a run, as they were
known at one moment.
"""

from allocations.gathering.gathered import NOTHING, Gathered, Lack, Proposal
from allocations.gathering.moments import Input, Moment
from allocations.gathering.scopes import (
    BRIN_LENGTH,
    EVERYBODY,
    Boards,
    Schools,
    Scope,
)
from allocations.gathering.weights import (
    COUNTS,
    ESTABLISHED,
    NO_DESIGNATIONS,
    boards_with_recipients,
    designations,
    gather,
    uses_counts,
    weights_of,
)

__all__ = [
    "BRIN_LENGTH",
    "COUNTS",
    "ESTABLISHED",
    "EVERYBODY",
    "NOTHING",
    "NO_DESIGNATIONS",
    "Boards",
    "Gathered",
    "Input",
    "Lack",
    "Moment",
    "Proposal",
    "Schools",
    "Scope",
    "boards_with_recipients",
    "designations",
    "gather",
    "uses_counts",
    "weights_of",
]
