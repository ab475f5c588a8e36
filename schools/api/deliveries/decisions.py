"""The addresses of count decisions, and of their notification."""

from typing import Any

from django.http import HttpResponseBase
from django.utils.timezone import localdate
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from oab.bodies import Input
from oab.callers import Caller
from oab.constraints import BOARD
from oab.filters import HERE, CodeKey, CorrectedQuery, DayKey, ListQuery, Query
from oab.numbers import Number
from oab.pagination import Rows
from oab.shapes import Shape, Text, Word, named
from oab.writing import Creates
from schools.api.deliveries.receipts import PDFRenderer, as_document
from schools.api.deliveries.shapes import reason
from schools.api.serializers import AGE_GROUPS
from schools.decisions import Decided, as_pdf, decide, notify
from schools.models import CountDecision
from schools.scopes import of_boards

READ, DECIDE = "telbesluiten:lezen", "telbesluiten:vaststellen"


class DecisionNumber(Number):
    """T, a year and six digits."""

    regex = "T-[0-9]{4}-[0-9]{6}"
    description = "Nummer van het telbesluit, zoals T-2014-000001."


# What is sent -------------------------------------------------------------------------


@named("TelbesluitInvoer", "Van welk bestuur en welke teldatum wordt besloten.")
class DecisionInput(Input):
    """What is decided on."""

    bestuur = serializers.RegexField(
        rf"\A({BOARD})\Z", help_text="Nummer van het bestuur."
    )
    teldatum = serializers.DateField(help_text="Teldatum.")
    reden = reason("Waarom dit besluit een eerder vervangt.", required=False)
    gehoord = reason(
        "Hoe het bestuur is gehoord; nodig als een besluit wordt vervangen door een "
        "dat ongunstiger is.",
        required=False,
    )
    onvolledig = reason(
        "Waarom al wordt besloten terwijl niet van elke school van het bestuur een "
        "telling door een aanlevering is; alleen dan, en dan nodig.",
        required=False,
    )


@named("BekendmakingInvoer", "Wanneer een telbesluit aan het bestuur is gezonden.")
class NotificationInput(Input):
    """When a decision was sent."""

    dag = serializers.DateField(
        required=False, help_text="Dag van bekendmaking; zonder: vandaag."
    )


# What is shown ------------------------------------------------------------------------


@named("TelbesluitAantal", "Leerlingen van één gewicht en leeftijdsgroep.")
class DecidedCellShape(Shape):
    """Pupils of one weight and age group."""

    gewicht = serializers.CharField(source="weight", help_text="Leerlinggewicht.")
    leeftijdsgroep = Word(
        AGE_GROUPS, source="ageGroup", help_text="Leeftijd op de teldatum."
    )
    leerlingen = serializers.IntegerField(
        source="pupils", help_text="Aantal leerlingen."
    )


@named("TelbesluitVestiging", "Het overzicht van een vestiging.")
class DecidedLocationShape(Shape):
    """The overview of a location."""

    vestiging = serializers.CharField(
        source="location", help_text="Nummer van de vestiging."
    )
    aantallen = DecidedCellShape(
        source="cells", many=True, help_text="Leerlingen die meetellen."
    )


@named("TelbesluitSchool", "Het overzicht van een school.")
class DecidedSchoolShape(Shape):
    """The overview of a school."""

    brin = serializers.CharField(source="school", help_text="Nummer van de school.")
    aantallen = DecidedCellShape(
        source="cells", many=True, help_text="Leerlingen die meetellen."
    )


@named("Telbesluit", "Het besluit dat de telling van een bestuur vaststelt.")
class DecisionShape(Shape):
    """A count decision."""

    nummer = serializers.CharField(source="number", help_text="Nummer.")
    bestuur = serializers.CharField(
        source="board_code", help_text="Nummer van het bestuur."
    )
    teldatum = serializers.DateField(source="counted_on", help_text="Teldatum.")
    vervangt = serializers.CharField(
        source="replaces.number",
        allow_null=True,
        default=None,
        help_text="Het telbesluit dat het vervangt.",
    )
    reden = Text(source="reason", help_text="Waarom.")
    gehoord = Text(source="content.hearing", help_text="Hoe het bestuur is gehoord.")
    grondslag = serializers.CharField(
        source="content.articles", help_text="Waar het op berust."
    )
    aanleveringen = serializers.ListField(
        child=serializers.CharField(),
        source="content.deliveries",
        help_text="Kenmerken van de geaccepteerde aanleveringen.",
    )
    scholenZonderTelling = serializers.ListField(
        child=serializers.CharField(),
        source="content.schoolsWithoutCount",
        help_text="Scholen van het bestuur op de teldatum waarvan geen aanlevering een "
        "telling gaf.",
    )
    onvolledig = Text(
        source="content.incomplete", help_text="Waarom zonder die scholen is besloten."
    )
    openCorrecties = serializers.ListField(
        child=serializers.CharField(),
        source="content.openCorrections",
        help_text="Kenmerken van correcties waaraan bij het besluit nog werd gewerkt.",
    )
    uiterlijkeDag = serializers.DateField(
        source="content.sendUntil",
        allow_null=True,
        help_text="Laatste dag waarop het overzicht uitgaat, met de beschikking voor "
        "de materiële instandhouding; leeg: niet bekend.",
    )
    uiterlijkeDagGrondslag = Text(
        source="content.sendUntilSource", help_text="Waar die dag staat."
    )
    hash = serializers.CharField(
        source="content_hash", help_text="SHA-256 van het overzicht."
    )
    vastgesteldDoor = serializers.CharField(
        source="decided_by", help_text="Wie het vaststelde."
    )
    vastgesteldOp = serializers.DateTimeField(source="created_at", help_text="Wanneer.")
    dagBekendmaking = serializers.DateField(
        source="notification.notified_on",
        allow_null=True,
        default=None,
        help_text="Dag waarop het is bekendgemaakt; leeg: nog niet.",
    )
    laatsteDagBezwaar = serializers.DateField(
        source="notification.objection_until",
        allow_null=True,
        default=None,
        help_text="Laatste dag waarop het bestuur bezwaar kan maken.",
    )


