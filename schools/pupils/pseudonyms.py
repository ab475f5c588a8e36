"""Pseudonyms: what a personal number becomes before anything is stored or logged.

A pupil's persoonsgebonden nummer is the BSN or, for who has none, the onderwijsnummer
(art. 1 WPO). No number is both (oab/personal_numbers.py). The kind is part of what is
hashed: a pupil who gets a BSN later has another pseudonym from then on. Nobody here can
know that the two are one.

A number is never stored, logged or repeated in a message, whether right or wrong.
"""

import hmac
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection

from oab.personal_numbers import digits_of, kind_of, looks_personal
from schools.pupils.keys import Key, live_keys

__all__ = ["BadNumber", "Pseudonym", "candidates", "identify", "looks_personal"]

# A BSN of nine digits may begin with two zeros, and spreadsheets leave these out.
LOST_ZEROS = 2

DUTCH = "dit is geen geldig burgerservicenummer of onderwijsnummer"
ENGLISH = "this is no valid citizen service number or education number"

KNOWN = """
    SELECT known.pseudonym FROM unnest(%s::bytea[]) known (pseudonym)
    WHERE EXISTS (SELECT FROM schools_enrolment one
            WHERE one.pseudonym = known.pseudonym)
        OR EXISTS (SELECT FROM schools_deliveredpupil one
            WHERE one.pseudonym = known.pseudonym)
"""


class BadNumber(ValueError):
    """Dit is geen geldig burgerservicenummer of onderwijsnummer."""

    def __init__(self) -> None:
        super().__init__(DUTCH)


class Pseudonym(NamedTuple):
    """A keyed hash of a personal number, and the name of its key."""

    key: str
    value: bytes


def candidates(number: str) -> list[tuple[str, bytes]]:
    """Give the pseudonym by each live key, newest first; raises BadNumber."""
    content = _content(number)
    if content is None:
        raise BadNumber
    return [(key.name, _hash(key, content)) for key in live_keys()]


def identify(numbers: Iterable[str]) -> list[Pseudonym | None]:
    """Give the pseudonym of each number, None where it is no number of a person.

    Who is known under an older key keeps that pseudonym: one question to the database
    settles all numbers. Costs some four seconds per million with one key.
    """
    contents = [_content(number) for number in numbers]
    newest, *older = live_keys()
    found = [
        None if each is None else Pseudonym(newest.name, _hash(newest, each))
        for each in contents
    ]
    if older:
        for key in (*reversed(older), newest):
            _prefer_known(found, contents, key)
    return found


def _prefer_known(
    found: list[Pseudonym | None], contents: Sequence[bytes | None], key: Key
) -> None:
    """Use what an older key makes of a number where that is known."""
    made = {
        index: _hash(key, each)
        for index, each in enumerate(contents)
        if each is not None
    }
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [[*made.values()]])
        known = {bytes(row[0]) for row in cursor}
    for index, value in made.items():
        if value in known:
            found[index] = Pseudonym(key.name, value)


def _content(number: str) -> bytes | None:
    """Give what is hashed: the kind and the nine digits; None if it is neither."""
    digits = digits_of(number, lost_zeros=LOST_ZEROS)
    kind = kind_of(digits) if digits else ""
    return f"{kind}:{digits}".encode() if kind else None


def _hash(key: Key, content: bytes) -> bytes:
    return hmac.digest(key.secret, content, "sha256")
