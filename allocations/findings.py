"""The outcome of a comparison with what was paid, in Dutch."""

from allocations.comparison import Comparison, Verification
from allocations.rules.explanation import in_dutch


def findings(outcome: Verification) -> list[str]:
    """Say how many schools are equal, and everything that is not."""
    schools = in_dutch(str(outcome.schools))
    lines = [
        f"artikel {article}: {in_dutch(str(equal))} van {schools} scholen gelijk"
        for article, equal in outcome.equal.items()
    ]
    if outcome.schools != outcome.expected:
        expected = in_dutch(str(outcome.expected))
        lines.append(f"NIET VERWACHT: {schools} scholen betaald, verwacht {expected}")
    lines += [_line("verwacht", comparison) for comparison in outcome.explained]
    lines += [_line("NIET VERWACHT", found) for found in outcome.unexpected]
    lines += [
        f"NIET VERWACHT {deviation.brin} artikel {deviation.article}: {finding}, "
        f"maar staat als afwijking te boek ({deviation.reason})"
        for finding, deviations in (
            ("is gelijk", outcome.unfounded),
            ("er is geen betaling", outcome.absent),
        )
        for deviation in deviations
    ]
    return lines


def _line(kind: str, comparison: Comparison) -> str:
    line = (
        f"{kind} {comparison.brin} artikel {comparison.article}: "
        f"berekend {_euros(comparison.computed)}, betaald {_euros(comparison.paid)}"
    )
    deviation = comparison.deviation
    if deviation:
        line += f"; {deviation.reason}"
    if deviation and deviation.months and comparison.computed is not None:
        by_months = deviation.paid_by_months(comparison.computed)
        line += f": {deviation.months} maanden geeft {_euros(by_months)}, gelijk"
    return line


def _euros(amount: object) -> str:
    return "niets" if amount is None else f"€ {in_dutch(str(amount))}"
