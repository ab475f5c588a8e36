"""Changing what somebody else may have changed in between: ETag and If-Match."""

from http import HTTPStatus
from typing import Any

from django.db.models import F, Model
from django.utils.http import parse_etags
from rest_framework.request import Request

from oab.problems import Refused


def etag(row: Any) -> str:  # noqa: ANN401 - whatever has a version
    """Give the ETag of a row, which is its version."""
    return f'"{row.version}"'


def etag_header(row: Any) -> dict[str, str]:  # noqa: ANN401
    """Give the header that tells the ETag of a row."""
    return {"ETag": etag(row)}


def require_match(request: Request, row: Any) -> None:  # noqa: ANN401
    """Refuse a change by who does not name the row as it is now (428, 412).

    `*` names nothing, so it does not count.
    """
    named = [each for each in parse_etags(request.headers.get("If-Match", "")) if each]
    if not named or named == ["*"]:
        raise Refused(status=HTTPStatus.PRECONDITION_REQUIRED)
    if etag(row) not in named:
        raise overtaken()


def advance(row: Model, **changes: Any) -> None:  # noqa: ANN401
    """Change a row that is still of the version that was read; refuse (412) otherwise.

    The condition stands in the UPDATE, so that of two changes at one time one wins.
    """
    version = row.version  # type: ignore[attr-defined]
    still = type(row)._base_manager.filter(pk=row.pk, version=version)
    if not still.update(version=F("version") + 1, **changes):
        raise overtaken()
    for name, value in ({"version": version + 1} | changes).items():
        setattr(row, name, value)


def overtaken() -> Refused:
    """Say that somebody else changed it first."""
    return Refused(status=HTTPStatus.PRECONDITION_FAILED)
