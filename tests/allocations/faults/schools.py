"""Schools whose counts are corrected, and what was stored of them."""

from collections import defaultdict
from decimal import Decimal

from allocations.models import Allocation, Run
from municipalities.models import ImpulseAreaDesignation
from oab.models import Change
from schools.models import Location, School, TeacherAge
from tests.allocations.counting import COUNTED_ON, counted_anew
from tests.factories import make


def open_schools(*brins: str) -> None:
    """Register schools with everything but a count."""
    make(ImpulseAreaDesignation)
    for brin in brins:
        make(School, brin=brin)
        make(Location, code=f"{brin}00", postcode="1011AB")
        make(TeacherAge, brin=brin, counted_on=COUNTED_ON, age=Decimal("40.00"))


def corrected(brin: str, light: int = 43) -> None:
    """Count a school anew; 43 pupils of weight 0.3 make 14 units, and 33 make 11."""
    counted_anew(f"{brin}00", 250, light, 13)


def nothing_is_open() -> bool:
    return not Change.objects.filter(done_at=None).exists()


def once_each() -> dict[str, list[str]]:
    """Give the school weights that were stored of each school, the oldest first.

    Nothing may have been stored beside its run, nor a run without what it computed.
    """
    found = defaultdict(list)
    for row in Allocation.objects.order_by("pk"):
        found[row.recipient].append(row.figures["schoolgewicht"])
    runs = Run.objects.prefetch_related("allocations", "run_parts")
    for run in runs:
        assert run.state == Run.State.COMPLETE
        assert sum(part.recipients or 0 for part in run.run_parts.all()) == len(
            run.allocations.all()
        )
    return dict(found)
