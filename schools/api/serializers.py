"""The shapes of boards, partnerships, schools, locations, successions and counts."""

from rest_framework import serializers

from oab.shapes import (
    NumberField,
    RegisterShape,
    Shape,
    SuccessionShape,
    Text,
    Word,
    named,
)
from schools.api.numbers import ORIGINS, CountSubject
from schools.models import CountCell

AGE_GROUPS = {
    "4-tot-en-met-7": CountCell.AgeGroup.FOUR_TO_SEVEN,
    "8-en-ouder": CountCell.AgeGroup.EIGHT_AND_OVER,
}


@named("Bestuur", "Een schoolbestuur (bevoegd gezag) op een dag.")
class BoardShape(RegisterShape):
    """A board, as it was on a day."""

    bestuur = serializers.CharField(source="code", help_text="Nummer van het bestuur.")
    naam = Text(source="name", help_text="Naam, waar een bron die noemt.")


@named("Samenwerkingsverband", "Een samenwerkingsverband op een dag.")
class PartnershipShape(RegisterShape):
    """A partnership, as it was on a day."""

    samenwerkingsverband = serializers.CharField(
        source="code", help_text="Nummer van het samenwerkingsverband."
    )
    naam = Text(source="name", help_text="Naam, waar een bron die noemt.")


@named("School", "Een school op een dag.")
class SchoolShape(RegisterShape):
    """A school, as its board ran it on a day."""

    brin = serializers.CharField(help_text="Nummer van de school.")
    naam = Text(source="name", help_text="Naam, waar een bron die noemt.")
    bestuur = serializers.CharField(
        source="board_code", help_text="Nummer van het bestuur."
    )
    samenwerkingsverband = Text(
        source="partnership_code", help_text="Nummer van het samenwerkingsverband."
    )
    buitenRegeling = serializers.BooleanField(
        source="outside_scheme",
        help_text="Of de school buiten de regelingen valt: scholen voor de trekkende "
        "bevolking (WPO, artikelen 185 en 193).",
    )


@named("Vestiging", "Een vestiging op een dag.")
class LocationShape(RegisterShape):
    """A location, as it was on a day."""

    vestiging = serializers.CharField(
        source="code", help_text="Nummer van de vestiging: BRIN en twee cijfers."
    )
    brin = serializers.CharField(help_text="Nummer van de school.")
    naam = serializers.CharField(source="name", help_text="Naam van de vestiging.")
    straat = Text(source="street", help_text="Straat.")
    huisnummer = Text(source="house_number", help_text="Huisnummer met toevoeging.")
    postcode = serializers.CharField(help_text="Postcode zonder spatie.")
    pc4 = serializers.CharField(help_text="Postcodegebied: de vier cijfers.")
    plaats = Text(source="place", help_text="Plaats.")
    gemeente = serializers.CharField(
        source="municipality_code", help_text="CBS-nummer van de gemeente."
    )
    denominatie = Text(source="denomination", help_text="Denominatie, in de bron.")


@named("Opvolging", "Een school of vestiging die in een andere opging of verderging.")
class TakeoverShape(SuccessionShape):
    """A school or location that went on in another one."""

    voorganger = serializers.CharField(
        source="predecessor", help_text="School of vestiging die ophield of afstond."
    )
    opvolger = serializers.CharField(
        source="successor", help_text="School of vestiging die verderging."
    )


@named("Opheffing", "Een school of vestiging die ophield.")
class ClosureShape(SuccessionShape):
    """A school or location that ended."""

    voorganger = serializers.CharField(
        source="predecessor", help_text="School of vestiging die ophield."
    )


@named(
    "Aantal",
    "Leerlingen van één gewicht en leeftijdsgroep, zo ver de bron ze uitsplitst.",
)
class CountCellShape(Shape):
    """The pupils of one weight and age group, as far as the source tells them apart."""

    gewicht = serializers.DecimalField(
        max_digits=3,
        decimal_places=2,
        source="weight",
        allow_null=True,
        help_text="Leerlinggewicht; leeg: alle gewichten samen.",
    )
    leeftijdsgroep = Word(
        AGE_GROUPS,
        source="age_group",
        allow_null=True,
        help_text="Leeftijd op de teldatum; leeg: alle leeftijden samen.",
    )
    leerlingen = serializers.IntegerField(
        source="pupils", help_text="Aantal leerlingen."
    )


@named(
    "Telling",
    "De leerlingen van een vestiging op een teldatum, volgens één publicatie.",
)
class CountShape(Shape):
    """The pupils counted at a location on a count date, in one publication."""

    id = NumberField(
        CountSubject.of, help_text="Nummer: vestiging, teldatum en herkomst."
    )
    vestiging = serializers.CharField(
        source="location_code", help_text="Nummer van de vestiging."
    )
    brin = serializers.CharField(help_text="Nummer van de school.")
    teldatum = serializers.DateField(source="counted_on", help_text="Teldatum.")
    herkomst = Word(
        ORIGINS,
        source="origin",
        help_text="Welk soort bestand; dat bepaalt hoe ver de aantallen zijn "
        "uitgesplitst.",
    )
    aantallen = CountCellShape(
        source="cells", many=True, help_text="De aantallen leerlingen."
    )
    reden = Text(source="reason", help_text="Waarom de telling een eerdere vervangt.")
    bron = serializers.CharField(
        source="source", help_text="Publicatie waaruit dit komt."
    )
    vastgelegdOp = serializers.DateTimeField(
        source="created_at", help_text="Wanneer de telling hier is vastgelegd."
    )
