"""The addresses of deliveries and their steps, of windows and of count decisions."""

from django.urls import URLPattern, path

from oab.numbers import register
from oab.resources import addresses
from oab.writing import Creates
from schools.api import count_decisions, count_windows, deliveries, numbers, receipts

STEPS = {
    "inzendingen": deliveries.HandingIn,
    "ondertekeningen": deliveries.Signing,
    "acceptaties": deliveries.Accepting,
    "terugzendingen": deliveries.SendingBack,
    "correcties": deliveries.Correcting,
    "intrekkingen": deliveries.Withdrawing,
}


def _step(below: str, name: str, step: type[Creates]) -> URLPattern:
    return path(f"{below}/{name}", step.as_view({"post": "create"}))


register(numbers.DeliveryNumber)
register(count_windows.CountDateNumber)
register(count_decisions.DecisionNumber)

DELIVERY = "aanleveringen/<DeliveryNumber:id>"
DECISION = "telbesluiten/<DecisionNumber:nummer>"
WINDOW = "inzendperioden/<CountDateNumber:teldatum>"

urlpatterns = [
    *addresses("aanleveringen", deliveries.Deliveries, numbers.DeliveryNumber),
    *(_step(DELIVERY, name, step) for name, step in STEPS.items()),
    path(
        f"{DELIVERY}/ontvangstbevestiging",
        receipts.Receipts.as_view({"get": "retrieve"}),
    ),
    *addresses("inzendperioden", count_windows.Windows, count_windows.CountDateNumber),
    path(
        f"{WINDOW}/uitstelbesluiten",
        count_windows.Extensions.as_view({"get": "list", "post": "create"}),
    ),
    *addresses(
        "telbesluiten", count_decisions.Decisions, count_decisions.DecisionNumber
    ),
    _step(DECISION, "bekendmakingen", count_decisions.Notifications),
]
