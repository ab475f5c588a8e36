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
from allocations.questions import Question
from allocations.rules.calculation import Calculation, calculate
from allocations.rules.receipts import Receipt, common_part, individual_parts
from oab import VERSION

ENTITLEMENT = "entitlement"
NOTHING_LEFT = "geen gegevens meer: de ontvanger valt niet meer onder de regeling"
COPY_ALLOCATIONS = (
    f"COPY {Allocation._meta.db_table} (run_id, regime, period, recipient, "
    "recipient_kind, board_code, receipt_id, facts, figures, entitlement, "
    "replaces_id, reasons) FROM STDIN"
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

    @classmethod
    def of(
        cls,
        question: Question,
        gathered: Gathered,
        not_computed: tuple[NotComputed, ...] = (),
    ) -> "Computed":
        """Compute what is asked from what was gathered; raises CannotCompute."""
        made = calculate(
            question.regime, question.provisions, gathered.facts, question.wanted
        )
        return cls(gathered, made, not_computed)

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
    return _stored(common_receipt(computed))


def _stored(content: Receipt) -> CommonReceipt:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    receipt = CommonReceipt(hash=sha256(text.encode()).hexdigest(), content=content)
    CommonReceipt.objects.bulk_create([receipt], ignore_conflicts=True)
    return receipt


def receipt_of_an_end(question: Question) -> CommonReceipt:
    """Store once that recipients get nothing any more, by which law and program."""
    provisions = question.provisions
    return _stored(
        {
            "regime": question.regime.code,
            "regeling": provisions.law.name,
            "periode": str(provisions.period),
            "bekendOp": provisions.known.isoformat(),
            "programma": VERSION,
            "feiten": [],
            "wet": [],
            "cijfers": [],
            "grondslag": NOTHING_LEFT,
            "bronnen": [],
        }
    )


def store_ends(
    run: Run,
    receipt: CommonReceipt,
    kind: str,
    ended: Mapping[str, tuple[str, Replacement]],
) -> None:
    """Store that recipients, given with board and replacement, get nothing any more."""
    Allocation.objects.bulk_create(
        Allocation(
            run=run,
            regime=run.regime,
            period=run.period,
            recipient=recipient,
            recipient_kind=kind,
            board_code=board,
            receipt=receipt,
            facts={},
            figures={},
            replaces_id=replacement.number,
            reasons=[*replacement.reasons],
        )
        for recipient, (board, replacement) in ended.items()
    )


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
    kind = computed.calculation.recipient_kind
    for recipient, individual, amount in computed.rows():
        if replaced is None or recipient in replaced:
            replacement = replaced[recipient] if replaced else FIRST
            yield (
                run.pk,
                run.regime,
                run.period,
                recipient,
                kind,
                computed.gathered.boards[recipient],
                receipt.hash,
                json.dumps(individual["feiten"]),
                json.dumps(individual["cijfers"]),
                amount,
                replacement.number,
                json.dumps([*replacement.reasons]),
            )
