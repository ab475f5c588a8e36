"""An issuer of tokens for demonstration and tests, on the machine of a developer.

Its key stands in the folder of the embedded services, so an installation without those
has none; and its tokens are trusted only where OAB_LOCAL_ISSUER says so.
"""

import json
import time
from functools import lru_cache
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from joserfc import jwt
from joserfc.jwk import ECKey

from oab.roles import ROLES, Role

NAME = "urn:oab:lokaal"
AUDIENCE = "urn:oab:api"
LONGEST = 3_600
ALGORITHM = "ES256"
FILE = "local-issuer.json"


class NotHere(Exception):
    """De lokale uitgever werkt alleen met de ingebouwde diensten."""


def is_trusted() -> bool:
    """Tell whether tokens of the local issuer are accepted here."""
    return bool(settings.LOCAL_ISSUER and settings.EMBEDDED)


def refuse_elsewhere() -> None:
    """Stop a server that is told to trust the local issuer where it must not."""
    if settings.LOCAL_ISSUER and not settings.EMBEDDED:
        raise ImproperlyConfigured(
            "OAB_LOCAL_ISSUER is alleen voor de ingebouwde diensten, nooit voor een "
            "installatie: zie docs/deployment.md."
        )


def issue(role: Role, organisation: str, name: str, scopes: str | None = None) -> str:
    """Write a token that is good for an hour; it has all scopes of its role."""
    now = int(time.time())
    claims = {
        "iss": NAME,
        "aud": AUDIENCE,
        "sub": name,
        "client_id": "issue_token",
        "iat": now,
        "exp": now + LONGEST,
        "jti": str(uuid4()),
        "rol": str(role),
        "organisatie": organisation,
        "scope": " ".join(sorted(ROLES[role].scopes)) if scopes is None else scopes,
    }
    header = {"alg": ALGORITHM, "typ": "at+jwt", "kid": key().kid}
    return jwt.encode(header, claims, key(), algorithms=[ALGORITHM])


def key() -> ECKey:
    """Give the key pair of this machine, made at the first question for it."""
    if settings.SERVICES is None:
        raise NotHere(NotHere.__doc__)
    return _imported(settings.SERVICES.secret(FILE, _made).read_text())


def _made() -> str:
    made = ECKey.generate_key("P-256", auto_kid=True)
    return json.dumps(made.as_dict(private=True))


@lru_cache(maxsize=1)
def _imported(text: str) -> ECKey:
    return ECKey.import_key(json.loads(text))
