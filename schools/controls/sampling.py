"""The draw of a sample that anybody can repeat: by hand, in any language, for ever.

Every unit gets a rank: the SHA-256, in hexadecimal, of the seed in decimal digits, a
colon and the name of the unit, in UTF-8. The units are put in the order of their rank,
and the first ones are drawn. At random that is all; by risk the highest score goes
first, and the rank decides among equals. No random generator of a language or database
takes part, so no version of one can change the outcome.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from secrets import randbits

SEED_BITS = 63


def new_seed() -> int:
    """Give a seed that nobody chose."""
    return randbits(SEED_BITS)


def rank(seed: int, unit: str) -> str:
    """Give the rank of a unit under a seed."""
    return sha256(f"{seed}:{unit}".encode()).hexdigest()


def draw(
    units: Iterable[str], *, seed: int, size: int, scores: Mapping[str, int]
) -> list[str]:
    """Draw so many units in their order; who has no score has 0."""
    ordered = sorted(
        set(units), key=lambda unit: (-scores.get(unit, 0), rank(seed, unit), unit)
    )
    return ordered[:size]
