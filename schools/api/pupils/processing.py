"""The processing log in the API: who did what with whose data, for the auditor."""

from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from rest_framework import serializers

from oab.bodies import Input
from oab.callers import Caller
from oab.filters import CodeKey, ListQuery, MomentKey, WordKey
from oab.models import ProcessedSubject, ProcessingAction
from oab.numbers import Number
from oab.pagination import Rows
from oab.processing_activities import Activity
from oab.processing_log import ERROR, OK, Persons, RecordedResource
from oab.resources import Resource, base_of
from oab.shapes import Shape, Text, Word, named
from oab.writing import Creates
from schools.api.pupils.statements import NUMBER, refuse_member
from schools.pupils.pseudonyms import DUTCH, ENGLISH, BadNumber, candidates

SCOPES = {"GET": "verwerkingen:lezen", "POST": "verwerkingen:lezen"}
SPAN = "[0-9a-f]{16}"
PUPIL = "urn:oab:betrokkene:leerling"
ACTIVITIES = {activity.rpartition(":")[2]: str(activity) for activity in Activity}
STATUSES = {"gelukt": OK, "mislukt": ERROR}


class SpanNumber(Number):
    """Sixteen hexadecimal digits."""

    regex = SPAN
    description = "Nummer van de handeling (span-id)."


# What is shown ------------------------------------------------------------------------


@named("Verwerking", "Een handeling met persoonsgegevens.")
class ActionShape(Shape):
    """An action: a span of the log."""

    traceId = serializers.CharField(
        source="trace_id", help_text="Spoor over systemen heen (W3C Trace Context)."
    )
    spanId = serializers.CharField(
        source="span_id", help_text="Nummer van de handeling."
    )
    bovenliggendeSpanId = Text(
        source="parent_span_id",
        help_text="Handeling waarvan deze een deel is, hier of bij de aanroeper.",
    )
    aanroeper = serializers.CharField(
        source="foreign_operation.processor",
        default=None,
        allow_null=True,
        help_text="Wie de bovenliggende handeling in een eigen logboek heeft.",
    )
    handeling = serializers.CharField(source="name", help_text="Wat er gebeurde.")
    verwerkingsactiviteit = serializers.CharField(
        source="activity", help_text="URI in het register van verwerkingsactiviteiten."
    )
    persoon = serializers.CharField(
        source="person", help_text="Wie het deed, volgens het toegangstoken."
    )
    organisatie = serializers.CharField(source="organisation", help_text="Namens wie.")
    uitkomst = Word(STATUSES, source="status", help_text="Of het lukte.")
    begonnenOp = serializers.DateTimeField(
        source="started_at", help_text="Wanneer het begon."
    )
    afgerondOp = serializers.DateTimeField(
        source="ended_at", help_text="Wanneer het klaar was."
    )
    aantalBetrokkenen = serializers.IntegerField(
        source="persons", help_text="Van hoeveel personen er gegevens bij waren."
    )


class Hexadecimal(serializers.CharField):
    """Bytes, as hexadecimal digits."""

    def to_representation(self, value: Any) -> str:  # noqa: ANN401
        """Write them."""
        return bytes(value).hex()


class OwnSpan(serializers.CharField):
    """The span of a person in an action: it needs no number of its own to be one."""

    def to_representation(self, value: Any) -> str:  # noqa: ANN401
        """Write the key of the row as a span."""
        return f"{value:016x}"


class Kind(serializers.CharField):
    """The kind of person, of which there is one."""

    def to_representation(self, _: object) -> str:
        """Name it."""
        return PUPIL


@named("VerwerkingVanBetrokkene", "Een handeling met gegevens van één persoon.")
class SubjectShape(Shape):
    """A person in an action: a span below that of the action."""

    traceId = serializers.CharField(
        source="action.trace_id",
        help_text="Spoor over systemen heen (W3C Trace Context).",
    )
    spanId = OwnSpan(source="pk", help_text="Nummer van dit deel van de handeling.")
    bovenliggendeSpanId = serializers.CharField(
        source="action.span_id", help_text="Nummer van de handeling."
    )
    betrokkene = Hexadecimal(source="subject", help_text="Pseudoniem van de persoon.")
    soortBetrokkene = Kind(source="subject", help_text="URI van het soort persoon.")


# Where --------------------------------------------------------------------------------


class SubjectKey(CodeKey):
    """The pseudonym of a person."""

    def filter(self, qs: Rows, value: str) -> Rows:
        """Keep the actions with data of the person."""
        if not value:
            return qs
        theirs = ProcessedSubject.objects.filter(subject=bytes.fromhex(value))
        return qs.filter(pk__in=theirs.values("action"))


