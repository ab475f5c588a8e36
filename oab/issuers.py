"""Whose access tokens this installation trusts, and by which keys."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from oab import local_issuer

PRIVATE_PARTS = {"d", "p", "q", "k"}


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose tokens are accepted, for which audience, signed with one of which keys."""

    name: str
    audience: str
    keys: KeySet
    lifetime: int | None = None


def issuers() -> tuple[Issuer, ...]:
    """List whom this installation trusts; nobody unless it is told to."""
    found = []
    if settings.TOKEN_ISSUER:
        keys = _key_set(_jwks(settings.TOKEN_KEYS))
        audience = settings.TOKEN_AUDIENCE
        found.append(Issuer(settings.TOKEN_ISSUER, audience, keys))
    if local_issuer.is_trusted():
        keys = KeySet([local_issuer.key()])
        name, audience = local_issuer.NAME, local_issuer.AUDIENCE
        found.append(Issuer(name, audience, keys, local_issuer.LONGEST))
    return tuple(found)


def _jwks(setting: str) -> str:
    """Give the key set: the setting itself, or the file that it names."""
    text = setting.strip()
    try:
        return text if text.startswith("{") else Path(text).read_text()
    except OSError as error:
        raise ImproperlyConfigured("OAB_TOKEN_KEYS is niet te lezen.") from error


@lru_cache(maxsize=4)
def _key_set(text: str) -> KeySet:
    try:
        keys = json.loads(text)["keys"]
        if any(PRIVATE_PARTS & each.keys() for each in keys):
            raise ImproperlyConfigured("OAB_TOKEN_KEYS bevat een geheime sleutel.")
        return KeySet.import_key_set({"keys": keys})
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ImproperlyConfigured("OAB_TOKEN_KEYS is geen JWKS.") from error
