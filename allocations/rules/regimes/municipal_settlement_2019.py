"""Settlement of the municipal grants on scores, over periods of four calendar years.

A municipality may spend what is left of a year in the next years of the same period:
2019 to 2022, 2023 to 2026. At its end all must have been spent, but for at most half of
the grant of the fourth year, which goes on to the next period. What is left beyond that
was not spent on the purpose, and the minister claims it back.
"""

from datetime import date

from allocations.rules.figures import CENT, ZERO, Figure
from allocations.rules.periods import Period, PeriodKind
from allocations.rules.regime import Fact, Level, Regime


def counted_on(period: Period) -> date:
    """Give the last day of the period, on which the balance is drawn up."""
    return date(period.until.year - 1, 12, 31)


def granted(
    *,
    first_grant: Figure,
    second_grant: Figure,
    third_grant: Figure,
    last_grant: Figure,
) -> Figure:
    """Add up the grants of the four years."""
    return first_grant + second_grant + third_grant + last_grant


def unspent(*, granted: Figure, brought_along: Figure, spent: Figure) -> Figure:
    """Give what is left; who spent more did so on its own account."""
    return (granted + brought_along - spent).at_least(ZERO)


def most_to_take_along(*, last_grant: Figure, share_to_take_along: Figure) -> Figure:
    """Give half of the grant of the fourth year, without parts of a cent."""
    return (last_grant * share_to_take_along).rounded_down(CENT)


def taken_along(*, unspent: Figure, most_to_take_along: Figure) -> Figure:
    """Give what goes on to the next period."""
    return unspent.at_most(most_to_take_along)


def reclaimed(*, unspent: Figure, taken_along: Figure) -> Figure:
    """Give what the minister claims back."""
    return unspent - taken_along


MUNICIPAL_SETTLEMENT_2019 = Regime(
    code="municipal_settlement_2019",
    recipients=("municipality",),
    period_kind=PeriodKind.MONTHS,
    counted_on=counted_on,
    facts=(
        Fact("first_grant", "toekenning_eerste_jaar", Level.RECIPIENT, decimals=2),
        Fact("second_grant", "toekenning_tweede_jaar", Level.RECIPIENT, decimals=2),
        Fact("third_grant", "toekenning_derde_jaar", Level.RECIPIENT, decimals=2),
        Fact("last_grant", "toekenning_vierde_jaar", Level.RECIPIENT, decimals=2),
        Fact(
            "brought_along",
            "meegenomen_uit_vorig_tijdvak",
            Level.RECIPIENT,
            decimals=2,
        ),
        Fact("spent", "besteed", Level.RECIPIENT, decimals=2),
    ),
    location_steps=(),
    steps=(granted, unspent, most_to_take_along, taken_along, reclaimed),
)
