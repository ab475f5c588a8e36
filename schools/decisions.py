"""Count decisions (telbesluiten): what fixes the count of a board, and its objection.

Art. 11 Besluit bekostiging WPO: the overview of the counted pupils by age group and
weight, per location and school, goes out with the decision on the material funding,
before 1 February. A corrected count leads to a new decision that replaces, with a
reason and a term of its own; the board must be heard before it is lowered.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from django.db import transaction
from django.db.models import Q, QuerySet

from oab.claims import take_turns
from oab.documents.pdf import write_pdf
from oab.filters import HERE
from oab.numbering import take
from oab.problems import Refused
from oab.versions import moment
from schools.boards import schools_of
from schools.deliveries.comparing import Cell, raises
from schools.deliveries.location_counts import SOURCE
from schools.deliveries.receipts import AGES, SENDER, weight
from schools.deliveries.windows import end_of, last_day, require
from schools.models import (
    Count,
    CountCell,
    CountDecision,
    CountDecisionNotification,
    Delivery,
)
from schools.rules.terms import objection_until

TEMPLATE = Path(__file__).parent / "documents" / "decision.typ"
SERIES = "telbesluiten"
ARTICLES = (
    "Artikel 11 Besluit bekostiging WPO (BWBR0003862); artikel 178c WPO (BWBR0003420)"
)
State = Delivery.State
Cells = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What is decided: of which board and date, why anew, and how it was heard.

    `incomplete` says why it is decided although schools of the board have no count.
    """

    board: str
    counted_on: date
    reason: str = ""
    hearing: str = ""
    incomplete: str = ""


@transaction.atomic
def decide(decided: Decided, *, person: str) -> CountDecision:
    """Fix the count of a board on a date, as its accepted deliveries say it."""
    require(decided.counted_on)
    # One at a time decides on a board and date.
    take_turns([f"schools.decisions {decided.board} {decided.counted_on}"])
    accepted = _judged(decided)
    _refuse_own(accepted, person)
    content = _content(decided, accepted)
    _refuse_incomplete(decided, content["schoolsWithoutCount"])
    before = in_force(decided.board, decided.counted_on)
    if before is not None:
        _refuse_no_change(before, content)
        _refuse_unheard(before, content, decided)
    reason = _reason(before, decided)
    year = decided.counted_on.year
    (number,) = take(SERIES, year)
    return CountDecision.objects.create(
        number=f"T-{year}-{number:06}",
        board_code=decided.board,
        counted_on=decided.counted_on,
        content=content,
        content_hash=content_hash(content),
        decided_by=person,
        source=f"{SOURCE}{', '.join(content['deliveries'])}",
        replaces=before,
        reason=reason,
    )


@transaction.atomic
def notify(decision: CountDecision, *, on: date, person: str) -> CountDecision:
    """Note that a decision was sent to its board; from then on the term runs."""
    today = moment().astimezone(HERE).date()
    decided_on = decision.created_at.astimezone(HERE).date()
    if not decided_on <= on <= today:
        raise Refused(
            f"Een telbesluit van {decided_on:%d-%m-%Y} kan tot en met vandaag, en niet "
            "eerder dan die dag, zijn bekendgemaakt.",
            f"A decision of {decided_on} is notified on a day from then until today.",
        )
    if CountDecision.objects.filter(replaces=decision).exists():
        raise Refused(
            f"Telbesluit {decision.number} is door een ander vervangen.",
            f"Count decision {decision.number} has been replaced by another one.",
        )
    _, new = CountDecisionNotification.objects.get_or_create(
        decision=decision,
        defaults={
            "notified_on": on,
            "objection_until": objection_until(on),
            "person": person,
        },
    )
    if not new:
        raise Refused(
            f"Telbesluit {decision.number} is al bekendgemaakt.",
            f"Count decision {decision.number} has been notified already.",
        )
    return CountDecision.objects.get(pk=decision.pk)


def in_force(board: str, counted_on: date) -> CountDecision | None:
    """Find the decision that fixes the count of a board now."""
    about = CountDecision.objects.in_force()
    return about.filter(board_code=board, counted_on=counted_on).first()


