"""The regimes of the law, oldest first."""

from allocations.rules.regime import Regime
from allocations.rules.regimes.material_groups_2006 import MATERIAL_GROUPS_2006
from allocations.rules.regimes.municipal_scores_2019 import MUNICIPAL_SCORES_2019
from allocations.rules.regimes.municipal_settlement_2019 import (
    MUNICIPAL_SETTLEMENT_2019,
)
from allocations.rules.regimes.municipal_weights_2006 import MUNICIPAL_WEIGHTS_2006
from allocations.rules.regimes.personnel_budget_2006 import PERSONNEL_BUDGET_2006
from allocations.rules.regimes.school_compensation_2007 import SCHOOL_COMPENSATION_2007
from allocations.rules.regimes.school_scores_2019 import SCHOOL_SCORES_2019
from allocations.rules.regimes.school_social_work_2007 import SCHOOL_SOCIAL_WORK_2007
from allocations.rules.regimes.school_social_work_2019 import SCHOOL_SOCIAL_WORK_2019
from allocations.rules.regimes.school_weights_1998 import SCHOOL_WEIGHTS_1998
from allocations.rules.regimes.school_weights_2006 import SCHOOL_WEIGHTS_2006

REGIMES: tuple[Regime, ...] = (
    SCHOOL_WEIGHTS_1998,
    SCHOOL_WEIGHTS_2006,
    SCHOOL_COMPENSATION_2007,
    SCHOOL_SOCIAL_WORK_2007,
    PERSONNEL_BUDGET_2006,
    MATERIAL_GROUPS_2006,
    MUNICIPAL_WEIGHTS_2006,
    SCHOOL_SCORES_2019,
    SCHOOL_SOCIAL_WORK_2019,
    MUNICIPAL_SCORES_2019,
    MUNICIPAL_SETTLEMENT_2019,
)


def regime_of(code: str) -> Regime | None:
    """Find a regime by its code."""
    return next((regime for regime in REGIMES if regime.code == code), None)
