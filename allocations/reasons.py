"""Why an allocation differs from an earlier one: typed reasons that add up to the cent.

From the earlier to the later one leads a walk in a fixed order: the rule of the
program, the register, the counts with figures established for a school (apart from
these, the counts that follow from a check of statements), the scores, the age of the
teachers, the designation of areas, the compensation and the law that a regime rests on,
and each value of the law that differs, the base amount before the age amount and the
others in the order of the law file. Each step is a full calculation of all recipients
that it concerns, with one thing more as it was known later; a reason is the difference
that its step makes, and none is a remainder. The walk has to begin at what was stored
earlier and to end at what came later. An amount that is not there counts as zero.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform

from allocations.computable import parts
from allocations.gathering import (
    Gathered,
    Input,
    Moment,
    Some,
    gather,
    some,
    unit_of,
)
from allocations.law import laws_at
from allocations.models import Allocation, Run
from allocations.questions import Question
from allocations.rules.errors import CannotCompute
from allocations.rules.law import Provisions
from allocations.runs import question_of
from allocations.storage import ENTITLEMENT, Computed
from allocations.units import schools_of
from oab import VERSION

LOCATIONS = "vestigingen"
NOTHING = Decimal("0.00")


class Kind(StrEnum):
    """What a reason is about, in the words in which it is stored."""

    RULE = "rekenregel"
    QUESTION = "vraag"
    REGISTER = "register"
    COUNT = "telling"
    EVIDENCE = "bewijs"
    SCORE = "score"
    TEACHER_AGE = "leeftijd"
    DESIGNATION = "aanwijzing"
    COMPENSATION = "compensatie"
    REGULATION = "regeling"


INPUTS = {
    Kind.REGISTER: (Input.REGISTER,),
    Kind.COUNT: (Input.COUNT, Input.ESTABLISHED_FIGURES, Input.MATERIAL_FIGURES),
    Kind.SCORE: (Input.SCORE,),
    Kind.TEACHER_AGE: (Input.TEACHER_AGE,),
    Kind.DESIGNATION: (Input.DESIGNATION,),
    Kind.COMPENSATION: (Input.COMPENSATION,),
    Kind.REGULATION: (Input.LAW,),
}
# When a version became known, and whether it follows from a check of statements.
Version: TypeAlias = tuple[datetime, bool]
# A reason, and the moment to which it goes.
Leg: TypeAlias = tuple[Kind, datetime]
COMPENSATION = "school_compensation_2007"
FIRST_PARAMETERS = ("base_amount", "age_amount")


class UnexplainedDifference(Exception):
    """Een verschil tussen twee berekeningen heeft geen reden."""

    def __init__(self, recipient: str) -> None:
        self.recipient = recipient
        super().__init__(
            f"{recipient}: het verschil met de vorige berekening volgt niet uit een "
            "wijziging van register, telling, score, leeftijd, aanwijzing, regeling "
            "of rekenregel"
        )


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of the difference; of a value of the law `parameter` is its name."""

    kind: Kind
    amount: Decimal
    parameter: str = ""

    def as_member(self) -> dict[str, str]:
        """Give it as it is stored."""
        member = {"soort": self.kind.value, "bedrag": str(self.amount)}
        return member | ({"parameter": self.parameter} if self.parameter else {})


@dataclass(frozen=True, slots=True)
class Look:
    """The law and the inputs, as a run knew them."""

    question: Question
    moment: Moment


@dataclass(frozen=True, slots=True)
class Said:
    """What a calculation says of a recipient, and what made it.

    A run can have been asked for other figures than the amount.
    """

    facts: Mapping[str, Any]
    figures: Mapping[str, Any]
    amount: Decimal | None
    program: str = VERSION
    without_amount: bool = False


def look_of(run: Run) -> Look:
    """Tell what a run looked at; for all figures, whichever it was asked for."""
    question = replace(question_of(run), wanted=())
    period = question.provisions.period
    return Look(question, Moment.of(question.regime, period, run.started_at))


def said_by(computed: Computed) -> Iterator[tuple[str, Said]]:
    """Tell what was computed of each recipient."""
    for recipient, individual, amount in computed.rows():
        known = None if amount is None else Decimal(amount)
        yield recipient, Said(individual["feiten"], individual["cijfers"], known)


