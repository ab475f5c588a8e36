"""Whether who asks may ask this at all; which rows they see is for the resource."""

from http import HTTPStatus
from typing import ClassVar, Protocol, cast

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from oab.callers import Caller
from oab.problems import Refused

REALM = 'Bearer realm="oab"'


class Scoped(Protocol):
    """What must be known of a view."""

    shows_more: ClassVar[bool]

    def scope_for(self, method: str) -> str | None:
        """Name the scope that a method needs; None where it is open to everybody."""


class HasScope(BasePermission):
    """Lets through who has the scope that the address needs for the method."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Refuse who has no token, or not the scope."""
        scope = cast(Scoped, view).scope_for(request.method or "")
        if scope is None or request.method not in view.allowed_methods:
            return True  # open, or about to be refused for what it is
        caller = cast(Caller | None, request.user)
        if caller is None:
            raise no_token()
        if not caller.may(scope):
            raise insufficient_scope(scope)
        return True


def no_token() -> Refused:
    """Refuse who does not say who they are."""
    return Refused(status=HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": REALM})


def insufficient_scope(scope: str) -> Refused:
    """Refuse who lacks a scope, and name it."""
    challenge = f'{REALM}, error="insufficient_scope", scope="{scope}"'
    return Refused(
        f"Hiervoor is {scope} nodig; het token of de rol heeft dat niet.",
        f"This needs {scope}, which the token or the role does not have.",
        status=HTTPStatus.FORBIDDEN,
        headers={"WWW-Authenticate": challenge},
    )
