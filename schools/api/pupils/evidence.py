"""Scans of statements: their shapes and addresses."""

from http import HTTPStatus
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request

from oab.bodies import Input, InvalidBody
from oab.callers import Caller
from oab.files.refusals import RefusedFile
from oab.files.scanning import ScannerUnavailable
from oab.numbers import UUIDNumber
from oab.pagination import Rows
from oab.problems import Refused
from oab.processing_activities import Activity
from oab.processing_log import RecordedResource
from oab.shapes import Shape, named
from oab.writing import Uploads
from schools.api.deliveries.sheets import FILE, NO_SCANNER, FileRenderer, as_fault
from schools.api.pupils.statements import statements_of
from schools.models import Evidence, Ouderverklaring
from schools.pupils import evidence

READ, WRITE = "bewijsstukken:lezen", "bewijsstukken:schrijven"


class EvidenceNumber(UUIDNumber):
    """Of a scan."""

    description = "Nummer van het bewijsstuk."


@named("BewijsstukInvoer", "Een gescande ouderverklaring.")
class EvidenceInput(Input):
    """A scan."""

    bestand = serializers.FileField(
        help_text="PDF, JPEG of PNG van ten hoogste 10 MB, zonder wachtwoord.",
        allow_empty_file=True,
    )


@named("Bewijsstuk", "Een gescande ouderverklaring.")
class EvidenceShape(Shape):
    """What is known of a scan."""

    id = serializers.UUIDField(help_text="Nummer van het bewijsstuk.")
    mediatype = serializers.CharField(
        source="media_type", help_text="Wat het is, naar zijn inhoud."
    )
    omvang = serializers.IntegerField(source="size", help_text="Aantal bytes.")
    sha256 = serializers.CharField(help_text="SHA-256 van de inhoud.")
    scan = serializers.CharField(help_text="Wat de virusscanner zei.")
    vastgelegdOp = serializers.DateTimeField(
        source="created_at", help_text="Wanneer het is vastgelegd."
    )


class OfAStatement(RecordedResource):
    """What lies below a statement that the caller may see."""

    scopes = {"GET": READ, "POST": WRITE}
    activity = Activity.STATEMENTS
    about = "bewijsstukken"
    pseudonym = "ouderverklaring__enrolment__pseudonym"
    whole: Ouderverklaring

    def within(self) -> Ouderverklaring:
        """Find the statement."""
        found: Ouderverklaring = self.one_of(
            statements_of(self.caller), pk=self.kwargs["nummer"]
        )
        return found

    def visible_to(self, _: Caller) -> Rows:
        """Show the scans of the statement, without their content."""
        rows = Evidence.objects.filter(ouderverklaring=self.whole)
        return rows.select_related("ouderverklaring__enrolment").defer("content")


class Scans(OfAStatement, Uploads):
    """The scans of a statement."""

    order = ("id",)
    lookup_field = "pk"
    lookup_url_kwarg = "bewijsstuk"
    serializer_class = EvidenceShape
    input_shape = EvidenceInput
    described = {
        "list": "De bewijsstukken bij een ouderverklaring.",
        "create": "Voegt een bewijsstuk toe. Wat het is blijkt uit de inhoud, niet uit "
        "de naam; de naam wordt niet bewaard.",
    }

    def write(self, values: dict[str, Any]) -> Evidence:
        """Keep a scan."""
        upload: UploadedFile[bytes] = values[FILE]
        try:
            return evidence.add(self.whole, upload.read(), self.caller.subject)
        except RefusedFile as error:
            raise InvalidBody(map(as_fault, error.refusals)) from error
        except ScannerUnavailable as error:
            raise Refused(*NO_SCANNER, status=HTTPStatus.SERVICE_UNAVAILABLE) from error


class PDFRenderer(FileRenderer):
    """PDF."""

    media_type = "application/pdf"
    format = "pdf"


class JPEGRenderer(FileRenderer):
    """JPEG."""

    media_type = "image/jpeg"
    format = "jpg"


class PNGRenderer(FileRenderer):
    """PNG."""

    media_type = "image/png"
    format = "png"


class ScanFiles(OfAStatement):
    """The file of a scan, to be kept and not to be opened by a browser."""

    scopes = {"GET": READ}
    lookup_field = "pk"
    lookup_url_kwarg = "bewijsstuk"
    serializer_class = EvidenceShape
    described = {"retrieve": "Het bestand van een bewijsstuk, als bijlage."}

    def get_renderers(self) -> list[Any]:
        """Offer the forms that there can be; which it is was settled by its content."""
        return [PDFRenderer(), JPEGRenderer(), PNGRenderer()]

    def retrieve(self, _: Request, **__: Any) -> HttpResponse:  # type: ignore[override]  # noqa: ANN401
        """Answer with the file."""
        found: Evidence = self.get_object()
        name = evidence.file_name(found)
        return HttpResponse(
            bytes(found.content),
            content_type=found.media_type,
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Content-Security-Policy": "default-src 'none'; "
                "frame-ancestors 'none'; sandbox",
            },
        )