def why_replaced(
    replaced: Mapping[str, int], look: Look, new: Mapping[str, Said]
) -> dict[str, list[Reason]]:
    """Say why recipients get something else than the allocations being replaced."""
    found: dict[str, list[Reason]] = {}
    for run, before in _by_run(Allocation.objects.filter(pk__in=replaced.values())):
        after = {each: new[each] for each in before if each in new}
        found |= explain(look_of(run), look, before, after)
    return found


def said_in(run: Run, recipients: Collection[str] | None = None) -> dict[str, Said]:
    """Tell what a run says of its recipients, or of some of them."""
    rows = Allocation.objects.filter(run=run)
    if recipients is not None:
        rows = rows.filter(recipient__in=recipients)
    return {
        recipient: said
        for _, found in _by_run(rows)
        for recipient, said in found.items()
        if said
    }


def _by_run(
    allocations: QuerySet[Allocation],
) -> list[tuple[Run, dict[str, Said | None]]]:
    """Tell what allocations say of their recipients, run by run.

    Without figures nothing is left, as where there are no facts to calculate with.
    """
    program = KeyTextTransform("programma", "receipt__content")
    rows = allocations.annotate(program=program).select_related("run")
    runs: dict[UUID, Run] = {}
    found: dict[UUID, dict[str, Said | None]] = defaultdict(dict)
    for row in rows:
        run = runs.setdefault(row.run_id, row.run)
        found[run.pk][row.recipient] = _said(row, run) if row.figures else None
    return [(runs[key], said) for key, said in found.items()]


def _said(row: Allocation, run: Run) -> Said:
    program: str = getattr(row, "program", VERSION)
    said = (row.facts, row.figures, row.entitlement)
    return Said(*said, program, without_amount=_without_amount(run))


def _without_amount(run: Run) -> bool:
    """Say whether a run was not asked for the amount, rather than unable to give it."""
    asked = run.kind == Run.Kind.NATIONAL and bool(run.figures)
    return asked and ENTITLEMENT not in run.figures


def explain(
    old: Look, new: Look, before: Mapping[str, Said | None], after: Mapping[str, Said]
) -> dict[str, list[Reason]]:
    """Say why recipients get something else than before.

    Raises UnexplainedDifference where the walk does not begin or end as it has to.
    """
    walk = _Walk([*dict.fromkeys([*before, *after])])
    start = _Facts(old.moment, walk.recipients)
    walk.begin(before, _outcome(start, old.question))
    facts = _follow_inputs(walk, old, new) or start
    _follow_the_law(walk, old.question, new.question, facts)
    walk.end(after)
    return {recipient: walk.reasons_of(recipient) for recipient in walk.recipients}


# The walk -----------------------------------------------------------------------------


@dataclass(slots=True)
class _Walk:
    """Where the recipients are, and the reasons of the steps behind them."""

    recipients: list[str]
    now: dict[str, Said] = field(default_factory=dict)
    reasons: dict[str, list[Reason]] = field(default_factory=lambda: defaultdict(list))

    def begin(
        self, before: Mapping[str, Said | None], start: Mapping[str, Said]
    ) -> None:
        """Find the rule of today in the stored allocations, or the change of it."""
        self.now = dict(start)
        for recipient in self.recipients:
            stored, made = before.get(recipient), start.get(recipient)
            if kind := _program(recipient, stored, made):
                self._note(recipient, Reason(kind, _amount(made) - _amount(stored)))

    def step(
        self, kind: Kind, made: Mapping[str, Said], over: Collection[str], name: str
    ) -> None:
        """Go to what was made of some recipients with one thing more as known later."""
        for recipient in over:
            change = _amount(made.get(recipient)) - _amount(self.now.get(recipient))
            self._note(recipient, Reason(kind, change, name))
            self.now.pop(recipient, None)
            if recipient in made:
                self.now[recipient] = made[recipient]

    def end(self, after: Mapping[str, Said]) -> None:
        """Find oneself where the later allocations are."""
        for recipient in self.recipients:
            made, stored = self.now.get(recipient), after.get(recipient)
            if kind := _program(recipient, stored, made):
                self._note(recipient, Reason(kind, _amount(stored) - _amount(made)))

    def reasons_of(self, recipient: str) -> list[Reason]:
        """List what made a difference in euros or, if nothing did, in other figures."""
        found = self.reasons[recipient]
        return [reason for reason in found if reason.amount] or found

    def _note(self, recipient: str, reason: Reason) -> None:
        self.reasons[recipient].append(reason)


