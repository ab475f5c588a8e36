"""The regimes of the law, oldest first."""

from allocations.rules.regime import Regime
from allocations.rules.regimes.school_weights_1998 import SCHOOL_WEIGHTS_1998
from allocations.rules.regimes.school_weights_2006 import SCHOOL_WEIGHTS_2006

REGIMES: tuple[Regime, ...] = (SCHOOL_WEIGHTS_1998, SCHOOL_WEIGHTS_2006)


def regime_of(code: str) -> Regime | None:
    """Find a regime by its code."""
    return next((regime for regime in REGIMES if regime.code == code), None)
