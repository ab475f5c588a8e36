"""Problem details (RFC 9457): the one form in which this service says no.

Every answer of 400 and up has this form, whoever gives it: a view, Django REST
framework or Django itself. The texts are Dutch, or English on request. They say what
the client can mend and nothing about the program; what went wrong inside stands in the
log, under the request id that `instance` gives.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from rest_framework.exceptions import APIException, NotAcceptable, NotFound

from oab.languages import DUTCH, in_language
from oab.personal_numbers import without_personal_numbers

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class InvalidInput:
    """One thing that is wrong with a request, and where it stands."""

    location: str
    detail: str
    code: str
    where: str = "query"

    def as_member(self) -> dict[str, str]:
        """Give it as an entry of `errors`, which repeats no personal number."""
        texts = asdict(self).items()
        entry = {name: without_personal_numbers(text) for name, text in texts}
        return {"in": entry.pop("where")} | entry


class Refused(APIException):
    """Deze vraag wordt geweigerd.

    Without texts of its own it says what its status usually means.
    """

    def __init__(
        self,
        dutch: str = "",
        english: str = "",
        *,
        status: int = HTTPStatus.CONFLICT,
        errors: Iterable[InvalidInput] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.status_code = int(status)
        self.explanation = (dutch, english)
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


class InvalidQuery(Refused):
    """De zoeksleutels van de vraag kloppen niet."""

    def __init__(self, errors: Iterable[InvalidInput]) -> None:
        super().__init__(status=HTTPStatus.BAD_REQUEST, errors=errors)


def texts(status: int) -> tuple[str, str]:
    """Give the title and the detail of a status, in the language of the request."""
    title, detail, english_title, english_detail = TEXTS.get(
        status, TEXTS[HTTPStatus.BAD_REQUEST if status < SERVER_ERROR else SERVER_ERROR]
    )
    return in_language(title, english_title), in_language(detail, english_detail)


def problem(
    status: int,
    detail: str = "",
    *,
    errors: Iterable[InvalidInput] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Make the answer that says what is wrong."""
    title, usual_detail = texts(status)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": int(status),
        "detail": detail or usual_detail,
    }
    if request_id := structlog.contextvars.get_contextvars().get("request_id"):
        body["instance"] = f"urn:uuid:{request_id}"
    if entries := [error.as_member() for error in errors]:
        body["errors"] = entries
    return HttpResponse(
        json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        status=status,
        content_type=MEDIA_TYPE,
        headers={"Content-Language": get_language() or DUTCH} | dict(headers or {}),
    )


class ProblemFormatter(ExceptionFormatter):
    """Leaves the formatting to `problem`, which also needs the status."""

    def run(self) -> tuple[InvalidInput, ...]:
        """Give everything that is wrong with a request."""
        return self.exc.errors if isinstance(self.exc, Refused) else ()


class ProblemHandler(ExceptionHandler):
    """Turns the exceptions of views into problems, and reports the unforeseen ones."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        """Blame the client for what Django distrusts, such as a thousand keys."""
        if isinstance(exc, SuspiciousOperation):
            return InvalidQuery(())
        return super().convert_known_exceptions(exc)

    def get_response(  # type: ignore[override]  # any response will do
        self, exc: APIException, data: tuple[InvalidInput, ...]
    ) -> HttpResponse:
        """Answer with the problem; the exception's own words stay inside."""
        headers = self.get_headers(exc)
        if isinstance(exc, Refused):
            headers |= exc.headers
        return problem(exc.status_code, _detail(exc), errors=data, headers=headers)


def _detail(exc: APIException) -> str:
    if isinstance(exc, Refused):
        return in_language(*exc.explanation)
    if isinstance(exc, NotAcceptable) and exc.available_renderers:
        offered = ", ".join(kind.media_type for kind in exc.available_renderers)
        return in_language(
            f"Dit adres antwoordt alleen met {offered}.",
            f"This address answers with {offered} only.",
        )
    if isinstance(exc, NotFound):
        return in_language(
            "Hier is niets bekend onder dit nummer, voor de gevraagde dag.",
            "Nothing is known here under this number, for the day asked for.",
        )
    return ""


# What Django itself answers -----------------------------------------------------------


def bad_request(_: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer a request that Django distrusts."""
    return problem(HTTPStatus.BAD_REQUEST)


def forbidden(_: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer a request that is not allowed."""
    return problem(HTTPStatus.FORBIDDEN)


def not_found(_: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer a request for an address that does not exist."""
    return problem(HTTPStatus.NOT_FOUND)


def server_error(_: HttpRequest) -> HttpResponse:
    """Answer a request on which the program failed."""
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR)


SERVER_ERROR = HTTPStatus.INTERNAL_SERVER_ERROR
TEXTS: dict[int, tuple[str, str, str, str]] = {
    HTTPStatus.BAD_REQUEST: (
        "Ongeldige vraag",
        "De vraag kan zo niet worden beantwoord.",
        "Bad request",
        "The request cannot be answered like this.",
    ),
    HTTPStatus.UNAUTHORIZED: (
        "Niet aangemeld",
        "Dit adres vraagt een toegangstoken in de kop Authorization.",
        "Unauthorized",
        "This address asks for an access token in the header Authorization.",
    ),
    HTTPStatus.FORBIDDEN: (
        "Niet toegestaan",
        "Deze vraag is niet toegestaan.",
        "Forbidden",
        "This request is not allowed.",
    ),
    HTTPStatus.NOT_FOUND: (
        "Niet gevonden",
        "Dit adres bestaat niet.",
        "Not found",
        "This address does not exist.",
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "Methode niet toegestaan",
        "Dit adres kent deze methode niet; de kop Allow noemt welke wel.",
        "Method not allowed",
        "This address does not know this method; the header Allow lists what it does.",
    ),
    HTTPStatus.NOT_ACCEPTABLE: (
        "Geen passende vorm",
        "Dit adres kan niet antwoorden in de vorm die Accept vraagt.",
        "Not acceptable",
        "This address cannot answer in the form that Accept asks for.",
    ),
    HTTPStatus.CONFLICT: (
        "Strijdig",
        "Dit past niet bij hoe het er nu voor staat.",
        "Conflict",
        "This does not fit the present state.",
    ),
    HTTPStatus.PRECONDITION_FAILED: (
        "Intussen gewijzigd",
        "If-Match noemt niet de ETag van nu; lees het opnieuw.",
        "Precondition failed",
        "If-Match does not name the present ETag; please read it again.",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "Te groot",
        "De vraag is groter dan dit adres aanneemt.",
        "Content too large",
        "The request is larger than this address takes.",
    ),
    HTTPStatus.PRECONDITION_REQUIRED: (
        "If-Match ontbreekt",
        "Noem in If-Match de ETag van wat u wijzigt.",
        "Precondition required",
        "Name the ETag of what you change in If-Match.",
    ),
    HTTPStatus.TOO_MANY_REQUESTS: (
        "Te veel vragen",
        "Er komen te veel vragen; Retry-After zegt wanneer het weer kan.",
        "Too many requests",
        "There are too many requests; Retry-After says when to try again.",
    ),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: (
        "Vorm niet ondersteund",
        "Dit adres leest de vorm niet die Content-Type noemt.",
        "Unsupported media type",
        "This address does not read the form that Content-Type names.",
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "Storing",
        "Er ging bij ons iets mis. Meld het met de waarde van instance.",
        "Internal server error",
        "Something failed on our side. Please report it with the value of instance.",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "Tijdelijk niet beschikbaar",
        "De dienst kan nu niet antwoorden.",
        "Service unavailable",
        "The service cannot answer now.",
    ),
}
