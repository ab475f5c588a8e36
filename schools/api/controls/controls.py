"""The addresses of the ministry's checks, and of what they found in a year."""

from typing import Any, cast

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpResponseBase
from rest_framework.generics import get_object_or_404
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from oab.callers import Caller
from oab.csv_export import CSVRenderer, stream
from oab.filters import DayKey, ListQuery, WordKey
from oab.numbers import Number, UUIDNumber
from oab.pagination import Rows
from oab.processing_activities import Activity
from oab.processing_log import Deed, Persons, RecordedResource
from oab.processing_log import record as put_on_record
from oab.resources import Resource, refuse_keys
from oab.shapes import Shape
from oab.writing import Creates
from schools.api.controls import inputs, pupils, shapes
from schools.api.controls.words import METHODS, UNITS
from schools.controls.drawing import Order, draw_control
from schools.controls.findings import Found, record
from schools.controls.summaries import Summary, summary_of
from schools.models import (
    Control,
    ControlFinding,
    DeliveredPupil,
    DrawnPupil,
    DrawnUnit,
)

READ, WRITE = "controles:lezen", "controles:schrijven"


class ControlNumber(UUIDNumber):
    """Of a check."""

    description = "Nummer van de controle."


class YearNumber(Number):
    """Four digits."""

    regex = "20[0-9]{2}"
    description = "Controlejaar."

    def to_python(self, value: str) -> int:  # type: ignore[override]  # takes anything
        """Read the year."""
        return int(value)


class ControlsQuery(ListQuery):
    """The query of a list of checks."""

    teldatum = DayKey("Alleen controles van deze teldatum.", "counted_on")
    methode = WordKey("Alleen controles die zo zijn getrokken.", "method", METHODS)
    eenheid = WordKey("Alleen controles van deze eenheid.", "unit", UNITS)


def controls_of(caller: Caller) -> Rows:
    """Give the checks that a caller sees: all, or none."""
    rows = Control.objects.prefetch_related(
        "units", "hearings", "corrections__delivery"
    )
    return rows if caller.sees_all else rows.none()


class Controls(Creates):
    """Checks, newest first."""

    scopes = {"GET": READ, "POST": WRITE}
    order = ("-drawn_at", "-id")
    lookup_field = "pk"
    lookup_url_kwarg = "id"
    serializer_class = shapes.ControlShape
    member_shape = shapes.WholeControlShape
    input_shape = inputs.ControlInput
    list_query = ControlsQuery
    versioned = True
    described = {
        "list": "De controles van het ministerie, de nieuwste eerst.",
        "retrieve": "Een controle: hoe is getrokken, wie is gehoord, en wat is "
        "gecorrigeerd.",
        "create": "Trek een controle uit de geaccepteerde aanleveringen van een "
        "teldatum. Eenheden komen op volgorde van de SHA-256 van startgetal, dubbele "
        "punt en nummer; bij risico gaan de meeste punten voor.",
    }

    def visible_to(self, caller: Caller) -> Rows:
        """Show all checks to the ministry and the auditor."""
        return controls_of(caller).prefetch_related("hearings", "corrections__delivery")

    def write(self, values: dict[str, Any]) -> Control:
        """Draw a check."""
        order = Order(
            year=values["jaar"],
            counted_on=values["teldatum"],
            method=values["methode"],
            unit=values["eenheid"],
            size=values["omvang"],
            seed=values.get("startgetal"),
        )
        control = draw_control(order, by=self.caller.subject)
        deed = Deed(Activity.CONTROL, "controle trekken")
        put_on_record(self.caller, deed, drawn_by(control).values_list("pseudonym"))
        return control


def drawn_by(control: Control) -> Rows:
    """Give the rows that a check drew."""
    drawn = DrawnPupil.objects.filter(
        control=control, delivery=OuterRef("delivery"), row=OuterRef("row")
    )
    return DeliveredPupil.objects.filter(Exists(drawn))


class OfControl(Resource):
    """What belongs to a check."""

    lookup_url_kwarg = ""

    def within(self) -> Control:
        """Find the check."""
        found = get_object_or_404(controls_of(self.caller), pk=self.kwargs["id"])
        return cast(Control, found)


class Units(OfControl):
    """What was drawn, in the order of the draw."""

    scopes = {"GET": READ}
    order = ("place",)
    serializer_class = shapes.UnitShape
    described = {
        "list": "Wat voor een controle is getrokken, op volgorde, en waarom.",
    }

    def visible_to(self, _: Caller) -> Rows:
        """Show the units of the check."""
        return DrawnUnit.objects.filter(control=self.whole)


