"""When a board can deliver the pupils of a count date, and until when it has extension.

The days are data (`windows.toml`), and so is what the law leaves open: a window without
a last day raises `WindowUnknown` unless a decision of the ministry gives the board one.
A day lasts until midnight in the Netherlands, whatever the season.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Max

from oab.filters import HERE
from oab.problems import Refused
from oab.versions import moment
from schools.models import Extension

DATA = Path(__file__).with_name("windows.toml")
A_DAY = timedelta(days=1)


class WindowUnknown(Refused):
    """Wanneer deze telling kon worden ingezonden is hier niet bekend."""


@dataclass(frozen=True, slots=True)
class Term:
    """A day of a window, and where that is said."""

    day: date
    source: str


@dataclass(frozen=True, slots=True)
class Window:
    """When the pupils of one count date can be delivered; empty is unknown."""

    counted_on: date
    article: str
    opens: Term | None
    last_day: Term | None
    teacher_age_last_day: Term | None
    overview_last_day: Term | None
    reminders: tuple[date, ...]
    reminders_source: str
    repealed: str

    @property
    def opens_at(self) -> datetime | None:
        """The moment from which can be delivered."""
        return _begin(self.opens.day) if self.opens else None

    @property
    def closes_at(self) -> datetime | None:
        """The first moment at which can no longer be delivered without extension."""
        return end_of(self.last_day.day) if self.last_day else None


def end_of(day: date) -> datetime:
    """Give the moment at which a day is over in the Netherlands."""
    return _begin(day + A_DAY)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=HERE)


class Windows(list[Window]):
    """Windows by their count date; a filter asks for the model, and there is none."""

    model = None


def windows() -> Windows:
    """List the windows of all count dates up to this year."""
    this_year = moment().astimezone(HERE).year
    found = [
        _window(each, year)
        for each in data()
        for year in range(each["from"], each.get("until", this_year + 1))
    ]
    return Windows(sorted(found, key=lambda each: each.counted_on))


def window(counted_on: date) -> Window | None:
    """Find the window of a count date; none for a day on which nothing was counted."""
    for each in data():
        on = each["count_date"]
        if (on["month"], on["day"]) == (counted_on.month, counted_on.day) and (
            each["from"] <= counted_on.year < each.get("until", date.max.year)
        ):
            return _window(each, counted_on.year)
    return None


def require(counted_on: date) -> Window:
    """Find the window of a count date on which weights were counted, or refuse."""
    found = window(counted_on)
    if found is None:
        raise Refused(
            f"{counted_on:%d-%m-%Y} is geen teldatum.",
            f"{counted_on} is not a count date.",
        )
    if found.repealed:
        raise Refused(
            f"Voor {counted_on:%d-%m-%Y} wordt niet meer geteld naar gewicht. "
            f"{found.repealed}.",
            f"Weights are no longer counted on {counted_on}: they were repealed.",
        )
    return found


def refuse_early(counted_on: date, *, at: datetime) -> None:
    """Refuse to open a delivery of a count date that has not come yet."""
    opens = require(counted_on).opens
    if opens and at < _begin(opens.day):
        raise Refused(
            f"De leerlingen van {counted_on:%d-%m-%Y} kunnen worden opgegeven vanaf "
            f"{opens.day:%d-%m-%Y}.",
            f"The pupils of {counted_on} can be delivered from {opens.day}.",
        )


def refuse_late(board: str, counted_on: date, *, at: datetime) -> None:
    """Refuse what is delivered after the last day, and name that day.

    Raises `WindowUnknown` where the law's last day is not known and no decision of the
    ministry names another.
    """
    last = last_day(board, counted_on)
    if last is None:
        raise WindowUnknown(
            f"Tot wanneer de telling van {counted_on:%d-%m-%Y} kon worden ingezonden, "
            "is hier niet bekend. Vraag het ministerie om een uitstelbesluit dat een "
            "dag noemt.",
            f"Until when the count of {counted_on} could be delivered is not known "
            "here. Ask the ministry for a decision that names a day.",
        )
    if at >= end_of(last):
        raise Refused(
            f"De telling van {counted_on:%d-%m-%Y} kon tot en met {last:%d-%m-%Y} "
            "worden ingezonden, en dit bestuur heeft geen langer uitstel.",
            f"The count of {counted_on} could be delivered until {last}, and this "
            "board has no further extension.",
        )


def last_day(board: str, counted_on: date) -> date | None:
    """Give the last day for a board: that of the law, or a later one it was given."""
    return later_of(require(counted_on).last_day, board, counted_on)


def later_of(term: Term | None, board: str, counted_on: date) -> date | None:
    """Give the last day of a term, or a later one that a board was given."""
    days = [term.day if term else None, extended_until(board, counted_on)]
    return max((day for day in days if day), default=None)


def mendable_until(board: str, counted_on: date) -> date | None:
    """Give the last day on which a board can mend its count; none where unknown."""
    found = window(counted_on)
    return last_day(board, counted_on) if found and not found.repealed else None


def extended_until(board: str, counted_on: date) -> date | None:
    """Give the last day that decisions of the ministry gave a board, if any did."""
    given = Extension.objects.filter(board_code=board, counted_on=counted_on)
    until: date | None = given.aggregate(until=Max("until"))["until"]
    return until


def extend(board: str, counted_on: date, *, until: date, why: tuple[str, str]) -> Any:  # noqa: ANN401
    """Decide that a board may deliver until a later day; why: the reason, and whose."""
    before = last_day(board, counted_on)
    if before and until <= before:
        raise Refused(
            f"Dit bestuur kan al inzenden tot en met {before:%d-%m-%Y}.",
            f"This board can deliver until {before} already.",
        )
    if end_of(until) <= moment():
        raise Refused(
            f"{until:%d-%m-%Y} is al voorbij; uitstel geeft een latere dag.",
            f"{until} has passed; an extension gives a later day.",
        )
    reason, person = why
    return Extension.objects.create(
        board_code=board,
        counted_on=counted_on,
        until=until,
        reason=reason,
        person=person,
    )


# The data -----------------------------------------------------------------------------


@cache
def data() -> tuple[Mapping[str, Any], ...]:
    """Read what is known of the windows."""
    return tuple(tomllib.loads(DATA.read_text())["windows"])


def _window(entry: Mapping[str, Any], year: int) -> Window:
    terms = {
        name: _term(entry[name], year) if name in entry else None
        for name in ("opens", "last_day", "teacher_age_last_day", "overview_last_day")
    }
    return Window(
        counted_on=date(year, entry["count_date"]["month"], entry["count_date"]["day"]),
        article=entry["article"],
        **terms,
        reminders=tuple(_day(each, year) for each in entry.get("reminders", ())),
        reminders_source=entry.get("reminders_source", ""),
        repealed=entry.get("repealed", ""),
    )


def _term(said: Mapping[str, Any], year: int) -> Term:
    return Term(_day(said, year), said["source"])


def _day(said: Mapping[str, Any], year: int) -> date:
    return date(year + said["years_later"], said["month"], said["day"])
