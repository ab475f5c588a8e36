"""From facts to figures: runs the steps of a regime, and only those that are needed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from allocations.rules.errors import BadFacts, NotInForce, NotModelled, Problem
from allocations.rules.facts import Facts
from allocations.rules.figures import Figure
from allocations.rules.law import Law, Provisions
from allocations.rules.periods import Period
from allocations.rules.regime import Regime, needs


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be computed, and what that rests on.

    `figures` are the keys of the steps to run, in the order of the law; `shown` those
    that were asked for; `parameters` says for every value of the law which step cannot
    do without it; `not_modelled` why figures cannot be computed at all.
    """

    figures: tuple[str, ...]
    facts: tuple[str, ...]
    parameters: Mapping[str, str]
    optional_parameters: tuple[str, ...]
    shown: tuple[str, ...]
    not_modelled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Calculation:
    """The outcome for all recipients; None stands for "not applicable"."""

    regime: Regime
    provisions: Provisions
    facts: Facts
    plan: Plan
    figures: Mapping[str, Figure | None]

    @property
    def recipient_kind(self) -> str:
        """The kind of the recipients, where runs compute them."""
        return self.regime.recipient_in(self.provisions.period)

    @property
    def shown(self) -> dict[str, Figure | None]:
        """The figures that were asked for, in the order of the law."""
        return {key: self.figures[key] for key in self.plan.shown}


def plan(
    regime: Regime,
    provisions: Provisions,
    given: Collection[str],
    wanted: Sequence[str] = (),
) -> Plan:
    """Work out which steps, facts and parameters the wanted figures need.

    Without `wanted`: every figure per recipient, but none that only leads up to a given
    one.
    """
    question = (provisions.law, provisions.period, frozenset(given), tuple(wanted))
    return _plan(regime, *question)


@cache
def _plan(
    regime: Regime,
    law: Law,
    period: Period,
    given: frozenset[str],
    wanted: tuple[str, ...],
) -> Plan:
    wanted = wanted or _all_but_the_ways_to(given, regime)
    figures: set[str] = set()
    leaves: dict[str, list[str]] = {"facts": [], "required": [], "optional": []}
    needed_for: dict[str, str] = {}
    queue = list(wanted)
    while queue:
        key = queue.pop()
        if key in figures:
            continue
        figures.add(key)
        if key in given or not law.figures[key].computable_in(period):
            continue
        for need, may_be_absent in needs(regime.all_steps[key]).items():
            if need in regime.all_steps:
                queue.append(need)
            else:
                leaves[_kind(need, regime, may_be_absent=may_be_absent)].append(need)
                needed_for.setdefault(need, key)
    in_order = tuple(key for key in regime.all_steps if key in figures)
    return Plan(
        figures=in_order,
        facts=tuple(key for key in regime.fact_by_key if key in leaves["facts"]),
        parameters={key: needed_for[key] for key in leaves["required"]},
        optional_parameters=tuple(dict.fromkeys(leaves["optional"])),
        shown=tuple(key for key in in_order if key in wanted),
        not_modelled=tuple(_refusals(law, period, figures - given)),
    )


def _refusals(law: Law, period: Period, keys: Collection[str]) -> Iterator[str]:
    texts = (text for key, text in law.figures.items() if key in keys)
    return (why for text in texts if (why := text.refusal(period)))


def _kind(need: str, regime: Regime, *, may_be_absent: bool) -> str:
    if need in regime.fact_by_key:
        return "facts"
    return "optional" if may_be_absent else "required"


def calculate(
    regime: Regime,
    provisions: Provisions,
    facts: Facts,
    wanted: Sequence[str] = (),
) -> Calculation:
    """Compute the wanted figures of all recipients.

    Raises NotInForce when the law has no value for the period, NotModelled when it
    cannot be computed yet, BadFacts when a fact is missing.
    """
    planned = plan(regime, provisions, facts.columns, wanted)
    refuse_gaps_in_the_law(planned, provisions)
    refuse_missing_facts(planned, regime, facts, provisions.period)
    known: dict[str, Figure | None] = {
        key: provisions.constant(key)
        for key in (*planned.parameters, *planned.optional_parameters)
        if provisions.value(key)
    }
    known |= {key: facts.columns.get(key) for key in planned.facts}
    for key in planned.figures:
        known[key] = facts.columns.get(key) or _step(key, regime, provisions, known)
    _refuse_the_undecided(regime, provisions, facts, known)
    figures = {key: known[key] for key in planned.figures}
    return Calculation(regime, provisions, facts, planned, figures)


def refuse_gaps_in_the_law(planned: Plan, provisions: Provisions) -> None:
    """Raise NotInForce, naming every missing value of the law and what needs it.

    NotModelled goes before: no value would help where the program lacks the rule.
    """
    if planned.not_modelled:
        raise NotModelled("\n".join(planned.not_modelled))
    missing = [key for key in planned.parameters if not provisions.value(key)]
    if not missing:
        return
    figures = (provisions.law.figures[planned.parameters[key]] for key in missing)
    period = provisions.period
    needed = dict.fromkeys(f"{f.label} ({f.article_in(period)})" for f in figures)
    raise NotInForce(provisions.why_missing(missing, ", ".join(needed)))


def refuse_missing_facts(
    planned: Plan, regime: Regime, facts: Facts, period: Period
) -> None:
    """Raise BadFacts, naming every column that the wanted figures need."""
    missing = [
        regime.fact_by_key[key]
        for key in planned.facts
        if key not in facts.columns and not regime.fact_by_key[key].optional
    ]
    if missing:
        names = dict.fromkeys(regime.column_of(fact.name, period) for fact in missing)
        raise BadFacts([Problem("ontbreekt", column=name) for name in names])


def _refuse_the_undecided(
    regime: Regime,
    provisions: Provisions,
    facts: Facts,
    known: Mapping[str, Figure | None],
) -> None:
    """Raise NotModelled where the answer of the law is not known."""
    for check in regime.undecided:
        if found := [str(p) for p in facts.caught_by(check, known, provisions)]:
            raise NotModelled("\n".join(found))


def _step(
    key: str,
    regime: Regime,
    provisions: Provisions,
    known: Mapping[str, Figure | None],
) -> Figure | None:
    if not provisions.law.figures[key].applies_in(provisions.period):
        return None
    step = regime.all_steps[key]
    operands = {need: known.get(need) for need in needs(step)}
    return step(**operands).named(key)


def _all_but_the_ways_to(given: Collection[str], regime: Regime) -> tuple[str, ...]:
    ways: set[str] = set()
    queue = [key for key in given if key in regime.all_steps]
    while queue:
        for need in needs(regime.all_steps[queue.pop()]):
            if need in regime.all_steps and need not in ways:
                ways.add(need)
                queue.append(need)
    return tuple(key for key in regime.recipient_figures if key not in ways)
