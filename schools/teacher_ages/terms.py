"""When a return can be made: from the count date and before 1 December (art. 11a).

An extension that the ministry gave a board for a count holds for its returns too. A
correction is bound to the same term: the amount follows it at once, and nobody signs.
"""

from datetime import date, datetime

from django.utils.timezone import localdate

from oab.filters import HERE
from oab.problems import Refused
from schools.deliveries.windows import end_of, later_of, window
from schools.models import TeacherAgeReturn
from schools.teacher_ages.faults import Return

Basis = TeacherAgeReturn.Basis


def last_day(board: str, counted_on: date) -> date | None:
    """Give the last day for a board: that of the law, or a later one it was given."""
    found = window(counted_on)
    term = found.teacher_age_last_day if found else None
    return later_of(term, board, counted_on)


def refuse_outside_term(given: Return, at: datetime) -> None:
    """Refuse what is early or late, a first return and a correction alike.

    A school that opens has no teachers on the count date, so it has no term either; its
    age is the national one, whoever says so.
    """
    if localdate(at, timezone=HERE) < given.counted_on:
        raise Refused(*_early(given.counted_on))
    if given.basis != Basis.NATIONAL:
        _refuse_late(given, at)


def _refuse_late(given: Return, at: datetime) -> None:
    last = last_day(given.board, given.counted_on)
    if last is None:
        raise Refused(*_unknown(given.counted_on))
    if at >= end_of(last):
        raise Refused(*_late(last))


def _early(counted_on: date) -> tuple[str, str]:
    return (
        (
            f"De opgave gaat over de leraren op {counted_on:%d-%m-%Y} en kan vanaf "
            "die dag worden gedaan."
        ),
        f"The return is of the teachers on {counted_on} and can be made from that day.",
    )


def _unknown(counted_on: date) -> tuple[str, str]:
    return (
        (
            f"Tot wanneer de leeftijd op {counted_on:%d-%m-%Y} kon worden opgegeven, "
            "is hier niet bekend. Vraag het ministerie om een uitstelbesluit dat een "
            "dag noemt."
        ),
        (
            f"Until when the age on {counted_on} could be returned is not known here. "
            "Ask the ministry for a decision that names a day."
        ),
    )


def _late(last: date) -> tuple[str, str]:
    return (
        (
            f"De leeftijd kon tot en met {last:%d-%m-%Y} worden opgegeven en "
            "gecorrigeerd (artikel 11a Besluit bekostiging WPO: vóór 1 december). "
            "Met een uitstelbesluit van het ministerie kan het later."
        ),
        (
            f"The age could be returned and corrected until {last} (art. 11a Besluit "
            "bekostiging WPO). With a decision of the ministry it can be later."
        ),
    )
