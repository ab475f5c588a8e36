"""Access tokens (JWT, RFC 9068): who bears one that is accepted."""

import json
from collections.abc import Mapping
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jws import extract_compact

from oab.callers import Caller
from oab.issuers import Issuer, issuers
from oab.models import RevokedToken
from oab.personal_numbers import looks_personal
from oab.roles import ROLES, Role

ALGORITHMS = ("PS256", "RS256", "ES256")
TYPES = {"at+jwt", "application/at+jwt"}
LEEWAY = 30
LONGEST = 8_192
"""Characters; a token is read before anything about it is trusted."""
NAMES = ("sub", "jti")  # what is stored of a token
LONGEST_NAME = 255


class BadToken(Exception):
    """Het toegangstoken is niet geldig."""


def caller_of(token: str) -> Caller:
    """Tell who bears a token; raises BadToken for whatever is wrong with it."""
    try:
        issuer = _issuer_of(token)
        read = jwt.decode(token, issuer.keys, algorithms=ALGORITHMS)
        _check(read, issuer)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise BadToken(str(error)) from error
    caller = _caller(read.claims)
    if RevokedToken.objects.filter(token_id=caller.token_id).exists():
        raise BadToken("revoked")
    return caller


def _issuer_of(token: str) -> Issuer:
    if len(token) > LONGEST:
        raise BadToken("too long")
    claims = json.loads(extract_compact(token.encode()).payload)
    named = claims.get("iss") if isinstance(claims, dict) else None
    for issuer in issuers():
        if issuer.name == named:
            return issuer
    raise BadToken("unknown issuer")


def _check(token: jwt.Token, issuer: Issuer) -> None:
    kind = token.header.get("typ")
    if not isinstance(kind, str) or kind.lower() not in TYPES:
        raise BadToken("wrong type")
    jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": issuer.name},
        aud={"essential": True, "value": issuer.audience},
        exp={"essential": True},
        iat={"essential": True},
        jti={"essential": True},
        sub={"essential": True},
    ).validate(token.claims)
    lifetime = token.claims["exp"] - token.claims["iat"]
    for name in NAMES:
        _refuse_name(token.claims[name])
    if issuer.lifetime is not None and lifetime > issuer.lifetime:
        raise BadToken("lives too long")


def _refuse_name(given: Any) -> None:  # noqa: ANN401
    """Refuse what cannot be kept as a name, or must not be: a personal number."""
    if not isinstance(given, str) or not 0 < len(given) <= LONGEST_NAME:
        raise BadToken("has a name of another length")
    if given != given.strip() or not given.isprintable():
        raise BadToken("has a name with invisible characters")
    if looks_personal(given):
        raise BadToken("names a personal number")


def _caller(claims: Mapping[str, Any]) -> Caller:
    named = [claims.get(name) for name in ("rol", "organisatie", "scope")]
    match named:
        case [str() as role, str() as organisation, str() as scope]:
            powers = ROLES.get(role)  # type: ignore[call-overload]  # a Role is a str
            if powers is None or not powers.fits(organisation):
                raise BadToken("no such role for this organisation")
        case _:
            raise BadToken("names no role, organisation or scope")
    scopes = powers.scopes & {*scope.split()}
    return Caller(claims["sub"], Role(role), organisation, scopes, claims["jti"])
