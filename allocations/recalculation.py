"""Recalculation: what changed is followed to the allocations that rest on it.

Whoever follows takes open changes with their row locks (`SKIP LOCKED`) and does the
work in the same transaction, so that a worker that dies leaves them as they were, and
no message can do them twice. Of each school one transaction at a time computes: the
second of two changes of a school waits, sees what the first came to, and stores nothing
if that was it.

An allocation is stored only where it differs from the one in force, in any fact or
figure. What cannot be computed is left as it was, with the reason at the change.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import structlog
from django.db import transaction
from django.db.models.functions import Now

from allocations.computable import Part, parts
from allocations.gathering import Moment, Schools
from allocations.in_force import Stored, in_force
from allocations.models import Run, RunPart
from allocations.questions import Question
from allocations.reach import questions_on, school_of
from allocations.reasons import LOCATIONS, Look, Said, said_by, why_replaced
from allocations.rules.calculation import calculate
from allocations.rules.errors import BadFacts, CannotCompute
from allocations.runs import close
from allocations.storage import Computed, Replacement, receipt_of, store
from oab.claims import take_turns
from oab.models import Change
from oab.versions import clock

logger = structlog.get_logger(__name__)

BATCH = 200
ATTEMPTS = 5
FAILED = (
    "de herberekening is door een fout in het programma mislukt; de logboeken van de "
    "workers zeggen meer"
)


class Subject(NamedTuple):
    """A school and a count date, to which changes are merged."""

    counted_on: date
    school: str


def follow() -> int:
    """Follow every open change that nobody else is following; return how many."""
    followed = 0
    last = 0
    while taken := _follow_some(last):
        followed += len(taken)
        last = taken[-1]
    return followed


@transaction.atomic
def _follow_some(after: int) -> list[int]:
    """Follow the first open changes after a number; give theirs.

    Each is tried once at a time, so that a failing one holds up nobody.
    """
    changes = [
        *Change.objects.filter(done_at=None, parked_at=None, pk__gt=after)
        .order_by("pk")
        .select_for_update(skip_locked=True)[:BATCH]
    ]
    merged = _merged(changes)
    # One transaction at a time computes a school.
    take_turns({f"allocations of {subject.school}" for subject in merged})
    for subjects in _by_date(merged):
        _follow_together(subjects, merged)
    return [change.pk for change in changes]


def _merged(changes: Iterable[Change]) -> dict[Subject, list[Change]]:
    """Put the changes of a school and date together; what reaches nobody fails."""
    merged: defaultdict[Subject, list[Change]] = defaultdict(list)
    for change in changes:
        try:
            subject = Subject(change.since or date.min, school_of(change))
        except ValueError as error:
            _close_or_count([change], error)
        else:
            merged[subject].append(change)
    return dict(merged)


def _by_date(subjects: Iterable[Subject]) -> list[list[Subject]]:
    found: defaultdict[date, list[Subject]] = defaultdict(list)
    for subject in subjects:
        found[subject.counted_on].append(subject)
    return [*found.values()]


def _follow_together(
    subjects: Sequence[Subject], merged: dict[Subject, list[Change]]
) -> None:
    """Follow the changes of a date at once or, where that fails, school by school."""
    try:
        with transaction.atomic():
            problems = _recalculate(subjects)
    except Exception as error:  # noqa: BLE001 - what failed is counted and logged
        if len(subjects) > 1:
            for subject in subjects:
                _follow_together([subject], merged)
        else:
            _close_or_count(merged[subjects[0]], error)
        return
    for subject in subjects:
        _close(merged[subject], problems.get(subject.school, ""))


def _close_or_count(changes: Sequence[Change], error: Exception) -> None:
    """Close what the law or the facts refuse; what fails otherwise is tried again."""
    if isinstance(error, CannotCompute):
        _close(changes, str(error))
        return
    logger.error(
        "recalculation failed",
        changes=[change.pk for change in changes],
        exc_info=error,
    )
    for change in changes:
        change.attempts += 1
        change.problem = FAILED
        change.parked_at = clock() if change.attempts >= ATTEMPTS else None
    Change.objects.bulk_update(changes, ["attempts", "problem", "parked_at"])


def _close(changes: Sequence[Change], problem: str) -> None:
    numbers = [change.pk for change in changes]
    Change.objects.filter(pk__in=numbers).update(done_at=clock(), problem=problem)


# Computing ----------------------------------------------------------------------------


def _recalculate(subjects: Sequence[Subject]) -> dict[str, str]:
    """Compute schools anew for all that rests on a date; say what could not be."""
    counted_on = subjects[0].counted_on
    schools = Schools(tuple(sorted(subject.school for subject in subjects)))
    problems: defaultdict[str, list[str]] = defaultdict(list)
    now = clock()
    for question in questions_on(counted_on, now):
        moment = Moment(counted_on, question.provisions.period, now)
        for part in parts(question, moment, schools):
            reasons = _allocate(part, moment)
            for school in part.schools:
                problems[school] += reasons
    return {school: "\n".join(dict.fromkeys(all_)) for school, all_ in problems.items()}


def _allocate(part: Part, moment: Moment) -> list[str]:
    """Store what differs from what is in force; say what could not be computed."""
    question = part.computable.question
    reasons = [each.reason for each in part.computable.not_computed]
    reasons += [str(lack.problem) for lack in part.lacking]
    if question is None:
        return reasons
    for gathered in part.gathered:
        facts = gathered.facts
        if problems := list(facts.problems(question.regime, question.provisions)):
            raise BadFacts(problems)
        calculation = calculate(
            question.regime, question.provisions, facts, question.wanted
        )
        computed = Computed(gathered, calculation, part.computable.not_computed)
        _store_differences(question, computed, moment, reasons)
    return reasons


def _store_differences(
    question: Question, computed: Computed, moment: Moment, reasons: list[str]
) -> None:
    differing = _differing(question, computed, moment)
    if not differing:
        return
    provisions = question.provisions
    run = Run.objects.create(
        kind=Run.Kind.RECALCULATION,
        regime=question.regime.code,
        period=str(provisions.period),
        known=provisions.known,
        figures=list(question.wanted),
        recipients=[*differing],
        parts=1,
        started_at=moment.known_at,
    )
    stored = store(run, computed, receipt_of(computed), differing)
    RunPart.objects.create(
        run=run, number=1, board_from="", recipients=stored, done_at=Now()
    )
    run.findings = [{"melding": reason} for reason in reasons]
    close(run, Run.State.COMPLETE)
    logger.info(
        "recalculated", run=str(run.pk), recipients=stored, findings=len(reasons)
    )


def _differing(
    question: Question, computed: Computed, moment: Moment
) -> dict[str, Replacement]:
    """Give who gets something else than is in force, what that replaces, and why."""
    recipients = computed.calculation.facts.recipients
    now = in_force(question.regime.code, str(question.provisions.period), recipients)
    new = {
        recipient: said
        for recipient, said in said_by(computed)
        if recipient not in now or _says_something_else(said, now[recipient])
    }
    replaced = {each: now[each][0] for each in new if each in now}
    why = why_replaced(replaced, Look(replace(question, wanted=()), moment), new)
    return {
        recipient: Replacement(
            replaced.get(recipient),
            [reason.as_member() for reason in why.get(recipient, ())],
        )
        for recipient in new
    }


def _says_something_else(new: Said, stored: Stored) -> bool:
    """Compare with what is in force, whose place nothing takes that says less."""
    _, facts, figures = stored
    if not figures.keys() - {LOCATIONS} <= new.figures.keys():
        return False
    return (facts, figures) != (new.facts, new.figures)
