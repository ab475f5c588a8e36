"""How what was computed is kept: allocations, and once what they have in common."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import connection

from allocations.computable import NotComputed
from allocations.gathering import Gathered
from allocations.models import Allocation, CommonReceipt, Run
from allocations.rules.calculation import Calculation
from allocations.rules.receipts import Receipt, common_part, individual_parts
from oab import VERSION

ENTITLEMENT = "entitlement"
COPY_ALLOCATIONS = (
    f"COPY {Allocation._meta.db_table} (run_id, recipient, recipient_kind, "
    "board_code, receipt_id, facts, figures, entitlement, replaces_id, reasons) "
    "FROM STDIN"
)


@dataclass(frozen=True, slots=True)
class Replacement:
    """Which allocation a new one replaces, if any, and the reasons why."""

    number: int | None = None
    reasons: Sequence[Mapping[str, str]] = ()


FIRST = Replacement()


@dataclass(frozen=True, slots=True)
class Computed:
    """What was computed of recipients, from what, and what could not be and why."""

    gathered: Gathered
    calculation: Calculation
    not_computed: tuple[NotComputed, ...] = ()

    def rows(self) -> Iterator[tuple[str, Receipt, str | None]]:
        """Give every recipient with its facts and figures, and its entitlement."""
        entitlement = self.calculation.figures.get(ENTITLEMENT)
        amounts: Sequence[str | None] = (
            entitlement.decimals()
            if entitlement
            else [None] * len(self.calculation.facts.recipients)
        )
        parts = individual_parts(self.calculation)
        for (recipient, individual), amount in zip(parts, amounts, strict=True):
            yield recipient, individual, amount


def common_receipt(computed: Computed) -> Receipt:
    """Describe what the calculations have in common."""
    content: Receipt = common_part(computed.calculation, VERSION)
    content["grondslag"] = computed.gathered.basis
    content["bronnen"] = list(computed.gathered.sources)
    if computed.not_computed:
        content["nietBerekend"] = [each.as_member() for each in computed.not_computed]
    return content


def receipt_of(computed: Computed) -> CommonReceipt:
    """Store what the calculations have in common, once for all that are alike."""
    content = common_receipt(computed)
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    receipt = CommonReceipt(hash=sha256(text.encode()).hexdigest(), content=content)
    CommonReceipt.objects.bulk_create([receipt], ignore_conflicts=True)
    return receipt


def store(
    run: Run,
    computed: Computed,
    receipt: CommonReceipt,
    replaced: Mapping[str, Replacement] | None = None,
) -> int:
    """Store the allocations of a run; of all, or of those in `replaced`.

    It says of each recipient which allocation the new one replaces, and why.
    """
    stored = 0
    with connection.cursor() as cursor, cursor.copy(COPY_ALLOCATIONS) as copy:
        for row in _rows(run, computed, receipt, replaced):
            copy.write_row(row)
            stored += 1
    return stored


def _rows(
    run: Run,
    computed: Computed,
    receipt: CommonReceipt,
    replaced: Mapping[str, Replacement] | None,
) -> Iterator[tuple[Any, ...]]:
    for recipient, individual, amount in computed.rows():
        if replaced is None or recipient in replaced:
            replacement = replaced[recipient] if replaced else FIRST
            yield (
                run.pk,
                recipient,
                Allocation.RecipientKind.SCHOOL,
                computed.gathered.boards[recipient],
                receipt.hash,
                json.dumps(individual["feiten"]),
                json.dumps(individual["cijfers"]),
                amount,
                replacement.number,
                json.dumps([*replacement.reasons]),
            )
