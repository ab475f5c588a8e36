"""Documents to keep: the receipt of a delivery, as data and as PDF."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from oab.problems import Refused
from oab.resources import Resource
from oab.shapes import Shape, Text, named
from schools.api.deliveries.shapes import HASH, TotalsShape
from schools.deliveries.receipts import as_pdf
from schools.models import Delivery
from schools.scopes import deliveries_of


class PDFRenderer(BaseRenderer):
    """Stands for PDF in content negotiation."""

    media_type = "application/pdf"
    format = "pdf"
    charset = None
    render_style = "binary"

    def render(self, data: bytes, *_: Any, **__: Any) -> bytes:  # noqa: ANN401
        """Leave the bytes as they are."""
        return data


def as_document(content: bytes, name: str) -> HttpResponse:
    """Answer with a PDF to keep."""
    return HttpResponse(
        content,
        content_type=PDFRenderer.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
    )


@named(
    "Ontvangstbevestiging", "Wat is ontvangen, van wie en wanneer; zonder leerlingen."
)
class ReceiptShape(Shape):
    """A receipt."""

    kenmerk = serializers.CharField(source="reference", help_text="Kenmerk.")
    bestuur = serializers.CharField(
        source="board_code", help_text="Nummer van het bestuur."
    )
    vestiging = Text(
        source="location_code",
        help_text="De ene vestiging waarvoor zij is; leeg: alle van het bestuur.",
    )
    teldatum = serializers.DateField(source="counted_on", help_text="Teldatum.")
    ingezondenDoor = serializers.CharField(
        source="delivered_by", help_text="Wie haar inzond."
    )
    ingezondenOp = serializers.DateTimeField(
        source="delivered_at", help_text="Wanneer zij is ontvangen."
    )
    ondertekendDoor = Text(source="signed_by", help_text="Wie haar ondertekende.")
    ondertekendOp = serializers.DateTimeField(
        source="signed_at", allow_null=True, help_text="Wanneer."
    )
    totalen = TotalsShape(source="totals", help_text="Wat is ontvangen, opgeteld.")
    hash = serializers.CharField(source="content_hash", help_text=HASH)


class Receipts(Resource):
    """The receipt of a delivery."""

    scopes = {"GET": "aanleveringen:lezen"}
    lookup_url_kwarg = ""
    serializer_class = ReceiptShape
    described = {
        "retrieve": "De ontvangstbevestiging van een ingezonden aanlevering, als "
        "gegevens of als PDF.",
    }

    def get_renderers(self) -> list[Any]:
        """Offer both forms."""
        return [JSONRenderer(), PDFRenderer()]

    def retrieve(  # type: ignore[override]  # a document is an answer too
        self,
        request: Request,
        **number: Any,  # noqa: ANN401
    ) -> HttpResponseBase:
        """Answer with the receipt."""
        self.filter_queryset(Delivery.objects.none())
        mine = Delivery.objects.filter(deliveries_of(self.caller))
        delivery: Delivery = self.one_of(mine, pk=number["id"])
        if delivery.delivered_at is None:
            raise Refused(
                "Deze aanlevering is nog niet ingezonden.",
                "This delivery has not been handed in yet.",
                status=HTTPStatus.NOT_FOUND,
            )
        if isinstance(request.accepted_renderer, PDFRenderer):
            return as_document(as_pdf(delivery), delivery.reference)
        return Response(self.get_serializer(delivery).data)