def _program(recipient: str, stored: Said | None, made: Said | None) -> Kind | None:
    """Say what the program or the question did to what was stored, if anything."""
    if stored is None or made is None:
        if stored is made:
            return None
        raise UnexplainedDifference(recipient)
    if _alike(stored.figures, made.figures):
        if stored.amount == made.amount:
            return None
        kind, explained = Kind.QUESTION, stored.without_amount
    else:
        kind, explained = Kind.RULE, stored.program != VERSION
    if explained and _alike(stored.facts, made.facts):
        return kind
    raise UnexplainedDifference(recipient)


def _alike(stored: Mapping[str, Any], made: Mapping[str, Any]) -> bool:
    """Compare what both say: weights that nobody has can be left out of either."""
    for key in stored.keys() & made.keys():
        if key != LOCATIONS:
            if stored[key] != made[key]:
                return False
        elif len(stored[key]) != len(made[key]) or not all(
            map(_alike, stored[key], made[key])
        ):
            return False
    return True


def _amount(said: Said | None) -> Decimal:
    return NOTHING if said is None or said.amount is None else said.amount


# Steps over inputs --------------------------------------------------------------------


def _follow_inputs(walk: _Walk, old: Look, new: Look) -> "_Facts | None":
    """Go through the inputs that changed; give the facts as they are then, if any."""
    regime = new.question.regime
    schools = schools_of(regime, new.moment.period, walk.recipients)
    changed = _changed(old, new, set().union(*schools.values()))
    moment = old.moment
    for kind, inputs in INPUTS.items():
        versions = _versions(changed, inputs, schools)
        for legs, over in _legs(kind, versions, new.moment.known(inputs[0])):
            for leg, at in legs:
                known = dict.fromkeys(inputs, at)
                apart = replace(moment, apart={**moment.apart, **known})
                made = _outcome(_Facts(apart, over), old.question)
                walk.step(leg, made, over, "")
        if versions:
            known = {each: new.moment.known(each) for each in inputs}
            moment = replace(moment, apart={**moment.apart, **known})
    return _Facts(moment, walk.recipients) if moment.apart else None


def _versions(
    changed: Mapping[Input, Mapping[str, list[Version]]],
    inputs: Sequence[Input],
    schools: Mapping[str, Collection[str]],
) -> dict[str, list[Version]]:
    """List what became known of each recipient, in its order."""
    found: dict[str, list[Version]] = {}
    for recipient, members in schools.items():
        versions = [
            version
            for each in inputs
            for brin in members
            for version in changed[each].get(brin, ())
        ]
        if versions:
            found[recipient] = sorted(versions)
    return found


def _legs(
    kind: Kind, versions: Mapping[str, list[Version]], end: datetime
) -> list[tuple[tuple[Leg, ...], list[str]]]:
    """Put recipients together that take the same way to what is known at the end."""
    ways: defaultdict[tuple[Leg, ...], list[str]] = defaultdict(list)
    for recipient, found in versions.items():
        ways[_way(kind, found, end)].append(recipient)
    return [*ways.items()]


def _way(kind: Kind, versions: Sequence[Version], end: datetime) -> tuple[Leg, ...]:
    """Take corrections of one cause together; from later to earlier, all of them."""
    legs: list[Leg] = []
    for at, follows_check in versions:
        cause = Kind.EVIDENCE if follows_check else kind
        if legs and legs[-1][0] == cause:
            legs.pop()
        legs.append((cause, at))
    if len(legs) > 1 and end < versions[0][0]:
        return ((kind, end),)
    return (*legs[:-1], (legs[-1][0], end))


