"""Impulse areas that officers register, and that another person approves or rejects.

An approval writes the areas into the register, so what reads the register finds them as
if they came from a file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from municipalities.models import (
    DesignationJudgement,
    DesignationProposal,
    ImpulseAreaDesignation,
)
from municipalities.registers import IMPULSE_AREAS
from oab.bodies import InvalidBody
from oab.changes import wake_followers
from oab.claims import take_turns
from oab.filters import today
from oab.languages import in_language
from oab.problems import InvalidInput, Refused
from oab.registers import record
from oab.snapshots import Statement

TURN = "designations"
AUGUST = 8
Fault = tuple[str, str, str, str]


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
    if faults := [*_faults(new)]:
        raise InvalidBody(
            InvalidInput(location, in_language(dutch, english), code, "body")
            for location, code, dutch, english in faults
        )
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


@transaction.atomic
def approve(proposal: DesignationProposal, *, by: str) -> None:
    """Designate the areas; whoever registered them may not, nor may it be too early."""
    take_turns({TURN})
    _refuse_judged(proposal)
    if by == proposal.person:
        raise Refused(
            "Wie een aanwijzing registreerde, keurt haar niet goed; dat doet een "
            "ander.",
            "Who registered a designation does not approve it; another person does.",
        )
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
    DesignationJudgement.objects.create(proposal=proposal, approved=True, person=by)
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


@transaction.atomic
def reject(proposal: DesignationProposal, *, reason: str, by: str) -> None:
    """Leave the areas as they are; they can be registered anew then."""
    take_turns({TURN})
    _refuse_judged(proposal)
    DesignationJudgement.objects.create(
        proposal=proposal, approved=False, reason=reason, person=by
    )


def _refuse_judged(proposal: DesignationProposal) -> None:
    if DesignationJudgement.objects.filter(proposal=proposal).exists():
        raise Refused(
            "Deze aanwijzing is al goedgekeurd of afgewezen.",
            "This designation was approved or rejected already.",
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
    open_ = DesignationProposal.objects.exclude(judgement__approved=False)
    if open_.filter(staatscourant=new.staatscourant).exists():
        yield (
            "/staatscourant",
            "dubbel",
            "een aanwijzing met dit nummer is er al",
            "there is a designation of this number already",
        )
    taken = _taken(new, open_.filter(judgement=None))
    for index, area in enumerate(new.areas):
        if area in taken or area in new.areas[:index]:
            yield (
                f"/postcodegebieden/{index}",
                "dubbel",
                "is voor een deel van deze dagen al aangewezen of voorgesteld",
                "is designated or proposed for some of these days already",
            )


def _taken(new: NewDesignation, waiting: Any) -> set[str]:  # noqa: ANN401 - a queryset
    overlapping = waiting.filter(since__lt=new.until, until__gt=new.since)
    proposed = {area for each in overlapping for area in each.areas}
    return designated(new.areas, new.since, new.until) | proposed
