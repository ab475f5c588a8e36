"""Turns stored rows into facts: the only bridge from the database to the rules.

One query per table gives the facts of all recipients of a part of a run, as they were
known at one moment.
"""

from allocations.gathering.gathered import NOTHING, Gathered, Lack, Proposal
from allocations.gathering.moments import Input, Moment
from allocations.gathering.rows import remembered
from allocations.gathering.scopes import (
    BELONGS_TO,
    BRIN_LENGTH,
    EVERYBODY,
    Boards,
    Schools,
    Scope,
    Some,
    Together,
    narrowed,
    some,
    unit_of,
    units_in,
)
from allocations.gathering.ways import (
    boards_with_recipients,
    gather,
    is_gathered,
    takes_proposals,
)
from allocations.gathering.weights import (
    COUNTS,
    ESTABLISHED,
    NO_DESIGNATIONS,
    designations,
    uses_counts,
    weights_of,
)

__all__ = [
    "BELONGS_TO",
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
    "Some",
    "Together",
    "boards_with_recipients",
    "designations",
    "gather",
    "is_gathered",
    "narrowed",
    "remembered",
    "some",
    "takes_proposals",
    "unit_of",
    "units_in",
    "uses_counts",
    "weights_of",
]
