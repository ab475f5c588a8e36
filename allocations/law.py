"""The law as it was at a moment: a law file, and the regulations registered since.

A registered regulation joins the law once it was approved and published. What was known
at a moment never changes, so a run that is done again finds the law that it found. A
regulation that was taken over into the law file stands there alone, by its number in
the Staatscourant.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache

from django.utils import timezone

from allocations.models import RegisteredRegulation, RegisteredValue
from allocations.rules.law import Act, Article, Law, Value, law_of
from allocations.rules.regimes import REGIMES
from oab.filters import HERE
from oab.judged import Verdict
from oab.versions import clock

# Who starts a run and who follows changes take turns, so that one of the two sees the
# other. Who writes an input, and so who approves a regulation, never takes this turn:
# it is held while those who write are waited for.
TURN = "runs and recalculations"


def law_at(code: str, moment: datetime) -> Law:
    """Give the law of a regime as it was at a moment."""
    return laws_at(moment)[code]


def law_now(code: str) -> Law:
    """Give the law of a regime as it is."""
    return law_at(code, clock())


def laws_at(moment: datetime) -> Mapping[str, Law]:
    """Give the laws of all regimes, by code, as they were at a moment."""
    joined: defaultdict[str, list[int]] = defaultdict(list)
    rows = RegisteredValue.objects.filter(
        regulation__judgement__verdict=Verdict.APPROVED,
        regulation__judgement__created_at__lte=moment,
        regulation__published__lte=timezone.localdate(moment, HERE),
    )
    pairs = rows.values_list("regime", "regulation").distinct()
    for regime, regulation in pairs.order_by("regulation"):
        joined[regime].append(regulation)
    return {
        each.code: law_with(each.code, tuple(joined[each.code])) for each in REGIMES
    }


# Rows that are written once say the same for ever, and so does what is made of them.
@cache
def law_with(code: str, numbers: tuple[int, ...]) -> Law:
    """Give the law of a regime with registered regulations, by their keys."""
    law = law_of(code)
    if not numbers:
        return law
    rows = RegisteredRegulation.objects.filter(pk__in=numbers).order_by("pk")
    for regulation in rows:
        if regulation.staatscourant not in _published(law):
            values = regulation.values.filter(regime=code).order_by("pk")
            law = _joined(law, act_of(regulation), values)
    return law


def _published(law: Law) -> set[str]:
    return {act.staatscourant for act in law.acts.values()}


def _joined(law: Law, act: Act, values: Iterable[RegisteredValue]) -> Law:
    parameters = dict(law.parameters)
    for each in values:
        before = parameters[each.parameter]
        added = (*before.values, value_of(each, act))
        parameters[each.parameter] = replace(before, values=added)
    return replace(law, acts={**law.acts, act.key: act}, parameters=parameters)


def act_of(regulation: RegisteredRegulation) -> Act:
    """Give a registered regulation as an act of the law."""
    return Act(
        key=f"stcrt_{regulation.staatscourant.replace(', ', '_')}",
        title=regulation.title,
        signed=regulation.signed,
        published=regulation.published,
        bwb=regulation.bwb,
        staatscourant=regulation.staatscourant,
        stage=regulation.stage,
        url=regulation.url,
    )


def value_of(registered: RegisteredValue, act: Act) -> Value:
    """Give a registered value as one of the law."""
    return Value(
        registered.since,
        registered.until,
        registered.value,
        Article(act, registered.article),
        registered.note,
    )
