"""Regulations, each with the values that it fixed: of the law files, and registered.

Everybody sees what is law. What was registered and is not law (yet) is for the ministry
and who audits it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from allocations.law import act_of, value_of
from allocations.models import RegisteredRegulation, RegulationJudgement
from allocations.rules.law import Act, Law, Parameter, Value, law_of
from allocations.rules.regimes import REGIMES
from oab.filters import today
from oab.judged import Verdict

IN_FORCE = "in_force"


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value that an act fixed for a regime."""

    regime: str
    parameter: Parameter
    value: Value
    confirmation: str = ""


@dataclass(frozen=True, slots=True)
class Regulation:
    """An act as it was published once, and the values that it fixed.

    `code` is the act's number in the national register of law (BWB) and the day of its
    signing: a later version of the same act is another regulation. Without a number
    there it is that of the Staatscourant; what CBS or DUO established has its name and
    the day. Who registered and judged it is empty for who
    need not know, and for an act of the law files.
    """

    code: str
    act: Act
    values: tuple[Fixed, ...]
    state: str = IN_FORCE
    person: str = ""
    created_at: datetime | None = None
    judgement: RegulationJudgement | None = None


class Regulations(tuple[Regulation, ...]):
    """Regulations by their code; a filter asks for the model, and there is none."""

    __slots__ = ()
    model = None


@cache
def regulations() -> Regulations:
    """List the regulations of the law files of all regimes."""
    laws = [law_of(regime.code) for regime in REGIMES]
    acts = {code_of(act): act for law in laws for act in law.acts.values()}
    values = {code: tuple(_fixed(laws, code)) for code in acts}
    return Regulations(
        Regulation(code, acts[code], values[code]) for code in sorted(acts)
    )


def code_of(act: Act) -> str:
    """Give the code of an act, or of what a publisher established."""
    if act.bwb:
        return f"{act.bwb}-{act.signed}"
    if act.staatscourant:
        return f"stcrt-{act.staatscourant.replace(', ', '-')}"
    publisher, _, _ = act.title.partition(",")
    return f"{publisher.lower()}-{act.signed}"


def _fixed(laws: list[Law], code: str) -> Iterator[Fixed]:
    for law in laws:
        for parameter in law.parameters.values():
            for value in parameter.values:
                if code_of(value.article.act) == code:
                    yield Fixed(law.code, parameter, value)


# What was registered ------------------------------------------------------------------


def known_regulations(*, everything: bool) -> Regulations:
    """List what is law and, for who may see everything, what is not or not yet."""
    of_files = regulations()
    numbers = {each.act.staatscourant for each in of_files}
    found = {each.code: each for each in of_files}
    rows = RegisteredRegulation.objects.order_by("pk").prefetch_related("values")
    rows = rows.select_related("judgement").exclude(staatscourant__in=numbers)
    if not everything:
        rows = rows.in_state(Verdict.APPROVED).filter(published__lte=today())
    for row in rows:  # of one code the last: those before fell
        found[row.code] = _registered(row, everything=everything)
    return Regulations(found[code] for code in sorted(found))


def submitted(code: str) -> RegisteredRegulation | None:
    """Find the registered regulation of a code; of several the last."""
    rows = RegisteredRegulation.objects.filter(code=code)
    return rows.select_related("judgement").order_by("pk").last()


def regulation_of(row: RegisteredRegulation) -> Regulation:
    """Give a registered regulation as the ministry sees it."""
    return _registered(row, everything=True)


def _registered(row: RegisteredRegulation, *, everything: bool) -> Regulation:
    act = act_of(row)
    values = tuple(
        Fixed(
            each.regime,
            law_of(each.regime).parameters[each.parameter],
            value_of(each, act),
            each.confirmation,
        )
        for each in sorted(row.values.all(), key=lambda each: each.pk)
    )
    state = IN_FORCE if row.state == Verdict.APPROVED else row.state
    regulation = Regulation(row.code, act, values, state)
    if not everything:
        return regulation
    return replace(
        regulation,
        person=row.person,
        created_at=row.created_at,
        judgement=getattr(row, "judgement", None),
    )
