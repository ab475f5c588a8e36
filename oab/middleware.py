"""What every answer has in common, and the line in the log about every request."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django_structlog.middlewares import RequestMiddleware

from oab import VERSION
from oab.languages import preferred

HSTS = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb")
)


class EveryAnswer:
    """Adds what the Dutch API design rules ask of every answer, errors included.

    It stands outermost, because Django's own errors never reach a view. Headers that
    Django's SecurityMiddleware sends are left to it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language of the request, with all headers."""
        language = preferred(request.headers.get("Accept-Language", ""))
        with translation.override(language):
            response = self.get_response(request)
        response["API-Version"] = VERSION
        response["Cache-Control"] = "no-store"
        response["Permissions-Policy"] = PERMISSIONS
        # Django sends it over HTTPS only, which it does not see behind every proxy.
        response.setdefault("Strict-Transport-Security", HSTS)
        return response


class RequestLog(RequestMiddleware):
    """Logs the begin and end of a request, without its query: that may be private."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Name the method and the path."""
        return f"{request.method} {request.path}"
