"""Impulse areas that officers register, and that another person judges.

An approval writes the areas into the register, so what reads the register finds them as
if they came from a file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from municipalities.models import (
    DesignationJudgement,
    DesignationProposal,
    ImpulseAreaDesignation,
)
from municipalities.registers import IMPULSE_AREAS
from oab.bodies import Fault, refuse_faults
from oab.changes import wake_followers
from oab.claims import take_turns
from oab.filters import today
from oab.judged import SUBMITTED, Judging, Words
from oab.problems import Refused
from oab.registers import record
from oab.snapshots import Statement

TURN = "designations"
AUGUST = 8


@dataclass(frozen=True, slots=True)
class NewDesignation:
    """A list of areas as it is registered."""

    regulation: str
    staatscourant: str
    article: str
    published: date
    since: date
    until: date
    areas: list[str]


@transaction.atomic
def propose(new: NewDesignation, *, by: str) -> DesignationProposal:
    """Register a designation; raises InvalidBody with all that is wrong with it."""
    take_turns({TURN})
    refuse_faults(_faults(new))
    proposal = DesignationProposal.objects.create(
        regulation=new.regulation,
        staatscourant=new.staatscourant,
        article=new.article,
        published=new.published,
        since=new.since,
        until=new.until,
        areas=new.areas,
        person=by,
    )
    return DesignationProposal.objects.get(pk=proposal.pk)


def _designate(proposal: DesignationProposal) -> None:
    """Write the areas into the register, unless it is too early or too late."""
    if proposal.published > today():
        raise Refused(
            "Deze aanwijzing is nog niet bekendgemaakt.",
            "This designation was not published yet.",
        )
    if designated(proposal.areas, proposal.since, proposal.until):
        raise Refused(
            "Een van de gebieden is intussen voor een deel van de dagen aangewezen.",
            "One of the areas was designated for some of the days meanwhile.",
        )
    statement = Statement(
        proposal.since,
        (proposal.since, proposal.until),
        {
            "regulation": f"{proposal.regulation} (Stcrt. {proposal.staatscourant})",
            "article": proposal.article,
        },
        frozenset({f"Stcrt. {proposal.staatscourant}"}),
        proposal.until,
    )
    record(IMPULSE_AREAS, {(pc4,): statement for pc4 in proposal.areas})
    wake_followers()


JUDGING = Judging(
    DesignationJudgement,
    TURN,
    Words("een aanwijzing", "deze aanwijzing", "haar", "designation"),
    _designate,
)


def designated(areas: list[str], since: date, until: date) -> set[str]:
    """Say which of the areas are designated for some of the days."""
    rows = ImpulseAreaDesignation.objects.current().filter(
        pc4__in=areas, valid__overlap=DateRange(since, until)
    )
    return {*rows.values_list("pc4", flat=True)}


def _faults(new: NewDesignation) -> Iterator[Fault]:
    years = [(day.month, day.day) == (AUGUST, 1) for day in (new.since, new.until)]
    if not all(years) or new.since >= new.until:
        yield (
            "/geldigTot",
            "ongeldig",
            "verwacht hele schooljaren, van 1 augustus tot 1 augustus",
            "expected whole school years, from 1 August to 1 August",
        )
        return
    standing = DesignationProposal.objects.standing()
    if standing.filter(staatscourant=new.staatscourant).exists():
        yield (
            "/staatscourant",
            "dubbel",
            "een aanwijzing met dit nummer is er al",
            "there is a designation of this number already",
        )
    taken = _taken(new)
    for index, area in enumerate(new.areas):
        if area in taken or area in new.areas[:index]:
            yield (
                f"/postcodegebieden/{index}",
                "dubbel",
                "is voor een deel van deze dagen al aangewezen of voorgesteld",
                "is designated or proposed for some of these days already",
            )


def _taken(new: NewDesignation) -> set[str]:
    waiting = DesignationProposal.objects.in_state(SUBMITTED)
    overlapping = waiting.filter(since__lt=new.until, until__gt=new.since)
    proposed = {area for each in overlapping for area in each.areas}
    return designated(new.areas, new.since, new.until) | proposed