@named("TelbesluitMetOverzicht", "Een telbesluit, met het overzicht van de telling.")
class WholeDecisionShape(DecisionShape):
    """A count decision with its overview."""

    scholen = DecidedSchoolShape(
        source="content.schools", many=True, help_text="Per school."
    )
    vestigingen = DecidedLocationShape(
        source="content.locations", many=True, help_text="Per vestiging."
    )


# Where --------------------------------------------------------------------------------


class DecisionsQuery(CorrectedQuery, ListQuery):
    """The query of a list of count decisions."""

    bestuur = CodeKey(
        "Alleen telbesluiten van dit bestuur.",
        "board_code",
        pattern=BOARD,
        like="41646",
    )
    teldatum = DayKey("Alleen telbesluiten over deze teldatum.", "counted_on")


class Decisions(Creates):
    """Count decisions, newest first."""

    scopes = {"GET": READ, "POST": DECIDE}
    order = ("-id",)
    lookup_field = "number"
    lookup_url_kwarg = "nummer"
    serializer_class = DecisionShape
    member_shape = WholeDecisionShape
    input_shape = DecisionInput
    list_query = DecisionsQuery
    member_query = Query
    described = {
        "list": "De telbesluiten, de nieuwste eerst. Een vervangen besluit staat er "
        "alleen met bekendOp.",
        "retrieve": "Een telbesluit met het overzicht van leerlingen per "
        "leeftijdsgroep en gewicht, per school en vestiging; als gegevens of als PDF.",
        "create": "Stelt de telling van een bestuur op een teldatum vast, als al zijn "
        "aanleveringen zijn beoordeeld; door een ander dan wie ze accepteerde. Scholen "
        "zonder telling door een aanlevering worden genoemd, en vragen om een reden.",
    }

    def visible_to(self, caller: Caller) -> Rows:
        """Give the decisions to the caller's board."""
        rows = CountDecision.objects.select_related("notification", "replaces")
        return rows.filter(of_boards(caller))

    def get_renderers(self) -> list[Any]:
        """Offer a decision as PDF too."""
        usual = super().get_renderers()
        return [*usual, PDFRenderer()] if self.action == "retrieve" else usual

    def retrieve(  # type: ignore[override]  # a document is an answer too
        self,
        request: Request,
        **number: Any,  # noqa: ANN401
    ) -> HttpResponseBase:
        """Answer with the decision."""
        if not isinstance(request.accepted_renderer, PDFRenderer):
            return super().retrieve(request, **number)
        decision = self.get_object()
        return as_document(as_pdf(decision), decision.number)

    def write(self, values: dict[str, Any]) -> CountDecision:
        """Decide."""
        decided = Decided(
            board=values["bestuur"],
            counted_on=values["teldatum"],
            reason=values.get("reden", ""),
            hearing=values.get("gehoord", ""),
            incomplete=values.get("onvolledig", ""),
        )
        return decide(decided, person=self.caller.subject)


class Notifications(Creates):
    """Notifications; the answer is the decision with its term."""

    scopes = {"POST": DECIDE}
    lookup_url_kwarg = ""
    serializer_class = WholeDecisionShape
    input_shape = NotificationInput
    renderer_classes = [JSONRenderer]
    described = {
        "create": "Legt vast dat een telbesluit aan het bestuur is gezonden. Vanaf de "
        "volgende dag loopt de termijn van zes weken voor bezwaar.",
    }

    def within(self) -> CountDecision:
        """Find the decision."""
        found: CountDecision = self.one_of(
            CountDecision.objects.filter(of_boards(self.caller)),
            number=self.kwargs["nummer"],
        )
        return found

    def write(self, values: dict[str, Any]) -> CountDecision:
        """Note the day."""
        on = values.get("dag") or localdate(timezone=HERE)
        return notify(self.whole, on=on, person=self.caller.subject)
