"""The shapes of the pupils that a check looks at, and of what it found of them."""

from rest_framework import serializers

from oab.shapes import AnyField, Shape, Text, Word, named
from schools.api.controls.words import ABOUT_CLASSES, CLASSES
from schools.api.deliveries.pupils import PupilShape


@named("GetrokkenLeerling", "Een leerling die een controle bekijkt, zoals aangeleverd.")
class DrawnPupilShape(PupilShape):
    """A drawn pupil, without what the reader of a delivery may not see either."""

    def get_fields(self) -> dict[str, AnyField]:
        """Say who it is to the check first, and last what was found."""
        number = serializers.IntegerField(
            source="drawn_id", help_text="Nummer van de getrokken leerling."
        )
        delivery = serializers.UUIDField(
            source="delivery_id", help_text="Nummer van de aanlevering."
        )
        found = Word(
            CLASSES,
            source="found",
            allow_null=True,
            help_text=f"Wat is gevonden; leeg: nog niet bekeken. {ABOUT_CLASSES}",
        )
        shown = super().get_fields()
        return {"leerling": number, "aanlevering": delivery, **shown, "klasse": found}


@named("Controlebevinding", "Wat een controle van een getrokken leerling vond.")
class FindingShape(Shape):
    """A finding."""

    leerling = serializers.IntegerField(
        source="drawn_id", help_text="Nummer van de getrokken leerling."
    )
    klasse = Word(CLASSES, source="error_class", help_text=ABOUT_CLASSES)
    toelichting = Text(source="note", help_text="Wat er werd gezien.")
    reden = Text(source="reason", help_text="Waarom zij een eerdere vervangt.")
    vastgelegdOp = serializers.DateTimeField(
        source="created_at", help_text="Wanneer zij is vastgelegd."
    )


@named("Controlebevindingen", "De bevindingen die zijn vastgelegd.")
class FindingsShape(Shape):
    """Findings that were written together."""

    bevindingen = FindingShape(many=True, help_text="De bevindingen.")
