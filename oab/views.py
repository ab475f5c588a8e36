"""The addresses of the service itself: entrance, document, health, security.txt."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpResponseBase
from django.utils.decorators import method_decorator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import BaseRenderer, TemplateHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from oab import VERSION
from oab.document import ONLY_PARTS, SETTINGS, TAGS
from oab.health import unready
from oab.languages import in_language
from oab.problems import problem
from oab.resources import Address, base_of
from oab.schema import document

VALIDITY = timedelta(days=180)
DOCUMENT_TAG = "document"


class Entrance(Address):
    """The way to everything else."""

    schema = None

    def get(self, request: Request) -> Response:
        """Answer with what there is."""
        base = base_of(request)
        return Response(
            {
                "naam": SETTINGS["TITLE"],
                "versie": VERSION,
                "documentatie": f"{base}/documentatie",
                "openapi": f"{base}/openapi.json",
                "bronnen": {
                    name: f"{base}/{name}" for name in TAGS if name not in ONLY_PARTS
                },
            }
        )


class Document(Address):
    """The API's document, for any website to read."""

    @extend_schema(
        operation_id="openapi_retrieve",
        description="Dit document, in OpenAPI.",
        tags=[DOCUMENT_TAG],
        responses=OpenApiTypes.OBJECT,
        parameters=[
            OpenApiParameter(
                "Access-Control-Allow-Origin",
                str,
                OpenApiParameter.HEADER,
                response=True,
                enum=["*"],
                description="Iedere website mag dit document lezen.",
            )
        ],
    )
    def get(self, request: Request) -> Response:
        """Answer with the document, at home under whatever prefix a proxy has."""
        servers = [{"url": base_of(request), "description": "Deze dienst"}]
        answer = document() | {"servers": servers}
        return Response(answer, headers={"Access-Control-Allow-Origin": "*"})


@method_decorator(csp_update(settings.DOCS_CONTENT_SECURITY_POLICY), name="get")
class Documentation(Address):
    """The document as a page for people."""

    schema = None
    renderer_classes = [TemplateHTMLRenderer]

    def get(self, _: Request) -> Response:
        """Answer with the page."""
        return Response(
            {"title": SETTINGS["TITLE"]}, template_name="oab/documentatie.html"
        )


class Live(Address):
    """Whether this process answers at all."""

    schema = None

    def get(self, _: Request) -> Response:
        """Answer, and ask nobody anything."""
        return Response({"toestand": "actief"})


class Ready(Address):
    """Whether this process can serve."""

    schema = None

    def get(self, _: Request) -> HttpResponseBase:
        """Answer with what is wrong, or that nothing is."""
        if missing := ", ".join(unready()):
            detail = in_language(f"Niet gereed: {missing}.", f"Not ready: {missing}.")
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail)
        return Response({"toestand": "gereed"})


class PlainTextRenderer(BaseRenderer):
    """Text as it is."""

    media_type = "text/plain"
    format = "txt"
    charset = "utf-8"

    def render(self, data: str, *_: Any, **__: Any) -> str:  # noqa: ANN401
        """Leave the text as it is."""
        return data


class SecurityTxt(Address):
    """Where to report a weakness (RFC 9116)."""

    schema = None
    renderer_classes = [PlainTextRenderer]

    def get(self, _: Request) -> Response:
        """Answer with a contact, good for half a year from today."""
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        lines = [
            f"Contact: {settings.SECURITY_CONTACT}",
            f"Expires: {today + VALIDITY:%Y-%m-%dT%H:%M:%SZ}",
            "Preferred-Languages: nl, en",
        ]
        return Response("\n".join(lines) + "\n")
