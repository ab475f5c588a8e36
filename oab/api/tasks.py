"""Tasks in the API: how far the work is that goes on after an answer."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from oab.background import WHY
from oab.callers import Caller
from oab.filters import ListQuery, WordKey
from oab.models import Task
from oab.numbers import UUIDNumber
from oab.pagination import Rows
from oab.resources import Resource, addresses
from oab.shapes import Shape, Word, named

STATES = {
    "wacht": Task.State.WAITING,
    "bezig": Task.State.RUNNING,
    "klaar": Task.State.DONE,
    "mislukt": Task.State.FAILED,
}


class TaskNumber(UUIDNumber):
    """Of a task."""

    description = "Nummer van de taak."


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {"type": "integer"},
        "description": "Wat het werk opleverde, in aantallen; leeg zolang het duurt.",
    }
)
class OutcomeField(serializers.Field[Any, Any, Any, Any]):
    """The numbers that a task came to."""

    def to_representation(self, value: dict[str, Any]) -> dict[str, Any]:
        """Leave out why it failed, which has a member of its own."""
        return {name: number for name, number in value.items() if name != WHY}


@named("Taak", "Werk dat na het antwoord doorgaat.")
class TaskShape(Shape):
    """A task."""

    id = serializers.UUIDField(help_text="Nummer van de taak.")
    soort = serializers.CharField(source="kind", help_text="Soort werk.")
    onderwerp = serializers.CharField(
        source="subject", help_text="Waar het over gaat: het adres onder /v1."
    )
    toestand = Word(STATES, source="state", help_text="Hoe ver het is.")
    gedaan = serializers.IntegerField(
        source="done", help_text="Hoeveel stappen zijn gedaan."
    )
    totaal = serializers.IntegerField(
        source="total", allow_null=True, help_text="Hoeveel stappen er zijn."
    )
    uitkomst = OutcomeField(source="outcome")
    reden = serializers.SerializerMethodField(
        method_name="why", help_text="Waarom het mislukte."
    )
    ingediendOp = serializers.DateTimeField(
        source="created_at", help_text="Wanneer het werk werd gevraagd."
    )
    afgerondOp = serializers.DateTimeField(
        source="finished_at", allow_null=True, help_text="Wanneer het klaar was."
    )

    def why(self, task: Task) -> str | None:
        """Say why it failed."""
        reason: str | None = task.outcome.get(WHY)
        return reason


class TaskQuery(ListQuery):
    """The query of a list of tasks."""

    toestand = WordKey("Alleen taken die zo ver zijn.", "state", STATES)


class Tasks(Resource):
    """The tasks of the caller's own organisation; the state sees all."""

    scopes = {"GET": "taken:lezen"}
    order = ("-created_at", "-id")
    lookup_field = "pk"
    lookup_url_kwarg = "id"
    serializer_class = TaskShape
    list_query = TaskQuery
    described = {
        "list": "De taken van de eigen organisatie, de jongste eerst.",
        "retrieve": "Een taak van de eigen organisatie, en hoe ver die is.",
    }

    def visible_to(self, caller: Caller) -> Rows:
        """Give those of the caller's organisation."""
        if caller.sees_all:
            return Task.objects.all()
        return Task.objects.filter(organisation=caller.organisation)


urlpatterns = addresses("taken", Tasks, TaskNumber)