_CHANGED = """
    SELECT 'register', brin, NULL::timestamptz, false FROM schools_school
    WHERE brin = ANY (%(brins)s) AND valid && ANY (%(days)s)
        AND (lower(known) > %(register_since)s AND lower(known) <= %(register_until)s
            OR upper(known) > %(register_since)s AND upper(known) <= %(register_until)s)
    UNION ALL
    SELECT 'register', brin, NULL::timestamptz, false FROM schools_location
    WHERE brin = ANY (%(brins)s) AND valid && ANY (%(days)s)
        AND (lower(known) > %(register_since)s AND lower(known) <= %(register_until)s
            OR upper(known) > %(register_since)s AND upper(known) <= %(register_until)s)
    UNION ALL
    SELECT 'register', brin, NULL::timestamptz, false FROM schools_schoolsuccession
    CROSS JOIN LATERAL unnest(ARRAY[left(predecessor, 4), left(successor, 4)]) AS brin
    WHERE %(pools)s AND brin = ANY (%(brins)s)
        AND (lower(known) > %(register_since)s AND lower(known) <= %(register_until)s
            OR upper(known) > %(register_since)s AND upper(known) <= %(register_until)s)
    UNION ALL
    SELECT 'count', brin, created_at, follows_check FROM schools_count
    WHERE brin = ANY (%(brins)s) AND counted_on = ANY (%(count_dates)s)
        AND origin = 'weight_and_age'
        AND created_at > %(count_since)s AND created_at <= %(count_until)s
    UNION ALL
    SELECT 'established_figures', brin, created_at, false
    FROM schools_establishedfigures
    WHERE brin = ANY (%(brins)s) AND counted_on = ANY (%(count_dates)s)
        AND created_at > %(established_figures_since)s
        AND created_at <= %(established_figures_until)s
    UNION ALL
    SELECT 'material_figures', brin, created_at, false FROM schools_materialfigures
    WHERE brin = ANY (%(brins)s) AND counted_on = ANY (%(count_dates)s)
        AND created_at > %(material_figures_since)s
        AND created_at <= %(material_figures_until)s
    UNION ALL
    SELECT 'score', brin, NULL, false FROM schools_disadvantagescore
    WHERE brin = ANY (%(brins)s) AND counted_on = ANY (%(count_dates)s)
        AND created_at > %(score_since)s AND created_at <= %(score_until)s
    UNION ALL
    SELECT 'score', brin, NULL, false FROM schools_establishedscore
    WHERE brin = ANY (%(brins)s) AND period = %(period)s
        AND created_at > %(score_since)s AND created_at <= %(score_until)s
    UNION ALL
    SELECT 'teacher_age', brin, NULL, false FROM schools_teacherage
    WHERE brin = ANY (%(brins)s) AND counted_on = ANY (%(count_dates)s)
        AND created_at > %(teacher_age_since)s AND created_at <= %(teacher_age_until)s
    UNION ALL
    SELECT 'designation', unnest(%(brins)s::text[]), NULL, false WHERE EXISTS (
        SELECT FROM municipalities_impulseareadesignation
        WHERE valid && daterange(%(period_since)s, %(period_until)s)
            AND (lower(known) > %(designation_since)s
                AND lower(known) <= %(designation_until)s
            OR upper(known) > %(designation_since)s
                AND upper(known) <= %(designation_until)s)
    )
"""


def _changed(
    old: Look, new: Look, brins: Collection[str]
) -> dict[Input, dict[str, list[Version]]]:
    """Tell of which schools each kind of input changed between two moments, and when.

    When is told of what is stepped version by version.
    """
    found: dict[Input, dict[str, list[Version]]] = {kind: {} for kind in Input}
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, _parameters(old.moment, new, brins))
        for kind, brin, at, follows_check in cursor.fetchall():
            version = at or new.moment.known(Input(kind)), follows_check
            found[Input(kind)].setdefault(brin, []).append(version)
    for kind in _changed_below(old.moment, new):
        version = new.moment.known(kind), False
        found[kind] = {brin: [version] for brin in brins}
    return found


