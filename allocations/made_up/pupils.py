"""Deliveries of made-up pupils, for any date of which something was published."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.db import transaction

from allocations.made_up.counts import like_established
from schools.deliveries.filling import clear
from schools.deliveries.made_up.generation import Counted, counted_on, write
from schools.deliveries.opening import Scope, open_delivery
from schools.deliveries.taking_in import Taken, take_in
from schools.models import Count, EstablishedFigures

PERSON = "generate_pupils"


class NothingToGenerate(Exception):
    """Hier is niets van bekend."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which schools, boards and locations pupils are asked; empty: of all."""

    schools: frozenset[str] = frozenset()
    boards: frozenset[str] = frozenset()
    locations: int | None = None

    def of(self, counted: Counted) -> Counted:
        """Keep what is asked for."""
        for named, keep in (
            (self.schools, counted.of_schools),
            (self.boards, counted.of_boards),
        ):
            counted = keep(named) if named else counted
        return counted if self.locations is None else counted.first(self.locations)


def like(day: date, asked: Asked) -> tuple[Counted, list[str]]:
    """Give the count to imitate, and the schools for which there is none.

    Raises NothingToGenerate, and says of which dates or schools something is known.
    """
    made_up = like_established(day)
    # What was established comes first: a delivery that was accepted is a count too.
    cohorts = counted_on(day) | made_up.cohorts
    if not cohorts:
        raise NothingToGenerate(_why_not(day))
    counted = Counted.of(day, cohorts)
    kept = asked.of(counted)
    lacking = sorted(asked.schools - {location[:4] for location in kept.cohorts})
    if lacking or not kept.cohorts:
        raise NothingToGenerate(
            f"op {day:%d-%m-%Y} is geen telling te vinden of na te bootsen van "
            f"{', '.join(lacking) or 'wat is gevraagd'}"
        )
    return kept, [] if asked != Asked() else made_up.left_out


def _why_not(day: date) -> str:
    counts = Count.objects.filter(origin=Count.Origin.WEIGHT_AND_AGE)
    days = {
        *counts.values_list("counted_on", flat=True).distinct(),
        *EstablishedFigures.objects.values_list("counted_on", flat=True).distinct(),
    }
    known = ", ".join(f"{each:%d-%m-%Y}" for each in sorted(days))
    return (
        f"van {day:%d-%m-%Y} is geen telling ingelezen; wel van {known or 'geen dag'}"
    )


def deliver_sheets(
    counted: Counted, seed: int, progress: Callable[[int], None] = lambda _: None
) -> Taken:
    """Open a delivery for each board, and fill it by its sheet as an upload would."""
    with TemporaryDirectory() as folder:
        paths = write(Path(folder), counted, seed)
        opened = open_all(counted.counted_on, [path.stem for path in paths])
        return take_in(
            counted.counted_on,
            list(zip(opened, paths, strict=True)),
            processes=processes(),
            progress=progress,
        )


@transaction.atomic
def open_all(day: date, boards: Sequence[str]) -> list[UUID]:
    """Open a delivery for each board, without the pupils that are known already."""
    opened = []
    for board in boards:
        delivery = open_delivery(Scope(board=board, counted_on=day), person=PERSON)
        clear(delivery)
        opened.append(delivery.pk)
    return opened


def processes() -> int:
    """Use every core, unless everything is to stay in one transaction."""
    if transaction.get_connection().in_atomic_block:
        return 1
    return os.cpu_count() or 1