def content_hash(content: Mapping[str, Any]) -> str:
    """Hash what was decided, however its JSON is written."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


# What is refused ----------------------------------------------------------------------


def _judged(decided: Decided) -> list[Delivery]:
    """Give the accepted deliveries; refuse while another can still join them."""
    of_the_count = Delivery.objects.filter(
        board_code=decided.board, counted_on=decided.counted_on
    )
    waiting = Q(state__in=(State.DELIVERED, State.SIGNED))
    last = last_day(decided.board, decided.counted_on)
    if last and moment() < end_of(last):
        waiting |= Q(state__in=Delivery.EDITABLE, replaces__isnull=True)
    first = of_the_count.filter(waiting).order_by("reference").first()
    if first is not None:
        raise Refused(
            f"Aanlevering {first.reference} is nog niet beoordeeld.",
            f"Delivery {first.reference} has not been judged yet.",
        )
    accepted = of_the_count.filter(state=State.ACCEPTED).order_by("reference")
    found = [*accepted.select_for_update()]
    if not found:
        raise Refused(
            "Van dit bestuur is op deze teldatum geen aanlevering geaccepteerd.",
            "No delivery of this board was accepted for this count date.",
        )
    return found


def _refuse_own(accepted: Iterable[Delivery], person: str) -> None:
    for each in accepted:
        if person in {each.judged_by, each.signed_by, each.delivered_by}:
            raise Refused(
                f"Wie aanlevering {each.reference} inzond, ondertekende of "
                "accepteerde, stelt het telbesluit niet vast.",
                f"Who handed in, signed or accepted delivery {each.reference} does not "
                "make the decision.",
            )


def _refuse_incomplete(decided: Decided, schools: list[str]) -> None:
    """Ask for a reason where a decision leaves out schools, and only there."""
    if schools and not decided.incomplete.strip():
        named = ", ".join(schools)
        raise Refused(
            f"Een telbesluit stelt de telling van het hele bestuur vast, en van "
            f"{len(schools)} van zijn scholen is er geen telling door een "
            f"aanlevering: {named}. Wacht daarop, of zeg met onvolledig waarom nu al "
            "wordt besloten.",
            f"A decision fixes the count of the whole board, and {len(schools)} of its "
            f"schools have no count by a delivery: {named}. Wait for them, or say in "
            "onvolledig why it is decided now.",
        )
    if decided.incomplete.strip() and not schools:
        raise Refused(
            "Van elke school van dit bestuur is er een telling; laat onvolledig weg.",
            "Every school of this board has a count; please leave out onvolledig.",
        )


def _refuse_no_change(before: CountDecision, content: Mapping[str, Any]) -> None:
    if before.content["locations"] == content["locations"]:
        raise Refused(
            f"Telbesluit {before.number} zegt dit al.",
            f"Count decision {before.number} says so already.",
        )


def _refuse_unheard(
    before: CountDecision, content: Mapping[str, Any], decided: Decided
) -> None:
    if _lowers(before.content, content) and not decided.hearing.strip():
        raise Refused(
            "Dit besluit is ongunstiger voor het bestuur; leg vast hoe het is gehoord.",
            "This decision is to the board's detriment; say how it was heard.",
        )


def _reason(before: CountDecision | None, decided: Decided) -> str:
    if before is None:
        return ""
    if not decided.reason.strip():
        raise Refused(
            f"Er is al telbesluit {before.number}; zeg waarom dit het vervangt.",
            f"There is count decision {before.number}; say why this one replaces it.",
        )
    return decided.reason


def _lowers(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Tell whether a location has less of something than it had."""
    return raises(_decided_cells(before), _decided_cells(after))


def _decided_cells(content: Mapping[str, Any]) -> Iterator[Cell]:
    for each in content["locations"]:
        for cell in each["cells"]:
            weight_of = Decimal(cell["weight"])
            yield Cell(each["location"], weight_of, cell["ageGroup"], cell["pupils"])


# What is decided ----------------------------------------------------------------------


def _content(decided: Decided, accepted: Iterable[Delivery]) -> dict[str, Any]:
    """Cross age group and weight, per location and school (art. 11)."""
    by_location: defaultdict[str, Cells] = defaultdict(dict)
    for location, weight_of, age, pupils in _cells(decided):
        by_location[location][str(weight_of), age] = pupils
    by_school: defaultdict[str, Cells] = defaultdict(dict)
    for location, cells in by_location.items():
        school = by_school[location[:4]]
        for cell, pupils in cells.items():
            school[cell] = school.get(cell, 0) + pupils
    term = require(decided.counted_on).overview_last_day
    return {
        "articles": ARTICLES,
        "deliveries": [each.reference for each in accepted],
        "locations": [
            {"location": location, "cells": _listed(cells)}
            for location, cells in sorted(by_location.items())
        ],
        "schools": [
            {"school": brin, "cells": _listed(cells)}
            for brin, cells in sorted(by_school.items())
        ],
        "sendUntil": f"{term.day}" if term else None,
        "sendUntilSource": term.source if term else "",
        "hearing": decided.hearing.strip(),
        "schoolsWithoutCount": _without_count(decided, by_school),
        "incomplete": decided.incomplete.strip(),
        "openCorrections": _open_corrections(decided),
    }


def _without_count(decided: Decided, counted: Container[str]) -> list[str]:
    """Name the schools of the board on the count date that no delivery counted."""
    run = schools_of(decided.board, decided.counted_on).order_by("brin")
    brins = run.values_list("brin", flat=True).distinct()
    return [brin for brin in brins if brin not in counted]


