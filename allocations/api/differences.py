"""Differences between allocations, and between runs: shapes, queries and addresses."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any

from django import forms
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from allocations.api.numbers import AllocationNumber, AllocationSubject
from allocations.api.serializers import RECIPIENT_KINDS
from allocations.api.views import Allocations
from allocations.differences import (
    Difference,
    Hindrance,
    NotComparable,
    between,
    compared,
    difference,
    previous_of,
    refuse_unlike,
    summarise,
)
from allocations.models import Allocation, Run
from allocations.reasons import Kind
from allocations.scopes import allocations_of
from oab.callers import Caller
from oab.filters import ListQuery, Query, Question
from oab.languages import in_language, shown_in_language
from oab.pagination import Rows
from oab.problems import InvalidInput, InvalidQuery
from oab.resources import CHUNK, Resource
from oab.shapes import NumberField, Shape, Text, Word, named

# Shapes -------------------------------------------------------------------------------


def _euros(source: str, help_text: str, **extra: Any) -> serializers.DecimalField:  # noqa: ANN401
    return serializers.DecimalField(
        max_digits=16, decimal_places=2, source=source, help_text=help_text, **extra
    )


def _reason_kind() -> Word:
    return Word(
        {kind.value: kind.value for kind in Kind},
        help_text="Waardoor het bedrag veranderde: een andere rekenregel van het "
        "programma, een bedrag dat eerder niet was gevraagd (vraag), het register, de "
        "telling, een controle van ouderverklaringen (bewijs), de achterstandsscore, "
        "de leeftijd van de leraren, de aanwijzing van impulsgebieden, of een waarde "
        "van een regeling.",
    )


@named("Reden", "Een deel van het verschil: dat van twee volledige berekeningen.")
class ReasonShape(Shape):
    """A reason and its part of the difference."""

    soort = _reason_kind()
    parameter = serializers.SerializerMethodField(
        help_text="Naam van de waarde van de regeling; leeg bij andere redenen."
    )
    bedrag = serializers.DecimalField(
        max_digits=16, decimal_places=2, help_text="Deel van het verschil in euro."
    )

    def get_parameter(self, reason: dict[str, str]) -> str | None:
        """Name the value of the law, if it is about one."""
        return reason.get("parameter")


class _Amounts(Shape):
    """What was given and is given."""

    toekenningVorige = _euros(
        "before",
        "Bedrag van de vorige in euro; leeg: geen bedrag, dat als nul telt.",
        allow_null=True,
    )
    toekenning = _euros(
        "after", "Bedrag in euro; leeg: geen bedrag, dat als nul telt.", allow_null=True
    )
    verschil = _euros("change", "Verschil in euro.")


class _Differing(_Amounts):
    """Who gets something else."""

    ontvanger = serializers.CharField(
        source="recipient", help_text="Nummer van de ontvanger."
    )
    soortOntvanger = Word(
        RECIPIENT_KINDS, source="recipient_kind", help_text="Wat de ontvanger is."
    )
    bestuur = Text(source="board_code", help_text="Bestuur van de ontvanger.")


@named("Verschil", "Wat een ontvanger meer of minder krijgt, en waarom.")
class DifferenceShape(_Differing):
    """What a recipient gets more or less, and why."""

    redenen = ReasonShape(
        source="reasons",
        many=True,
        help_text="Samen precies het verschil, in de volgorde waarin van oud naar "
        "nieuw is gerekend.",
    )


class PreviousField(NumberField):
    """The number of the earlier allocation, if there is any."""

    def __init__(self, **extra: Any) -> None:  # noqa: ANN401
        super().__init__(AllocationSubject.of, **extra)

    def to_representation(  # type: ignore[override]  # null is a value too
        self, value: Difference
    ) -> str | None:
        """Write the number."""
        previous = value.previous
        return super().to_representation(previous) if previous else None


@named("Berekeningsverschil", "Waarin een berekening van een vorige verschilt.")
class AllocationDifferenceShape(DifferenceShape):
    """How an allocation differs from an earlier one."""

    vorige = PreviousField(
        allow_null=True,
        help_text="Nummer van de vorige berekening; leeg: er is geen vorige.",
    )


@named("Redentotaal", "Wat een reden voor alle ontvangers samen uitmaakt.")
class ReasonSumShape(Shape):
    """What a reason comes to for all recipients together."""

    soort = Word(
        {kind.value: kind.value for kind in Kind},
        source="code",
        help_text="Waardoor het bedrag veranderde.",
    )
    parameter = Text(source="name", help_text="Naam van de waarde van de regeling.")
    ontvangers = serializers.IntegerField(
        source="recipients", help_text="Hoeveel ontvangers dit raakte."
    )
    bedrag = _euros("amount", "Deel van het verschil in euro.")


@named("Bestuurstotaal", "Wat een bestuur meer of minder krijgt.")
class BoardSumShape(Shape):
    """What the recipients of a board get more or less together."""

    bestuur = Text(source="code", help_text="Nummer van het bestuur.")
    ontvangers = serializers.IntegerField(
        source="recipients", help_text="Hoeveel ontvangers zijn vergeleken."
    )
    verschil = _euros("amount", "Verschil in euro.")


@named("Gemeentetotaal", "Wat scholen in een gemeente meer of minder krijgen.")
class MunicipalitySumShape(Shape):
    """What the recipients in a municipality get more or less together."""

    gemeente = Text(
        source="code",
        help_text="Gemeente van de hoofdvestiging op de teldatum; leeg: niet bekend.",
    )
    naam = Text(source="name", help_text="Naam.")
    ontvangers = serializers.IntegerField(
        source="recipients", help_text="Hoeveel ontvangers zijn vergeleken."
    )
    verschil = _euros("amount", "Verschil in euro.")


@named("Verschiloverzicht", "Waarin twee doorrekeningen verschillen, in het kort.")
class SummaryShape(_Amounts):
    """How two runs differ, in short."""

    doorrekening = serializers.UUIDField(
        source="new.pk", help_text="Nummer van de doorrekening."
    )
    vorige = serializers.UUIDField(
        source="old.pk", help_text="Nummer van de vorige doorrekening."
    )
    meer = serializers.IntegerField(
        source="more", help_text="Hoeveel ontvangers meer krijgen."
    )
    minder = serializers.IntegerField(
        source="less", help_text="Hoeveel ontvangers minder krijgen."
    )
    gelijk = serializers.IntegerField(
        source="equal", help_text="Hoeveel ontvangers evenveel krijgen."
    )
    redenen = ReasonSumShape(source="by_reason", many=True, help_text="Per reden.")
    besturen = BoardSumShape(source="by_board", many=True, help_text="Per bestuur.")
    gemeenten = MunicipalitySumShape(
        source="by_municipality", many=True, help_text="Per gemeente."
    )
    grootste = DifferenceShape(
        source="largest", many=True, help_text="De grootste verschillen."
    )


# Queries ------------------------------------------------------------------------------

NO_NUMBER = shown_in_language(
    "verwacht het nummer van een doorrekening of berekening",
    "expected the number of a run or an allocation",
)
UNKNOWN = ("er is geen doorrekening met dit nummer", "no run has this number")
NOBODY_THERE = (
    "er is geen berekening met dit nummer, of zij is niet te zien voor u",
    "no allocation has this number, or you may not see it",
)
HINDRANCES = {
    Hindrance.NOT_COMPLETE: (
        "de doorrekening zelf is niet voltooid; alleen voltooide zijn te vergelijken",
        "the run itself is not complete; only complete ones can be compared",
    ),
    Hindrance.EARLIER_NOT_COMPLETE: (
        "deze doorrekening is niet voltooid; alleen voltooide zijn te vergelijken",
        "this run is not complete; only complete ones can be compared",
    ),
    Hindrance.OTHER_REGIME: (
        "dit is van een ander regime; vergelijk binnen één regime",
        "this is of another regime; compare within one regime",
    ),
    Hindrance.OTHER_PERIOD: (
        "dit is van een andere periode; alleen binnen één periode zijn er redenen",
        "this is of another period; there are reasons within one period only",
    ),
    Hindrance.OTHER_RECIPIENTS: (
        "dit is van andere ontvangers; er is niemand om te vergelijken",
        "this is of other recipients; there is nobody to compare",
    ),
}


class RunQuestion(Question):
    """The number of a run."""

    field_class = forms.UUIDField
    schema = {"type": "string", "format": "uuid"}


class AllocationField(forms.RegexField):
    """The number of an allocation."""

    def __init__(self, **extra: Any) -> None:  # noqa: ANN401
        super().__init__(regex=rf"\A{AllocationNumber.regex}\Z", **extra)

    def clean(self, value: Any) -> AllocationSubject | None:  # noqa: ANN401
        """Read the number."""
        text = super().clean(value)
        return AllocationNumber().to_python(text) if text else None


class AllocationQuestion(Question):
    """The number of an allocation."""

    field_class = AllocationField
    schema = AllocationNumber.schema()


class RunDifferencesQuery(ListQuery):
    """The query of the differences between runs."""

    vorige = RunQuestion(
        "Nummer van de doorrekening om mee te vergelijken; verplicht.",
        required=True,
        error_messages={"invalid": NO_NUMBER},
    )


class SummaryQuery(Query):
    """The query of the summary of these differences."""

    vorige = RunQuestion(
        "Nummer van de doorrekening om mee te vergelijken; verplicht.",
        required=True,
        error_messages={"invalid": NO_NUMBER},
    )


class DifferenceQuery(Query):
    """The query of the difference between allocations."""

    vorige = AllocationQuestion(
        "Nummer van de berekening om mee te vergelijken; zonder: die zij vervangt, of "
        "die daarvoor gold.",
        error_messages={"invalid": NO_NUMBER},
    )


# Addresses ----------------------------------------------------------------------------


def _refused(dutch: str, english: str) -> InvalidQuery:
    return InvalidQuery(
        [InvalidInput("vorige", in_language(dutch, english), "ongeldig")]
    )


@contextmanager
def _saying_why_not() -> Iterator[None]:
    """Refuse what cannot be compared; what nothing explains is a fault of ours."""
    try:
        yield
    except NotComparable as error:
        raise _refused(*HINDRANCES[error.hindrance]) from error


class AllocationDifferences(Allocations):
    """How an allocation differs from an earlier one."""

    queryset: Rows = Allocation.objects.select_related("run", "replaces__run")
    serializer_class = AllocationDifferenceShape
    member_query = DifferenceQuery
    described = {
        "retrieve": "Waarin een berekening verschilt van een vorige voor dezelfde "
        "ontvanger, en waarom: redenen die samen precies het verschil zijn."
    }

    def retrieve(self, _: Request, **number: Any) -> Response:  # noqa: ANN401, ARG002
        """Explain the difference."""
        allocation = self.get_object()
        asked: AllocationSubject | None = self.asked["vorige"]
        previous = previous_of(allocation)
        if asked is not None:
            rows = self.visible_to(self.caller)
            previous = rows.filter(run=asked.run_id, recipient=asked.recipient).first()
            if previous is None:
                raise _refused(*NOBODY_THERE)
        with _saying_why_not():
            found = difference(allocation, previous)
        return Response(self.get_serializer(found).data)


class RunDifferences(Resource):
    """How two runs differ, recipient by recipient."""

    scopes = {"GET": "berekeningen:lezen"}
    queryset: Rows = Allocation.objects.defer("facts", "figures", "reasons")
    order = ("recipient",)
    lookup_url_kwarg = "id"
    serializer_class: type[Shape] = DifferenceShape
    list_query = RunDifferencesQuery
    previous: Run
    described = {
        "list": "Waarin een doorrekening verschilt van een vorige, per ontvanger, en "
        "waarom; als CSV een regel per reden."
    }

    def within(self) -> Run:
        """Find the run."""
        return get_object_or_404(Run, pk=self.kwargs["id"])

    def visible_to(self, caller: Caller) -> Rows:
        """Give what was computed for the caller and the caller's schools."""
        return self.queryset.filter(allocations_of(caller))

    def filter_queryset(self, queryset: Rows) -> Rows:
        """Keep what either of the two runs computed."""
        rows: Rows = super().filter_queryset(queryset)
        found = Run.objects.filter(pk=self.asked["vorige"]).first()
        if found is None:
            raise _refused(*UNKNOWN)
        with _saying_why_not():
            refuse_unlike(found, self.whole)
        self.previous = found
        return compared(rows, found, self.whole)

    def paginate_queryset(  # type: ignore[override]  # of rows to what they stand for
        self, queryset: Rows
    ) -> list[Difference]:
        """Compare the recipients of a page."""
        return [*self.differences(super().paginate_queryset(queryset) or [])]

    def as_table(self, request: Request, rows: Rows) -> HttpResponseBase:
        """Compare all of them while they are sent, or a page.

        The first are compared before anything is sent, so that a fault of the program
        is said as such; a later one breaks the connection off.
        """
        if not (self.asked["limit"] or self.asked["cursor"]):
            found = self.differences(self.streamed(rows))
            rows = chain([*islice(found, 1)], found)
        return super().as_table(request, rows)

    def streamed(self, rows: Rows) -> Iterable[Allocation]:
        """Read rows in order, without holding all."""
        return rows.order_by(*self.order).iterator(CHUNK)  # type: ignore[no-any-return]

    def differences(self, rows: Iterable[Allocation]) -> Iterator[Difference]:
        """Compare the two runs for the recipients of some rows."""
        return between(self.previous, self.whole, rows)


class RunDifferenceSummary(RunDifferences):
    """How two runs differ, in short."""

    serializer_class = SummaryShape
    member_query = SummaryQuery
    described = {
        "retrieve": "Waarin een doorrekening verschilt van een vorige, in het kort: "
        "per reden, per bestuur en per gemeente, en de grootste verschillen, over de "
        "ontvangers die de vrager mag zien."
    }

    def retrieve(self, _: Request, **number: Any) -> Response:  # noqa: ANN401, ARG002
        """Sum up what the caller may see."""
        rows = self.streamed(self.filter_queryset(self.get_queryset()))
        found = summarise(self.previous, self.whole, rows)
        if not (self.caller.sees_all or found.more + found.less + found.equal):
            raise Http404
        return Response(self.get_serializer(found).data)
