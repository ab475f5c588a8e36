"""The shapes of regulations, runs, allocations and their explanation."""

from collections.abc import Iterator
from typing import Any

from rest_framework import serializers

from allocations.api.numbers import AllocationSubject
from allocations.models import Allocation, Run
from allocations.regulations import IN_FORCE
from allocations.rules.law import law_of
from allocations.rules.regimes import REGIMES
from oab.api import judged
from oab.api.judged import JudgedShape
from oab.shapes import Figures, NumberField, Shape, Text, Word, named

STATES = {
    "gestart": Run.State.STARTED,
    "voltooid": Run.State.COMPLETE,
    "geblokkeerd": Run.State.BLOCKED,
}
RECIPIENT_KINDS = {
    "vestiging": Allocation.RecipientKind.LOCATION,
    "school": Allocation.RecipientKind.SCHOOL,
    "bestuur": Allocation.RecipientKind.BOARD,
    "samenwerkingsverband": Allocation.RecipientKind.PARTNERSHIP,
    "gemeente": Allocation.RecipientKind.MUNICIPALITY,
}
KINDS = {
    "landelijk": Run.Kind.NATIONAL,
    "herberekening": Run.Kind.RECALCULATION,
}
STAGES = {"eerste": "first", "aangepast": "adjusted", "definitief": "definitive"}
REGULATION_STATES = {
    "geldig": IN_FORCE,
    **{word: state for word, state in judged.STATES.items() if word != "goedgekeurd"},
}
UNITS = {
    "euro": "euro",
    "euro-per-eenheid": "euro_per_unit",
    "formatierekeneenheid": "formation_unit",
    "formatieplaats": "fte",
    "deel": "share",
    "gewicht": "weight",
    "aantal": "whole",
    "jaren": "years",
    "punten": "points",
    "score": "score",
}
PERIOD = "Schooljaar (2015-2016), kalenderjaar (2024) of maanden (2022-08..2022-12)."


def figure_names() -> Iterator[str]:
    """List the figures per recipient of all regimes, in the order of the law."""
    seen = set()
    for regime in REGIMES:
        figures = law_of(regime.code).figures
        for key in regime.recipient_figures:
            if figures[key].name not in seen:
                seen.add(figures[key].name)
                yield figures[key].name


@named("Wetswaarde", "Een waarde die een regeling vaststelde.")
class FixedShape(Shape):
    """A value that a regulation fixed."""

    regime = serializers.CharField(help_text="Regime waarvoor de waarde geldt.")
    naam = serializers.CharField(source="parameter.name", help_text="Naam.")
    omschrijving = serializers.CharField(
        source="parameter.label", help_text="Wat de waarde is."
    )
    eenheid = Word(UNITS, source="parameter.unit", help_text="Wat zij telt.")
    waarde = serializers.DecimalField(
        max_digits=None,
        decimal_places=None,
        source="value.value",
        help_text="De waarde, in evenveel decimalen als de regeling noemt.",
    )
    artikel = serializers.CharField(
        source="value.article.article", help_text="Vindplaats in de regeling."
    )
    geldigVan = serializers.DateField(
        source="value.since", help_text="Eerste dag waarop de waarde geldt."
    )
    geldigTot = serializers.DateField(
        source="value.until", help_text="Eerste dag waarop de waarde niet meer geldt."
    )
    toelichting = Text(source="value.note", help_text="Wat er onzeker aan is.")
    bevestiging = Text(
        source="confirmation",
        help_text="Waarom zij meer dan 25 % van die van een jaar eerder verschilt.",
    )


@named("Regeling", "Een wet, besluit of regeling, zoals één keer bekendgemaakt.")
class RegulationShape(JudgedShape):
    """An act as it was published once, and the values that it fixed."""

    code = serializers.CharField(
        help_text="Nummer: BWB-nummer en datum van ondertekening; zonder BWB-nummer "
        "jaar en nummer in de Staatscourant."
    )
    titel = serializers.CharField(source="act.title", help_text="Titel.")
    bwb = Text(
        source="act.bwb", help_text="Nummer in het Basiswettenbestand, waar bekend."
    )
    staatscourant = Text(
        source="act.staatscourant", help_text="Jaar en nummer, waar bekend."
    )
    stadium = Word(
        STAGES,
        source="act.stage",
        allow_null=True,
        help_text="Of de bedragen voor het eerst, aangepast of definitief zijn "
        "vastgesteld; leeg: geen regeling met jaarlijkse bedragen.",
    )
    datumOndertekening = serializers.DateField(
        source="act.signed", help_text="Dag van ondertekening."
    )
    datumPublicatie = serializers.DateField(
        source="act.published",
        allow_null=True,
        help_text="Dag van bekendmaking; leeg: niet bekend.",
    )
    url = Text(source="act.url", help_text="Waar de tekst staat.")
    toestand = Word(
        REGULATION_STATES,
        source="state",
        help_text="Of zij geldt, of is voorgelegd, afgewezen of ingetrokken; die "
        "laatste drie ziet alleen wie daarvoor een token heeft, net als wie haar "
        "registreerde en beoordeelde.",
    )
    geregistreerdDoor = Text(source="person", help_text="Wie haar registreerde.")
    geregistreerdOp = serializers.DateTimeField(
        source="created_at", allow_null=True, help_text="Wanneer dat was."
    )
    waarden = FixedShape(
        source="values", many=True, help_text="De waarden die zij vaststelde."
    )


