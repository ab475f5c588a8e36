"""What recipients get more or less by one run than by another, and why."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from allocations.in_force import COMPLETE, RANK
from allocations.models import Allocation, Run
from allocations.reasons import explain, look_of, said_in
from oab.pagination import Rows

NOTHING = Decimal("0.00")
LARGEST = 10
Reasons = Sequence[Mapping[str, str]]


class NotComparable(ValueError):
    """Deze twee zijn niet met elkaar te vergelijken."""


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
        run__regime=allocation.run.regime,
        run__period=allocation.run.period,
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
        refuse_other_period(previous.run, allocation.run)
        if previous.recipient != allocation.recipient:
            raise NotComparable(previous)
        runs = previous.run, allocation.run
        reasons = _reasons(*runs, [allocation.recipient])[allocation.recipient]
    return Difference(
        allocation.recipient,
        allocation.recipient_kind,
        allocation.board_code,
        previous.entitlement if previous else None,
        allocation.entitlement,
        reasons,
        previous,
    )


def refuse_other_period(old: Run, new: Run) -> None:
    """Raise NotComparable unless two runs completed one regime and period."""
    asked = {(run.regime, run.period, run.state) for run in (old, new)}
    if len(asked) > 1 or new.state != Run.State.COMPLETE:
        raise NotComparable(old)


def between(
    old: Run, new: Run, allocations: Iterable[Allocation]
) -> Iterator[Difference]:
    """Say how two runs differ for the recipients of some allocations of either."""
    kept = {each.recipient: each for each in allocations}
    amounts: dict[tuple[Any, str], Decimal | None] = {
        (run, recipient): amount
        for run, recipient, amount in Allocation.objects.filter(
            run__in=[old, new], recipient__in=[*kept]
        ).values_list("run", "recipient", "entitlement")
    }
    reasons = _reasons(old, new, [*kept])
    for recipient, allocation in kept.items():
        yield Difference(
            recipient,
            allocation.recipient_kind,
            allocation.board_code,
            amounts.get((old.pk, recipient)),
            amounts.get((new.pk, recipient)),
            reasons[recipient],
        )


def _reasons(old: Run, new: Run, recipients: Collection[str]) -> dict[str, Reasons]:
    """Explain what differs; where nothing does there is nothing to explain."""
    before, after = said_in(old, recipients), said_in(new, recipients)
    same = {each for each in recipients if before.get(each) == after.get(each)}
    found = explain(
        look_of(old),
        look_of(new),
        {each: said for each, said in before.items() if each not in same},
        {each: said for each, said in after.items() if each not in same},
    )
    return dict.fromkeys(recipients, ()) | {
        each: [reason.as_member() for reason in reasons]
        for each, reasons in found.items()
    }


def compared(rows: Rows, old: Run, new: Run) -> Rows:
    """Keep of allocations those of a run, and of an earlier one what went away.

    A recalculation computes some recipients only: no other went away.
    """
    both = Allocation.objects.filter(recipient=OuterRef("recipient"))
    if Run.Kind.RECALCULATION in {old.kind, new.kind}:
        return rows.filter(Exists(both.filter(run=old)), run=new)
    gone = Q(run=old) & ~Exists(both.filter(run=new))
    return rows.filter(Q(run=new) | gone)


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
    found = [*between(old, new, allocations)]
    summary = Summary(old, new)
    places = _places(look_of(new).moment.counted_on, [d.recipient for d in found])
    for each in found:
        summary.before += each.before or NOTHING
        summary.after += each.after or NOTHING
        summary.more += each.change > 0
        summary.less += each.change < 0
        summary.equal += each.change == 0
        for reason in each.reasons:
            key = reason["soort"], reason.get("parameter", "")
            _sum(summary.reasons, key, key).add(Decimal(reason["bedrag"]))
        board = each.board_code
        _sum(summary.boards, board, (board, "")).add(each.change)
        place = places.get(each.recipient, ("", ""))
        _sum(summary.municipalities, place[0], place).add(each.change)
    changed = (each for each in found if each.change)
    summary.largest = sorted(changed, key=lambda d: (-abs(d.change), d.recipient))
    del summary.largest[LARGEST:]
    return summary


def _sum(sums: dict[Any, Sum], key: Any, of: tuple[str, str]) -> Sum:  # noqa: ANN401
    return sums.setdefault(key, Sum(*of))


def _places(day: date, brins: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Give the municipality of the first location of schools, as borders were then."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT place.brin, place.municipality_code, coalesce(municipality.name, '')
            FROM (
                SELECT DISTINCT ON (brin) brin, municipality_code
                FROM schools_location
                WHERE brin = ANY (%(brins)s) AND valid @> %(day)s AND upper_inf(known)
                ORDER BY brin, code
            ) AS place
            LEFT JOIN municipalities_municipality AS municipality
                ON municipality.code = place.municipality_code
                AND municipality.valid @> %(day)s AND upper_inf(municipality.known)
            """,
            {"day": day, "brins": [*brins]},
        )
        return {brin: (code, name) for brin, code, name in cursor.fetchall()}
