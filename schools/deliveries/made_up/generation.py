"""Made-up deliveries that add up to what was really counted on a date.

For the demonstration, tests and measurements: per location, weight and age group there
are as many made-up pupils as were counted. They come as delivery sheets, one per board.
"""

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, groupby
from pathlib import Path

from django.db.models import F

from schools.deliveries.columns import NAMES
from schools.deliveries.made_up.pupils import Cohort, Maker
from schools.deliveries.made_up.statements import Cells
from schools.models import Count, CountCell, School

NEWLINE = "\n"


@dataclass(frozen=True)
class Counted:
    """What was counted on a date: per location the pupils by weight and age group.

    `boards` are those of the schools on that date; who has none is left out. The
    locations of `whole` say who has which personal number, however few are asked for.
    """

    counted_on: date
    cohorts: Mapping[str, Cohort]
    boards: Mapping[str, str]
    whole: Mapping[str, int]

    @classmethod
    def of(cls, counted_on: date, cohorts: Mapping[str, Cohort]) -> "Counted":
        """Take the boards from the register."""
        run = School.objects.current().on(counted_on)
        boards = dict(run.values_list("brin", "board_code"))
        known = {
            location: {kind: pupils for kind, pupils in cohort.items() if pupils}
            for location, cohort in sorted(cohorts.items())
            if location[:4] in boards
        }
        whole = {place: sum(cohort.values()) for place, cohort in known.items()}
        return cls(
            counted_on,
            {place: cohort for place, cohort in known.items() if cohort},
            {place: boards[place[:4]] for place in known},
            whole,
        )

    def only(self, locations: Collection[str]) -> "Counted":
        """Keep some of the locations."""
        kept = {each: self.cohorts[each] for each in self.cohorts if each in locations}
        return replace(self, cohorts=kept)

    def of_schools(self, brins: Collection[str]) -> "Counted":
        """Keep the locations of some schools."""
        return self.only([each for each in self.cohorts if each[:4] in brins])

    def of_boards(self, boards: Collection[str]) -> "Counted":
        """Keep the locations of some boards."""
        return self.only([each for each in self.cohorts if self.boards[each] in boards])

    def first(self, number: int) -> "Counted":
        """Keep so many locations, board by board."""
        return self.only(self._by_board[:number])

    @cached_property
    def _by_board(self) -> list[str]:
        return sorted(self.cohorts, key=lambda place: (self.boards[place], place))

    @cached_property
    def _first_pupils(self) -> dict[str, int]:
        """Number the pupils of the whole count; give the first of each location."""
        starts = accumulate(self.whole.values(), initial=0)
        return dict(zip(self.whole, starts, strict=False))

    @property
    def pupils(self) -> int:
        """The number of pupils."""
        return sum(self.whole[location] for location in self.cohorts)

    def sheets(self, seed: int) -> Iterator[tuple[str, Iterator[Cells]]]:
        """Give each board its rows; read them before asking for the next board."""
        maker = Maker(self.counted_on, seed)
        for board, locations in groupby(self._by_board, self.boards.__getitem__):
            yield board, self._rows(maker, locations)

    def _rows(self, maker: Maker, locations: Iterable[str]) -> Iterator[Cells]:
        for location in locations:
            first = self._first_pupils[location]
            yield from maker.pupils(location, self.cohorts[location], first)


def counted_on(day: date) -> dict[str, dict[tuple[Decimal, str], int]]:
    """Give what is in force of the pupils counted by weight and age on a day."""
    cells = CountCell.objects.filter(
        count__counted_on=day,
        count__origin=Count.Origin.WEIGHT_AND_AGE,
        count__replaced_by=None,
        weight__isnull=False,
    ).exclude(age_group="")
    cohorts: dict[str, dict[tuple[Decimal, str], int]] = {}
    for location, weight, group, pupils in cells.values_list(
        F("count__location_code"), "weight", "age_group", "pupils"
    ):
        cohorts.setdefault(location, {})[weight, group] = pupils
    return cohorts


def write(folder: Path, counted: Counted, seed: int) -> list[Path]:
    """Write the sheet of each board, named after it."""
    return [
        write_sheet(folder / f"{board}.csv", rows)
        for board, rows in counted.sheets(seed)
    ]


def write_sheet(path: Path, rows: Iterable[Cells]) -> Path:
    """Write rows as a delivery sheet."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator=NEWLINE)
        writer.writerow(NAMES)
        writer.writerows(rows)
    return path
