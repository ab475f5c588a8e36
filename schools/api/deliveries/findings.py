"""What was found in a delivery, and how it differs from the one before."""

from typing import Any

from django import forms
from rest_framework import serializers

from oab.filters import Key, ListQuery, WordKey
from oab.pagination import Rows
from oab.processing_activities import Activity
from oab.processing_log import Persons, RecordedResource
from oab.shapes import Shape, Text, Word, named
from schools.deliveries.columns import OWN_NUMBER
from schools.deliveries.differences import Difference, Kind, differences
from schools.deliveries.rules import NAMED
from schools.deliveries.visibility import hidden_from
from schools.models import DeliveredPupil, Delivery, Finding
from schools.scopes import deliveries_of

SEVERITIES = {
    "fout": Finding.Severity.ERROR,
    "waarschuwing": Finding.Severity.WARNING,
    "signaal": Finding.Severity.SIGNAL,
}
KINDS = {
    "toegevoegd": Kind.ADDED,
    "gewijzigd": Kind.CHANGED,
    "verdwenen": Kind.GONE,
}


# What is shown ------------------------------------------------------------------------


class Told(serializers.CharField):
    """What a finding says, in the language of the request."""

    def to_representation(self, value: Any) -> str:  # noqa: ANN401
        """Let its rule say it."""
        return NAMED[value.rule].says(value.values, value.column)


class Basis(serializers.CharField):
    """Where a rule comes from."""

    def to_representation(self, value: str) -> str:
        """Ask the rule."""
        return NAMED[value].basis


class OtherSchool(Text):
    """The other school of a pupil, for the ministry and for that school's own board.

    Any other board learns that there is one, and not which.
    """

    def to_representation(  # type: ignore[override]  # null is a value too
        self,
        value: Any,  # noqa: ANN401
    ) -> str | None:
        """Name the school to who may know."""
        caller = self.context["view"].caller
        may_know = caller.sees_all or caller.board == value.get("bestuur")
        return value.get("brin") if may_know else None


class OwnNumber(Text):
    """The school's own pupil number, which only its board sees."""

    def to_representation(  # type: ignore[override]  # null is a value too
        self,
        value: Any,  # noqa: ANN401
    ) -> str | None:
        """Show it to the board."""
        hidden = hidden_from(self.context["view"].caller.role)
        return None if OWN_NUMBER in hidden else super().to_representation(value)


@named("AanleveringBevinding", "Wat een regel in een aanlevering vond.")
class FindingShape(Shape):
    """What a rule found in a row, or in the whole."""

    rij = serializers.IntegerField(
        source="row", help_text="Rij van het blad; 0: de hele aanlevering."
    )
    kolom = Text(source="column", help_text="Kolom van het blad; leeg: de hele rij.")
    ernst = Word(
        SEVERITIES,
        source="severity",
        help_text="Een fout houdt het inzenden tegen; een waarschuwing en een signaal "
        "niet.",
    )
    regel = serializers.CharField(source="rule", help_text="Naam van de regel.")
    melding = Told(source="*", help_text="Wat er is gevonden.")
    grondslag = Basis(source="rule", help_text="Waar de regel uit volgt.")
    andereSchool = OtherSchool(
        source="values",
        help_text="School waar de leerling ook staat; alleen voor het ministerie en "
        "voor het bestuur van die school.",
    )


@named("AanleveringVerschil", "Een leerling die anders is dan voorheen.")
class DifferenceShape(Shape):
    """A pupil that is not as before."""

    verschil = Word(KINDS, source="kind", help_text="Wat er van de leerling werd.")
    rij = serializers.IntegerField(
        source="row", allow_null=True, help_text="Rij van deze aanlevering."
    )
    vorigeRij = serializers.IntegerField(
        source="row_before", allow_null=True, help_text="Rij van de vorige aanlevering."
    )
    vestiging = Text(source="location_code", help_text="Nummer van de vestiging.")
    leerlingnummer = OwnNumber(
        source="pupil_number",
        help_text="Eigen leerlingnummer van de school; alleen voor het bestuur.",
    )
    kolommen = serializers.ListField(
        child=serializers.CharField(),
        source="columns",
        help_text="Welke kolommen anders zijn dan voorheen.",
    )


# Where --------------------------------------------------------------------------------


class RowKey(Key):
    """A key that holds the number of a row."""

    field_class = forms.IntegerField
    schema = {"type": "integer", "minimum": 0}


class FindingQuery(ListQuery):
    """The query of the findings in a delivery."""

    ernst = WordKey("Alleen bevindingen van deze ernst.", "severity", SEVERITIES)
    regel = WordKey(
        "Alleen bevindingen van deze regel.", "rule", {name: name for name in NAMED}
    )
    rij = RowKey(
        "Alleen bevindingen in deze rij; 0: over de hele aanlevering.",
        "row",
        min_value=0,
        max_value=2**31 - 1,
    )


class DifferenceQuery(ListQuery):
    """The query of the differences of a delivery."""

    verschil = WordKey("Alleen dit soort verschillen.", "kind", KINDS)

    def filter_queryset(self, queryset: Rows) -> list[Difference]:  # type: ignore[override]
        """Keep one kind of differences."""
        kind = self.form.cleaned_data["verschil"]
        return [each for each in queryset if kind in {None, each.kind}]


class OfADelivery(RecordedResource):
    """What lies below a delivery that the caller may see."""

    scopes = {"GET": "aanleveringen:lezen"}
    activity = Activity.COUNT
    whole: Delivery

    def within(self) -> Delivery:
        """Find the delivery."""
        found: Delivery = self.one_of(
            Delivery.objects.filter(deliveries_of(self.caller)), pk=self.kwargs["id"]
        )
        return found


class Findings(OfADelivery):
    """What the rules found in a delivery, by row."""

    about = "bevindingen in een aanlevering"
    order = ("row", "id")
    serializer_class = FindingShape
    list_query = FindingQuery
    described = {
        "list": "De bevindingen in een aanlevering, per rij en kolom. Als CSV staan ze "
        "er allemaal."
    }

    def visible_to(self, _: Any) -> Rows:  # noqa: ANN401
        """Show those of the delivery."""
        return Finding.objects.filter(delivery=self.whole)

    def persons_in(self, rows: Rows) -> Persons:
        """Find the pupils of the rows in which something was found."""
        found = (
            {row.row for row in rows} if isinstance(rows, list) else rows.values("row")
        )
        pupils = DeliveredPupil.objects.filter(delivery=self.whole, row__in=found)
        return pupils.values_list("pseudonym")


class Differences(OfADelivery):
    """What a delivery adds, changes and leaves out, by row."""

    about = "verschillen van een aanlevering"
    order = ("id",)
    serializer_class = DifferenceShape
    list_query = DifferenceQuery
    described = {
        "list": "Wat een aanlevering toevoegt, wijzigt en weglaat, vergeleken met de "
        "aanlevering die zij vervangt of waaruit zij is geopend."
    }

    def visible_to(self, _: Any) -> Rows:  # noqa: ANN401
        """Compare the delivery with the one before."""
        return differences(self.whole)
