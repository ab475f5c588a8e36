"""Changes of inputs and what is still to be done, for the staff of the ministry."""

from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Count, Min, Q, QuerySet, Value, When
from django.http import HttpResponseBase
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from allocations import runs
from allocations.restarts import start_restart
from allocations.tasks import wake_for_restart
from oab.api.tasks import TaskShape
from oab.bodies import Input
from oab.callers import Caller
from oab.changes import DUE, Kind
from oab.filters import CodeKey, ListQuery, WordKey
from oab.models import Change, Task
from oab.numbers import Number
from oab.pagination import Rows
from oab.resources import Resource
from oab.shapes import Shape, Text, Word, named
from oab.writing import Creates

READ = "wijzigingen:lezen"
KINDS = {
    "telling": Kind.COUNT,
    "bewijs": Kind.EVIDENCE,
    "leeftijd": Kind.TEACHER_AGE,
    "vastgestelde-cijfers": Kind.ESTABLISHED_FIGURES,
    "materiele-cijfers": Kind.MATERIAL_FIGURES,
    "score": Kind.SCORE,
    "school": Kind.SCHOOL,
    "vestiging": Kind.LOCATION,
    "opvolging": Kind.SUCCESSION,
    "aanwijzing": Kind.DESIGNATION,
    "regeling": Kind.REGULATION,
}
IS_OPEN = Q(done_at=None, parked_at=None)
STATES = {
    "open": IS_OPEN & DUE,
    "uitgesteld": IS_OPEN & ~DUE,
    "vastgelopen": Q(parked_at__isnull=False),
    "gevolgd": Q(done_at__isnull=False),
}
STATE = Case(
    *(When(condition, then=Value(word)) for word, condition in STATES.items()),
    output_field=CharField(),
)


class ChangeNumber(Number):
    """A positive number."""

    regex = "[1-9][0-9]{0,17}"
    description = "Nummer van de wijziging."


# What is shown ------------------------------------------------------------------------


class KnownKind(Word):
    """The word for a kind; nothing for one that the program does not know."""

    def to_representation(  # type: ignore[override]  # null is a value too
        self,
        value: Any,  # noqa: ANN401
    ) -> str | None:
        """Give the word."""
        return self.shown.get(value)


@named("Wijziging", "Een gegeven dat wijzigde, en hoe ver wat erop rust is nagerekend.")
class ChangeShape(Shape):
    """A change."""

    nummer = serializers.IntegerField(source="pk", help_text="Nummer.")
    soort = KnownKind(
        KINDS,
        source="kind",
        allow_null=True,
        help_text="Wat wijzigde; leeg: een soort die het programma niet kent.",
    )
    onderwerp = serializers.CharField(
        source="subject", help_text="Waarvan: een nummer of naam."
    )
    toestand = serializers.ChoiceField([*STATES], help_text="Hoe ver het is.")
    geldigVan = serializers.DateField(
        source="since",
        allow_null=True,
        help_text="Eerste dag waarop het gegeven ziet; leeg: zonder.",
    )
    geldigTot = serializers.DateField(
        source="until",
        allow_null=True,
        help_text="Dag waarop het niet meer ziet; leeg: zonder.",
    )
    scholen = serializers.ListField(
        child=serializers.CharField(),
        source="schools",
        help_text="De scholen van dit deel van wat iedereen raakt.",
    )
    bron = serializers.CharField(source="source", help_text="Waar het vandaan kwam.")
    volgenVanaf = serializers.DateField(
        source="due_on",
        allow_null=True,
        help_text="Eerste dag om het te volgen; leeg: meteen.",
    )
    pogingen = serializers.IntegerField(
        source="attempts", help_text="Hoe vaak het mislukte."
    )
    opnieuwOp = serializers.DateTimeField(
        source="retry_at",
        allow_null=True,
        help_text="Wanneer het na een mislukking weer mag.",
    )
    melding = Text(source="problem", help_text="Wat niet kon, en waarom.")
    vastgelegdOp = serializers.DateTimeField(
        source="created_at", help_text="Wanneer het wijzigde."
    )
    vastgelopenOp = serializers.DateTimeField(
        source="parked_at",
        allow_null=True,
        help_text="Wanneer het opgaf; dan moet iemand kijken.",
    )
    gevolgdOp = serializers.DateTimeField(
        source="done_at",
        allow_null=True,
        help_text="Wanneer alles wat erop rust was nagerekend.",
    )


