"""The errors that the checks of a year found, as the ministry reports them."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Count, F, Q

from schools.models import ControlFinding, DrawnPupil

ErrorClass = ControlFinding.ErrorClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What checks found, of one board, unit and method or of several.

    `open` were drawn and not looked at yet. What is not said is all of them.
    """

    board: str = ""
    unit: str = ""
    method: str = ""
    drawn: int = 0
    in_order: int = 0
    a: int = 0
    b: int = 0
    c: int = 0

    @property
    def checked(self) -> int:
        """How many were looked at."""
        return self.in_order + self.wrong

    @property
    def wrong(self) -> int:
        """How many were not in order."""
        return self.a + self.b + self.c

    @property
    def open(self) -> int:
        """How many were not looked at yet."""
        return self.drawn - self.checked


NUMBERS = ("drawn", "in_order", "a", "b", "c")
Labels = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Summary:
    """The tallies of a year: in all, by unit and method, by board, and as they are."""

    year: int
    rows: list[Tally]

    @property
    def total(self) -> Tally:
        """Give everything together."""
        return _together(self.rows, {})

    @property
    def by_unit_and_method(self) -> list[Tally]:
        """Give the tallies of each kind of draw."""
        return _grouped(
            self.rows, lambda each: {"unit": each.unit, "method": each.method}
        )

    @property
    def by_board(self) -> list[Tally]:
        """Give the tallies of each board."""
        return _grouped(self.rows, lambda each: {"board": each.board})


def summary_of(year: int) -> Summary:
    """Add up what the checks of a year found; corrected findings are left out."""
    in_force = Q(findings__isnull=False, findings__replaced_by__isnull=True)
    rows = (
        DrawnPupil.objects.filter(control__year=year)
        .values(
            board=F("delivery__board_code"),
            unit=F("control__unit"),
            method=F("control__method"),
        )
        .annotate(
            drawn=Count("pk", distinct=True),
            **{
                name: Count("pk", filter=in_force & Q(findings__error_class=value))
                for name, value in CLASSES.items()
            },
        )
        .order_by("board", "unit", "method")
    )
    return Summary(year, [Tally(**row) for row in rows])


CLASSES = {
    "in_order": ErrorClass.NONE,
    "a": ErrorClass.A,
    "b": ErrorClass.B,
    "c": ErrorClass.C,
}


def _grouped(rows: Iterable[Tally], labels: Callable[[Tally], Labels]) -> list[Tally]:
    groups: defaultdict[tuple[tuple[str, Any], ...], list[Tally]] = defaultdict(list)
    for each in rows:
        groups[tuple(labels(each).items())].append(each)
    return [_together(groups[key], dict(key)) for key in sorted(groups)]


def _together(rows: Iterable[Tally], labels: Labels) -> Tally:
    several = [*rows]
    sums = {name: sum(map(attrgetter(name), several)) for name in NUMBERS}
    return Tally(**labels, **sums)
