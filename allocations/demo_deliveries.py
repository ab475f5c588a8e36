"""The way of a count in the demonstration: from made-up pupils to what DUO paid.

The pupils of a few schools on 1-10-2014 were never published. Made-up ones that lead to
the school weight that was, go all the way: delivered, signed, accepted, computed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from allocations import recalculation
from allocations.in_force import in_force
from allocations.made_up.pupils import Asked, deliver_sheets, like
from allocations.models import PublishedPayment
from oab.filters import today
from schools.deliveries import states
from schools.deliveries.windows import extend, last_day
from schools.models import DeliveredPupil, Delivery

REGIME, PERIOD = "school_weights_2006", "2015-2016"
DAY = date(2014, 10, 1)
SEED = 2014
# Each is the only school of its board, with weight and in an impulse area.
SCHOOLS = ("06GK", "07LW", "09UL")
FIGURES = ("bedrag_schoolgewicht", "bedrag_impulsgebied")
EXTENSION = timedelta(days=30)
WHY = ("Voorbeeld: deze teldatum is lang voorbij", "demo-beslisser")
EMPLOYEE, SIGNATORY, OFFICER = "demo-medewerker", "demo-ondertekenaar", "demo-ocw"


@dataclass(frozen=True, slots=True)
class Delivered:
    """A school that was delivered: its pupils, and what came of them."""

    brin: str
    reference: str
    pupils: int
    weighted: int
    school_weight: str
    computed: Decimal
    paid: Decimal


def deliver_some() -> list[Delivered]:
    """Deliver the pupils of some schools, unless that was done before."""
    counted, _ = like(DAY, Asked(schools=frozenset(SCHOOLS)))
    boards = sorted({counted.boards[each] for each in counted.cohorts})
    deliveries = Delivery.objects.filter(counted_on=DAY, board_code__in=boards)
    if not deliveries.exists():
        deliver_sheets(counted, SEED)
    for each in deliveries.filter(state=Delivery.State.OPEN):
        _hand_in(each)
    recalculation.follow()
    return list(_outcomes(deliveries.filter(state=Delivery.State.ACCEPTED)))


@transaction.atomic
def _hand_in(delivery: Delivery) -> None:
    """Take a delivery from open to accepted, each step by another person."""
    last = last_day(delivery.board_code, DAY)
    if last is None or last < today():
        extend(delivery.board_code, DAY, until=today() + EXTENSION, why=WHY)
    delivered = states.deliver(delivery, person=EMPLOYEE)
    content = delivered.content_hash
    signed = states.sign(delivered, person=SIGNATORY, content_hash=content)
    states.accept(signed, person=OFFICER, content_hash=content)


def _outcomes(deliveries: Iterable[Delivery]) -> Iterable[Delivered]:
    references = {each.pk: each.reference for each in deliveries}
    stored = in_force(REGIME, PERIOD, SCHOOLS)
    for number, reference in sorted(references.items(), key=lambda each: each[1]):
        pupils = DeliveredPupil.objects.filter(delivery=number, counted=True)
        for brin in pupils.values_list("brin", flat=True).distinct().order_by("brin"):
            own = pupils.filter(brin=brin)
            figures = stored[brin].figures
            yield Delivered(
                brin,
                reference,
                own.count(),
                own.filter(weight__gt=0).count(),
                figures["schoolgewicht"],
                sum((Decimal(figures[name]) for name in FIGURES), Decimal(0)),
                _paid(brin),
            )


def _paid(brin: str) -> Decimal:
    payments = PublishedPayment.objects.filter(
        brin=brin, period=PERIOD, article__in=("28", "28a"), replaced_by=None
    )
    return sum(payments.values_list("amount", flat=True), Decimal(0))