def _open_corrections(decided: Decided) -> list[str]:
    """Name the corrections that are being made and were not handed in yet."""
    corrections = Delivery.objects.filter(
        board_code=decided.board,
        counted_on=decided.counted_on,
        state__in=Delivery.EDITABLE,
        replaces__isnull=False,
    )
    return [*corrections.order_by("reference").values_list("reference", flat=True)]


def _cells(decided: Decided) -> QuerySet[CountCell, Any]:
    """Give the cells of the counts in force that the board's deliveries made."""
    delivered = Delivery.objects.filter(
        board_code=decided.board,
        counted_on=decided.counted_on,
        state__in=(State.ACCEPTED, State.CORRECTED),
    )
    sources = [f"{SOURCE}{each.reference}" for each in delivered]
    counts = Count.objects.in_force().filter(
        counted_on=decided.counted_on,
        origin=Count.Origin.WEIGHT_AND_AGE,
        source__in=sources,
    )
    cells = CountCell.objects.filter(count__in=counts)
    return cells.values_list("count__location_code", "weight", "age_group", "pupils")


def _listed(cells: Cells) -> list[dict[str, Any]]:
    return [
        {"weight": weight_of, "ageGroup": age, "pupils": pupils}
        for (weight_of, age), pupils in sorted(cells.items())
    ]


# On paper -----------------------------------------------------------------------------


def as_pdf(decision: CountDecision) -> bytes:
    """Write a decision for its board."""
    day = decision.created_at.astimezone(HERE)
    content = decision.content
    return write_pdf(
        TEMPLATE,
        {
            "titel": f"Telbesluit {decision.number}",
            "afzender": SENDER,
            "kenmerk": decision.number,
            "datum": [day.year, day.month, day.day],
            "inleiding": _introduction(decision),
            "gegevens": [
                ("Nummer", decision.number),
                ("Bestuur", decision.board_code),
                ("Teldatum", f"{decision.counted_on:%d-%m-%Y}"),
                ("Vastgesteld op", f"{day:%d-%m-%Y}"),
                ("Aanleveringen", ", ".join(content["deliveries"])),
                ("Grondslag", content["articles"]),
            ],
            "overzicht": [
                *(
                    _place("School", each["school"], each)
                    for each in content["schools"]
                ),
                *(
                    _place("Vestiging", each["location"], each)
                    for each in content["locations"]
                ),
            ],
            "bezwaar": objection(decision),
            "hash": decision.content_hash,
        },
    )


def objection(decision: CountDecision) -> str:
    """Say until when an objection can be made, and since when."""
    notification = notification_of(decision)
    if notification is None:
        return (
            "Dit besluit is nog niet bekendgemaakt. Vanaf de dag na de bekendmaking "
            "kan het bestuur zes weken bezwaar maken (artikelen 6:7 en 6:8 Awb)."
        )
    return (
        f"Dit besluit is bekendgemaakt op {notification.notified_on:%d-%m-%Y}. Het "
        f"bestuur kan tot en met {notification.objection_until:%d-%m-%Y} bezwaar maken "
        "(artikelen 6:7 en 6:8 Awb; Algemene termijnenwet)."
    )


def notification_of(decision: CountDecision) -> CountDecisionNotification | None:
    """Find when a decision was sent to its board, if it was."""
    return getattr(decision, "notification", None)


def _introduction(decision: CountDecision) -> list[str]:
    content = decision.content
    said = ["Dit besluit stelt de telling van het bestuur vast."]
    replaced = cast(CountDecision | None, decision.replaces)
    if replaced is not None:
        said.append(f"Het vervangt telbesluit {replaced.number}: {decision.reason}")
    if content["hearing"]:
        said.append(f"Het bestuur is gehoord: {content['hearing']}")
    if content["schoolsWithoutCount"]:
        schools = ", ".join(content["schoolsWithoutCount"])
        said.append(
            f"Van deze scholen van het bestuur is er geen telling door een "
            f"aanlevering: {schools}. Waarom nu al wordt besloten: "
            f"{content['incomplete']}"
        )
    if content["openCorrections"]:
        named = ", ".join(content["openCorrections"])
        said.append(f"Aan deze correcties wordt nog gewerkt: {named}.")
    if content["sendUntil"]:
        day = date.fromisoformat(content["sendUntil"])
        said.append(
            "Het overzicht gaat uit met de beschikking voor de materiële "
            f"instandhouding, uiterlijk op {day:%d-%m-%Y}."
        )
    return said


def _place(kind: str, number: str, listed: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "titel": f"{kind} {number}",
        "aantallen": [
            [AGES[cell["ageGroup"]], weight(cell["weight"]), str(cell["pupils"])]
            for cell in listed["cells"]
        ],
    }
