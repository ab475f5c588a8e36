"""Recalculation: what changed is followed to the allocations that rest on it.

Whoever follows takes open changes with their row locks (`SKIP LOCKED`) and does the
work in the same transaction, so that a worker that dies leaves them as they were, and
no message can do them twice. Of each school one transaction at a time computes: the
second of two changes of a school waits, sees what the first came to, and stores nothing
if that was it. A change that reaches everyone is first cut into parts, which any number
of workers take.

An allocation is stored only where it differs from the one in force, in any fact or
figure. What cannot be computed is left as it was, with the reason at the change.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import TypeAlias

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from allocations.computable import Part, parts
from allocations.gathering import Moment, remembered, some, unit_of
from allocations.in_force import Stored, in_force
from allocations.law import TURN, laws_at
from allocations.models import Run, RunPart
from allocations.questions import Question
from allocations.reach import (
    Paid,
    counted_for,
    everyone,
    paid_by,
    reach_of,
    schools_of,
    was_computed,
)
from allocations.reasons import (
    LOCATIONS,
    Look,
    Said,
    UnexplainedDifference,
    said_by,
    why_replaced,
)
from allocations.rules.errors import CannotCompute
from allocations.runs import close
from allocations.storage import (
    FIRST,
    Computed,
    Replacement,
    receipt_of,
    receipt_of_an_end,
    store,
    store_ends,
)
from allocations.units import recipients_of, units_of
from oab import changes
from oab.claims import keep_out, take_turns
from oab.models import Change
from oab.versions import look

logger = structlog.get_logger(__name__)

FAILED = (
    "de herberekening is door een fout in het programma mislukt; de logboeken van de "
    "workers zeggen meer"
)
NO_LONGER = "{} valt voor {} niet meer onder de regeling"
UNKNOWN = "niemand weet wie een wijziging van het soort {} raakt"

Merged: TypeAlias = dict[Paid, dict[str, list[Change]]]
# What could not be computed, and why; or the fault of the program.
Outcome: TypeAlias = list[str] | Exception


def follow() -> int:
    """Follow every change that is due and nobody else follows; return how many."""
    followed = 0
    more = True
    while more:
        taken, more = _follow_some()
        followed += taken
    return followed


@transaction.atomic
def restart(change: Change) -> None:
    """Have a parked change followed anew, as if it had never been tried."""
    Change.objects.filter(pk=change.pk, done_at=None).update(
        parked_at=None, retry_at=None, attempts=0, problem=""
    )
    changes.wake_followers()


@transaction.atomic
def follow_parked(change: Change) -> None:
    """Follow a parked change, which the caller holds, here and now."""
    restart(change)
    change.refresh_from_db()
    _follow([change])
    change.refresh_from_db()


@transaction.atomic
def _follow_some() -> tuple[int, bool]:
    """Follow some changes; return how many, and whether there may be more.

    What is written meanwhile brings a wake-up of its own.
    """
    claimed = changes.claim()
    more = len(claimed) == changes.BATCH or any(each.schools for each in claimed)
    if more:
        # That is more than one worker should do.
        changes.wake_followers()
    cut = _follow(claimed) if claimed else False
    return len(claimed), more or cut


def _follow(claimed: Iterable[Change]) -> bool:
    """Follow changes; say whether any was cut into others."""
    # A run that starts later sees all that is followed here; one that started before
    # can be seen from here.
    keep_out(TURN)
    known = [each for each in claimed if _is_known(each)]
    narrow = [each for each in known if schools_of(each)]
    for each in known:
        if each not in narrow:
            _cut(each)
    _follow_together(narrow)
    return len(narrow) < len(known)


def _is_known(change: Change) -> bool:
    """Say whether the reach of a change is known, and park it if it is not."""
    try:
        reach_of(change)
    except ValueError:
        logger.exception("change reaches nobody", change=change.pk)
        changes.park(change, UNKNOWN.format(change.kind))
        return False
    return True


def _cut(change: Change) -> None:
    """Cut a change that reaches everyone into changes for some schools each.

    Of each regime and period one change at a time is cut, so that others find its
    parts and are cut alike: parts of the same schools are followed at once.
    """
    paid = counted_for(paid_by(change))
    take_turns({f"everyone of {each.regime.code} {each.period}" for each in paid})
    schools = everyone(paid)
    Change.objects.bulk_create(
        Change(
            kind=change.kind,
            subject=change.subject,
            since=change.since,
            until=change.until,
            schools=schools[first : first + changes.BATCH],
            source=change.source,
        )
        for first in range(0, len(schools), changes.BATCH)
    )
    changes.done([change])


def _follow_together(claimed: Sequence[Change]) -> None:
    """Compute each unit once for all changes that reach it, and close these."""
    merged = _merged(claimed)
    # One transaction at a time computes a unit.
    units = {unit for reached in merged.values() for unit in reached}
    take_turns({f"allocations of {unit}" for unit in units})
    problems: defaultdict[int, list[str]] = defaultdict(list)
    failed: dict[int, Exception] = {}
    with remembered():
        for change, found in _followed(merged):
            if isinstance(found, Exception):
                failed[change.pk] = found
            else:
                problems[change.pk] += found
    _put_off([change for change in claimed if change.pk in failed], failed)
    _close([change for change in claimed if change.pk not in failed], problems)


def _followed(merged: Merged) -> Iterator[tuple[Change, Outcome]]:
    """Compute what is merged; give what came of it for each change, perhaps often."""
    # Of a school moments follow each other as turns do, so it is chosen in the turn.
    now = look()
    laws = laws_at(now)
    for paid, reached in merged.items():
        for unit, outcome in _tried(paid.question(laws), now, sorted(reached)):
            for change in reached[unit]:
                yield change, outcome


def _merged(claimed: Sequence[Change]) -> Merged:
    """Put together, by what is paid and by unit, the changes that reach it."""
    merged: Merged = {}
    computed = cache(was_computed)
    reached = {change.pk: paid_by(change, computed) for change in claimed}
    for paid in counted_for(set().union(*reached.values())):
        merged[paid] = _by_unit(
            paid, [change for change in claimed if paid in reached[change.pk]]
        )
    return merged


def _by_unit(paid: Paid, reaching: Sequence[Change]) -> dict[str, list[Change]]:
    schools = {school for change in reaching for school in schools_of(change)}
    units = units_of(paid.regime, paid.period, schools)
    found: dict[str, list[Change]] = {}
    for change in reaching:
        touched = (units.get(school, set()) for school in schools_of(change))
        for unit in set().union(*touched):
            found.setdefault(unit, []).append(change)
    return found


def _put_off(claimed: Iterable[Change], failed: Mapping[int, Exception]) -> None:
    """Have what failed tried again, unless people have to look at it."""
    for change in claimed:
        error = failed[change.pk]
        if isinstance(error, UnexplainedDifference):
            changes.park(change, str(error))
        else:
            changes.put_off(change, FAILED)


def _close(followed: Iterable[Change], problems: Mapping[int, list[str]]) -> None:
    """Close what was followed; those that say the same at once."""
    alike: defaultdict[str, list[Change]] = defaultdict(list)
    for change in followed:
        alike["\n".join(dict.fromkeys(problems[change.pk]))].append(change)
    for problem, same in alike.items():
        changes.done(same, problem)


# Computing ----------------------------------------------------------------------------


def _tried(
    question: Question, now: datetime, units: Sequence[str]
) -> Iterator[tuple[str, Outcome]]:
    """Compute units anew, and say of each what came of it.

    Where it fails, it is tried with half of them, so that one stops itself only.
    """
    try:
        with transaction.atomic():
            problems = _recalculate(question, now, units)
    except Exception as error:
        if len(units) > 1:
            half = len(units) // 2
            yield from _tried(question, now, units[:half])
            yield from _tried(question, now, units[half:])
        elif isinstance(error, CannotCompute):
            yield units[0], [str(error)]
        else:
            logger.exception("recalculation failed", unit=units[0])
            yield units[0], error
    else:
        yield from ((unit, problems[unit]) for unit in units)


def _recalculate(
    question: Question, now: datetime, units: Sequence[str]
) -> dict[str, list[str]]:
    """Compute units anew; say what could not be."""
    moment = Moment.of(question.regime, question.provisions.period, now)
    kind = question.regime.recipient_in(moment.period)
    problems: defaultdict[str, list[str]] = defaultdict(list)
    paid: set[str] = set()
    lacking: set[str] = set()
    for part in parts(question, moment, some(kind, units)):
        reasons = _allocate(part, moment)
        paid.update(*(each.boards for each in part.gathered))
        if not part.gathered:
            lacking.update(part.units)
        for unit in part.units:
            problems[unit] += reasons
    for recipient in _end(question, moment, {*units} - lacking, paid):
        text = NO_LONGER.format(recipient, moment.period.in_dutch)
        problems[unit_of(kind, recipient)].append(text)
    return problems


def _end(
    question: Question, moment: Moment, units: Collection[str], paid: Collection[str]
) -> list[str]:
    """Store that who was paid gets nothing any more, where no facts are left.

    Of a unit that lacks something is not known whether anything is left. A run underway
    may have looked earlier, and would pay who is gone.
    """
    regime, period = question.regime, moment.period
    gone = [each for each in recipients_of(regime, period, units) if each not in paid]
    if not gone:
        return []
    underway = [tuple(run.figures) for run in _underway(regime.code, str(period))]
    found = in_force(regime.code, str(period), gone)
    before = {k: stored for k, stored in found.items() if underway or not stored.ended}
    replaced = {recipient: stored.number for recipient, stored in before.items()}
    why = why_replaced(replaced, Look(replace(question, wanted=()), moment), {})
    ended: defaultdict[tuple[str, ...], dict[str, tuple[str, Replacement]]]
    ended = defaultdict(dict)
    for recipient, stored in before.items():
        reasons = [reason.as_member() for reason in why[recipient]]
        end = Replacement(stored.number, reasons)
        ended[tuple(stored.asked)][recipient] = (stored.board, end)
    for figures in underway:
        unpaid = {each: ("", FIRST) for each in gone if each not in found}
        ended[figures] |= unpaid
    _store_ends(question, moment, ended)
    return sorted(each for each, stored in before.items() if not stored.ended)


def _underway(regime: str, period: str) -> QuerySet[Run]:
    return Run.objects.filter(regime=regime, period=period, state=Run.State.STARTED)


def _store_ends(
    question: Question,
    moment: Moment,
    ended: Mapping[tuple[str, ...], Mapping[str, tuple[str, Replacement]]],
) -> None:
    """Store ends for as many figures as what they take the place of."""
    kind = question.regime.recipient_in(moment.period)
    for figures, recipients in ended.items():
        if recipients:
            run = _run(replace(question, wanted=figures), moment, recipients)
            store_ends(run, receipt_of_an_end(question), kind, recipients)
            _finish(run, len(recipients), [])


def _allocate(part: Part, moment: Moment) -> list[str]:
    """Store what differs from what is in force; say what could not be computed."""
    question = part.computable.question
    reasons = [each.reason for each in part.computable.not_computed]
    reasons += [str(lack.problem) for lack in part.lacking]
    if question is None:
        return reasons
    for gathered in part.gathered:
        gathered.facts.refuse_nonsense(question.regime, question.provisions)
        computed = Computed.of(question, gathered, part.computable.not_computed)
        _store_differences(question, computed, moment, reasons)
    return reasons


def _store_differences(
    question: Question, computed: Computed, moment: Moment, reasons: list[str]
) -> None:
    differing = _differing(question, computed, moment)
    if not differing:
        return
    run = _run(question, moment, differing)
    stored = store(run, computed, receipt_of(computed), differing)
    _finish(run, stored, reasons)


def _run(question: Question, moment: Moment, recipients: Iterable[str]) -> Run:
    """Begin a run of its own kind, for some recipients."""
    provisions = question.provisions
    return Run.objects.create(
        kind=Run.Kind.RECALCULATION,
        regime=question.regime.code,
        period=str(provisions.period),
        known=provisions.known,
        figures=list(question.wanted),
        recipients=[*recipients],
        parts=1,
        started_at=moment.known_at,
    )


def _finish(run: Run, stored: int, reasons: Sequence[str]) -> None:
    """End a run that stored something."""
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
    period = str(question.provisions.period)
    # A run that looked earlier may take the place of what is in force by something
    # else, unless what is said now is stored too. Asked first: it can end meanwhile.
    threatened = _underway(question.regime.code, period).exists()
    now = in_force(question.regime.code, period, recipients)
    boards = computed.gathered.boards
    new = {
        recipient: said
        for recipient, said in said_by(computed)
        if threatened
        or recipient not in now
        or _says_something_else(said, boards[recipient], now[recipient])
    }
    replaced = {each: now[each].number for each in new if each in now}
    why = why_replaced(replaced, Look(replace(question, wanted=()), moment), new)
    return {
        recipient: Replacement(
            replaced.get(recipient),
            [reason.as_member() for reason in why.get(recipient, ())],
        )
        for recipient in new
    }


def _says_something_else(new: Said, board: str, stored: Stored) -> bool:
    """Compare with what is in force, whose place nothing takes that says less."""
    if not stored.figures.keys() - {LOCATIONS} <= new.figures.keys():
        return False
    before = stored.facts, stored.figures, stored.board
    return before != (new.facts, new.figures, board)
