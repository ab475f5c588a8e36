"""Bearer tokens in the header Authorization (RFC 6750), and nowhere else."""

import re
from http import HTTPStatus
from typing import cast

import structlog
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from oab.callers import Caller
from oab.permissions import REALM, Scoped
from oab.problems import Refused
from oab.tokens import BadToken, caller_of

BEARER = re.compile(r"bearer(?: +|\Z)(?P<token>.*)", re.IGNORECASE | re.DOTALL)
TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*", re.ASCII)

logger = structlog.get_logger(__name__)


class BearerTokens(BaseAuthentication):
    """Finds out who asks, on addresses that are not open to everybody."""

    def authenticate(self, request: Request) -> tuple[Caller, str] | None:
        """Tell who asks; an open address refuses only what cannot be a token."""
        token = bearer_token(request.headers.get("Authorization", ""))
        view = cast(Scoped, request.parser_context["view"])
        is_open = view.scope_for(request.method or "") is None
        if token is None or (is_open and not view.shows_more):
            return None
        try:
            caller = caller_of(token)
        except BadToken as error:
            logger.info("token_refused", reason=str(error))
            raise invalid_token() from error
        structlog.contextvars.bind_contextvars(
            token_id=caller.token_id,
            role=str(caller.role),
            organisation=caller.organisation,
        )
        return caller, caller.token_id

    def authenticate_header(self, _: Request) -> str:
        """Say how to authenticate."""
        return REALM


def bearer_token(header: str) -> str | None:
    """Take the token out of the header; None where it speaks of something else."""
    bearer = BEARER.fullmatch(header.strip())
    if bearer is None:
        return None
    if not TOKEN.fullmatch(bearer["token"]):
        raise invalid_token()
    return bearer["token"]


def invalid_token() -> Refused:
    """Refuse a token, without telling what is wrong with it."""
    return Refused(
        "Het toegangstoken is niet geldig, of niet meer.",
        "The access token is not valid, or no longer.",
        status=HTTPStatus.UNAUTHORIZED,
        headers={"WWW-Authenticate": f'{REALM}, error="invalid_token"'},
    )
