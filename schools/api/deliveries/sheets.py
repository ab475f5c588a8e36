"""The delivery sheet: to fill in, to hand in, and handed back with what was found."""

from http import HTTPStatus
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from oab.api.tasks import TaskShape
from oab.bodies import Input, InvalidBody
from oab.csv_export import CSVRenderer
from oab.files.refusals import Refusal, RefusedFile
from oab.files.scanning import ScannerUnavailable
from oab.files.spreadsheets import FORMS, Spreadsheet, write
from oab.filters import Query, WordKey
from oab.pagination import Rows
from oab.problems import InvalidInput, Refused
from oab.resources import Resource
from oab.shapes import Shape, named
from oab.writing import Uploads
from schools.api.deliveries.findings import OfADelivery
from schools.deliveries import sheets
from schools.deliveries.uploads import TakenIn, take_in
from schools.deliveries.visibility import hidden_from
from schools.models import DeliveredPupil
from schools.tasks import wake_worker

FILE = "bestand"


# Handing in ---------------------------------------------------------------------------


@named("BestandInvoer", "Een ingevuld blad.")
class SheetInput(Input):
    """A filled sheet."""

    bestand = serializers.FileField(
        help_text="XLSX, ODS of CSV (UTF-8, met puntkomma of komma); de kolommen staan "
        "in het sjabloon.",
        allow_empty_file=True,
    )


@named("Ingelezen", "Wat er van een ingeleverd blad is gekomen.")
class TakenInShape(Shape):
    """What came of a sheet."""

    rijen = serializers.IntegerField(
        source="rows", help_text="Aantal ingelezen leerlingen."
    )
    fouten = serializers.IntegerField(
        source="found.fouten", help_text="Bevindingen die het inzenden tegenhouden."
    )
    waarschuwingen = serializers.IntegerField(
        source="found.waarschuwingen", help_text="Bevindingen om naar te kijken."
    )
    signalen = serializers.IntegerField(
        source="found.signalen", help_text="Bevindingen die iets opvallends noemen."
    )


class Sheets(OfADelivery, Uploads):
    """The sheets that are handed in."""

    scopes = {"POST": "aanleveringen:schrijven"}
    about = "leerlingen van een aanlevering"
    serializer_class = TakenInShape
    input_shape = SheetInput
    later_shape = TaskShape
    described = {
        "create": "Levert een blad in, dat alle rijen van een open aanlevering "
        "vervangt. Een blad dat in zijn opbouw niet klopt wordt in zijn geheel "
        "geweigerd, met alle redenen; wat er in de cellen niet klopt staat in de "
        "bevindingen. Een groot blad wordt op de achtergrond nagekeken; dan is het "
        "antwoord een taak."
    }

    def write(self, values: dict[str, Any]) -> HttpResponseBase:
        """Take the sheet in."""
        upload: UploadedFile[bytes] = values[FILE]
        try:
            taken = take_in(self.whole, upload.read(), self.caller)
        except RefusedFile as error:
            raise InvalidBody(map(as_fault, error.refusals)) from error
        except ScannerUnavailable as error:
            raise Refused(*NO_SCANNER, status=HTTPStatus.SERVICE_UNAVAILABLE) from error
        pupils = DeliveredPupil.objects.filter(delivery=self.whole)
        self.record(pupils.values_list("pseudonym"))
        return self._said(taken)

    def _said(self, taken: TakenIn) -> HttpResponseBase:
        if taken.task:
            wake_worker(taken.task)
            return self.later(taken.task)
        below = self.request.path.rpartition("/")[0]
        return Response(
            TakenInShape(taken).data,
            status=HTTPStatus.CREATED,
            headers={"Location": f"{below}/{FILE}"},
        )


NO_SCANNER = (
    "De virusscanner antwoordt niet; probeer het later opnieuw.",
    "The virus scanner does not answer; try again later.",
)


def as_fault(refusal: Refusal) -> InvalidInput:
    """Say why a file is refused as an error of the request."""
    place = f"/{FILE}"
    if refusal.row:
        place += f"/{refusal.row}"
    if refusal.column:
        place += f"/{refusal.column}"
    return InvalidInput(place, refusal.text(), refusal.code, "body")


# Handing out --------------------------------------------------------------------------


class FileRenderer(BaseRenderer):
    """Stands for a form of the sheet in content negotiation."""

    charset = None
    render_style = "binary"

    def render(self, data: bytes, *_: Any, **__: Any) -> bytes:  # noqa: ANN401
        """Leave the bytes as they are."""
        return data


class XLSXRenderer(FileRenderer):
    """XLSX."""

    media_type = FORMS["xlsx"].media_type
    format = "xlsx"


class ODSRenderer(FileRenderer):
    """ODS."""

    media_type = FORMS["ods"].media_type
    format = "ods"


class FormQuestion(WordKey):
    """In which form a sheet is wanted."""

    def filter(self, qs: Rows, value: object) -> Rows:  # noqa: ARG002
        """Leave the rows as they are."""
        return qs


class SheetQuery(Query):
    """The query of a sheet."""

    vorm = FormQuestion(
        "Vorm van het blad; gaat voor de kop Accept.",
        "",
        {kind: kind for kind in FORMS},
    )


class Handout(Resource):
    """A sheet in the form that is asked for."""

    member_query = SheetQuery
    # Of the document, which has no other way to tell that the answer is a file.
    serializer_class = TakenInShape

    def get_renderers(self) -> list[Any]:
        """Offer all forms; the first one is that of most offices."""
        return [XLSXRenderer(), ODSRenderer(), CSVRenderer()]

    def retrieve(self, request: Request, **_: Any) -> HttpResponse:  # type: ignore[override]  # noqa: ANN401
        """Answer with the sheet."""
        self.filter_queryset(DeliveredPupil.objects.none())
        kind = self.asked["vorm"] or request.accepted_renderer.format
        name, sheet = self.sheet()
        content = write(kind, sheet)
        return HttpResponse(
            content,
            content_type=FORMS[kind].media_type,
            headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'},
        )

    def sheet(self) -> tuple[str, Spreadsheet]:
        """Name the sheet and make it."""
        raise NotImplementedError


class Templates(Handout):
    """The sheet to fill in; open to everybody, for there is nothing in it."""

    described = {
        "retrieve": "Het lege blad voor de leerlingen van een aanlevering, met uitleg "
        "en keuzelijsten."
    }

    def sheet(self) -> tuple[str, Spreadsheet]:
        """Make the template."""
        return sheets.TITLE, sheets.template()


class MarkedSheets(OfADelivery, Handout):
    """The sheet of a delivery, with what was found in it."""

    about = "blad van een aanlevering"
    described = {
        "retrieve": "Het blad van een aanlevering met de bevindingen erin: gekleurd, "
        "als opmerking bij de cel en in de kolom bevindingen. Het persoonsgebonden "
        "nummer is leeg en mag dat blijven als het blad weer wordt ingeleverd."
    }

    def sheet(self) -> tuple[str, Spreadsheet]:
        """Make the sheet, as the role of the caller may see it."""
        pupils = DeliveredPupil.objects.filter(delivery=self.whole)
        self.record(pupils.values_list("pseudonym"))
        hidden = hidden_from(self.caller.role)
        return self.whole.reference, sheets.marked(self.whole, hidden)
