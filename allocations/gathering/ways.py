"""How the facts of each regime are gathered; a regime without a way takes a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from allocations.gathering import (
    compensation,
    material_groups,
    personnel_budget,
    scores,
    social_work,
    weights,
)
from allocations.gathering.gathered import NOTHING, Gathered, Proposal
from allocations.gathering.moments import Moment
from allocations.gathering.scopes import Scope
from allocations.rules.periods import Period
from allocations.rules.regime import Regime


def _all(_: Period) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Way:
    """How facts are gathered, and of which periods they are stored.

    `takes_proposals` says whether it reckons with numbers that somebody proposes,
    `boards` lists the boards of whose schools anything is known.
    """

    gather: Callable[[Regime, Moment, Scope, Sequence[str], Proposal], list[Gathered]]
    knows: Callable[[Period], bool] = _all
    takes_proposals: bool = False
    boards: Callable[[Moment], list[tuple[str, int]]] = weights.boards_with_recipients


WAYS = {
    "school_weights_1998": Way(weights.gather, takes_proposals=True),
    "school_weights_2006": Way(weights.gather, takes_proposals=True),
    "material_groups_2006": Way(material_groups.gather),
    "school_compensation_2007": Way(compensation.gather),
    "school_social_work_2007": Way(social_work.gather),
    "personnel_budget_2006": Way(personnel_budget.gather, personnel_budget.knows),
    "school_scores_2019": Way(
        scores.gather, scores.knows, boards=scores.boards_with_recipients
    ),
}


def is_gathered(regime: Regime, period: Period) -> bool:
    """Say whether runs find the facts of a regime and period stored."""
    way = WAYS.get(regime.code)
    return way is not None and way.knows(period)


def takes_proposals(regime: Regime) -> bool:
    """Say whether a regime can be computed with numbers that somebody proposes."""
    return regime.code in WAYS and WAYS[regime.code].takes_proposals


def boards_with_recipients(regime: Regime, moment: Moment) -> list[tuple[str, int]]:
    """List the boards with schools to compute, and how many, by number."""
    return WAYS[regime.code].boards(moment)


def gather(
    regime: Regime,
    moment: Moment,
    scope: Scope,
    needed: Sequence[str],
    proposal: Proposal = NOTHING,
) -> list[Gathered]:
    """Gather the facts that a regime needs for the units in scope."""
    return WAYS[regime.code].gather(regime, moment, scope, needed, proposal)
