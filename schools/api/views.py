"""The addresses of boards, partnerships, schools, locations, successions and counts."""

from dataclasses import asdict
from typing import Any

from django.db.models import Prefetch

from oab.callers import Caller
from oab.filters import CorrectedQuery, RegisterQuery
from oab.pagination import Rows
from oab.resources import Resource
from oab.shapes import Shape
from schools.api import filters, serializers
from schools.models import (
    Board,
    Count,
    CountCell,
    Location,
    Partnership,
    School,
    SchoolSuccession,
)
from schools.scopes import counts_of


class Boards(Resource):
    """Boards, on a day."""

    queryset = Board.objects.all()
    order = ("code",)
    lookup_field = "code"
    lookup_url_kwarg = "bestuur"
    serializer_class = serializers.BoardShape
    list_query = filters.RegisterListQuery
    member_query = RegisterQuery
    described = {
        "list": "De schoolbesturen zoals ze op een dag waren.",
        "retrieve": "Een schoolbestuur zoals het op een dag was.",
    }


class Partnerships(Resource):
    """Partnerships, on a day."""

    queryset = Partnership.objects.all()
    order = ("code",)
    lookup_field = "code"
    lookup_url_kwarg = "samenwerkingsverband"
    serializer_class = serializers.PartnershipShape
    list_query = filters.RegisterListQuery
    member_query = RegisterQuery
    described = {
        "list": "De samenwerkingsverbanden zoals ze op een dag waren.",
        "retrieve": "Een samenwerkingsverband zoals het op een dag was.",
    }


class Schools(Resource):
    """Schools, on a day."""

    queryset = School.objects.all()
    order = ("brin",)
    lookup_field = "brin"
    lookup_url_kwarg = "brin"
    serializer_class = serializers.SchoolShape
    list_query = filters.SchoolQuery
    member_query = RegisterQuery
    described = {
        "list": "De scholen zoals ze op een dag waren, met hun bestuur.",
        "retrieve": "Een school zoals zij op een dag was, met haar bestuur.",
    }


class Locations(Resource):
    """Locations, on a day."""

    queryset = Location.objects.all()
    order = ("code",)
    lookup_field = "code"
    lookup_url_kwarg = "vestiging"
    serializer_class = serializers.LocationShape
    list_query = filters.LocationQuery
    member_query = RegisterQuery
    described = {
        "list": "De vestigingen zoals ze op een dag waren, met adres en gemeente.",
        "retrieve": "Een vestiging zoals zij op een dag was, met adres en gemeente.",
    }


class Mergers(Resource):
    """Mergers of schools and locations."""

    queryset = SchoolSuccession.objects.filter(kind=SchoolSuccession.Kind.MERGER)
    order = ("predecessor", "successor", "id")
    serializer_class: type[Shape] = serializers.TakeoverShape
    list_query = filters.TakeoverQuery
    described = {"list": "De samenvoegingen van scholen en vestigingen."}


class SplitOffs(Mergers):
    """Locations that became schools."""

    queryset = SchoolSuccession.objects.filter(kind=SchoolSuccession.Kind.SPLIT_OFF)
    described = {"list": "De vestigingen die als zelfstandige school verdergingen."}


class Closures(Mergers):
    """Closures of schools and locations."""

    queryset = SchoolSuccession.objects.filter(kind=SchoolSuccession.Kind.CLOSURE)
    serializer_class = serializers.ClosureShape
    described = {"list": "De opheffingen van scholen en vestigingen."}


class Counts(Resource):
    """Counts of pupils, as known at a moment."""

    scopes = {"GET": "tellingen:lezen"}
    queryset = Count.objects.prefetch_related(
        Prefetch("cells", CountCell.objects.order_by("weight", "age_group"))
    )
    order = ("counted_on", "location_code", "origin")
    lookup_url_kwarg = "id"
    serializer_class = serializers.CountShape
    list_query = filters.CountsQuery
    member_query = CorrectedQuery
    described = {
        "list": "De tellingen van leerlingen per vestiging, teldatum en herkomst. "
        "Een gecorrigeerde telling staat er alleen met bekendOp.",
        "retrieve": "Een telling, met de aantallen leerlingen.",
    }

    def visible_to(self, caller: Caller) -> Rows:
        """Give the counts of the caller's schools."""
        return self.queryset.filter(counts_of(caller))

    def lookup(self) -> dict[str, Any]:
        """Find a count by what it is about."""
        return asdict(self.kwargs["id"])
