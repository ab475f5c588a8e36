"""A resource of the tests' own that can be written in every way: notes of a board.

They are deliveries, seen in another way.
"""

from typing import Any

from django.urls import include, path
from rest_framework import serializers

from oab.bodies import Change, Input
from oab.callers import Caller
from oab.etags import advance
from oab.numbers import Number
from oab.pagination import Rows
from oab.problems import Refused
from oab.resources import Resource, addresses
from oab.shapes import Shape, Word, named
from oab.urls import urlpatterns as all_addresses
from oab.writing import Changes, Creates, Removes, Uploads
from schools.models import Delivery
from schools.scopes import deliveries_of

COLOURS = {"rood": "red", "blauw": "blue"}


class NoteNumber(Number):
    """A reference."""

    regex = "A-[0-9-]+"
    description = "Nummer."


@named("Regel", "Een regel.")
class LineInput(Input):
    """A line."""

    tekst = serializers.CharField(max_length=10)


@named("NieuweNotitie", "Een notitie.")
class NoteInput(Input):
    """A note."""

    nummer = serializers.CharField(max_length=30)
    tekst = serializers.CharField()
    kleur = Word(COLOURS, required=False)
    bedrag = serializers.DecimalField(8, 2, required=False)
    op = serializers.DateField(required=False)
    regels = LineInput(many=True, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a whole that cannot be."""
        if attrs["tekst"] == attrs["nummer"]:
            raise serializers.ValidationError("tekst en nummer zijn gelijk")
        return attrs


@named("NotitieWijziging", "Een wijziging.")
class NoteChange(Change, NoteInput):
    """A change of a note."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Anything goes."""
        return attrs


@named("Bestand", "Een bestand.")
class FileInput(Input):
    """A file."""

    bestand = serializers.FileField()


@named("Notitie", "Een notitie.")
class NoteShape(Shape):
    """A note."""

    nummer = serializers.CharField(source="reference")
    tekst = serializers.CharField(source="delivered_by")


class Notes(Creates, Changes, Removes):
    """Notes of a board."""

    scopes = {
        "GET": "aanleveringen:lezen",
        "POST": "aanleveringen:schrijven",
        "PATCH": "aanleveringen:schrijven",
        "DELETE": "aanleveringen:schrijven",
    }
    order = ("reference",)
    lookup_field = "reference"
    lookup_url_kwarg = "nummer"
    serializer_class = NoteShape
    input_shape = NoteInput
    change_shape = NoteChange
    described = {
        "list": "De notities.",
        "create": "Een notitie toevoegen.",
        "retrieve": "Een notitie.",
        "change": "Een notitie wijzigen.",
        "remove": "Een notitie verwijderen.",
    }

    def visible_to(self, caller: Caller) -> Rows:
        """Give those of the board."""
        return Delivery.objects.filter(deliveries_of(caller))

    def write(self, values: dict[str, Any]) -> Delivery:
        """Write a note, and then find that it may not be."""
        made = Delivery.objects.create(
            reference=values["nummer"],
            opened_by=self.caller.subject,
            delivered_by=values["tekst"],
            board_code=self.caller.board,
            counted_on="2014-10-01",
        )
        if values["tekst"] == "verboden":
            raise Refused("Dat mag niet.", "That is not allowed.")
        if values["tekst"] == "kapot":
            raise RuntimeError
        return made

    def apply(self, row: Delivery, values: dict[str, Any]) -> Delivery:
        """Change the text."""
        advance(row, delivered_by=values.get("tekst", row.delivered_by))
        return row

    def discard(self, row: Delivery) -> None:
        """Pretend."""
        advance(row, delivered_by="weg")


class Files(Uploads):
    """Files of a note, of which nothing is kept but their size."""

    scopes = {"POST": "aanleveringen:schrijven"}
    serializer_class = NoteShape
    input_shape = FileInput
    personal = True
    largest_body = 1_000
    later_shape = NoteShape
    described = {"create": "Een bestand toevoegen."}

    def within(self) -> Any:
        """Find the note."""
        return self.one_of(
            Delivery.objects.filter(deliveries_of(self.caller)),
            reference=self.kwargs["nummer"],
        )

    def write(self, values: dict[str, Any]) -> Any:
        """Count the bytes."""
        size = len(values["bestand"].read())
        advance(self.whole, delivered_by=f"{size} bytes")
        return self.whole


class Lists(Resource):
    """What has a scope and forgot to say what may be seen."""

    scopes = {"GET": "aanleveringen:lezen"}
    queryset = Delivery.objects.all()
    order = ("reference",)
    serializer_class = NoteShape
    described = {"list": "Vergeten."}


urlpatterns = [
    *all_addresses,
    path("v1/", include(addresses("notities", Notes, NoteNumber))),
    path(
        "v1/notities/<NoteNumber:nummer>/bestanden",
        Files.as_view({"post": "create"}),
    ),
    path("v1/vergeten", Lists.as_view({"get": "list"})),
]
