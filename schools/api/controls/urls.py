"""The addresses of checks and of their numbers per year."""

from django.urls import path

from oab.numbers import register
from oab.resources import addresses
from schools.api.controls import closings, controls

register(controls.YearNumber)

CONTROL = "controles/<ControlNumber:id>"

urlpatterns = [
    *addresses("controles", controls.Controls, controls.ControlNumber),
    path(f"{CONTROL}/eenheden", controls.Units.as_view({"get": "list"})),
    path(f"{CONTROL}/leerlingen", controls.DrawnPupils.as_view({"get": "list"})),
    path(
        f"{CONTROL}/bevindingen",
        controls.Findings.as_view({"get": "list", "post": "create"}),
    ),
    path(f"{CONTROL}/afrondingen", closings.Closings.as_view({"post": "create"})),
    path(
        "controleoverzichten/<YearNumber:jaar>",
        controls.Summaries.as_view({"get": "retrieve"}),
    ),
]
