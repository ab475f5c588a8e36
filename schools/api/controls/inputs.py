"""What is sent to have a check drawn, judged and closed."""

from rest_framework import serializers

from oab.bodies import Input
from oab.constraints import BOARD
from oab.shapes import Word, named
from schools.api.controls.words import ABOUT_CLASSES, CLASSES, METHODS, UNITS

LARGEST_SEED = 2**63 - 1
LONGEST_TEXT = 2000


@named("ControleInvoer", "Wat er voor een controle moet worden getrokken.")
class ControlInput(Input):
    """What is to be drawn."""

    jaar = serializers.IntegerField(
        min_value=2006, max_value=2100, help_text="Controlejaar."
    )
    teldatum = serializers.DateField(
        help_text="Teldatum waarvan geaccepteerde aanleveringen worden bekeken."
    )
    methode = Word(METHODS, help_text="Aselect, of de hoogste risico's eerst.")
    eenheid = Word(UNITS, help_text="Wat er wordt getrokken.")
    omvang = serializers.IntegerField(
        min_value=1, max_value=1_000_000, help_text="Hoeveel er worden getrokken."
    )
    startgetal = serializers.IntegerField(
        min_value=0,
        max_value=LARGEST_SEED,
        required=False,
        help_text="Getal waarmee de trekking te herhalen is; zonder kiest de dienst er "
        "een.",
    )


@named("ControlebevindingInvoer", "Wat een controle van een getrokken leerling vond.")
class FindingInput(Input):
    """What was found of a drawn pupil."""

    leerling = serializers.IntegerField(
        min_value=1, help_text="Nummer van de getrokken leerling."
    )
    klasse = Word(CLASSES, help_text=f"In orde, of het soort fout. {ABOUT_CLASSES}")
    toelichting = serializers.CharField(
        required=False, max_length=LONGEST_TEXT, help_text="Wat er werd gezien."
    )
    reden = serializers.CharField(
        required=False,
        max_length=LONGEST_TEXT,
        help_text="Waarom dit een eerdere bevinding vervangt.",
    )


@named(
    "ControlebevindingenInvoer",
    "Bevindingen, die samen of geen van alle worden bewaard.",
)
class FindingsInput(Input):
    """Findings, written together."""

    bevindingen = FindingInput(
        many=True, allow_empty=False, help_text="De bevindingen."
    )


@named("HoorgesprekInvoer", "Dat een bestuur is gehoord, en met welke uitkomst.")
class HearingInput(Input):
    """The hearing of a board."""

    bestuur = serializers.RegexField(
        rf"\A({BOARD})\Z", help_text="Nummer van het bestuur."
    )
    datum = serializers.DateField(help_text="Dag waarop het bestuur is gehoord.")
    uitkomst = serializers.CharField(
        max_length=LONGEST_TEXT, help_text="Wat het bestuur zei, en wat daarop volgt."
    )


@named("AfrondingInvoer", "De afronding van een controle.")
class ClosingInput(Input):
    """The end of a check."""

    reden = serializers.CharField(
        max_length=LONGEST_TEXT,
        help_text="Waarom gewichten op 0 worden gezet; staat in de correctie.",
    )
    hoorgesprekken = HearingInput(
        many=True,
        required=False,
        help_text="Voor elk bestuur met een fout: dat het vooraf is gehoord.",
    )
