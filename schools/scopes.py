"""Which schools, and what of them, a caller may see: one condition per table.

A board sees the schools that it runs now; of a school that is no more, the board that
ran it last. So who takes over a school sees all that is known of it, from before the
takeover too, and who hands it over no longer does. A municipality sees the schools that
have a location there now, or had their last one there. "Now" is today in the
Netherlands, as the registers are known now: a caller cannot look past its own scope by
asking for another day.
"""

from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, Q, QuerySet

from oab.callers import Caller
from oab.filters import today
from schools.models import Location, School


def schools_of(caller: Caller) -> QuerySet[Any, Any]:
    """Give the BRINs of the caller's schools; not for who sees all."""
    if caller.board:
        return _last(School, "brin").filter(board_code=caller.board).values("brin")
    there = _last(Location, "code").filter(municipality_code=caller.municipality)
    return there.values("brin")


def locations_of(caller: Caller) -> QuerySet[Any, Any]:
    """Give the numbers of all locations of those schools; not for who sees all."""
    return Location.objects.filter(brin__in=schools_of(caller)).values("code")


def of_boards(caller: Caller, board_code: str = "board_code") -> Q:
    """Keep the rows of the caller's own board, of any table that names a board."""
    return Q() if caller.sees_all else Q((board_code, caller.board or None))


def deliveries_of(caller: Caller) -> Q:
    """Keep the deliveries of the caller's board, also of schools it has handed over."""
    return of_boards(caller)


def counts_of(caller: Caller) -> Q:
    """Keep the counts of the caller's schools."""
    return of_schools(caller)


def of_schools(caller: Caller, brin: str = "brin") -> Q:
    """Keep the rows of the caller's schools, of any table that has their BRIN."""
    return Q() if caller.sees_all else Q((f"{brin}__in", schools_of(caller)))


def _last(model: type[School | Location], code: str) -> QuerySet[Any, Any]:
    """Give the last row of each code that has begun to hold."""
    until_now = DateRange(None, today(), "[]")
    begun = model.objects.current().filter(valid__overlap=until_now)
    later = begun.filter(**{code: OuterRef(code)}, valid__fully_gt=OuterRef("valid"))
    return begun.filter(~Exists(later))
