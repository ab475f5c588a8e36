"""The keys that pseudonyms are made with, newest first.

OAB_PSEUDONYM_KEYS holds them as `name:base64` with commas between, or names a file with
one on each line. With the embedded services a key is made at the first need, in their
folder. docs/deployment.md says how keys are replaced.
"""

import base64
import binascii
import re
import secrets
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

LEAST_BYTES = 32
FILE = "pseudonym-keys"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}", re.ASCII)


class NoKeys(Exception):
    """OAB_PSEUDONYM_KEYS ontbreekt: zonder sleutels zijn er geen pseudoniemen."""


class BadKeys(Exception):
    """OAB_PSEUDONYM_KEYS klopt niet."""


class Key(NamedTuple):
    """A secret, and the name by which each pseudonym tells what it was made with."""

    name: str
    secret: bytes


def live_keys() -> tuple[Key, ...]:
    """Give the keys in use, newest first; raises NoKeys or BadKeys."""
    return _read(settings.PSEUDONYM_KEYS or _own())


@cache
def _read(setting: str) -> tuple[Key, ...]:
    keys = tuple(map(_key, _lines(setting)))
    names = [key.name for key in keys]
    if not keys:
        raise NoKeys(NoKeys.__doc__)
    if len({*names}) < len(keys) or len({key.secret for key in keys}) < len(keys):
        raise BadKeys("Een naam of sleutel staat twee keer in OAB_PSEUDONYM_KEYS.")
    return keys


def _lines(setting: str) -> list[str]:
    if ":" not in setting:
        try:
            setting = Path(setting).read_text()
        except (OSError, ValueError) as error:
            raise BadKeys("OAB_PSEUDONYM_KEYS noemt geen leesbaar bestand.") from error
    return setting.replace(",", " ").split()


def _key(line: str) -> Key:
    # A complaint never repeats the line: it may be the key.
    name, _, encoded = line.partition(":")
    if not NAME.fullmatch(name):
        raise BadKeys("Een sleutel heet met kleine letters, cijfers en streepjes.")
    try:
        secret = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise BadKeys(f"Sleutel {name} is geen base64.") from error
    if len(secret) < LEAST_BYTES:
        raise BadKeys(f"Sleutel {name} is korter dan {LEAST_BYTES} bytes.")
    return Key(name, secret)


def _own() -> str:
    """Name the file of the embedded services, made at the first need."""
    if settings.SERVICES is None:
        raise NoKeys(NoKeys.__doc__)
    return str(settings.SERVICES.secret(FILE, _made))


def _made() -> str:
    secret = base64.b64encode(secrets.token_bytes(LEAST_BYTES)).decode()
    return f"k1:{secret}\n"
