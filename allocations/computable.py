"""What can be computed of a question, and why the rest cannot.

The law may not know a value of a period (yet), and a school may lack a fact. What does
not need these can be computed all the same: a school weight is there before the amount
per unit. One place says which figures these are, for dry runs, recalculations and
overviews alike.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from allocations.gathering import (
    NOTHING,
    Gathered,
    Lack,
    Moment,
    Proposal,
    Some,
    gather,
    narrowed,
    unit_of,
    units_in,
)
from allocations.questions import Question
from allocations.rules.receipts import Receipt


@dataclass(frozen=True, slots=True)
class NotComputed:
    """Figures that cannot be computed, by name, and why, with the article."""

    figures: tuple[str, ...]
    reason: str

    def as_member(self) -> Receipt:
        """Give it as a member of a receipt."""
        return {"cijfers": list(self.figures), "reden": self.reason}


@dataclass(frozen=True, slots=True)
class Computable:
    """The part of a question that can be answered, if any, and what cannot."""

    question: Question | None
    not_computed: tuple[NotComputed, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Units of which the same can be computed, with their facts.

    Without a question nothing can be.
    """

    units: tuple[str, ...]
    computable: Computable
    gathered: tuple[Gathered, ...] = ()
    lacking: tuple[Lack, ...] = ()


def computable(
    question: Question, without: Mapping[str, str] | None = None
) -> Computable:
    """Say which figures of a question can be computed, without facts that lack.

    `without` gives these with the reason. Where all figures can be computed, it is the
    question as it was.
    """
    absent = without or {}
    shown = question.plan.shown
    gaps = [key for key in shown if question.only(key).gap_in_the_law()]
    lacking = [
        key for key in shown if key not in gaps and _facts(question, key, absent)
    ]
    found = tuple(key for key in shown if key not in {*gaps, *lacking})
    if not found:
        part = None
    elif len(found) == len(shown):
        part = question
    else:
        part = question.only(*found)
    return Computable(part, tuple(_why(question, gaps, lacking, absent)))


def parts(
    question: Question,
    moment: Moment,
    scope: Some,
    proposal: Proposal = NOTHING,
    without: Mapping[str, str] | None = None,
) -> Iterator[Part]:
    """Gather the facts of units, for each of them all that can be computed with.

    A unit without a fact is gathered again for the figures that do not need it.
    """
    absent = without or {}
    answer = computable(question, absent)
    if answer.question is None:
        yield Part(units_in(scope), answer)
        return
    asked = answer.question
    found = gather(asked.regime, moment, scope, asked.needed, proposal)
    lacks: defaultdict[str, dict[str, Lack]] = defaultdict(dict)
    for lack in (lack for each in found for lack in each.lacking):
        lacks[lack.unit].setdefault(lack.fact, lack)
    kind = asked.regime.recipient_in(moment.period)
    units = (unit_of(kind, each) for part in found for each in part.boards)
    yield Part(
        tuple(dict.fromkeys(units)),
        answer,
        tuple(replace(each, lacking=()) for each in found if each.boards),
    )
    alike: defaultdict[frozenset[tuple[str, str]], list[str]] = defaultdict(list)
    for unit, missing in lacks.items():
        alike[frozenset((f, lack.why) for f, lack in missing.items())].append(unit)
    for reasons, numbers in alike.items():
        group = narrowed(scope, numbers)
        more = dict(reasons)
        if "" in more:
            why = tuple(lack for each in numbers for lack in lacks[each].values())
            yield Part(units_in(group), Computable(None, answer.not_computed), (), why)
        else:
            yield from parts(question, moment, group, proposal, {**absent, **more})


def _facts(question: Question, key: str, absent: Mapping[str, str]) -> set[str]:
    """Name the absent facts that a figure cannot do without."""
    return {*question.only(key).needed} & absent.keys()


def _why(
    question: Question, gaps: list[str], lacking: list[str], absent: Mapping[str, str]
) -> Iterator[NotComputed]:
    texts = question.provisions.law.figures
    if gaps and (reason := question.only(*gaps).gap_in_the_law()):
        yield NotComputed(tuple(texts[key].name for key in gaps), reason)
    for fact, why in sorted(absent.items()):
        keys = [key for key in lacking if fact in _facts(question, key, absent)]
        if keys:
            needed = ", ".join(f"{texts[k].label} ({texts[k].article})" for k in keys)
            names = tuple(texts[key].name for key in keys)
            yield NotComputed(names, f"{why}; nodig voor {needed}")
