"""Dry runs: what is sent, what is answered, and where."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from allocations.api import serializers as shapes
from allocations.dry_runs import Outcome, proposed_by, try_out
from allocations.gathering import BRIN_LENGTH, Proposal
from oab.bodies import Input, InvalidBody, read
from oab.callers import Caller
from oab.constraints import BRIN, LOCATION
from oab.languages import in_language
from oab.problems import InvalidInput
from oab.resources import Resource
from oab.shapes import Figures, Shape, Text, named
from schools.models import Delivery
from schools.scopes import deliveries_of, schools_of

MOST_PUPILS = 9_999
WEIGHTS = {
    "leerlingenGewicht025": "0.25",
    "leerlingenGewicht03": "0.30",
    "leerlingenGewicht040": "0.40",
    "leerlingenGewicht070": "0.70",
    "leerlingenGewicht090": "0.90",
    "leerlingenGewicht12": "1.20",
}


def _pupils(about: str, **more: Any) -> serializers.IntegerField:  # noqa: ANN401
    return serializers.IntegerField(
        min_value=0, max_value=MOST_PUPILS, help_text=about, **more
    )


def _of_weight(weight: str) -> serializers.IntegerField:
    return _pupils(f"Daarvan met gewicht {weight}.", default=0)


@named("ProefvestigingInvoer", "Leerlingen van een vestiging, naar gewicht.")
class LocationInput(Input):
    """The pupils of a location by weight."""

    vestiging = serializers.RegexField(
        rf"\A({LOCATION})\Z", help_text="Nummer van de vestiging."
    )
    leerlingen = _pupils("Alle leerlingen die tellen.")
    leerlingenGewicht03 = _of_weight("0,3")
    leerlingenGewicht12 = _of_weight("1,2")
    leerlingenGewicht025 = _of_weight("0,25")
    leerlingenGewicht040 = _of_weight("0,40")
    leerlingenGewicht070 = _of_weight("0,70")
    leerlingenGewicht090 = _of_weight("0,90")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse more weights than pupils."""
        if sum(attrs[name] for name in WEIGHTS) > attrs["leerlingen"]:
            raise serializers.ValidationError({"leerlingen": in_language(*TOO_FEW)})
        return attrs


@named("ProefschoolInvoer", "De leeftijd van de leraren van een school.")
class SchoolInput(Input):
    """The age of a school's teachers."""

    brin = serializers.RegexField(rf"\A({BRIN})\Z", help_text="Nummer van de school.")
    gewogenGemiddeldeLeeftijd = serializers.DecimalField(
        max_digits=4,
        decimal_places=2,
        min_value=Decimal(30),
        max_value=Decimal(50),
        help_text="Gewogen gemiddelde leeftijd, waar die (nog) niet bekend is.",
    )