class FigureNames(serializers.ListField):
    """The figures that a run was asked for, by name."""

    child = serializers.CharField()

    def __init__(self, **extra: Any) -> None:  # noqa: ANN401
        super().__init__(source="*", **extra)

    def to_representation(self, value: Run) -> list[str]:  # type: ignore[override]
        """Translate the keys of the regime."""
        figures = law_of(value.regime).figures if value.figures else {}
        return [figures[key].name for key in value.figures]


@named("Bevinding", "Iets waar een doorrekening op stuitte.")
class FindingShape(Shape):
    """Something that a run ran into."""

    melding = serializers.CharField(help_text="Wat er is gevonden.")


@named("Doorrekening", "Berekening van een regime en periode voor alle ontvangers.")
class RunShape(Shape):
    """A calculation of a regime and period for all recipients."""

    id = serializers.UUIDField(help_text="Nummer van de doorrekening.")
    soort = Word(
        KINDS,
        source="kind",
        help_text="Voor alle ontvangers, of na een wijziging voor wie die raakt.",
    )
    regime = serializers.CharField(help_text="Regime waarmee is gerekend.")
    periode = serializers.CharField(source="period", help_text=PERIOD)
    datumWet = serializers.DateField(
        source="known", help_text="De wet zoals die op deze dag bekend was."
    )
    gevraagd = FigureNames(help_text="Cijfers die zijn gevraagd; leeg: alle.")
    toestand = Word(
        STATES,
        source="state",
        help_text="Bezig, voltooid, of geblokkeerd door wat is gevonden.",
    )
    delen = serializers.IntegerField(
        source="parts", help_text="Delen waarin de doorrekening is gesplitst."
    )
    delenGereed = serializers.IntegerField(
        source="parts_done", help_text="Delen die klaar zijn."
    )
    ontvangers = serializers.IntegerField(
        source="recipients_done", help_text="Ontvangers in die delen."
    )
    gestartOp = serializers.DateTimeField(
        source="started_at", help_text="Wanneer de doorrekening begon."
    )
    voltooidOp = serializers.DateTimeField(
        source="finished_at",
        allow_null=True,
        help_text="Wanneer zij eindigde; leeg: nog bezig.",
    )
    bevindingen = FindingShape(
        source="findings", many=True, help_text="Wat er is gevonden."
    )


class ReplacedField(NumberField):
    """The number of the allocation that one replaces, if it replaces any."""

    def __init__(self, **extra: Any) -> None:  # noqa: ANN401
        super().__init__(AllocationSubject.of, **extra)

    def to_representation(  # type: ignore[override]  # null is a value too
        self, value: Allocation
    ) -> str | None:
        """Write the number."""
        if value.replaces is None:
            return None
        return super().to_representation(value.replaces)


@named("Berekening", "Wat voor één ontvanger is berekend; geen beschikking.")
class AllocationShape(Shape):
    """What a run computed for one recipient; not a decision."""

    id = NumberField(
        AllocationSubject.of, help_text="Nummer: doorrekening en ontvanger."
    )
    doorrekening = serializers.UUIDField(
        source="run_id", help_text="Nummer van de doorrekening."
    )
    regime = serializers.CharField(help_text="Regime waarmee is gerekend.")
    periode = serializers.CharField(source="period", help_text=PERIOD)
    ontvanger = serializers.CharField(
        source="recipient", help_text="Nummer van de ontvanger."
    )
    soortOntvanger = Word(
        RECIPIENT_KINDS, source="recipient_kind", help_text="Wat de ontvanger is."
    )
    bestuur = Text(source="board_code", help_text="Bestuur van de ontvanger.")
    toekenning = serializers.DecimalField(
        max_digits=14,
        decimal_places=2,
        source="entitlement",
        allow_null=True,
        help_text="Bedrag in euro; leeg: de wet geeft geen bedrag, of is niet bekend.",
    )
    cijfers = Figures(
        figure_names,
        source="figures",
        help_text="De cijfers van de ontvanger, onder hun naam in camelCase; leeg: "
        "niet van toepassing.",
    )
    berekeningsbewijs = serializers.CharField(
        source="receipt_id", help_text="SHA-256 van wat de doorrekening bewijst."
    )
    geldend = serializers.BooleanField(
        source="in_force",
        help_text="Of dit de berekening is die voor deze ontvanger, dit regime en deze "
        "periode geldt.",
    )
    beeindigd = serializers.BooleanField(
        source="ended",
        help_text="Of er niets meer is: de ontvanger valt niet meer onder de regeling. "
        "De berekening heeft dan geen cijfers.",
    )
    vervangt = ReplacedField(
        allow_null=True,
        help_text="Nummer van de berekening die een herberekening vervangt.",
    )
    vastgelegdOp = serializers.DateTimeField(
        source="created_at", help_text="Wanneer de berekening is vastgelegd."
    )


