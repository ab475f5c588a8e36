"""The addresses of municipalities, their redivisions and impulse areas."""

from municipalities.api import filters, serializers
from municipalities.models import (
    ImpulseAreaDesignation,
    Municipality,
    MunicipalitySuccession,
)
from oab.filters import RegisterQuery
from oab.resources import Resource


class Municipalities(Resource):
    """Municipalities, on a day."""

    queryset = Municipality.objects.all()
    order = ("code",)
    lookup_field = "code"
    lookup_url_kwarg = "gemeente"
    serializer_class = serializers.MunicipalityShape
    list_query = filters.MunicipalityListQuery
    member_query = filters.MunicipalityQuery
    described = {
        "list": "De gemeenten zoals ze op een dag waren.",
        "retrieve": "Een gemeente zoals zij op een dag was.",
    }


class Redivisions(Resource):
    """Redivisions of municipalities."""

    queryset = MunicipalitySuccession.objects.all()
    order = ("predecessor", "successor", "id")
    serializer_class = serializers.RedivisionShape
    list_query = filters.RedivisionQuery
    described = {"list": "De herindelingen van gemeenten."}


class ImpulseAreas(Resource):
    """Postal areas that were impulse areas, on a day."""

    queryset = ImpulseAreaDesignation.objects.all()
    order = ("pc4",)
    lookup_field = "pc4"
    lookup_url_kwarg = "pc4"
    serializer_class = serializers.ImpulseAreaShape
    list_query = filters.ImpulseAreaListQuery
    member_query = RegisterQuery
    described = {
        "list": "De postcodegebieden die op een dag impulsgebied waren (art. 28a). "
        "De wet kent ze van schooljaar 2009-2010 tot en met 2018-2019: vraag met "
        "geldigOp naar een dag in die jaren.",
        "retrieve": "Een postcodegebied dat op een dag impulsgebied was.",
    }
