"""The shapes of municipalities, their redivisions and impulse areas."""

from rest_framework import serializers

from municipalities.models import MunicipalityGroup, Province
from oab.shapes import RegisterShape, SuccessionShape, Text, named


@named("Gemeente", "Een gemeente op een dag.")
class MunicipalityShape(RegisterShape):
    """A municipality, as it was on a day."""

    gemeente = serializers.CharField(
        source="code", help_text="CBS-nummer van de gemeente."
    )
    naam = serializers.CharField(source="name", help_text="Naam van de gemeente.")
    provincie = serializers.ChoiceField(
        source="province", choices=Province.values, help_text="Provincie."
    )
    groepen = serializers.ListField(
        child=serializers.ChoiceField(choices=MunicipalityGroup.values),
        source="groups",
        help_text="Lijsten van de wet waarop de gemeente die dag stond.",
    )


@named("Herindeling", "Een gemeente die een andere, of een deel ervan, overnam.")
class RedivisionShape(SuccessionShape):
    """A municipality that took over another, or a part of it."""

    voorganger = serializers.CharField(
        source="predecessor", help_text="Gemeente die ophield of afstond."
    )
    opvolger = serializers.CharField(
        source="successor", help_text="Gemeente die verderging of overnam."
    )
    aandeelOppervlakte = serializers.DecimalField(
        max_digits=5,
        decimal_places=4,
        source="share_of_surface",
        allow_null=True,
        help_text="Deel van de oppervlakte van de voorganger dat overging.",
    )


@named("Impulsgebied", "Een postcodegebied dat op een dag impulsgebied was.")
class ImpulseAreaShape(RegisterShape):
    """A postal area that a regulation designated."""

    pc4 = serializers.CharField(help_text="Postcodegebied: de vier cijfers.")
    regeling = serializers.CharField(
        source="regulation", help_text="Regeling die het gebied aanwees."
    )
    artikel = Text(source="article", help_text="Artikel van die regeling.")
