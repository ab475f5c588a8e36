"""A POST with an Idempotency-Key is done once, however often it is sent.

The first answer is kept in the transaction of what it answers, so a crash keeps
neither; whoever repeats the request while it is being done is told to wait. A refusal
is not kept: nothing was done.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.http import HttpResponse, HttpResponseBase
from django.utils.crypto import salted_hmac
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from oab.callers import Caller
from oab.languages import in_language
from oab.models import IdempotentRequest
from oab.personal_numbers import holds_personal_number
from oab.problems import InvalidInput, Refused

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,255}")
KEPT_HEADERS = ("Location", "ETag")
SALT = "oab.idempotency"


@dataclass(frozen=True, slots=True)
class _Named:
    """A request with the name that its caller gave it."""

    key: str
    caller: str
    content: str


def once(
    request: Request,
    caller: Caller,
    act: Callable[[], HttpResponseBase],
    *,
    keeps_body: bool,
) -> HttpResponseBase:
    """Do it, or answer as before; to be called in a transaction.

    Where an answer holds personal data its body is not kept: who repeats the request
    is told where to find it.
    """
    if HEADER not in request.headers:
        return act()
    named = _named(request, caller)
    if earlier := _earlier(named):
        return earlier
    answer = act()
    _keep(named, answer, keeps_body=keeps_body)
    return answer


def _named(request: Request, caller: Caller) -> _Named:
    key = request.headers[HEADER]
    if not KEY.fullmatch(key) or holds_personal_number(key):
        detail = in_language(
            "verwacht 1 tot en met 255 tekens zonder spaties, en geen BSN",
            "expected 1 to 255 characters without spaces, and no BSN",
        )
        error = InvalidInput(HEADER, detail, "ongeldig", "header")
        raise Refused(status=HTTPStatus.BAD_REQUEST, errors=[error])
    asker = f"{caller.role}/{caller.organisation}/{caller.subject}"
    return _Named(key, asker, _digest(request))


def _digest(request: Request) -> str:
    """Give a keyed hash of what is asked: it may hold what can be guessed."""
    content = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    for name, value in _parts(request.data):
        content.update(json.dumps([name, value], sort_keys=True, default=str).encode())
    return salted_hmac(SALT, content.digest(), algorithm="sha256").hexdigest()


def _parts(body: Any) -> list[tuple[str, Any]]:  # noqa: ANN401
    if not hasattr(body, "lists"):
        return [("", body)]
    return [
        (name, [_file_hash(each) for each in values])
        for name, values in sorted(body.lists())
    ]


def _file_hash(value: Any) -> Any:  # noqa: ANN401
    if not isinstance(value, UploadedFile):
        return value
    content = hashlib.sha256()
    for chunk in value.chunks():
        content.update(chunk)
    value.seek(0)
    return content.hexdigest()


def _earlier(named: _Named) -> HttpResponse | None:
    _lock(named)
    row = IdempotentRequest.objects.filter(key=named.key, caller=named.caller).first()
    if row is None:
        return None
    if row.content_hash != named.content:
        raise Refused(
            f"Deze {HEADER} is al gebruikt voor een andere vraag.",
            f"This {HEADER} was used for another request.",
        )
    kind = "application/json" if row.body else None
    answer = HttpResponse(row.body or b"", status=row.status, content_type=kind)
    for name, value in row.headers.items():
        answer[name] = value
    if not row.body:
        del answer["Content-Type"]
    return answer


def _lock(named: _Named) -> None:
    digest = hashlib.sha256(f"{named.caller}\n{named.key}".encode()).digest()
    number = int.from_bytes(digest[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise Refused(
                f"De vraag met deze {HEADER} is nog bezig.",
                f"The request with this {HEADER} is still running.",
                headers={"Retry-After": "1"},
            )


def _keep(named: _Named, answer: HttpResponseBase, *, keeps_body: bool) -> None:
    body = None
    if keeps_body and isinstance(answer, Response):
        body = JSONRenderer().render(answer.data)
    IdempotentRequest.objects.create(
        key=named.key,
        caller=named.caller,
        content_hash=named.content,
        status=answer.status_code,
        headers={name: answer[name] for name in KEPT_HEADERS if name in answer},
        body=body,
    )
