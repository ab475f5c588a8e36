"""The addresses of the allocations app, under /v1."""

from django.urls import path

from allocations.api import numbers, views
from oab.resources import addresses

urlpatterns = [
    *addresses("regelingen", views.RegulationList, numbers.RegulationNumber),
    *addresses("doorrekeningen", views.Runs, numbers.RunNumber),
    *addresses("berekeningen", views.Allocations, numbers.AllocationNumber),
    path(
        "berekeningen/<AllocationNumber:id>/onderbouwing",
        views.Explanations.as_view({"get": "retrieve"}),
    ),
]
