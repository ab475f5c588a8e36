"""The shapes of deliveries: what is sent, and what is shown of them."""

from typing import Any

from rest_framework import serializers

from oab.bodies import Input
from oab.constraints import LOCATION
from oab.shapes import Shape, Text, Word, named
from schools.api.serializers import AGE_GROUPS
from schools.models import Delivery

STATES = {
    "open": Delivery.State.OPEN,
    "ingezonden": Delivery.State.DELIVERED,
    "ondertekend": Delivery.State.SIGNED,
    "teruggezonden": Delivery.State.SENT_BACK,
    "geaccepteerd": Delivery.State.ACCEPTED,
    "gecorrigeerd": Delivery.State.CORRECTED,
    "ingetrokken": Delivery.State.WITHDRAWN,
}
ORIGINS = {
    "bestuur": Delivery.Origin.BOARD,
    "controle": Delivery.Origin.CHECK,
    "eerdere-telling": Delivery.Origin.EARLIER_COUNT,
}
HASH = "SHA-256 van de inhoud, zoals die is ingezonden."
LONGEST_REASON = 2_000


def reason(help_text: str, **extra: Any) -> serializers.CharField:  # noqa: ANN401
    """Ask for a reason."""
    return serializers.CharField(
        max_length=LONGEST_REASON, help_text=help_text, **extra
    )


def reasons(help_text: str, **extra: Any) -> serializers.ListField:  # noqa: ANN401
    """Ask for reasons, each a sentence or more."""
    return serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_REASON),
        max_length=100,
        help_text=help_text,
        **extra,
    )


# What is sent -------------------------------------------------------------------------


@named("AanleveringInvoer", "Waarvoor een aanlevering wordt geopend.")
class DeliveryInput(Input):
    """What a delivery is opened for."""

    teldatum = serializers.DateField(help_text="Teldatum.")
    vestiging = serializers.RegexField(
        rf"\A({LOCATION})\Z",
        required=False,
        help_text="De ene vestiging waarvoor zij is; zonder: alle van het bestuur.",
    )


@named("InzendingInvoer", "Niets: ingezonden wordt de aanlevering zoals zij is.")
class NothingInput(Input):
    """Nothing."""


@named("HandtekeningInvoer", "Wat wordt ondertekend.")
class SignatureInput(Input):
    """What is signed."""

    hash = serializers.RegexField(
        r"\A[0-9a-f]{64}\Z", help_text=f"{HASH} Zo ondertekent u wat u hebt gelezen."
    )


@named("AcceptatieInvoer", "Wat wordt geaccepteerd.")
class AcceptanceInput(SignatureInput):
    """What is accepted."""

    redenen = reasons("Waarom, als daar iets over te zeggen is.", required=False)


@named("TerugzendingInvoer", "Waarom een aanlevering teruggaat naar het bestuur.")
class SendingBackInput(Input):
    """Why a delivery goes back."""

    redenen = reasons("Wat het bestuur moet verbeteren.", allow_empty=False)


@named("IntrekkingInvoer", "Waarom een aanlevering niet doorgaat.")
class WithdrawalInput(Input):
    """Why a delivery does not go on."""

    reden = reason("Waarom, als daar iets over te zeggen is.", required=False)


@named("CorrectieInvoer", "Waarom een geaccepteerde aanlevering wordt gecorrigeerd.")
class CorrectionInput(Input):
    """Why an accepted delivery is corrected."""

    reden = reason("Waarom zij wordt gecorrigeerd.")


# What is shown ------------------------------------------------------------------------


@named("AangeleverdAantal", "Leerlingen die meetellen, per gewicht en leeftijdsgroep.")
class DeliveredCellShape(Shape):
    """The pupils of a location, of one weight and age group."""

    vestiging = serializers.CharField(
        source="location", help_text="Nummer van de vestiging."
    )
    gewicht = serializers.CharField(source="weight", help_text="Leerlinggewicht.")
    leeftijdsgroep = Word(
        AGE_GROUPS, source="ageGroup", help_text="Leeftijd op de teldatum."
    )
    leerlingen = serializers.IntegerField(
        source="pupils", help_text="Aantal leerlingen."
    )


