"""The addresses of designations of impulse areas that the ministry registers."""

from typing import Any

from rest_framework import serializers

from municipalities.designations import JUDGING, NewDesignation, propose
from municipalities.models import DesignationProposal
from oab.api import judged
from oab.api.judged import (
    LONGEST_TEXT,
    READ,
    REGISTER,
    STATES,
    JudgedShape,
    StateKey,
)
from oab.bodies import Input
from oab.callers import Caller
from oab.constraints import POSTCODE_AREA, STAATSCOURANT
from oab.filters import ListQuery
from oab.numbers import Number
from oab.pagination import Rows
from oab.resources import base_of
from oab.shapes import Word, named
from oab.writing import Creates

MOST_AREAS = 4000


class DesignationNumber(Number):
    """A number."""

    regex = "[1-9][0-9]{0,9}"
    description = "Nummer van de aanwijzing."


@named("AanwijzingInvoer", "Een lijst van impulsgebieden, zoals bekendgemaakt.")
class DesignationInput(Input):
    """A list of areas."""

    regeling = serializers.CharField(
        max_length=LONGEST_TEXT, help_text="Titel van de regeling."
    )
    staatscourant = serializers.RegexField(
        rf"\A{STAATSCOURANT}\Z", help_text="Jaar en nummer, zoals 2017, 15514."
    )
    artikel = serializers.CharField(
        max_length=200, help_text="Artikel van die regeling."
    )
    datumPublicatie = serializers.DateField(help_text="Dag van bekendmaking.")
    geldigVan = serializers.DateField(help_text="Eerste dag: een 1 augustus.")
    geldigTot = serializers.DateField(
        help_text="Eerste dag waarop zij niet meer geldt: een 1 augustus."
    )
    postcodegebieden = serializers.ListField(
        child=serializers.RegexField(rf"\A({POSTCODE_AREA})\Z"),
        min_length=1,
        max_length=MOST_AREAS,
        help_text="De postcodegebieden: van elk de vier cijfers.",
    )


@named("Aanwijzing", "Een lijst van impulsgebieden die het ministerie registreerde.")
class DesignationShape(JudgedShape):
    """A designation as it was registered, and what was decided on it."""

    aanwijzing = serializers.IntegerField(source="pk", help_text="Nummer.")
    regeling = serializers.CharField(
        source="regulation", help_text="Titel van de regeling."
    )
    staatscourant = serializers.CharField(help_text="Jaar en nummer.")
    artikel = serializers.CharField(
        source="article", help_text="Artikel van die regeling."
    )
    datumPublicatie = serializers.DateField(
        source="published", help_text="Dag van bekendmaking."
    )
    geldigVan = serializers.DateField(source="since", help_text="Eerste dag.")
    geldigTot = serializers.DateField(
        source="until", help_text="Eerste dag waarop zij niet meer geldt."
    )
    postcodegebieden = serializers.ListField(
        child=serializers.CharField(),
        source="areas",
        help_text="De postcodegebieden: van elk de vier cijfers.",
    )
    toestand = Word(
        STATES,
        source="state",
        help_text="Of zij is voorgelegd, goedgekeurd, afgewezen of ingetrokken.",
    )
    geregistreerdDoor = serializers.CharField(
        source="person", help_text="Wie haar registreerde."
    )
    geregistreerdOp = serializers.DateTimeField(
        source="created_at", help_text="Wanneer dat was."
    )


class DesignationsQuery(ListQuery):
    """The query of a list of designations."""

    toestand = StateKey("Alleen aanwijzingen in deze toestand.", "state", STATES)


class Designations(Creates):
    """Designations that the ministry registered, the newest first."""

    scopes = {"GET": READ, "POST": REGISTER}
    order = ("-id",)
    lookup_field = "pk"
    lookup_url_kwarg = "aanwijzing"
    serializer_class = DesignationShape
    input_shape = DesignationInput
    list_query = DesignationsQuery
    described = {
        "list": "De aanwijzingen van impulsgebieden die het ministerie registreerde, "
        "de nieuwste eerst.",
        "retrieve": "Een aanwijzing, en of zij is goedgekeurd.",
        "create": "Registreert een aanwijzing van impulsgebieden. Zij geldt pas als "
        "een ander haar goedkeurt; errors noemt alles wat er niet klopt.",
    }

    def visible_to(self, caller: Caller) -> Rows:
        """Give all of them to the ministry and who audits it."""
        rows = DesignationProposal.objects.select_related("judgement")
        return rows if caller.sees_all else rows.none()

    def write(self, values: dict[str, Any]) -> DesignationProposal:
        """Register it."""
        new = NewDesignation(
            regulation=values["regeling"],
            staatscourant=values["staatscourant"],
            article=values["artikel"],
            published=values["datumPublicatie"],
            since=values["geldigVan"],
            until=values["geldigTot"],
            areas=values["postcodegebieden"],
        )
        return propose(new, by=self.caller.subject)


class _OfDesignation(Creates):
    """What is decided on a designation."""

    serializer_class = DesignationShape
    judging = JUDGING

    def within(self) -> Any:  # noqa: ANN401
        """Find the designation."""
        rows = DesignationProposal.objects.select_related("judgement")
        return self.one_of(rows, pk=self.kwargs["aanwijzing"])

    def address_of(self, made: DesignationProposal) -> str:
        """Say where the designation can be read."""
        return f"{base_of(self.request)}/aanwijzingen/{made.pk}"


class Approvals(_OfDesignation, judged.Approvals):
    """Approvals of designations."""

    described = {
        "create": "Keurt een bekendgemaakte aanwijzing goed; dat doet een ander dan "
        "wie haar registreerde. De gebieden zijn dan impulsgebied, en wat dat raakt "
        "wordt opnieuw berekend.",
    }


class Rejections(_OfDesignation, judged.Rejections):
    """Rejections of designations."""

    described = {
        "create": "Wijst een aanwijzing af, met een reden; dat doet een ander dan wie "
        "haar registreerde. De gebieden kunnen daarna opnieuw worden geregistreerd.",
    }


class Withdrawals(_OfDesignation, judged.Withdrawals):
    """Withdrawals of designations."""

    described = {
        "create": "Trekt een aanwijzing in zolang niemand haar beoordeelde; dat doet "
        "wie haar registreerde. De gebieden kunnen daarna opnieuw worden "
        "geregistreerd.",
    }
