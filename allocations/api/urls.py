"""The addresses of the allocations app, under /v1."""

from django.urls import path

from allocations.api import (
    changes,
    differences,
    dry_runs,
    evidence,
    numbers,
    regulations,
    views,
)
from oab.api.judged import decisions
from oab.resources import addresses

urlpatterns = [
    *addresses("regelingen", regulations.RegulationList, numbers.RegulationNumber),
    *decisions(
        "regelingen/<RegulationNumber:code>",
        regulations.Approvals,
        regulations.Rejections,
        regulations.Withdrawals,
    ),
    *addresses("doorrekeningen", views.Runs, numbers.RunNumber),
    *addresses("berekeningen", views.Allocations, numbers.AllocationNumber),
    path(
        "berekeningen/<AllocationNumber:id>/onderbouwing",
        views.Explanations.as_view({"get": "retrieve"}),
    ),
    path(
        "berekeningen/<AllocationNumber:id>/verschillen",
        differences.AllocationDifferences.as_view({"get": "retrieve"}),
    ),
    path(
        "doorrekeningen/<RunNumber:id>/verschillen",
        differences.RunDifferences.as_view({"get": "list"}),
    ),
    path(
        "doorrekeningen/<RunNumber:id>/verschiloverzicht",
        differences.RunDifferenceSummary.as_view({"get": "retrieve"}),
    ),
    path(
        "besturen/<BoardNumber:bestuur>/bewijsoverzicht",
        evidence.Overviews.as_view({"get": "retrieve"}),
    ),
    *addresses("wijzigingen", changes.ListedChanges, changes.ChangeNumber),
    path(
        "wijzigingen/<ChangeNumber:nummer>/herstarts",
        changes.Restarts.as_view({"post": "create"}),
    ),
    path("openstaand-werk", changes.OpenWork.as_view({"get": "retrieve"})),
    path("proefberekeningen", dry_runs.DryRuns.as_view({"post": "compute"})),
]