@named("Feit", "Iets waarvan de berekening uitgaat.")
class FactShape(Shape):
    """A fact that the calculation rests on."""

    naam = serializers.CharField(source="name", help_text="Naam.")
    vestiging = Text(source="location", help_text="Van welke vestiging.")
    waarde = Text(source="value", help_text="Waarde; leeg: niet van toepassing.")


@named("Stapbron", "Iets waar een stap op rust.")
class StepSourceShape(Shape):
    """What a step rests on."""

    naam = serializers.CharField(source="name", help_text="Naam.")
    soort = serializers.ChoiceField(
        choices=["feit", "wet", "cijfer"],
        source="kind",
        help_text="Een feit, een waarde van de wet of een eerder cijfer.",
    )
    waarde = Text(
        source="value",
        help_text="Waarde; van alle vestigingen, gescheiden door een puntkomma, waar "
        "de stap ze samenneemt.",
    )
    artikel = Text(source="article", help_text="Artikel.")


@named("Stap", "Eén cijfer, met zijn berekening.")
class StepShape(Shape):
    """One figure, with its working."""

    naam = serializers.CharField(source="name", help_text="Naam van het cijfer.")
    omschrijving = serializers.CharField(source="label", help_text="Wat het is.")
    eenheid = Word(UNITS, source="unit", help_text="Wat het telt.")
    vestiging = Text(source="location", help_text="Van welke vestiging.")
    waarde = Text(source="value", help_text="Waarde; leeg: niet van toepassing.")
    artikel = serializers.CharField(source="article", help_text="Artikel.")
    formule = Text(
        source="formula", help_text="De berekening in namen; leeg: elders vastgesteld."
    )
    invulling = Text(source="sum", help_text="De berekening in getallen.")
    bronnen = StepSourceShape(
        source="sources", many=True, help_text="Waar zij op rust."
    )


@named("ToegepasteWet", "Een waarde van de wet, zoals gebruikt.")
class AppliedLawShape(Shape):
    """A value of the law as the calculation used it."""

    naam = serializers.CharField(help_text="Naam.")
    omschrijving = serializers.CharField(help_text="Wat de waarde is.")
    eenheid = Word(UNITS, help_text="Wat zij telt.")
    waarde = serializers.CharField(help_text="De waarde.")
    artikel = serializers.CharField(help_text="Vindplaats.")
    datumOndertekening = serializers.DateField(
        source="ondertekendOp", help_text="Dag van ondertekening."
    )
    datumPublicatie = serializers.DateField(
        source="gepubliceerdOp",
        allow_null=True,
        help_text="Dag van bekendmaking; leeg: niet bekend.",
    )
    toelichting = Text(help_text="Wat er onzeker aan is.")


@named("NietBerekend", "Cijfers die niet te berekenen zijn, en waarom.")
class NotComputedShape(Shape):
    """What could not be computed."""

    cijfers = serializers.ListField(
        child=serializers.CharField(), help_text="Namen van de cijfers."
    )
    reden = serializers.CharField(help_text="Waarom niet, met het artikel.")


@named("Onderbouwing", "Hoe een berekening tot stand kwam.")
class ExplanationShape(Shape):
    """The explanation of an allocation."""

    berekening = NumberField(
        lambda explanation: AllocationSubject.of(explanation.allocation),
        help_text="Nummer van de berekening.",
    )
    ontvanger = serializers.CharField(
        source="allocation.recipient", help_text="Nummer van de ontvanger."
    )
    regime = serializers.CharField(
        source="receipt.regime", help_text="Regime waarmee is gerekend."
    )
    regeling = serializers.CharField(
        source="receipt.regeling", help_text="Naam van de regeling."
    )
    periode = serializers.CharField(source="receipt.periode", help_text=PERIOD)
    datumWet = serializers.DateField(
        source="receipt.bekendOp",
        help_text="De wet zoals die op deze dag bekend was.",
    )
    programmaversie = serializers.CharField(
        source="receipt.programma", help_text="Versie van het programma dat rekende."
    )
    grondslag = Text(
        source="basis",
        help_text="Of is gerekend met tellingen of met vastgestelde gegevens.",
    )
    bronnen = serializers.ListField(
        child=serializers.CharField(),
        source="sources",
        help_text="Publicaties waaruit de feiten komen.",
    )
    feiten = FactShape(source="facts", many=True, help_text="Waarvan is uitgegaan.")
    stappen = StepShape(
        source="steps", many=True, help_text="De stappen, in de volgorde van de wet."
    )
    wet = AppliedLawShape(
        source="law", many=True, help_text="De waarden van de wet die zijn gebruikt."
    )
    nietBerekend = NotComputedShape(
        source="not_computed",
        many=True,
        help_text="Cijfers die (nog) niet te berekenen zijn, en waarom.",
    )
    toekenning = serializers.DecimalField(
        max_digits=14,
        decimal_places=2,
        source="allocation.entitlement",
        allow_null=True,
        help_text="Bedrag in euro.",
    )