def _parameters(old: Moment, new: Look, brins: Collection[str]) -> dict[str, Any]:
    """Name what the query of changed inputs asks for."""
    regime, moment = new.question.regime, new.moment
    days = regime.count_dates(moment.period)
    looked_up = {*days, regime.assignment_date(moment.period)}
    parameters: dict[str, Any] = {
        "brins": [*brins],
        "count_dates": [*days],
        "days": [DateRange(day, day, "[]") for day in sorted(looked_up)],
        "period": str(moment.period),
        "period_since": moment.period.since,
        "period_until": moment.period.until,
        "pools": regime.pools,
    }
    for kind in Input:
        ends = old.known(kind), moment.known(kind)
        parameters |= {f"{kind}_since": min(ends), f"{kind}_until": max(ends)}
    return parameters


def _changed_below(old: Moment, new: Look) -> Iterator[Input]:
    """Tell which inputs are calculations of others that can have changed."""
    below = new.question.regime.rests_on
    if COMPENSATION in below:
        yield Input.COMPENSATION
    if below:
        then, now = (laws_at(each.known(Input.LAW)) for each in (old, new.moment))
        if any(then[code] is not now[code] for code in below):
            yield Input.LAW


# Steps over the law -------------------------------------------------------------------


def _follow_the_law(walk: _Walk, old: Question, new: Question, facts: "_Facts") -> None:
    """Go through the values of the law that differ, one by one."""
    law = new.provisions.law
    values = {key: old.provisions.value(key) for key in law.parameters}
    for key in _differing(old, new):
        values[key] = new.provisions.value(key)
        provisions = _with_values(new.provisions, values)
        made = _outcome(facts, replace(new, provisions=provisions))
        name = law.parameters[key].name
        walk.step(Kind.REGULATION, made, walk.recipients, name)


def _differing(old: Question, new: Question) -> list[str]:
    """List the values that the figures rest on and that differ, in the fixed order."""
    planned = new.plan
    used = {*planned.parameters, *planned.optional_parameters}
    differing = [
        key
        for key in new.provisions.law.parameters
        if key in used and _number(old, key) != _number(new, key)
    ]
    return sorted(differing, key=lambda key: key not in FIRST_PARAMETERS)


def _number(question: Question, key: str) -> Decimal | None:
    value = question.provisions.value(key)
    return value.value if value else None


def _with_values(provisions: Provisions, values: Mapping[str, Any]) -> Provisions:
    return replace(provisions, _found=dict(values), _constants={})


# Calculations -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Facts:
    """The facts of recipients as known at a moment, gathered once for all questions."""

    moment: Moment
    recipients: Sequence[str]
    _found: dict[tuple[str, ...], list[Gathered]] = field(
        default_factory=dict, init=False
    )

    def of(self, question: Question) -> list[Gathered]:
        """Give the facts that a question needs."""
        needed = question.needed
        if needed not in self._found:
            scope = self.scope(question)
            self._found[needed] = gather(question.regime, self.moment, scope, needed)
        return self._found[needed]

    def scope(self, question: Question) -> Some:
        """Name the units that the recipients are computed with."""
        kind = question.regime.recipient_in(self.moment.period)
        return some(kind, {unit_of(kind, each) for each in self.recipients})


def _outcome(facts: _Facts, question: Question) -> dict[str, Said]:
    """Compute what can be computed of recipients; without facts there is nothing.

    What the law does not decide for one keeps no other from being computed.
    """
    try:
        return dict(_computed(facts, question))
    except CannotCompute:
        recipients = facts.recipients
        if len(recipients) == 1:
            return {}
        half = len(recipients) // 2
        return {
            **_outcome(replace(facts, recipients=recipients[:half]), question),
            **_outcome(replace(facts, recipients=recipients[half:]), question),
        }


def _computed(facts: _Facts, question: Question) -> Iterator[tuple[str, Said]]:
    for asked, gathered in _askable(facts, question):
        yield from said_by(Computed.of(asked, gathered))


def _askable(facts: _Facts, question: Question) -> Iterator[tuple[Question, Gathered]]:
    """Give facts with what can be computed with them: all, as long as nothing lacks."""
    complete = [] if question.gap_in_the_law() else facts.of(question)
    if complete and not any(each.lacking for each in complete):
        for gathered in complete:
            yield question, gathered
        return
    for part in parts(question, facts.moment, facts.scope(question)):
        for gathered in part.gathered:
            if part.computable.question:
                yield part.computable.question, gathered
