"""The tests' own issuer of tokens, with a key made anew for every run."""

import json
import time
from itertools import count
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, Key, KeySet

from oab.roles import SCOPES

ISSUER = "https://login.example.org"
AUDIENCE = "https://oab.example.org"
ALGORITHM = "ES256"
KEY = ECKey.generate_key("P-256", auto_kid=True)
NUMBERS = count(1)
# What a token may do is then what its role may do.
ALL_SCOPES = " ".join(SCOPES)


def claims(role: str, organisation: str, **changes: Any) -> dict[str, Any]:
    """Say what a token says; None leaves a claim out."""
    now = int(time.time())
    usual = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": f"{role} van {organisation}",
        "client_id": "tests",
        "iat": now,
        "exp": now + 600,
        "jti": f"token-{next(NUMBERS)}",
        "rol": role,
        "organisatie": organisation,
        "scope": ALL_SCOPES,
    }
    named = usual | changes
    return {name: value for name, value in named.items() if value is not None}


def signed(
    content: dict[str, Any],
    key: Key = KEY,
    *,
    algorithm: str = ALGORITHM,
    **header: Any,
) -> str:
    """Write a token and sign it."""
    usual = {"alg": algorithm, "typ": "at+jwt", "kid": key.kid}
    return jwt.encode(usual | header, content, key, algorithms=[algorithm])


def token(role: str, organisation: str, **changes: Any) -> str:
    """Write a token that is accepted, unless a change makes it otherwise."""
    return signed(claims(role, organisation, **changes))


def jwks(*keys: Key) -> str:
    """Publish the public halves of keys."""
    return json.dumps(KeySet([*keys]).as_dict(private=False))
