"""The evidence overview of a board: its shape and address."""

from typing import Any

from django.http import Http404, HttpResponseBase
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from allocations.api.serializers import PERIOD
from allocations.evidence import overview, wanting
from oab.csv_export import CSVRenderer, stream
from oab.filters import DayQuestion, Query
from oab.processing_activities import Activity
from oab.processing_log import Recorded
from oab.resources import Resource
from oab.shapes import Shape, Word, named
from schools.models import Board
from schools.pupils.words import STATES


def _euros(source: str) -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=14,
        decimal_places=2,
        source=source,
        allow_null=True,
        help_text="Verschil in euro; leeg: bedrag niet bekend.",
    )


def _weight(source: str) -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=None,
        decimal_places=None,
        source=source,
        allow_null=True,
        help_text="Verschil in schoolgewicht.",
    )


@named("Bewijswaarde", "Wat verklaringen samen waard zijn, als één berekening.")
class WorthShape(Shape):
    """What statements are worth together."""

    schoolgewicht = _weight("school_weight")
    toekenning = _euros("entitlement")


@named("Bewijsschool", "Wat de verklaringen van een school samen waard zijn.")
class SchoolWorthShape(Shape):
    """What the statements of a school are worth together."""

    brin = serializers.CharField(source="school", help_text="Nummer van de school.")
    samen = WorthShape(source="together", help_text="Alle verklaringen hersteld.")


@named("Bewijsverklaring", "Een verklaring die iets waard is als zij wordt hersteld.")
class ValuedShape(Shape):
    """A statement, by delivery and row, and what it alone is worth."""

    aanlevering = serializers.CharField(
        source="statement.reference", help_text="Kenmerk van de aanlevering."
    )
    rij = serializers.IntegerField(
        source="statement.row", help_text="Rij van de aanlevering."
    )
    vestiging = serializers.CharField(
        source="statement.mend.location", help_text="Nummer van de vestiging."
    )
    toestand = Word(
        STATES, source="statement.state", help_text="Wat er aan de verklaring schort."
    )
    gewicht = serializers.DecimalField(
        max_digits=3,
        decimal_places=2,
        source="statement.mend.weight",
        help_text="Het gewicht dat nu telt.",
    )
    gewichtNaHerstel = serializers.DecimalField(
        max_digits=3,
        decimal_places=2,
        source="statement.mend.potential",
        help_text="Het gewicht als de verklaring wordt hersteld.",
    )
    waarde = WorthShape(
        source="worth",
        allow_null=True,
        help_text="Wat zij alleen waard is: met haar en zonder haar berekend.",
    )


class TableShape(Shape):
    """What statements are worth by a regime in a period, each alone."""

    regime = serializers.CharField(help_text="Regime waarmee is gerekend.")
    periode = serializers.CharField(source="period", help_text=PERIOD)
    verklaringen = ValuedShape(
        source="statements", many=True, help_text="Elke verklaring apart."
    )


@named("Bewijsuitkomst", "Wat verklaringen waard zijn, in één periode.")
class OutcomeShape(TableShape):
    """What statements are worth by a regime in a period, alone and together."""

    samen = WorthShape(
        source="together",
        allow_null=True,
        help_text="Alles hersteld. Dit is niet de som van de verklaringen: drempel, "
        "afronding en maximum gelden voor de school als geheel.",
    )
    scholen = SchoolWorthShape(source="schools", many=True, help_text="Per school.")
    meldingen = serializers.ListField(
        child=serializers.CharField(),
        source="problems",
        help_text="Wat niet te berekenen is, en waarom, met het artikel.",
    )


@named("Bewijsoverzicht", "Wat ontbrekend of gebrekkig bewijs een bestuur kost.")
class OverviewShape(Shape):
    """The evidence overview of a board."""

    bestuur = serializers.CharField(source="board", help_text="Nummer van het bestuur.")
    teldatum = serializers.DateField(source="counted_on", help_text="Teldatum.")
    herstelbaarTot = serializers.DateField(
        source="mendable_until",
        allow_null=True,
        help_text="Laatste dag om te herstellen; leeg: niet bekend.",
    )
    uitkomsten = OutcomeShape(
        source="outcomes", many=True, help_text="Per regime en periode."
    )


class OverviewQuery(Query):
    """The query of the overview."""

    teldatum = DayQuestion("De teldatum; verplicht.", required=True)


class Overviews(Recorded, Resource):
    """The evidence overview of one board."""

    scopes = {"GET": "bewijsoverzichten:lezen"}
    activity = Activity.COUNT
    about = "bewijsoverzicht"
    serializer_class = OverviewShape
    member_query = OverviewQuery
    queryset = Board.objects.none()
    described = {
        "retrieve": "Wat elke ontbrekende, niet ondertekende of onduidelijke "
        "ouderverklaring van een bestuur waard is en wat alle samen, zonder namen. "
        "Als CSV: elke verklaring apart, per regime en periode.",
    }

    def get_renderers(self) -> list[Any]:
        """Offer the statements as a table too."""
        return [JSONRenderer(), CSVRenderer()]

    def retrieve(  # type: ignore[override]  # one of the forms
        self, request: Request, bestuur: str
    ) -> HttpResponseBase:
        """Make the overview."""
        if not (self.caller.sees_all or self.caller.board == bestuur):
            raise Http404
        self.filter_queryset(self.queryset)
        made = overview(bestuur, self.asked["teldatum"])
        self.record(wanting(made.deliveries).values_list("pseudonym"))
        if isinstance(request.accepted_renderer, CSVRenderer):
            rows = [each for each in made.outcomes if each.statements]
            name = f"bewijsoverzicht-{bestuur}-{made.counted_on}.csv"
            return stream(rows, TableShape(), name, {})
        return Response(self.get_serializer(made).data)
