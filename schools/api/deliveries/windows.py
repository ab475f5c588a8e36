"""The addresses of windows for delivering, and of decisions that extend them."""

from datetime import date
from typing import Any

from django.http import Http404
from rest_framework import serializers

from oab.bodies import Input
from oab.callers import Caller
from oab.constraints import BOARD
from oab.filters import CodeKey, ListQuery
from oab.numbers import Number
from oab.pagination import Rows
from oab.resources import Resource
from oab.shapes import Shape, Text, named
from oab.writing import Creates
from schools.api.deliveries.shapes import reason
from schools.api.numbers import DATE
from schools.deliveries import windows
from schools.deliveries.windows import Window
from schools.models import Extension
from schools.scopes import of_boards


class CountDateNumber(Number):
    """A day."""

    regex = DATE
    description = "Teldatum."

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """Describe the number in OpenAPI."""
        return {"type": "string", "format": "date"}

    def to_python(self, value: str) -> date:  # type: ignore[override]  # takes anything
        """Read the day; one that does not exist makes it no number."""
        return date.fromisoformat(value)


@named("Termijndag", "Een dag van een inzendperiode, en waar die staat.")
class TermShape(Shape):
    """A day of a window."""

    dag = serializers.DateField(source="day", help_text="De dag.")
    grondslag = serializers.CharField(source="source", help_text="Waar dat staat.")


@named("Inzendperiode", "Wanneer de leerlingen van een teldatum worden opgegeven.")
class WindowShape(Shape):
    """A window."""

    teldatum = serializers.DateField(source="counted_on", help_text="Teldatum.")
    grondslag = serializers.CharField(
        source="article", help_text="Waar de teldatum staat."
    )
    eersteDag = TermShape(
        source="opens", allow_null=True, help_text="Leeg: niet bekend."
    )
    laatsteDag = TermShape(
        source="last_day",
        allow_null=True,
        help_text="Leeg: hier niet bekend; inzenden kan dan alleen met uitstel.",
    )
    opentOp = serializers.DateTimeField(
        source="opens_at", allow_null=True, help_text="Vanaf wanneer."
    )
    sluitOp = serializers.DateTimeField(
        source="closes_at",
        allow_null=True,
        help_text="Vanaf wanneer niet meer, zonder uitstel: het einde van de laatste "
        "dag, in Nederland.",
    )
    laatsteDagLeeftijd = TermShape(
        source="teacher_age_last_day",
        allow_null=True,
        help_text="Laatste dag voor de leeftijd van leraren.",
    )
    laatsteDagOverzicht = TermShape(
        source="overview_last_day",
        allow_null=True,
        help_text="Laatste dag waarop het overzicht van de telling uitgaat.",
    )
    herinneringen = serializers.ListField(
        child=serializers.DateField(),
        source="reminders",
        help_text="Dagen waarop besturen worden herinnerd.",
    )
    herinneringenGrondslag = Text(
        source="reminders_source", help_text="Waar die dagen uit volgen."
    )
    vervallen = Text(
        source="repealed", help_text="Waarom niet meer naar gewicht wordt geteld."
    )


class WindowsQuery(ListQuery):
    """The query of the list of windows."""

    def filter_queryset(self, queryset: Rows) -> Rows:
        """Keep them all."""
        return queryset


class Windows(Resource):
    """Windows, by count date."""

    order = ("counted_on",)
    lookup_url_kwarg = "teldatum"
    serializer_class = WindowShape
    list_query = WindowsQuery
    described = {
        "list": "De teldatums, met wanneer hun leerlingen kunnen worden ingezonden.",
        "retrieve": "Wanneer de leerlingen van een teldatum kunnen worden ingezonden.",
    }

    def get_queryset(self) -> Rows:
        """List what is known, by count date."""
        return windows.windows()

    def get_object(self) -> Window:
        """Find the window of a count date."""
        self.filter_queryset(Extension.objects.none())
        return found(self.kwargs["teldatum"])


def found(counted_on: date) -> Window:
    """Find the window of a count date, or answer 404."""
    window = windows.window(counted_on)
    if window is None:
        raise Http404
    return window


# Extensions ---------------------------------------------------------------------------


@named("UitstelbesluitInvoer", "Uitstel voor één bestuur, met redenen.")
class ExtensionInput(Input):
    """An extension for one board."""

    bestuur = serializers.RegexField(
        rf"\A({BOARD})\Z", help_text="Nummer van het bestuur."
    )
    laatsteDag = serializers.DateField(
        help_text="Laatste dag waarop het bestuur kan inzenden."
    )
    reden = reason("Waarom het bestuur uitstel krijgt.")


@named("Uitstelbesluit", "Een besluit dat een bestuur later laat inzenden.")
class ExtensionShape(Shape):
    """An extension."""

    bestuur = serializers.CharField(
        source="board_code", help_text="Nummer van het bestuur."
    )
    teldatum = serializers.DateField(source="counted_on", help_text="Teldatum.")
    laatsteDag = serializers.DateField(
        source="until", help_text="Laatste dag waarop het bestuur kan inzenden."
    )
    reden = serializers.CharField(source="reason", help_text="Waarom.")
    beslotenDoor = serializers.CharField(source="person", help_text="Wie besloot.")
    beslotenOp = serializers.DateTimeField(source="created_at", help_text="Wanneer.")


class ExtensionsQuery(ListQuery):
    """The query of the extensions of a count date."""

    bestuur = CodeKey(
        "Alleen uitstel van dit bestuur.", "board_code", pattern=BOARD, like="41646"
    )


class Extensions(Creates):
    """Decisions that let a board deliver later, the first one first."""

    scopes = {"GET": "uitstelbesluiten:lezen", "POST": "uitstelbesluiten:schrijven"}
    order = ("id",)
    lookup_url_kwarg = ""
    serializer_class = ExtensionShape
    input_shape = ExtensionInput
    list_query = ExtensionsQuery
    described = {
        "list": "De besluiten die een bestuur later laten inzenden.",
        "create": "Besluit dat een bestuur later mag inzenden, met redenen.",
    }

    def within(self) -> Window:
        """Find the window."""
        return found(self.kwargs["teldatum"])

    def visible_to(self, caller: Caller) -> Rows:
        """Give the extensions of the caller's board."""
        counted_on = self.kwargs["teldatum"]
        return Extension.objects.filter(of_boards(caller), counted_on=counted_on)

    def address_of(self, _: Extension) -> str:
        """Say where it is listed."""
        return self.request.path

    def write(self, values: dict[str, Any]) -> Extension:
        """Decide on an extension."""
        extension: Extension = windows.extend(
            values["bestuur"],
            self.whole.counted_on,
            until=values["laatsteDag"],
            why=(values["reden"], self.caller.subject),
        )
        return extension
