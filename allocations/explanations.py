"""The explanation of an allocation, stored or not, from its receipt alone."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
    """All that figures rest on; without an allocation they are not stored.

    `receipt` is what its run has in common; `law` are the values of the law from it.
    `basis` and `sources` are where the facts come from, in Dutch. `not_computed` says
    which figures could not be computed, and why.
    """

    receipt: Receipt
    basis: str
    sources: list[str]
    facts: list[GivenFact]
    steps: list[Step]
    law: list[dict[str, Any]]
    not_computed: list[dict[str, Any]]
    allocation: Allocation | None = None


def explanation_of(allocation: Allocation) -> Explanation:
    """Explain an allocation, as it was computed."""
    individual = {"feiten": allocation.facts, "cijfers": allocation.figures}
    return replace(
        explained(allocation.receipt.content, individual), allocation=allocation
    )


def explained(common: Receipt, individual: Receipt) -> Explanation:
    """Explain facts and figures by what they have in common with others."""
    return Explanation(
        receipt=common,
        basis=common.get("grondslag", ""),
        sources=common.get("bronnen", []),
        facts=list(_facts(common, individual["feiten"])),
        steps=explain(common, individual),
        law=common["wet"],
        not_computed=common.get("nietBerekend", []),
    )


def _facts(common: Receipt, facts: dict[str, Any]) -> Iterator[GivenFact]:
    """Read the facts of a receipt: the recipient's own, then those per location."""
    names = [fact["naam"] for fact in common["feiten"]]
    for row in (facts, *facts.get("vestigingen", ())):
        for name in names:
            if name in row:
                yield GivenFact(name, row.get("vestiging", ""), row[name])
