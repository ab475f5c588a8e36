"""The addresses of deliveries and their steps, of windows and of count decisions."""

from django.urls import URLPattern, path

from oab.numbers import register
from oab.resources import addresses
from oab.writing import Creates
from schools.api import numbers
from schools.api.deliveries import (
    decisions,
    deliveries,
    findings,
    pupils,
    receipts,
    sheets,
    windows,
)

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
register(windows.CountDateNumber)
register(decisions.DecisionNumber)

DELIVERY = "aanleveringen/<DeliveryNumber:id>"
DECISION = "telbesluiten/<DecisionNumber:nummer>"
WINDOW = "inzendperioden/<CountDateNumber:teldatum>"

urlpatterns = [
    *addresses("aanleveringen", deliveries.Deliveries, numbers.DeliveryNumber),
    *addresses(f"{DELIVERY}/leerlingen", pupils.DeliveredPupils, numbers.RowNumber),
    path(f"{DELIVERY}/bestanden", sheets.Sheets.as_view({"post": "create"})),
    path(f"{DELIVERY}/bestand", sheets.MarkedSheets.as_view({"get": "retrieve"})),
    path(f"{DELIVERY}/bevindingen", findings.Findings.as_view({"get": "list"})),
    path(f"{DELIVERY}/verschillen", findings.Differences.as_view({"get": "list"})),
    path("sjablonen/leerlingen", sheets.Templates.as_view({"get": "retrieve"})),
    *(_step(DELIVERY, name, step) for name, step in STEPS.items()),
    path(
        f"{DELIVERY}/ontvangstbevestiging",
        receipts.Receipts.as_view({"get": "retrieve"}),
    ),
    *addresses("inzendperioden", windows.Windows, windows.CountDateNumber),
    path(
        f"{WINDOW}/uitstelbesluiten",
        windows.Extensions.as_view({"get": "list", "post": "create"}),
    ),
    *addresses("telbesluiten", decisions.Decisions, decisions.DecisionNumber),
    _step(DECISION, "bekendmakingen", decisions.Notifications),
]