@named("Aanleveringstotalen", "De totalen van een aanlevering, zoals ingezonden.")
class TotalsShape(Shape):
    """What was handed in, added up."""

    rijen = serializers.IntegerField(source="rows", help_text="Aantal leerlingen erin.")
    leerlingen = serializers.IntegerField(
        source="pupils", help_text="Aantal leerlingen dat meetelt."
    )
    gewicht = serializers.CharField(
        source="weight", help_text="Som van de gewichten die meetellen."
    )
    fouten = serializers.IntegerField(
        source="findings.error", help_text="Aantal fouten; bij het inzenden 0."
    )
    waarschuwingen = serializers.IntegerField(
        source="findings.warning", help_text="Aantal waarschuwingen."
    )
    signalen = serializers.IntegerField(
        source="findings.signal", help_text="Aantal signalen."
    )
    aantallen = DeliveredCellShape(
        source="cells", many=True, help_text="Leerlingen die meetellen."
    )

    def to_representation(self, instance: Any) -> Any:  # noqa: ANN401
        """Show nothing before it was handed in."""
        return super().to_representation(instance) if "rows" in instance else None


@named("Aanlevering", "De leerlingen van een bestuur of vestiging op een teldatum.")
class DeliveryShape(Shape):
    """A delivery."""

    id = serializers.UUIDField(help_text="Nummer van de aanlevering.")
    kenmerk = serializers.CharField(source="reference", help_text="Kenmerk.")
    bestuur = serializers.CharField(
        source="board_code", help_text="Nummer van het bestuur."
    )
    vestiging = Text(
        source="location_code",
        help_text="De ene vestiging waarvoor zij is; leeg: alle van het bestuur.",
    )
    teldatum = serializers.DateField(source="counted_on", help_text="Teldatum.")
    herkomst = Word(
        ORIGINS,
        source="origin",
        help_text="Wie haar maakte: het bestuur, een controle, of de correctie van een "
        "eerdere telling.",
    )
    toestand = Word(STATES, source="state", help_text="Hoe ver zij is.")
    vorige = serializers.UUIDField(
        source="previous_id",
        allow_null=True,
        help_text="De aanlevering waaruit zij is geopend.",
    )
    vervangt = serializers.UUIDField(
        source="replaces_id",
        allow_null=True,
        help_text="De geaccepteerde aanlevering die zij corrigeert.",
    )
    reden = Text(source="reason", help_text="Waarom zij een andere corrigeert.")
    hash = Text(source="content_hash", help_text=f"{HASH} Leeg: nog niet ingezonden.")
    redenenTerugzending = serializers.ListField(
        child=serializers.CharField(),
        source="objections",
        help_text="Waarom zij is teruggezonden.",
    )
    totalen = TotalsShape(
        source="totals", allow_null=True, help_text="Leeg: nog niet ingezonden."
    )
    geopendDoor = serializers.CharField(
        source="opened_by", help_text="Wie haar opende."
    )
    geopendOp = serializers.DateTimeField(source="opened_at", help_text="Wanneer.")
    ingezondenDoor = Text(source="delivered_by", help_text="Wie haar inzond.")
    ingezondenOp = serializers.DateTimeField(
        source="delivered_at", allow_null=True, help_text="Wanneer."
    )
    ondertekendDoor = Text(source="signed_by", help_text="Wie haar ondertekende.")
    ondertekendOp = serializers.DateTimeField(
        source="signed_at", allow_null=True, help_text="Wanneer."
    )
    beoordeeldDoor = Text(
        source="judged_by", help_text="Wie haar accepteerde of terugzond."
    )
    beoordeeldOp = serializers.DateTimeField(
        source="judged_at", allow_null=True, help_text="Wanneer."
    )


@named("Aanleveringsstap", "Een stap van een aanlevering.")
class StepShape(Shape):
    """A step of a delivery."""

    van = Word(STATES, source="before", allow_null=True, help_text="Toestand ervoor.")
    naar = Word(STATES, source="after", help_text="Toestand erna.")
    door = serializers.CharField(source="person", help_text="Wie de stap zette.")
    gezetOp = serializers.DateTimeField(source="created_at", help_text="Wanneer.")
    redenen = serializers.ListField(
        child=serializers.CharField(), source="reasons", help_text="Waarom."
    )


@named("AanleveringMetStappen", "Een aanlevering, met alle stappen die zij doorliep.")
class WholeDeliveryShape(DeliveryShape):
    """A delivery with its steps."""

    stappen = StepShape(
        source="events", many=True, help_text="De stappen, de eerste vooraan."
    )
