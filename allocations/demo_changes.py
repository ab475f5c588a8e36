"""Why amounts change in the demonstration: a correction of a school, and a regulation.

The correction is undone again, so that the demonstration ends where it began.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from allocations import recalculation
from allocations.demo_deliveries import DAY, PERIOD, REGIME
from allocations.differences import summarise
from allocations.in_force import in_force
from allocations.models import Allocation, Run
from oab.changes import wake_followers
from schools.models import EstablishedFigures, TeacherAge

SCHOOL = "11CJ"
# One unit less, and teachers a year older.
UNITS, YEARS = -1, Decimal("1.00")
SOURCE = "voorbeeld van de demonstratie"
CORRECTED, UNDONE = "verbetering, als voorbeeld", "het voorbeeld teruggedraaid"

# The day before the adjusted regulation was signed: only the first one was known.
FIRST_REGULATION = "2015-10-14"


@dataclass(frozen=True, slots=True)
class Part:
    """A reason, the value of the law that it is about if any, and its euros."""

    kind: str
    parameter: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Changed:
    """Amounts before and after, and the reasons for the difference."""

    name: str
    before: Decimal
    after: Decimal
    reasons: tuple[Part, ...]
    more: int = 0
    less: int = 0

    @property
    def adds_up(self) -> bool:
        """Tell whether the reasons come to the difference, and there is one."""
        total = sum((reason.amount for reason in self.reasons), Decimal(0))
        return total == self.after - self.before != 0


def correct_a_school() -> list[Changed]:
    """Correct the school weight and the teacher age of a school, and undo that."""
    return [
        _corrected(CORRECTED, UNITS, YEARS),
        _corrected(UNDONE, -UNITS, -YEARS),
    ]


def from_first_to_adjusted(first: Run, adjusted: Run) -> Changed:
    """Say what the adjusted regulation of the school year made of the first one."""
    rows = Allocation.objects.filter(run=adjusted).select_related("run")
    summary = summarise(first, adjusted, rows)
    parts = tuple(Part(each.code, each.name, each.amount) for each in summary.by_reason)
    return Changed(
        "van eerste naar aangepaste regeling",
        summary.before,
        summary.after,
        parts,
        summary.more,
        summary.less,
    )


def _corrected(why: str, units: int, years: Decimal) -> Changed:
    before = _stored()
    with transaction.atomic():
        _correct_figures(why, units)
        _correct_age(why, years)
        wake_followers()
    recalculation.follow()
    after = _stored()
    return Changed(why, _amount(before), _amount(after), tuple(_parts(after.reasons)))


def _correct_figures(why: str, units: int) -> None:
    rows = EstablishedFigures.objects.in_force()
    now = rows.get(brin=SCHOOL, counted_on=DAY)
    EstablishedFigures.objects.create(
        brin=SCHOOL,
        counted_on=DAY,
        school_weight=now.school_weight + units,
        weighted_pupils_in_impulse_areas=now.weighted_pupils_in_impulse_areas,
        pupils=now.pupils,
        pupils_4_to_7=now.pupils_4_to_7,
        pupils_8_and_over=now.pupils_8_and_over,
        replaces=now,
        reason=why,
        source=SOURCE,
    )


def _correct_age(why: str, years: Decimal) -> None:
    now = TeacherAge.objects.in_force().get(brin=SCHOOL, counted_on=DAY)
    TeacherAge.objects.create(
        brin=SCHOOL,
        counted_on=DAY,
        age=now.age + years,
        replaces=now,
        reason=why,
        source=SOURCE,
    )


def _stored() -> Allocation:
    number = in_force(REGIME, PERIOD, [SCHOOL])[SCHOOL].number
    return Allocation.objects.get(pk=number)


def _amount(allocation: Allocation) -> Decimal:
    return allocation.entitlement or Decimal(0)


def _parts(reasons: list[Mapping[str, str]]) -> Iterator[Part]:
    for reason in reasons:
        amount = Decimal(reason["bedrag"])
        yield Part(reason["soort"], reason.get("parameter", ""), amount)
