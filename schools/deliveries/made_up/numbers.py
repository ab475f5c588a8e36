"""Personal numbers that pass the 11-test and that nobody bears.

Numbers that begin with 9 are for testing and are never given out.
"""

from hashlib import sha256
from math import gcd

FIRST_DIGIT = 9
WEIGHTS = (9, 8, 7, 6, 5, 4, 3)
WEIGHT_OF_THE_EIGHTH = 2
ELEVEN = 11
NO_DIGIT = 10

# Of every ten numbers that differ in the eighth digit only, nine or ten have a last
# digit that passes; nine are used.
USED_OF_TEN = 9
NUMBERS = USED_OF_TEN * 10**6

# Count dates of six years in a row have numbers of their own, so that nobody seems to
# have been born on two days.
YEARS_APART = 6
NUMBERS_OF_A_YEAR = NUMBERS // YEARS_APART


class TooManyPupils(ValueError):
    """Er zijn niet genoeg nummers die nooit worden uitgegeven."""


def personal_number(index: int) -> str:
    """Write the number with this index; each has one of its own."""
    prefix, place = divmod(index, USED_OF_TEN)
    digits = f"{FIRST_DIGIT}{prefix:06}"
    pairs = zip(WEIGHTS, map(int, digits), strict=True)
    rest = sum(weight * digit for weight, digit in pairs) % ELEVEN
    eighth = place if place < _impossible_eighth(rest) else place + 1
    return f"{digits}{eighth}{(rest + WEIGHT_OF_THE_EIGHTH * eighth) % ELEVEN}"


def _impossible_eighth(rest: int) -> int:
    """Find the eighth digit after which no last digit passes; 10 where there is none.

    The last digit is what the others leave modulo eleven, and 10 is no digit.
    """
    half = (ELEVEN + 1) // WEIGHT_OF_THE_EIGHTH
    return (NO_DIGIT - rest) * half % ELEVEN


class Shuffle:
    """The indices of the pupils of a year in an order that a seed decides."""

    def __init__(self, seed: int, year: int) -> None:
        """Take a step that meets every number of the year once."""
        digest = int.from_bytes(sha256(f"{seed} {year}".encode()).digest())
        step, self._start = divmod(digest, NUMBERS_OF_A_YEAR)
        step %= NUMBERS_OF_A_YEAR
        while gcd(step, NUMBERS_OF_A_YEAR) > 1:
            step += 1
        self._step = step
        self._first = year % YEARS_APART * NUMBERS_OF_A_YEAR

    def __call__(self, pupil: int) -> int:
        """Give the index of the number of the so many-th pupil of the year."""
        if not 0 <= pupil < NUMBERS_OF_A_YEAR:
            raise TooManyPupils(f"{pupil} leerlingen; ten hoogste {NUMBERS_OF_A_YEAR}")
        return self._first + (self._start + self._step * pupil) % NUMBERS_OF_A_YEAR
