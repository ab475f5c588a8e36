"""The addresses of runs, allocations and their explanation."""

from dataclasses import asdict
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from rest_framework.request import Request
from rest_framework.response import Response

from allocations.api import filters, serializers
from allocations.explanations import explanation_of
from allocations.in_force import is_in_force
from allocations.models import Allocation, Run
from allocations.scopes import allocations_of
from oab.callers import Caller
from oab.pagination import Rows
from oab.resources import Resource
from oab.shapes import Shape


class Runs(Resource):
    """Runs, newest first."""

    queryset = Run.objects.annotate(
        parts_done=Count("run_parts__done_at"),
        recipients_done=Coalesce(Sum("run_parts__recipients"), 0),
    )
    order = ("-started_at", "-id")
    lookup_field = "id"
    lookup_url_kwarg = "id"
    serializer_class = serializers.RunShape
    list_query = filters.RunQuery
    described = {
        "list": "De doorrekeningen, de nieuwste eerst.",
        "retrieve": "Een doorrekening, met haar voortgang en bevindingen.",
    }


class Allocations(Resource):
    """Allocations, newest first."""

    scopes = {"GET": "berekeningen:lezen"}
    queryset: Rows = (
        Allocation.objects.select_related("run", "replaces")
        .defer("facts", "run__findings", "replaces__facts", "replaces__figures")
        .annotate(in_force=is_in_force())
    )
    order = ("-id",)
    lookup_url_kwarg = "id"
    serializer_class: type[Shape] = serializers.AllocationShape
    list_query = filters.AllocationQuery
    described = {
        "list": "De berekeningen per ontvanger, de nieuwste eerst; met geldend=true "
        "alleen welke nu gelden. Een berekening is geen beschikking.",
        "retrieve": "Een berekening. Een berekening is geen beschikking.",
    }

    def visible_to(self, caller: Caller) -> Rows:
        """Give what was computed for the caller and the caller's schools."""
        return self.queryset.filter(allocations_of(caller))

    def lookup(self) -> dict[str, Any]:
        """Find an allocation by its run and recipient."""
        return asdict(self.kwargs["id"])


class Explanations(Allocations):
    """Explanations of allocations."""

    queryset: Rows = Allocation.objects.select_related("receipt")
    serializer_class = serializers.ExplanationShape
    described = {
        "retrieve": "De onderbouwing van een berekening: waarvan is uitgegaan, en stap "
        "voor stap hoe is gerekend, met artikelen."
    }

    def retrieve(self, _: Request, **number: Any) -> Response:  # noqa: ANN401, ARG002
        """Explain the allocation."""
        explanation = explanation_of(self.get_object())
        return Response(self.get_serializer(explanation).data)