@named("ProefberekeningInvoer", "Waarvan een proefberekening uitgaat.")
class DryRunInput(Input):
    """A delivery, or numbers of pupils on a count date."""

    aanlevering = serializers.UUIDField(
        required=False, help_text="Nummer van een aanlevering; in plaats van aantallen."
    )
    teldatum = serializers.DateField(
        required=False, help_text="Teldatum van de aantallen."
    )
    vestigingen = LocationInput(
        many=True,
        required=False,
        allow_empty=False,
        help_text="Aantallen per vestiging; die gaan voor bekende tellingen.",
    )
    scholen = SchoolInput(
        many=True,
        required=False,
        help_text="Leeftijden per school, die voor de opgaven gaan die bekend zijn.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for a delivery or for numbers, and not for both."""
        given = NUMBERS & attrs.keys()
        wanted = set() if "aanlevering" in attrs else NUMBERS
        if given != wanted:
            raise serializers.ValidationError(in_language(*ONE_OF_THE_TWO))
        return attrs


NUMBERS = {"teldatum", "vestigingen"}
ONE_OF_THE_TWO = (
    "geef een aanlevering, of een teldatum met vestigingen",
    "give a delivery, or a count date with locations",
)
TOO_FEW = (
    "minder leerlingen dan leerlingen met een gewicht",
    "fewer pupils than pupils with a weight",
)
NOT_YOURS = ("is geen school van dit bestuur", "is no school of this board")
UNKNOWN = ("is onbekend", "is unknown")


@named("Proefvestiging", "Wat een vestiging zou opleveren, als school op zichzelf.")
class LocationOutcomeShape(Shape):
    """What a location would come to."""

    vestiging = serializers.CharField(source="location", help_text="Nummer.")
    cijfers = Figures(
        shapes.figure_names,
        source="figures",
        help_text="Cijfers, indicatief. Opgeteld kunnen de bedragen door afronding "
        "afwijken van die van de school.",
    )


@named("Proefuitkomst", "Wat een school in een periode zou krijgen; indicatief.")
class OutcomeShape(Shape):
    """What a school would come to."""

    ontvanger = serializers.CharField(source="school", help_text="De school.")
    regime = serializers.CharField(help_text="Regime waarmee is gerekend.")
    periode = serializers.CharField(source="period", help_text=shapes.PERIOD)
    toekenning = serializers.DecimalField(
        max_digits=14,
        decimal_places=2,
        source="entitlement",
        allow_null=True,
        help_text="Indicatief bedrag in euro; leeg: bedrag niet bekend.",
    )
    cijfers = Figures(
        shapes.figure_names, source="figures", help_text="De cijfers van de school."
    )
    vestigingen = LocationOutcomeShape(
        source="locations", many=True, help_text="Hetzelfde per vestiging."
    )
    meldingen = serializers.ListField(
        child=serializers.CharField(),
        source="problems",
        help_text="Wat niet te berekenen is, en waarom, met het artikel.",
    )
    grondslag = Text(
        source="explanation.basis", default="", help_text="Waar de feiten uit volgen."
    )
    bronnen = serializers.ListField(
        child=serializers.CharField(),
        source="explanation.sources",
        default=[],
        help_text="Publicaties en opgaven waaruit de feiten komen.",
    )
    feiten = shapes.FactShape(
        source="explanation.facts",
        many=True,
        default=[],
        help_text="Waarvan is uitgegaan.",
    )
    stappen = shapes.StepShape(
        source="explanation.steps",
        many=True,
        default=[],
        help_text="De stappen, in de volgorde van de wet.",
    )
    wet = shapes.AppliedLawShape(
        source="explanation.law",
        many=True,
        default=[],
        help_text="De waarden van de wet die zijn gebruikt.",
    )


@named("Proefberekening", "Wat aantallen zouden opleveren; er wordt niets vastgelegd.")
class DryRunShape(Shape):
    """What came out."""

    teldatum = serializers.DateField(help_text="Teldatum.")
    uitkomsten = OutcomeShape(many=True, help_text="Per school, regime en periode.")


class DryRuns(Resource):
    """Dry runs; a POST that writes nothing, so the same one twice does no harm."""

    scopes = {"POST": "proefberekeningen:schrijven"}
    serializer_class = DryRunShape
    input_shape = DryRunInput
    described = {
        "compute": "Berekent wat een aanlevering of opgegeven aantallen zouden "
        "opleveren, per vestiging en school, met onderbouwing. Er wordt niets "
        "vastgelegd. Waar bedragen niet bekend zijn, antwoordt hij de gewichten.",
    }

    def compute(self, request: Request) -> Response:
        """Try out what was sent."""
        values = read(self.input_shape, request, view=self)
        refuse_strangers(self.caller, values)
        counted_on, proposal = self.proposal(values)
        ages = {
            each["brin"]: int(each["gewogenGemiddeldeLeeftijd"] * 100)
            for each in values.get("scholen", ())
        }
        outcomes: list[Outcome] = try_out(counted_on, Proposal(proposal.pupils, ages))
        answer = {"teldatum": counted_on, "uitkomsten": outcomes}
        return Response(self.get_serializer(answer).data)

    def proposal(self, values: Mapping[str, Any]) -> tuple[Any, Proposal]:
        """Give the count date and the pupils by weight of each location."""
        if "aanlevering" not in values:
            pupils = {
                each["vestiging"]: weighed(each) for each in values["vestigingen"]
            }
            return values["teldatum"], Proposal(pupils)
        own = Delivery.objects.filter(deliveries_of(self.caller))
        delivery = own.filter(pk=values["aanlevering"]).first()
        if delivery is None:
            raise InvalidBody([_fault("/aanlevering", UNKNOWN)])
        return delivery.counted_on, proposed_by(delivery)


def weighed(given: Mapping[str, Any]) -> dict[str, int]:
    """Give the pupils of a location by weight, those without one included."""
    pupils = {weight: given[name] for name, weight in WEIGHTS.items() if given[name]}
    return {"0.00": given["leerlingen"] - sum(pupils.values())} | pupils


def refuse_strangers(caller: Caller, values: Mapping[str, Any]) -> None:
    """Refuse schools that are not the caller's own."""
    own = {row["brin"] for row in schools_of(caller)}
    if faults := list(_strangers(own, values)):
        raise InvalidBody(faults)


def _strangers(own: set[str], values: Mapping[str, Any]) -> Iterator[InvalidInput]:
    seen: set[str] = set()
    for place, each in enumerate(values.get("vestigingen", ())):
        location = each["vestiging"]
        if location[:BRIN_LENGTH] not in own:
            yield _fault(f"/vestigingen/{place}/vestiging", NOT_YOURS)
        if location in seen:
            yield _fault(f"/vestigingen/{place}/vestiging", TWICE, "dubbel")
        seen.add(location)
    for place, each in enumerate(values.get("scholen", ())):
        if each["brin"] not in own:
            yield _fault(f"/scholen/{place}/brin", NOT_YOURS)


TWICE = ("staat er meer dan eens", "is given more than once")


def _fault(where: str, texts: tuple[str, str], code: str = "onbekend") -> InvalidInput:
    return InvalidInput(where, in_language(*texts), code, "body")
