"""What recipients get more or less by one run than by another, and why."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from heapq import nsmallest
from itertools import chain, islice
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from allocations.in_force import COMPLETE, RANK
from allocations.models import Allocation, Run
from allocations.reasons import Look, explain, look_of, said_in
from oab.pagination import Rows

NOTHING = Decimal("0.00")
LARGEST = 10
# Recipients that take the walk together: many enough to share its queries, few enough
# that the first are there at once and the nation never stands in memory.
TOGETHER = 500
Reasons = Sequence[Mapping[str, str]]
Place = tuple[str, str]


class Hindrance(Enum):
    """Why two runs or allocations cannot be compared."""

    OTHER_REGIME = auto()
    OTHER_PERIOD = auto()
    NOT_COMPLETE = auto()
    EARLIER_NOT_COMPLETE = auto()
    OTHER_RECIPIENTS = auto()


class NotComparable(ValueError):
    """Deze twee zijn niet met elkaar te vergelijken."""

    def __init__(self, hindrance: Hindrance) -> None:
        self.hindrance = hindrance
        super().__init__(hindrance.name)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a recipient got and gets, None where there is no amount, and why."""

    recipient: str
    recipient_kind: str
    board_code: str
    before: Decimal | None
    after: Decimal | None
    reasons: Reasons
    previous: Allocation | None = None

    @property
    def change(self) -> Decimal:
        """Tell how much more it is; an amount that is not there counts as zero."""
        return (self.after or NOTHING) - (self.before or NOTHING)


def previous_of(allocation: Allocation) -> Allocation | None:
    """Find what an allocation replaces or, if nothing, what was in force before it."""
    if allocation.replaces:
        return allocation.replaces
    earlier = COMPLETE.filter(
        recipient=allocation.recipient,
        regime=allocation.regime,
        period=allocation.period,
        pk__lt=allocation.pk,
    )
    return earlier.select_related("run").order_by(*RANK).first()


def difference(allocation: Allocation, previous: Allocation | None) -> Difference:
    """Say how an allocation differs from an earlier one; from nothing, without reasons.

    Raises NotComparable unless both are to one recipient for one regime and period.
    """
    reasons: Reasons = ()
    if previous and previous.pk == allocation.replaces_id:
        reasons = allocation.reasons
    elif previous:
        refuse_unlike(previous.run, allocation.run)
        if previous.recipient != allocation.recipient:
            raise NotComparable(Hindrance.OTHER_RECIPIENTS)
        pair = _Pair.of(previous.run, allocation.run)
        reasons = pair.reasons([allocation.recipient])[allocation.recipient]
    return Difference(
        allocation.recipient,
        allocation.recipient_kind,
        allocation.board_code,
        previous.entitlement if previous else None,
        allocation.entitlement,
        reasons,
        previous,
    )


def refuse_unlike(old: Run, new: Run) -> None:
    """Raise NotComparable unless two runs completed one regime and period.

    From year to year everything that an amount rests on is another: no walk of one
    thing more as it was known later leads there.
    """
    hindrances = {
        Hindrance.OTHER_REGIME: old.regime != new.regime,
        Hindrance.OTHER_PERIOD: old.period != new.period,
        Hindrance.NOT_COMPLETE: new.state != Run.State.COMPLETE,
        Hindrance.EARLIER_NOT_COMPLETE: old.state != Run.State.COMPLETE,
        Hindrance.OTHER_RECIPIENTS: _have_nobody_in_common(old, new),
    }
    for hindrance, hinders in hindrances.items():
        if hinders:
            raise NotComparable(hindrance)


def _have_nobody_in_common(old: Run, new: Run) -> bool:
    """Compare whom two recalculations computed; who names nobody computed all."""
    named = old.recipients and new.recipients
    return bool(named) and not {*old.recipients} & {*new.recipients}


def between(
    old: Run, new: Run, allocations: Iterable[Allocation], together: int = TOGETHER
) -> Iterator[Difference]:
    """Say how two runs differ for the recipients of some allocations of either.

    Some of them `together` at a time, so that the first are known before the last.
    """
    return chain.from_iterable(_in_batches(old, new, allocations, together))


