"""The shapes of checks: what was drawn, who was heard, what followed, in numbers."""

from rest_framework import serializers

from oab.shapes import AnyField, Shape, Word, named
from schools.api.controls.words import METHODS, UNITS


@named("Risico", "Wat een regel van het risico gaf.")
class ReasonShape(Shape):
    """What a rule of the risk gave."""

    regel = serializers.CharField(source="rule", help_text="Naam van de regel.")
    deel = serializers.CharField(source="part", help_text="Wat er werd gemeten.")
    geheel = serializers.CharField(source="whole", help_text="Waarvan dat een deel is.")
    punten = serializers.IntegerField(source="points", help_text="Punten.")


@named("GetrokkenEenheid", "Wat is getrokken, en waarom.")
class UnitShape(Shape):
    """A drawn unit."""

    plaats = serializers.IntegerField(
        source="place", help_text="Plaats in de volgorde."
    )
    nummer = serializers.CharField(
        source="unit",
        help_text="Bestuur, vestiging, of kenmerk van de aanlevering en rij.",
    )
    rang = serializers.CharField(
        source="rank", help_text="SHA-256 van startgetal, dubbele punt en nummer."
    )
    punten = serializers.IntegerField(source="score", help_text="Punten samen.")
    leerlingen = serializers.IntegerField(
        source="statements", help_text="Hoeveel leerlingen er worden bekeken."
    )
    risicos = ReasonShape(
        source="reasons", many=True, help_text="De punten per regel; aselect: geen."
    )


@named("Hoorgesprek", "Het horen van een bestuur voor een nadelige correctie.")
class HearingShape(Shape):
    """The hearing of a board."""

    bestuur = serializers.CharField(source="board_code", help_text="Wie is gehoord.")
    datum = serializers.DateField(source="heard_on", help_text="Wanneer.")
    uitkomst = serializers.CharField(source="outcome", help_text="Met welke uitkomst.")


@named("Controlecorrectie", "Een aanlevering die door een controle is gecorrigeerd.")
class CorrectionShape(Shape):
    """A correction that followed."""

    aanlevering = serializers.UUIDField(
        source="delivery_id", help_text="Nummer van de correctie."
    )
    kenmerk = serializers.CharField(
        source="delivery.reference", help_text="Kenmerk van de correctie."
    )
    teldatum = serializers.DateField(
        source="delivery.counted_on", help_text="Teldatum van de correctie."
    )
    gewichten = serializers.IntegerField(
        source="weights", help_text="Hoeveel gewichten op 0 zijn gezet."
    )


@named("Controle", "Een controle van het ministerie op ouderverklaringen.")
class ControlShape(Shape):
    """A check."""

    id = serializers.UUIDField(help_text="Nummer van de controle.")
    jaar = serializers.IntegerField(source="year", help_text="Controlejaar.")
    teldatum = serializers.DateField(source="counted_on", help_text="Teldatum.")
    methode = Word(METHODS, source="method", help_text="Hoe is getrokken.")
    eenheid = Word(UNITS, source="unit", help_text="Wat is getrokken.")
    omvang = serializers.IntegerField(source="size", help_text="Hoeveel eenheden.")
    startgetal = serializers.IntegerField(
        source="seed", help_text="Getal waarmee de trekking te herhalen is."
    )
    getrokkenOp = serializers.DateTimeField(source="drawn_at", help_text="Wanneer.")
    afgerondOp = serializers.DateTimeField(
        source="closed_at",
        allow_null=True,
        help_text="Wanneer afgerond; leeg: nog niet.",
    )


@named("ControleGeheel", "Een controle, met wie is gehoord en wat is gecorrigeerd.")
class WholeControlShape(ControlShape):
    """A check with all that belongs to it."""

    hoorgesprekken = HearingShape(
        source="hearings", many=True, help_text="Wie is gehoord."
    )
    correcties = CorrectionShape(
        source="corrections", many=True, help_text="Wat is gecorrigeerd."
    )


class NumbersShape(Shape):
    """What was found, in numbers."""

    def get_fields(self) -> dict[str, AnyField]:
        """Say what is counted, and then the numbers."""
        return super().get_fields() | {
            name: serializers.IntegerField(source=source, help_text=about)
            for name, source, about in NUMBERS
        }


NUMBERS = (
    ("getrokken", "drawn", "Getrokken leerlingen."),
    ("gecontroleerd", "checked", "Waarvan bekeken."),
    ("inOrde", "in_order", "In orde."),
    ("foutenA", "a", "Nederlandse opleiding onjuist."),
    ("foutenB", "b", "Buitenlandse opleiding onjuist."),
    ("foutenC", "c", "Formulier ontbreekt of niet volledig."),
    ("fouten", "wrong", "Fouten samen."),
)


@named("ControleAantallen", "Wat controles vonden, samen.")
class TotalShape(NumbersShape):
    """Everything together."""


@named("ControleAantallenPerTrekking", "Wat controles vonden, per soort trekking.")
class DrawTallyShape(NumbersShape):
    """What each kind of draw found."""

    eenheid = Word(UNITS, source="unit", help_text="Wat is getrokken.")
    methode = Word(METHODS, source="method", help_text="Hoe is getrokken.")


@named("ControleAantallenPerBestuur", "Wat controles vonden, per bestuur.")
class BoardTallyShape(NumbersShape):
    """What was found of each board."""

    bestuur = serializers.CharField(source="board", help_text="Nummer van het bestuur.")


@named("Controleaantal", "Wat controles vonden: per bestuur en soort trekking.")
class TallyShape(BoardTallyShape):
    """A line of the table."""

    eenheid = Word(UNITS, source="unit", help_text="Wat is getrokken.")
    methode = Word(METHODS, source="method", help_text="Hoe is getrokken.")


@named("Controleoverzicht", "De fouten die de controles van een jaar vonden.")
class SummaryShape(Shape):
    """The errors of a check year."""

    jaar = serializers.IntegerField(source="year", help_text="Controlejaar.")
    totaal = TotalShape(source="total", help_text="Alles samen.")
    perTrekking = DrawTallyShape(
        source="by_unit_and_method", many=True, help_text="Per eenheid en methode."
    )
    perBestuur = BoardTallyShape(source="by_board", many=True, help_text="Per bestuur.")