class ActionQuery(ListQuery):
    """The query of the log."""

    verwerkingsactiviteit = WordKey(
        "Alleen handelingen voor dit doel.", "activity", ACTIVITIES
    )
    organisatie = CodeKey(
        "Alleen handelingen namens deze organisatie.",
        "organisation",
        pattern="[0-9a-z]{1,20}",
        like="41646",
    )
    uitkomst = WordKey("Alleen wat wel of niet lukte.", "status", STATUSES)
    begonnenVanaf = MomentKey(
        "Alleen handelingen vanaf dit tijdstip.", "started_at", lookup_expr="gte"
    )
    begonnenTot = MomentKey(
        "Alleen handelingen voor dit tijdstip.", "started_at", lookup_expr="lt"
    )
    betrokkene = SubjectKey(
        "Alleen handelingen met gegevens van wie dit pseudoniem heeft; een "
        "inzageverzoek zegt welk dat is.",
        pattern="[0-9a-f]{64}",
        like=f"{'0' * 60}8e2f",
    )


class Actions(Resource):
    """The actions of the log, the latest first."""

    scopes = SCOPES
    order = ("-id",)
    serializer_class = ActionShape
    list_query = ActionQuery
    described = {
        "list": "Wie persoonsgegevens inzag of wijzigde, wanneer en waarvoor; het "
        "laatste eerst. Het logboek heeft de vorm van Logboek dataverwerkingen 1.0."
    }

    def visible_to(self, _: Caller) -> Rows:
        """Show all to who has the scope."""
        persons = (
            ProcessedSubject.objects.filter(action=OuterRef("pk"))
            .order_by()
            .values("action")
            .annotate(number=Count("pk"))
        )
        return ProcessingAction.objects.annotate(
            persons=Coalesce(Subquery(persons.values("number")), 0)
        )


class Subjects(RecordedResource):
    """The persons in an action."""

    scopes = SCOPES
    activity = Activity.OVERSIGHT
    about = "logboek van verwerkingen"
    pseudonym = "subject"
    order = ("id",)
    serializer_class = SubjectShape
    described = {
        "list": "De personen van wie er gegevens bij een handeling waren, bij hun "
        "pseudoniem."
    }
    whole: ProcessingAction

    def within(self) -> ProcessingAction:
        """Find the action."""
        found: ProcessingAction = self.one_of(
            ProcessingAction.objects.all(), span_id=self.kwargs["spanId"]
        )
        return found

    def visible_to(self, _: Caller) -> Rows:
        """Show those of the action."""
        rows = ProcessedSubject.objects.filter(Q(action=self.whole))
        return rows.select_related("action")


# Whose data ---------------------------------------------------------------------------


@named("InzageverzoekInvoer", "Van wie de verwerkingen worden gezocht.")
class AccessInput(Input):
    """Whose data are asked about; a number never stands in an address."""

    persoonsgebondenNummer = serializers.CharField(
        max_length=15, help_text="BSN of onderwijsnummer. Wordt niet bewaard."
    )


@named("Pseudoniem", "Een pseudoniem van een persoon.")
class PseudonymShape(Shape):
    """What somebody is called under one key."""

    sleutel = serializers.CharField(help_text="Sleutel waarmee het is gemaakt.")
    betrokkene = serializers.CharField(help_text="Pseudoniem van de persoon.")
    verwerkingen = serializers.CharField(help_text="Adres van de handelingen ermee.")


@named("Inzageverzoek", "Waar de verwerkingen van een persoon staan.")
class AccessShape(Shape):
    """Where the actions with somebody's data are."""

    pseudoniemen = PseudonymShape(
        many=True, help_text="Een voor elke sleutel in gebruik, de nieuwste eerst."
    )


class AccessRequests(RecordedResource, Creates):
    """Questions whose data were touched, which leave nothing but a line in the log."""

    scopes = SCOPES
    activity = Activity.OVERSIGHT
    about = "inzageverzoek"
    personal = True
    serializer_class = AccessShape
    input_shape = AccessInput
    described = {
        "create": "Vraagt bij een persoonsgebonden nummer waar de handelingen met "
        "gegevens van die persoon staan, voor een verzoek om inzage (art. 15 AVG)."
    }

    def write(self, values: dict[str, Any]) -> dict[str, Any]:
        """Find the pseudonyms."""
        try:
            found = candidates(values[NUMBER])
        except BadNumber as error:
            raise refuse_member(NUMBER, "ongeldig", (DUTCH, ENGLISH)) from error
        return {
            "pseudoniemen": [
                {
                    "sleutel": key,
                    "betrokkene": value.hex(),
                    "verwerkingen": self._address(value),
                }
                for key, value in found
            ]
        }

    def persons_in(self, rows: Rows) -> Persons:
        """Find whom was asked about."""
        return [bytes.fromhex(each["betrokkene"]) for each in rows[0]["pseudoniemen"]]

    def address_of(self, made: dict[str, Any]) -> str:
        """Say where the actions of the newest key are."""
        address: str = made["pseudoniemen"][0]["verwerkingen"]
        return address

    def _address(self, value: bytes) -> str:
        return f"{base_of(self.request)}/verwerkingen?betrokkene={value.hex()}"