@named("HerstartInvoer", "Niets: de wijziging wordt gevolgd zoals zij is.")
class RestartInput(Input):
    """Nothing."""


@named("OpenstaandDeel", "Hoeveel er nog te doen is van iets, en sinds wanneer.")
class PartShape(Shape):
    """How many there are, and since when."""

    aantal = serializers.IntegerField(source="number", help_text="Hoeveel.")
    sinds = serializers.DateTimeField(
        source="since", allow_null=True, help_text="Van wanneer het oudste is."
    )


@named("OpenstaandWerk", "Wat er op de achtergrond nog te doen is.")
class OpenWorkShape(Shape):
    """What is still to be done."""

    open = PartShape(help_text="Wijzigingen die nu te volgen zijn.")
    uitgesteld = PartShape(
        help_text="Wijzigingen die later aan de beurt zijn of opnieuw."
    )
    vastgelopen = PartShape(help_text="Wijzigingen waarnaar iemand moet kijken.")
    doorrekeningen = PartShape(help_text="Doorrekeningen die niet klaar zijn.")
    taken = PartShape(help_text="Taken die niet klaar zijn.")


# Where --------------------------------------------------------------------------------


class StateKey(WordKey):
    """How far a change is."""

    def filter(self, qs: Rows, value: Q | None) -> Rows:
        """Keep the changes that are so far."""
        return qs if value is None else qs.filter(value)


class ChangeQuery(ListQuery):
    """The query of the list of changes."""

    toestand = StateKey("Alleen wijzigingen die zo ver zijn.", "", STATES)
    soort = WordKey("Alleen wijzigingen van deze soort.", "kind", KINDS)
    onderwerp = CodeKey(
        "Alleen wijzigingen van dit onderwerp.",
        "subject",
        pattern=r"[\w.-]{1,60}",
        like="18PH00",
    )


class ListedChanges(Resource):
    """Changes of inputs, the last first."""

    scopes = {"GET": READ}
    order = ("-id",)
    lookup_field = "pk"
    lookup_url_kwarg = "nummer"
    serializer_class = ChangeShape
    list_query = ChangeQuery
    described = {
        "list": "De wijzigingen van gegevens waarop berekeningen rusten, de laatste "
        "eerst, en hoe ver zij zijn nagerekend.",
        "retrieve": "Een wijziging, en hoe ver zij is nagerekend.",
    }

    def visible_to(self, _: Caller) -> Rows:
        """Show all of them: only staff have the scope."""
        return Change.objects.annotate(toestand=STATE)


class Restarts(Creates):
    """Starting a parked change again."""

    scopes = {"POST": "wijzigingen:herstarten"}
    lookup_url_kwarg = ""
    serializer_class = TaskShape
    later_shape = TaskShape
    always_later = True
    input_shape = RestartInput
    described = {
        "create": "Laat een vastgelopen wijziging opnieuw volgen. Het antwoord is een "
        "taak, die zegt wat ervan kwam; mislukt het weer, dan blijft de wijziging "
        "vastgelopen.",
    }

    def within(self) -> Change:
        """Find the change."""
        found: Change = self.one_of(Change.objects.all(), pk=self.kwargs["nummer"])
        return found

    def write(self, _: dict[str, Any]) -> HttpResponseBase:
        """Start it again."""
        task = start_restart(self.whole, self.caller)
        wake_for_restart(task)
        return self.later(task)


class OpenWork(Resource):
    """What is still to be done in the background."""

    scopes = {"GET": READ}
    lookup_url_kwarg = ""
    serializer_class = OpenWorkShape
    described = {
        "retrieve": "Wat er op de achtergrond nog te doen is: hoeveel, en sinds "
        "wanneer.",
    }

    def retrieve(self, _: Request, **__: Any) -> Response:  # noqa: ANN401
        """Count it."""
        self.filter_queryset(Change.objects.none())
        changes = {
            word: _waiting(Change.objects.filter(STATES[word]), "created_at")
            for word in ("open", "uitgesteld", "vastgelopen")
        }
        work = changes | {
            "doorrekeningen": _waiting(runs.unfinished(), "started_at"),
            "taken": _waiting(Task.objects.filter(finished_at=None), "created_at"),
        }
        return Response(self.get_serializer(work).data)


def _waiting(rows: QuerySet[Any], since: str) -> dict[str, int | datetime | None]:
    return rows.order_by().aggregate(number=Count("pk"), since=Min(since))
