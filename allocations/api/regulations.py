"""The addresses of regulations: reading, registering and judging them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.http import Http404
from rest_framework import serializers

from allocations.api import filters
from allocations.api.serializers import STAGES, UNITS, RegulationShape
from allocations.models import RegisteredRegulation
from allocations.registering import JUDGING, NewValue, register
from allocations.regulations import (
    Regulation,
    Regulations,
    known_regulations,
    regulation_of,
    submitted,
)
from allocations.rules.law import Act
from oab.api import judged
from oab.api.judged import LONGEST_TEXT, READ, REGISTER
from oab.bodies import Input
from oab.callers import Caller
from oab.constraints import STAATSCOURANT
from oab.pagination import Rows
from oab.resources import base_of
from oab.shapes import Word, named
from oab.writing import Creates

MOST_VALUES = 500


@named("WetswaardeInvoer", "Een waarde die een regeling vaststelt.")
class ValueInput(Input):
    """A value that a regulation fixes."""

    regime = serializers.CharField(
        max_length=100, help_text="Regime waarvoor de waarde geldt."
    )
    naam = serializers.CharField(
        max_length=200, help_text="Naam van de waarde, zoals bij eerdere regelingen."
    )
    eenheid = Word(UNITS, help_text="Wat zij telt.")
    waarde = serializers.RegexField(
        r"\A-?[0-9]{1,9}(\.[0-9]{1,6})?\Z",
        help_text="De waarde, in evenveel decimalen als de regeling noemt.",
    )
    artikel = serializers.CharField(
        max_length=200, help_text="Vindplaats in de regeling."
    )
    geldigVan = serializers.DateField(help_text="Eerste dag waarop de waarde geldt.")
    geldigTot = serializers.DateField(
        help_text="Eerste dag waarop de waarde niet meer geldt."
    )
    toelichting = serializers.CharField(
        max_length=LONGEST_TEXT, required=False, help_text="Wat er onzeker aan is."
    )
    bevestiging = serializers.CharField(
        max_length=LONGEST_TEXT,
        required=False,
        help_text="Waarom het klopt dat zij meer dan 25 % verschilt van die van een "
        "jaar eerder; alleen dan nodig.",
    )


@named("RegelingInvoer", "Een regeling die bedragen of percentages vaststelt.")
class RegulationInput(Input):
    """A regulation with its values."""

    titel = serializers.CharField(max_length=LONGEST_TEXT, help_text="Titel.")
    bwb = serializers.RegexField(
        r"\ABWBR[0-9]{7}\Z",
        required=False,
        help_text="Nummer in het Basiswettenbestand, waar bekend.",
    )
    staatscourant = serializers.RegexField(
        rf"\A{STAATSCOURANT}\Z", help_text="Jaar en nummer, zoals 2016, 50338."
    )
    stadium = Word(
        STAGES,
        required=False,
        help_text="Of de bedragen voor het eerst, aangepast of definitief zijn "
        "vastgesteld.",
    )
    datumOndertekening = serializers.DateField(help_text="Dag van ondertekening.")
    datumPublicatie = serializers.DateField(help_text="Dag van bekendmaking.")
    url = serializers.URLField(
        max_length=LONGEST_TEXT, required=False, help_text="Waar de tekst staat."
    )
    waarden = serializers.ListField(
        child=ValueInput(),
        min_length=1,
        max_length=MOST_VALUES,
        help_text="De waarden die zij vaststelt.",
    )


class RegulationList(Creates):
    """Regulations, from the law files and as registered."""

    scopes = {"POST": REGISTER}
    shows_more = True
    order = ("code",)
    lookup_field = "code"
    lookup_url_kwarg = "code"
    serializer_class = RegulationShape
    input_shape = RegulationInput
    list_query = filters.RegulationQuery
    described = {
        "list": "De regelingen waaruit wordt gerekend, met de waarden die zij "
        "vaststelden. Wie regelingen:lezen heeft, ziet ook wat is voorgelegd, "
        "afgewezen of ingetrokken.",
        "retrieve": "Een regeling, met de waarden die zij vaststelde.",
        "create": "Registreert een regeling. Zij geldt pas als een ander haar "
        "goedkeurt en zij bekend is gemaakt; errors noemt alles wat er niet klopt.",
    }

    def get_queryset(self) -> Regulations:  # type: ignore[override]  # no table
        """Give what the caller may see."""
        caller: Caller | None = self.request.user  # type: ignore[assignment]
        return known_regulations(everything=caller is not None and caller.may(READ))

    def get_object(self) -> Regulation:
        """Find a regulation by its code."""
        rows: Rows = self.get_queryset()
        found: Iterable[Regulation] = self.filter_queryset(rows)
        for regulation in found:
            if regulation.code == self.kwargs["code"]:
                return regulation
        raise Http404

    def write(self, values: dict[str, Any]) -> Regulation:
        """Register it."""
        act = Act(
            key="",
            title=values["titel"],
            signed=values["datumOndertekening"],
            published=values["datumPublicatie"],
            bwb=values.get("bwb", ""),
            staatscourant=values["staatscourant"],
            stage=values.get("stadium", ""),
            url=values.get("url", ""),
        )
        new = [_value(each) for each in values["waarden"]]
        return regulation_of(register(act, new, by=self.caller.subject))


def _value(given: dict[str, Any]) -> NewValue:
    return NewValue(
        regime=given["regime"],
        name=given["naam"],
        unit=given["eenheid"],
        since=given["geldigVan"],
        until=given["geldigTot"],
        value=Decimal(given["waarde"]),
        article=given["artikel"],
        note=given.get("toelichting", ""),
        confirmation=given.get("bevestiging", ""),
    )


class _OfRegulation(Creates):
    """What is decided on a registered regulation."""

    serializer_class = RegulationShape
    judging = JUDGING

    def within(self) -> RegisteredRegulation:
        """Find the regulation."""
        found = submitted(self.kwargs["code"])
        if found is None:
            raise Http404
        return found

    def address_of(self, made: Regulation) -> str:
        """Say where the regulation can be read."""
        return f"{base_of(self.request)}/regelingen/{made.code}"

    def shown(self) -> Regulation:
        """Give the regulation as it is now."""
        return regulation_of(self.within())


class Approvals(_OfRegulation, judged.Approvals):
    """Approvals of registered regulations."""

    described = {
        "create": "Keurt een geregistreerde regeling goed; dat doet een ander dan wie "
        "haar registreerde. Vanaf haar bekendmaking wordt ermee gerekend, en wat zij "
        "raakt wordt opnieuw berekend.",
    }


class Rejections(_OfRegulation, judged.Rejections):
    """Rejections of registered regulations."""

    described = {
        "create": "Wijst een geregistreerde regeling af, met een reden; dat doet een "
        "ander dan wie haar registreerde. Zij kan daarna opnieuw worden geregistreerd.",
    }


class Withdrawals(_OfRegulation, judged.Withdrawals):
    """Withdrawals of registered regulations."""

    described = {
        "create": "Trekt een geregistreerde regeling in zolang niemand haar "
        "beoordeelde; dat doet wie haar registreerde. Zij kan daarna opnieuw worden "
        "geregistreerd.",
    }
