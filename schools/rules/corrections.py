"""What may still change about a weight once it was set, and about what it was paid by.

Art. 27(1) Besluit bekostiging WPO (BWBR0003862); the specification of the register of
pupils (BWBR0022542), which gives signal 460; art. 4:49 Awb (BWBR0005537), which holds
for the funding of schools by art. 4:21(4).
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

YEARS_TO_THE_DETRIMENT = 5


class AtTheStart(StrEnum):
    """What was known of the carers' education on the day that decides."""

    DETERMINED = "vastgesteld"
    NOT_STATED = "niet-opgegeven"
    UNDETERMINABLE = "niet-vast-te-stellen"


class Ground(StrEnum):
    """Why a decision may be revised to the detriment of who received it (4:49(1))."""

    UNKNOWN_FACTS = "onbekende-feiten"
    SHOULD_HAVE_KNOWN = "wist-of-behoorde-te-weten"
    OBLIGATION_BROKEN = "verplichting-niet-nagekomen"


class Decided(NamedTuple):
    """What was decided, and the day on which it was notified."""

    outcome: Decimal
    notified_on: date


def raises_signal_460(*, was: Decimal | None, becomes: Decimal) -> bool:
    """Tell whether a weight that was set is changed; who had none yet had no weight.

    The signal asks to look again; the change is allowed.
    """
    return was is not None and was != becomes


def may_be_set_later(at_start: AtTheStart, *, about: date, deciding_day: date) -> bool:
    """Tell whether a statement that comes in later can still set or mend a weight.

    A form that was late or wrong can, if it speaks of the day that decides. What could
    not be determined then cannot be determined by facts that came afterwards.
    """
    return about == deciding_day and at_start is not AtTheStart.UNDETERMINABLE


def last_day_to_lower(notified_on: date) -> date:
    """Give the day on which five years since notification are over (4:49(3)).

    Terms of years are outside the Algemene termijnenwet (art. 4): no weekend moves it.
    """
    year = notified_on.year + YEARS_TO_THE_DETRIMENT
    try:
        return notified_on.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def may_be_revised(
    decided: Decided, becomes: Decimal, *, on: date, ground: Ground | None
) -> bool:
    """Tell whether a decision may become another; only to the detriment is it bound."""
    if becomes >= decided.outcome:
        return True
    return ground is not None and on <= last_day_to_lower(decided.notified_on)
