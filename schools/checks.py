"""What must hold of pupils' pseudonyms before this installation may serve."""

from collections.abc import Sequence

from django.core.checks import CheckMessage, Error

from schools.pupils.keys import BadKeys, NoKeys, live_keys
from schools.pupils.rotation import missed_keys

SERVING = "default"
HINT = "Zie docs/deployment.md."


def pseudonym_keys_are_set(**_: object) -> list[CheckMessage]:
    """Report keys that are missing or unfit."""
    try:
        live_keys()
    except (NoKeys, BadKeys) as error:
        return [Error(str(error), hint=HINT, id="schools.E001")]
    return []


def no_key_is_missed(
    databases: Sequence[str] | None = None, **_: object
) -> list[CheckMessage]:
    """Report keys that were dropped while something still rests on them."""
    if SERVING not in (databases or ()) or pseudonym_keys_are_set():
        return []
    return [
        Error(
            f"Sleutel {name} ontbreekt in OAB_PSEUDONYM_KEYS, en er zijn leerlingen "
            "die alleen daarmee worden herkend.",
            hint=HINT,
            id="schools.E002",
        )
        for name in missed_keys()
    ]
