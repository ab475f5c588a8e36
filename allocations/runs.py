"""Runs: one calculation of a regime and period for all recipients.

A run is split into parts by ranges of board numbers. A part is a row; who works on it
holds an advisory lock of its database session, so that a worker that dies leaves its
part free at once. The allocations of a part and the mark that it is done are written in
one transaction, so nothing is lost or doubled however often a part is taken up. The
worker that does the last part closes the run.

What the law or the facts refuse is a finding. A part that fails by a fault in the
program is tried again a few times; then that is a finding too, and the log says more.
A worker that dies has not failed: nothing counts its dying.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from allocations.gathering import (
    NO_DESIGNATIONS,
    Boards,
    Gathered,
    Moment,
    boards_with_recipients,
    designations,
    gather,
    is_gathered,
    uses_counts,
)
from allocations.law import TURN, law_at
from allocations.models import Run, RunPart
from allocations.questions import Question
from allocations.rules.errors import CannotCompute, NotModelled, Problem
from allocations.rules.periods import Period
from allocations.rules.regimes import regime_of
from allocations.storage import Computed, receipt_of, store
from oab.claims import claimed, take_turns
from oab.versions import clock, look

logger = structlog.get_logger(__name__)

PARTS = 4
# Who rests on the count of pupils in areas cannot do without designations either.
IN_AREAS = "weighted_pupils_in_impulse_areas"
ATTEMPTS = 3
FAILED = (
    "deel {}: de berekening is door een fout in het programma {} keer mislukt; "
    "de logboeken van de workers zeggen meer"
)


class UnknownRegime(ValueError):
    """Dit regime bestaat niet."""


def start(question: Question, *, parts: int = PARTS) -> Run:
    """Store a run with its parts; it computes by the law as it is when it starts.

    A run for which the law has a gap, or for which nothing was counted or designated,
    is stored as blocked, with the reason. Raises NotModelled for a regime whose facts
    are not stored.
    """
    refuse_facts_from_files(question)
    provisions = question.provisions
    period = provisions.period
    with transaction.atomic():
        take_turns({TURN})
        run = Run.objects.create(
            regime=question.regime.code,
            period=str(period),
            known=provisions.known,
            figures=list(question.wanted),
            started_at=look(),
        )
        run.refresh_from_db()
        question = question_of(run)
        if gap := question.gap_in_the_law():
            return _block(run, [_finding(gap)])
        moment = _moment(run, question)
        ranges = _ranges(question, moment, parts)
        if not ranges:
            day = moment.counted_on
            return _block(run, [_finding(f"op {day:%d-%m-%Y} is niets geteld")])
        if _lacks_designations(moment, question):
            return _block(run, [_finding(NO_DESIGNATIONS.format(period.in_dutch))])
        RunPart.objects.bulk_create(
            RunPart(
                run=run,
                number=number,
                board_from=boards.since,
                board_until=boards.until,
            )
            for number, boards in enumerate(ranges, start=1)
        )
        run.parts = len(ranges)
        run.save(update_fields=["parts"])
    return run


def refuse_facts_from_files(question: Question) -> None:
    """Raise NotModelled for a regime whose facts come from a file, not from rows."""
    if not is_gathered(question.regime, question.provisions.period):
        law = question.provisions.law
        raise NotModelled(
            f"{law.name} ({law.basis}): wordt nog niet uit de databank berekend; "
            "bereken haar uit een bestand met feiten met manage.py calculate"
        )


def _lacks_designations(moment: Moment, question: Question) -> bool:
    """Say whether locations need impulse areas, and none is known (art. 28a).

    Without a designation every location would seem to lie outside the areas.
    """
    needed = {"in_impulse_area", IN_AREAS} & {*question.plan.facts}
    return bool(needed) and uses_counts(moment) and not designations(moment)


def _ranges(question: Question, moment: Moment, parts: int) -> list[Boards]:
    """Cut a run by boards; a partnership has schools of many, so it is not cut."""
    boards = boards_with_recipients(question.regime, moment)
    together = question.regime.recipient_in(moment.period) == "partnership"
    return split(boards, 1 if together else parts)


def split(boards: Sequence[tuple[str, int]], parts: int) -> list[Boards]:
    """Cut boards, given with their number of recipients, into ranges of like size."""
    total = sum(size for _, size in boards)
    cuts = [""]
    seen = 0
    for board, size in boards:
        if seen * parts >= total * len(cuts) and len(cuts) < parts:
            cuts.append(board)
        seen += size
    untils = [*cuts[1:], ""]
    return [Boards(*ends) for ends in zip(cuts, untils, strict=True)] if boards else []


def work_off(run_id: UUID) -> int:
    """Do the parts of a run that nobody is doing; return how many."""
    done = 0
    for part in RunPart.objects.filter(run=run_id, done_at=None).order_by("number"):
        with claimed(f"run part {part.pk}") as mine:
            if mine and RunPart.objects.filter(pk=part.pk, done_at=None).exists():
                done += _do(part)
    return done


def unfinished() -> QuerySet[Run]:
    """List the runs that are not closed."""
    return Run.objects.filter(state=Run.State.STARTED).order_by("started_at")


def _do(part: RunPart) -> bool:
    """Do a part; say whether it is done."""
    try:
        with transaction.atomic():
            _compute(part)
    except Exception:
        logger.exception("run part failed", run=str(part.run_id), part=part.number)
        return _count_failure(part)
    return True


def _count_failure(part: RunPart) -> bool:
    """Count a failed attempt; after the last, mark the part as done with a finding.

    A lost connection fails here too, and so is not counted.
    """
    with transaction.atomic():
        mine = RunPart.objects.filter(pk=part.pk)
        mine.update(attempts=F("attempts") + 1)
        last = mine.filter(attempts__gte=ATTEMPTS).exists()
        if last:
            _finish(part, 0, [_finding(FAILED.format(part.number, ATTEMPTS))])
    return last


def _compute(part: RunPart) -> None:
    findings: list[dict[str, Any]] = []
    recipients = 0
    try:
        with transaction.atomic():
            question = question_of(part.run)
            for gathered in gather_part(part, question):
                recipients += _allocate(part.run, gathered, question, findings)
    except CannotCompute as error:
        recipients = 0
        findings += map(_finding, str(error).splitlines())
    _finish(part, recipients, findings)
    logger.info(
        "run part done",
        run=str(part.run_id),
        part=part.number,
        recipients=recipients,
        findings=len(findings),
    )


def _allocate(
    run: Run, gathered: Gathered, question: Question, findings: list[dict[str, Any]]
) -> int:
    """Store the allocations of whose facts are complete, and find whose are not."""
    lacking = dict.fromkeys(lack.problem for lack in gathered.lacking)
    findings += map(_problem, lacking)
    # The constraints of the tables and the way of adding up leave none of these.
    gathered.facts.refuse_nonsense(question.regime, question.provisions)
    if not gathered.boards:
        return 0
    computed = Computed.of(question, gathered)
    return store(run, computed, receipt_of(computed))


def gather_part(part: RunPart, question: Question) -> list[Gathered]:
    """Gather the facts of the recipients of a part."""
    boards = Boards(part.board_from, part.board_until)
    moment = _moment(part.run, question)
    return gather(question.regime, moment, boards, question.needed)


def question_of(run: Run) -> Question:
    """Tell what a run computes."""
    regime = regime_of(run.regime)
    if regime is None:
        raise UnknownRegime(run.regime)
    provisions = law_at(regime.code, run.started_at).at(
        Period.parse(run.period), run.known
    )
    return Question(regime, provisions, tuple(run.figures))


def _moment(run: Run, question: Question) -> Moment:
    return Moment.of(question.regime, question.provisions.period, run.started_at)


def _finish(part: RunPart, recipients: int, findings: list[dict[str, Any]]) -> None:
    """Mark a part as done and, if it is the last, close its run."""
    # Two last parts would each think the other unfinished, were it not for this lock.
    run = Run.objects.select_for_update().get(pk=part.run_id)
    RunPart.objects.filter(pk=part.pk).update(done_at=Now(), recipients=recipients)
    run.findings += findings
    if RunPart.objects.filter(run=run, done_at=None).exists():
        run.save(update_fields=["findings"])
    elif run.findings:
        _block(run, [])
    else:
        close(run, Run.State.COMPLETE)


def _block(run: Run, findings: list[dict[str, Any]]) -> Run:
    run.findings += findings
    return close(run, Run.State.BLOCKED)


def close(run: Run, state: Run.State) -> Run:
    """End a run, with what it found."""
    run.state = state
    run.finished_at = clock()
    run.save(update_fields=["state", "finished_at", "findings"])
    return run


def _problem(problem: Problem) -> dict[str, Any]:
    return _finding(str(problem))


def _finding(message: str) -> dict[str, Any]:
    return {"melding": message}
