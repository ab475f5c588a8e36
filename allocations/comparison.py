"""Compares computed amounts with what was paid, school by school and to the cent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from allocations.rules.figures import CENT, Figure

# By BRIN and article, in euros.
Amounts: TypeAlias = Mapping[tuple[str, str], Decimal]

MONTHS_IN_A_YEAR = Figure.constant(12)


@dataclass(frozen=True, slots=True)
class Deviation:
    """A payment that is known to differ, and why; `months` when that is the reason."""

    brin: str
    article: str
    reason: str
    source: str
    months: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """The payment it is about."""
        return self.brin, self.article

    def explains(self, computed: Decimal | None, paid: Decimal | None) -> bool:
        """Tell whether the reason accounts for the difference, as far as it counts."""
        if self.months is None:
            return True
        return computed is not None and self.paid_by_months(computed) == paid

    def paid_by_months(self, year: Decimal) -> Decimal:
        """Give what a year's amount comes to for the months of the reason."""
        months = Figure.constant(self.months or 12)
        share = Figure.constant(year).share(months, MONTHS_IN_A_YEAR, decimals=CENT)
        return share.decimal(0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A payment that is not what was computed; None where one of the two lacks."""

    brin: str
    article: str
    computed: Decimal | None
    paid: Decimal | None
    deviation: Deviation | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome: how many schools are equal per article, and all that is not.

    `expected` is how many schools were paid, where that is known. `unfounded` are
    deviations that turn out equal, `absent` those of which there is no payment.
    """

    schools: int
    expected: int
    equal: Mapping[str, int]
    paid: Mapping[str, Decimal]
    unexpected: tuple[Comparison, ...]
    explained: tuple[Comparison, ...]
    unfounded: tuple[Deviation, ...]
    absent: tuple[Deviation, ...]

    @property
    def holds(self) -> bool:
        """Tell whether all is equal but for what was expected to differ."""
        wrong = self.unexpected or self.unfounded or self.absent
        return not wrong and self.schools == self.expected


def compare(
    computed: Amounts, paid: Amounts, deviations: Sequence[Deviation], schools: int
) -> Verification:
    """Compare everything that was computed or paid; `schools` were to be paid."""
    different = {
        key
        for key in computed.keys() | paid.keys()
        if computed.get(key) != paid.get(key)
    }
    listed = {deviation.key: deviation for deviation in deviations}
    comparisons = list(_comparisons(different, listed, computed, paid))
    articles = sorted({article for _, article in paid})
    return Verification(
        schools=len({brin for brin, _ in paid}),
        expected=schools,
        equal={
            article: sum(key[1] == article and key not in different for key in paid)
            for article in articles
        },
        paid={
            article: sum(
                (amount for key, amount in paid.items() if key[1] == article),
                start=Decimal(0),
            )
            for article in articles
        },
        unexpected=tuple(c for c in comparisons if not c.deviation),
        explained=tuple(c for c in comparisons if c.deviation),
        unfounded=tuple(
            d for d in deviations if d.key in paid and d.key not in different
        ),
        absent=tuple(d for d in deviations if d.key not in paid),
    )


def _comparisons(
    different: set[tuple[str, str]],
    listed: Mapping[tuple[str, str], Deviation],
    computed: Amounts,
    paid: Amounts,
) -> Iterator[Comparison]:
    for key in sorted(different):
        amounts = computed.get(key), paid.get(key)
        deviation = listed.get(key)
        if deviation and not deviation.explains(*amounts):
            deviation = None
        yield Comparison(*key, *amounts, deviation)
