"""The address of achterstandsscores, in the editions in which CBS published them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from rest_framework import serializers

from oab.constraints import BRIN, LOCATION, MUNICIPALITY
from oab.editions import Stage
from oab.filters import CodeKey, DayKey, EditionQuery, ListQuery
from oab.numbers import Number
from oab.pagination import Rows
from oab.resources import Resource
from oab.shapes import NumberField, Shape, Text, Word, named
from schools.api.numbers import DATE
from schools.models import DisadvantageScore, Location

STAGES = {
    "voorlopig": Stage.PROVISIONAL,
    "definitief": Stage.DEFINITIVE,
    "herzien": Stage.REVISED,
}


@dataclass(frozen=True, slots=True)
class ScoreSubject:
    """What a score is about; its later editions are about the same."""

    location_code: str
    counted_on: date

    @classmethod
    def of(cls, score: DisadvantageScore) -> "ScoreSubject":
        """Say what a score is about."""
        return cls(score.location_code, score.counted_on)

    def __str__(self) -> str:
        """Write the number."""
        return f"{self.location_code}-{self.counted_on}"


class ScoreNumber(Number):
    """A location and a count date."""

    regex = f"{LOCATION}-{DATE}"
    description = "Nummer van de achterstandsscore: vestiging en teldatum."

    def to_python(  # type: ignore[override]  # Django takes anything
        self, value: str
    ) -> ScoreSubject:
        """Read the number; a day that does not exist makes it none."""
        location, day = value.split("-", 1)
        return ScoreSubject(location, date.fromisoformat(day))


class ScoreQuery(EditionQuery):
    """The query of one score."""

    def filter_queryset(self, queryset: Rows) -> Rows:
        """Add `municipality`: where the location lay on the count date.

        Or, if the register has it later only, where it lay then.
        """
        moment = self.form.cleaned_data["bekendOp"]
        held = (
            Location.objects.known_at(moment) if moment else Location.objects.current()
        )
        since = held.filter(
            Q(valid__endswith=None) | Q(valid__endswith__gt=OuterRef("counted_on")),
            code=OuterRef("location_code"),
        ).order_by("valid")
        there = Subquery(since.values("municipality_code")[:1])
        return super().filter_queryset(queryset.annotate(municipality=there))


class ScoresQuery(ScoreQuery, ListQuery):
    """The query of a list of scores."""

    vestiging = CodeKey(
        "Alleen scores van deze vestiging.",
        "location_code",
        pattern=LOCATION,
        like="18PH00",
    )
    brin = CodeKey(
        "Alleen scores van de vestigingen van deze school.",
        "brin",
        pattern=BRIN,
        like="18PH",
    )
    gemeente = CodeKey(
        "Alleen scores van vestigingen in deze gemeente.",
        "municipality",
        pattern=MUNICIPALITY,
        like="0637",
    )
    teldatum = DayKey("Alleen scores op deze teldatum.", "counted_on")


def _points(source: str, about: str) -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=8, decimal_places=2, source=source, help_text=about
    )


@named(
    "Achterstandsscore",
    "De achterstandsscore van een vestiging op een teldatum, zoals het CBS die "
    "publiceerde.",
)
class ScoreShape(Shape):
    """What CBS published of a location on a count date, in one edition."""

    id = NumberField(ScoreSubject.of, help_text="Nummer: vestiging en teldatum.")
    vestiging = serializers.CharField(
        source="location_code", help_text="Nummer van de vestiging."
    )
    brin = serializers.CharField(help_text="Nummer van de school.")
    gemeente = Text(
        source="municipality",
        help_text="Gemeente van de vestiging op de teldatum of, als het register haar "
        "pas later heeft, op de eerste dag daarna.",
    )
    teldatum = serializers.DateField(source="counted_on", help_text="Teldatum.")
    leerlingen = serializers.IntegerField(
        source="pupils", help_text="Aantal bekostigde leerlingen."
    )
    achterstandsscore = _points(
        "with_threshold", "Score boven de drempel, waarnaar wordt bekostigd."
    )
    scoreZonderDrempel = _points("without_threshold", "Score zonder drempel.")
    scoreOnderbouw = _points(
        "lower_years", "Score zonder drempel van de leerlingen tot en met zeven jaar."
    )
    scoreBovenbouw = _points(
        "upper_years", "Score zonder drempel van de leerlingen van acht jaar en ouder."
    )
    betrouwbaar = serializers.BooleanField(
        source="reliable",
        help_text="Of de score op genoeg leerlingen berust (meer dan 40). Bekostigd "
        "wordt ook naar een score die dat niet doet.",
    )
    onderbouwBetrouwbaar = serializers.BooleanField(
        source="lower_years_reliable", help_text="Hetzelfde, van de onderbouw."
    )
    bovenbouwBetrouwbaar = serializers.BooleanField(
        source="upper_years_reliable", help_text="Hetzelfde, van de bovenbouw."
    )
    stadium = Word(STAGES, source="stage", help_text="Hoe vast de publicatie staat.")
    gepubliceerdVanaf = serializers.DateField(
        source="published.lower",
        help_text="Eerste dag waarop dit kan zijn gepubliceerd.",
    )
    gepubliceerdTot = serializers.DateField(
        source="published.upper",
        help_text="Eerste dag waarop dit al was gepubliceerd.",
    )
    reden = Text(source="reason", help_text="Waarom dit een eerdere score vervangt.")
    bron = serializers.CharField(
        source="source", help_text="Publicatie waaruit dit komt."
    )
    vastgelegdOp = serializers.DateTimeField(
        source="created_at", help_text="Wanneer de score hier is vastgelegd."
    )


class Scores(Resource):
    """Scores of locations, in the edition asked for."""

    queryset = DisadvantageScore.objects.all()
    order = ("counted_on", "location_code")
    lookup_url_kwarg = "id"
    serializer_class = ScoreShape
    list_query = ScoresQuery
    member_query = ScoreQuery
    described = {
        "list": "De achterstandsscores per vestiging en teldatum, in de laatste "
        "publicatie van het CBS. Met geldigOp: in de publicatie die op die dag de "
        "laatste was.",
        "retrieve": "De achterstandsscore van een vestiging op een teldatum.",
    }

    def lookup(self) -> dict[str, Any]:
        """Find a score by what it is about."""
        subject: ScoreSubject = self.kwargs["id"]
        return {
            "location_code": subject.location_code,
            "counted_on": subject.counted_on,
        }
