"""What must hold before this installation may serve (`check --deploy`)."""

from collections.abc import Sequence

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from oab.issuers import issuers

SERVING = "default"
POWERS = """
    SELECT rolsuper, EXISTS (
        SELECT FROM pg_class
        JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE relkind IN ('r', 'p') AND relpersistence <> 't'
            AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
            AND pg_has_role(current_user, relowner, 'MEMBER')
    )
    FROM pg_roles WHERE rolname = current_user
"""


def serving_role_is_powerless(
    databases: Sequence[str] | None = None, **_: object
) -> list[CheckMessage]:
    """Report a serving role that could undo the rights of written-once tables."""
    if SERVING not in (databases or ()):
        return []
    with connections[SERVING].cursor() as cursor:
        cursor.execute(POWERS)
        is_superuser, owns_tables = cursor.fetchone()
    if is_superuser:
        return [_error("E001", "De rol van DATABASE_URL is superuser.")]
    if owns_tables:
        return [_error("E002", "De rol van DATABASE_URL is eigenaar van tabellen.")]
    return []


def environment_is_complete(**_: object) -> list[CheckMessage]:
    """Report what an installation without embedded services lacks."""
    if settings.EMBEDDED:
        return []
    missing = []
    if not settings.REDIS_URL:
        missing.append(_error("E003", "REDIS_URL ontbreekt."))
    if not _has_secret_key():
        missing.append(_error("E004", "SECRET_KEY ontbreekt."))
    return missing


def tokens_are_checked(**_: object) -> list[CheckMessage]:
    """Report an issuer that must not be trusted here, or cannot be."""
    found = []
    if settings.LOCAL_ISSUER and not settings.EMBEDDED:
        found.append(_error("E005", "OAB_LOCAL_ISSUER is gezet."))
    named = [settings.TOKEN_ISSUER, settings.TOKEN_AUDIENCE, settings.TOKEN_KEYS]
    if any(named) and not all(named):
        found.append(_error("E006", "OAB_TOKEN_ISSUER, _AUDIENCE of _KEYS ontbreekt."))
    elif all(named):
        found += _unusable_keys()
    return found


def _unusable_keys() -> list[CheckMessage]:
    try:
        issuers()
    except ImproperlyConfigured as error:
        return [_error("E007", str(error))]
    return []


def _has_secret_key() -> bool:
    try:
        return bool(settings.SECRET_KEY)
    except ImproperlyConfigured:
        return False


def _error(code: str, message: str) -> CheckMessage:
    return Error(message, hint="Zie docs/deployment.md.", id=f"oab.{code}")
