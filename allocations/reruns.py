"""Doing a run again with the law and the inputs of then, to see the same come out.

Nothing is stored. What was known when the run looked at its inputs is gathered once
more, so what was corrected since does not count, and the rules of today compute it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allocations.gathering import Boards, Moment, Scope, gather, some, unit_of
from allocations.models import Run
from allocations.questions import Question
from allocations.rules.receipts import Receipt
from allocations.runs import question_of
from allocations.storage import Computed

ABSENT = "niet berekend"
Said = Mapping[str, Any]


class NotComplete(Exception):
    """Alleen een voltooide doorrekening is opnieuw te doen."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure or fact of a recipient, as it was stored and as it came out again."""

    recipient: str
    name: str
    stored: object
    again: object


def differences(run: Run) -> Iterator[Difference]:
    """Compute a run again; give what differs from what it stored, by recipient.

    Raises NotComplete for a run that stored nothing, or not yet.
    """
    if run.state != Run.State.COMPLETE:
        raise NotComplete(run)
    again = dict(_computed_again(run))
    if run.recipients:
        again = {each: said for each, said in again.items() if each in run.recipients}
    stored = run.allocations.order_by("recipient").values_list(
        "recipient", "facts", "figures", "entitlement"
    )
    for recipient, facts, figures, entitlement in stored.iterator():
        said = _said(facts, figures, entitlement) if figures else {}
        yield from _compare(recipient, said, again.pop(recipient, {}))
    for recipient, anew in sorted(again.items()):
        yield from _compare(recipient, {}, anew)


def _computed_again(run: Run) -> Iterator[tuple[str, Said]]:
    question = question_of(run)
    for scope in _scopes(run, question):
        yield from _computed(run, question, scope)


def _scopes(run: Run, question: Question) -> list[Scope]:
    """List whom the run computed: some units, or those of all its parts."""
    if run.recipients:
        kind = question.regime.recipient_in(question.provisions.period)
        return [some(kind, {unit_of(kind, each) for each in run.recipients})]
    parts = run.run_parts.order_by("number")
    return [Boards(part.board_from, part.board_until) for part in parts]


def _computed(run: Run, question: Question, scope: Scope) -> Iterator[tuple[str, Said]]:
    regime, period = question.regime, question.provisions.period
    moment = Moment.of(regime, period, run.started_at)
    for gathered in gather(regime, moment, scope, question.needed):
        if not gathered.boards:
            continue
        for recipient, individual, amount in Computed.of(question, gathered).rows():
            yield recipient, _said_by(individual, amount)


def _said_by(individual: Receipt, amount: str | None) -> Said:
    return _said(individual["feiten"], individual["cijfers"], amount)


def _said(facts: Said, figures: Said, entitlement: object) -> Said:
    """Put what is known of a recipient under one name each, figures first."""
    amount = None if entitlement is None else str(entitlement)
    return {**figures, "bedrag": amount, **{f"feit {key}": facts[key] for key in facts}}


def _compare(recipient: str, stored: Said, again: Said) -> Iterator[Difference]:
    for name in {**stored, **again}:
        was, is_ = stored.get(name, ABSENT), again.get(name, ABSENT)
        if was != is_:
            yield Difference(recipient, name, was, is_)