class DrawnPupils(OfControl, RecordedResource):
    """The pupils that a check looks at, as they were delivered."""

    activity = Activity.CONTROL
    about = "leerlingen van een controle"
    scopes = {"GET": READ}
    order = ("delivery_id", "row")
    serializer_class = pupils.DrawnPupilShape
    described = {
        "list": "De leerlingen die een controle bekijkt, zoals ze zijn aangeleverd. "
        "Wat na de bewaartermijn is vernietigd, staat er niet meer bij.",
    }

    def visible_to(self, _: Caller) -> Rows:
        """Show who was drawn, with what was found."""
        drawn = DrawnPupil.objects.filter(
            control=self.whole, delivery=OuterRef("delivery"), row=OuterRef("row")
        )
        found = ControlFinding.objects.in_force().filter(drawn=OuterRef("drawn_id"))
        return (
            drawn_by(self.whole)
            .annotate(drawn_id=Subquery(drawn.values("pk")))
            .annotate(found=Subquery(found.values("error_class")))
        )


class Findings(OfControl, RecordedResource, Creates):
    """What a check found, corrected findings left out."""

    activity = Activity.CONTROL
    about = "bevindingen van een controle"
    scopes = {"GET": READ, "POST": WRITE}
    order = ("drawn_id", "id")
    serializer_class = pupils.FindingShape
    input_shape = inputs.FindingsInput
    described = {
        "list": "De bevindingen van een controle, per getrokken leerling.",
        "create": "Leg bevindingen vast, alle of geen. Een bevinding vervangt een "
        "eerdere met een reden.",
    }

    def get_serializer_class(self) -> type[Shape]:
        """Tell the shape of an answer: what was written comes together."""
        if self.action == "create":
            return pupils.FindingsShape
        return super().get_serializer_class()

    def visible_to(self, _: Caller) -> Rows:
        """Show what was found."""
        return ControlFinding.objects.in_force().filter(drawn__control=self.whole)

    def persons_in(self, rows: Rows) -> Persons:
        """Find whom the findings are about."""
        if not isinstance(rows, QuerySet):
            rows = ControlFinding.objects.filter(pk__in=[*_keys(rows)])
        drawn = DrawnPupil.objects.filter(
            findings__in=rows, delivery=OuterRef("delivery"), row=OuterRef("row")
        )
        return DeliveredPupil.objects.filter(Exists(drawn)).values_list("pseudonym")

    def write(self, values: dict[str, Any]) -> dict[str, Any]:
        """Record findings."""
        found = [
            Found(
                drawn=each["leerling"],
                error_class=each["klasse"],
                note=each.get("toelichting", ""),
                reason=each.get("reden", ""),
            )
            for each in values["bevindingen"]
        ]
        return {"bevindingen": record(self.whole, found, by=self.caller.subject)}

    def address_of(self, _: Any) -> str:  # noqa: ANN401
        """Say where they can be read: in the list."""
        return self.request.path


def _keys(rows: Any) -> Any:  # noqa: ANN401 - findings, or those that were written
    for each in rows:
        written = each["bevindingen"] if isinstance(each, dict) else [each]
        yield from (finding.pk for finding in written)


class Summaries(Resource):
    """What the checks of a year found."""

    scopes = {"GET": READ}
    lookup_url_kwarg = "jaar"
    serializer_class = shapes.SummaryShape
    described = {
        "retrieve": "De fouten die de controles van een jaar vonden, per klasse: "
        "samen, per eenheid en methode, en per bestuur. Als CSV: per bestuur, eenheid "
        "en methode.",
    }

    def get_renderers(self) -> list[Any]:
        """Offer the table too."""
        return [JSONRenderer(), CSVRenderer()]

    def retrieve(  # type: ignore[override]  # one of the forms
        self, request: Request, jaar: int
    ) -> HttpResponseBase:
        """Add up what was found."""
        refuse_keys(request)
        summary = self.summary(jaar)
        if isinstance(request.accepted_renderer, CSVRenderer):
            rows = [] if request.method == "HEAD" else summary.rows
            name = f"controleoverzicht-{jaar}.csv"
            return stream(rows, shapes.TallyShape(), name, {})
        return Response(self.get_serializer(summary).data)

    def summary(self, year: int) -> Summary:
        """Give the summary of a year in which there was a check."""
        if not controls_of(self.caller).filter(year=year).exists():
            raise Http404
        return summary_of(year)
