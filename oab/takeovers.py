"""Writing who took over from whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from oab.copying import copy_rows
from oab.registers import close, date_range, moments_from
from oab.snapshots import Outcome
from oab.successions import Succession
from oab.versions import announce

COLUMNS = ("predecessor", "successor", "between", "on", "derived", "source")
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Takeover:
    """A takeover on one of the days from `since` up to `until`, as a source has it.

    `detail` is what only its own table has: a kind, or a share.
    """

    predecessor: str
    successor: str
    since: date
    until: date
    on: date | None
    derived: bool
    source: str
    detail: Any

    @property
    def pair(self) -> Pair:
        """Who went and who came."""
        return self.predecessor, self.successor

    def rivals(self, other: "Takeover") -> bool:
        """Whether the two cannot both be held to be true."""
        overlap = self.since < other.until and other.since < self.until
        return self != other and self.pair == other.pair and overlap


@dataclass(frozen=True, slots=True)
class Takeovers:
    """A table of takeovers and the column of what only this table has."""

    model: type[Succession]
    detail: str

    def current(self) -> dict[Takeover, int]:
        """Read what is held to be true, with the identity of each row."""
        columns = (*COLUMNS, self.detail, "id")
        rows = self.model.objects.current().values_list(*columns)
        return {
            Takeover(predecessor, successor, between.lower, between.upper, *rest): cast(
                int, identity
            )
            for predecessor, successor, between, *rest, identity in rows
        }


def record(
    table: Takeovers, takeovers: Iterable[Takeover], *, only: bool = False
) -> dict[Pair, Outcome]:
    """Write the takeovers, closing what they contradict; say what each of them did.

    A derived takeover gives way to a published one. `only` also closes every derived
    takeover that is not among them.
    """
    current = table.current()
    by_pair = _by_pair(current)
    wanted = [one for one in takeovers if not _better_known(one, by_pair)]
    rivals = {rival for one in wanted for rival in _rivals(one, by_pair)}
    gone = set(current) - set(wanted) if only else set()
    closed = rivals | {one for one in gone if one.derived}
    at = announce()
    close(table.model, [current[one] for one in closed], at)
    _write(table, [one for one in wanted if one not in current], at)
    return {one.pair: _outcome(one, current, by_pair) for one in wanted}


def _by_pair(takeovers: Iterable[Takeover]) -> dict[Pair, list[Takeover]]:
    pairs: dict[Pair, list[Takeover]] = {}
    for one in takeovers:
        pairs.setdefault(one.pair, []).append(one)
    return pairs


def _rivals(one: Takeover, by_pair: Mapping[Pair, list[Takeover]]) -> list[Takeover]:
    return [other for other in by_pair.get(one.pair, ()) if one.rivals(other)]


def _better_known(one: Takeover, by_pair: Mapping[Pair, list[Takeover]]) -> bool:
    return one.derived and any(not other.derived for other in _rivals(one, by_pair))


def _outcome(
    one: Takeover,
    current: Mapping[Takeover, int],
    by_pair: Mapping[Pair, list[Takeover]],
) -> Outcome:
    if one in current:
        return Outcome.UNCHANGED
    return Outcome.REPLACED if _rivals(one, by_pair) else Outcome.NEW


def _write(table: Takeovers, written: Iterable[Takeover], at: datetime) -> None:
    known = moments_from(at)
    copy_rows(
        table.model,
        (*COLUMNS, "known", table.detail),
        (
            (
                *one.pair,
                date_range(one.since, one.until),
                one.on,
                one.derived,
                one.source,
                known,
                one.detail,
            )
            for one in written
        ),
    )