def _in_batches(
    old: Run, new: Run, allocations: Iterable[Allocation], together: int
) -> Iterator[list[Difference]]:
    pair, remaining = _Pair.of(old, new), iter(allocations)
    while some := [*islice(remaining, together)]:
        yield pair.differences(some)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two runs, and what each looked at."""

    runs: tuple[Run, Run]
    looks: tuple[Look, Look]

    @classmethod
    def of(cls, old: Run, new: Run) -> "_Pair":
        return cls((old, new), (look_of(old), look_of(new)))

    def differences(self, allocations: Iterable[Allocation]) -> list[Difference]:
        """Compare the recipients of some allocations of either run."""
        old, new = self.runs
        kept = {each.recipient: each for each in allocations}
        amounts: dict[tuple[Any, str], Decimal | None] = {
            (run, recipient): amount
            for run, recipient, amount in Allocation.objects.filter(
                run__in=self.runs, recipient__in=[*kept]
            ).values_list("run", "recipient", "entitlement")
        }
        reasons = self.reasons([*kept])
        return [
            Difference(
                recipient,
                allocation.recipient_kind,
                allocation.board_code,
                amounts.get((old.pk, recipient)),
                amounts.get((new.pk, recipient)),
                reasons[recipient],
            )
            for recipient, allocation in kept.items()
        ]

    def reasons(self, recipients: Collection[str]) -> dict[str, Reasons]:
        """Explain what differs; where nothing does there is nothing to explain."""
        before, after = (said_in(run, recipients) for run in self.runs)
        same = {each for each in recipients if before.get(each) == after.get(each)}
        found = explain(
            *self.looks,
            {each: said for each, said in before.items() if each not in same},
            {each: said for each, said in after.items() if each not in same},
        )
        return dict.fromkeys(recipients, ()) | {
            each: [reason.as_member() for reason in reasons]
            for each, reasons in found.items()
        }


def compared(rows: Rows, old: Run, new: Run) -> Rows:
    """Keep of allocations those of a run, and of an earlier one what went away.

    Whom a recalculation did not compute, it says nothing of: none of these came, and
    none went away.
    """
    both = Allocation.objects.filter(recipient=OuterRef("recipient"))
    in_old, in_new = (Exists(both.filter(run=run)) for run in (old, new))
    partly = {run for run in (old, new) if run.kind == Run.Kind.RECALCULATION}
    came = Q(run=new) & in_old if old in partly else Q(run=new)
    went = Q(run=old) & ~in_new
    return rows.filter(came if new in partly else came | went)


# In short -----------------------------------------------------------------------------


@dataclass(slots=True)
class Sum:
    """What a number of recipients get more or less together."""

    code: str = ""
    name: str = ""
    recipients: int = 0
    amount: Decimal = NOTHING

    def add(self, amount: Decimal) -> None:
        """Count a recipient."""
        self.recipients += 1
        self.amount += amount


@dataclass(slots=True)
class Summary:
    """How two runs differ: all together, by reason, by board and by municipality."""

    old: Run
    new: Run
    before: Decimal = NOTHING
    after: Decimal = NOTHING
    more: int = 0
    less: int = 0
    equal: int = 0
    reasons: dict[tuple[str, str], Sum] = field(default_factory=dict)
    boards: dict[str, Sum] = field(default_factory=dict)
    municipalities: dict[str, Sum] = field(default_factory=dict)
    largest: list[Difference] = field(default_factory=list)

    def add(self, each: Difference, place: Place) -> None:
        """Count a recipient that is in a municipality."""
        self.before += each.before or NOTHING
        self.after += each.after or NOTHING
        self.more += each.change > 0
        self.less += each.change < 0
        self.equal += each.change == 0
        for reason in each.reasons:
            key = reason["soort"], reason.get("parameter", "")
            _sum(self.reasons, key, key).add(Decimal(reason["bedrag"]))
        board = each.board_code
        _sum(self.boards, board, (board, "")).add(each.change)
        _sum(self.municipalities, place[0], place).add(each.change)

    @property
    def change(self) -> Decimal:
        """Tell how much more all get together."""
        return self.after - self.before

    @property
    def by_reason(self) -> list[Sum]:
        """List what each reason comes to, as the reasons were met."""
        return [*self.reasons.values()]

    @property
    def by_board(self) -> list[Sum]:
        """List what boards get more or less, by number."""
        return [self.boards[code] for code in sorted(self.boards)]

    @property
    def by_municipality(self) -> list[Sum]:
        """List what municipalities get more or less, by number."""
        return [self.municipalities[code] for code in sorted(self.municipalities)]


def summarise(old: Run, new: Run, allocations: Iterable[Allocation]) -> Summary:
    """Sum up how two runs differ for the recipients of some allocations."""
    summary = Summary(old, new)
    day = look_of(new).moment.counted_on
    for found in _in_batches(old, new, allocations, TOGETHER):
        places = _places(day, [each.recipient for each in found])
        for each in found:
            summary.add(each, places.get(each.recipient, ("", "")))
        changed = (each for each in found if each.change)
        summary.largest = nsmallest(LARGEST, [*summary.largest, *changed], key=_size)
    return summary


def _size(difference: Difference) -> tuple[Decimal, str]:
    """Put the largest first."""
    return -abs(difference.change), difference.recipient


def _sum(sums: dict[Any, Sum], key: Any, of: tuple[str, str]) -> Sum:  # noqa: ANN401
    return sums.setdefault(key, Sum(*of))


def _places(day: date, recipients: Sequence[str]) -> dict[str, Place]:
    """Give the municipality of schools and locations, as borders were then.

    Of a school that of its first location; a municipality is its own.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT place.recipient, place.municipality, coalesce(known.name, '')
            FROM (
                SELECT DISTINCT ON (recipient) recipient,
                    coalesce(location.municipality_code, recipient) AS municipality,
                    location.code
                FROM unnest(%(recipients)s::text[]) AS recipient
                LEFT JOIN schools_location AS location
                    ON location.brin = left(recipient, 4)
                    AND starts_with(location.code, recipient)
                    AND location.valid @> %(day)s AND upper_inf(location.known)
                ORDER BY recipient, location.code
            ) AS place
            LEFT JOIN municipalities_municipality AS known
                ON known.code = place.municipality
                AND known.valid @> %(day)s AND upper_inf(known.known)
            WHERE place.code IS NOT NULL OR known.code IS NOT NULL
            """,
            {"day": day, "recipients": [*recipients]},
        )
        return {each: (code, name) for each, code, name in cursor.fetchall()}
