"""The explanation of a stored allocation, from its receipt alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allocations.models import Allocation
from allocations.rules.explanation import Step, explain
from allocations.rules.receipts import Receipt


@dataclass(frozen=True, slots=True)
class GivenFact:
    """A fact that was established outside the calculation."""

    name: str
    location: str
    value: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """An allocation with all that it rests on.

    `receipt` is what its run has in common; `law` are the values of the law from it.
    `basis` and `sources` are where the facts come from, in Dutch.
    """

    allocation: Allocation
    receipt: Receipt
    basis: str
    sources: list[str]
    facts: list[GivenFact]
    steps: list[Step]
    law: list[dict[str, Any]]


def explanation_of(allocation: Allocation) -> Explanation:
    """Explain an allocation, as it was computed."""
    common: Receipt = allocation.receipt.content
    individual = {"feiten": allocation.facts, "cijfers": allocation.figures}
    return Explanation(
        allocation=allocation,
        receipt=common,
        basis=common.get("grondslag", ""),
        sources=common.get("bronnen", []),
        facts=list(_facts(common, allocation.facts)),
        steps=explain(common, individual),
        law=common["wet"],
    )


def _facts(common: Receipt, facts: dict[str, Any]) -> Iterator[GivenFact]:
    """Read the facts of a receipt: the recipient's own, then those per location."""
    names = [fact["naam"] for fact in common["feiten"]]
    for row in (facts, *facts.get("vestigingen", ())):
        for name in names:
            if name in row:
                yield GivenFact(name, row.get("vestiging", ""), row[name])
