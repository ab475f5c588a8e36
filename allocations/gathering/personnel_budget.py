"""Gathers the facts of the personnel budget: pupils and school weight of schools."""

from collections.abc import Sequence
from datetime import date

from allocations.gathering.assembling import Recipient, assembled
from allocations.gathering.gathered import Gathered, Proposal
from allocations.gathering.moments import Moment
from allocations.gathering.scopes import Scope
from allocations.gathering.weighing import WEIGHT, Weighed, Weighing, weigh
from allocations.rules.periods import Period
from allocations.rules.regime import Regime

# Which schools had 70 % of the old weight 0.90 in 2001 was never stored.
END_OF_ADDITION_OF_2001 = date(2010, 8, 1)


def knows(period: Period) -> bool:
    """Say whether all facts of a period are stored."""
    return period.since >= END_OF_ADDITION_OF_2001


def gather(
    regime: Regime,
    moment: Moment,
    scope: Scope,
    needed: Sequence[str],
    proposal: Proposal,
) -> list[Gathered]:
    """Gather pupils per place and the school weight of each school."""
    del needed, proposal
    (weights,) = regime.rests_on
    weighing = weigh(weights, moment, scope, WEIGHT)
    recipients = [
        _recipient(school, places, weighing)
        for school, places in weighing.places.items()
    ]
    return assembled(recipients, weighing.sources, weighing.lacking)


def _recipient(school: str, places: Sequence[Weighed], weighing: Weighing) -> Recipient:
    return Recipient(
        school,
        places[0].basis,
        weighing.boards[school],
        [(each.place, {"pupils": each.pupils}) for each in places],
        {"school_weight": sum(each.weight for each in places)},
    )
