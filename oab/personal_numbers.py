"""Personal numbers in the wrong place: recognised by their tests, and hidden.

A BSN and an onderwijsnummer have nine digits and pass an 11-test, with a remainder of 0
and 5. One in six other numbers of nine digits passes too, so what hides them may hide
more than it must; it never hides a day.
"""

import re

BSN, EDUCATION_NUMBER = "bsn", "onderwijsnummer"
DIGITS = 9
LOST_ZEROS = 1  # a spreadsheet leaves out those in front
KIND_BY_REMAINDER = {0: BSN, 5: EDUCATION_NUMBER}
EDUCATION_NUMBERS_START = "10"
SEPARATORS = str.maketrans("", "", " .-")
WRITTEN = re.compile(
    r"(?<![0-9A-Za-z])(?![0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}-[0-9]{1,2}-[0-9]{4})"
    r"(?:[0-9](?:[ .-]?[0-9]){8}|[0-9]{8})(?![0-9A-Za-z])"
)
HIDDEN = "…"


def kind_of(number: str) -> str:
    """Tell of which kind nine digits are; empty if they fail the tests of both."""
    a, b, c, d, e, f, g, h, i = map(int, number)
    total = 9 * a + 8 * b + 7 * c + 6 * d + 5 * e + 4 * f + 3 * g + 2 * h - i
    kind = KIND_BY_REMAINDER.get(total % 11, "")
    if kind == EDUCATION_NUMBER and not number.startswith(EDUCATION_NUMBERS_START):
        return ""
    return kind if number.strip("0") else ""


def digits_of(text: str, *, lost_zeros: int = LOST_ZEROS) -> str:
    """Give the nine digits of what is written as a personal number; empty if it is not.

    Spaces, dots and dashes may stand between them, and leading zeros may be gone: one,
    or more where nothing else than such a number can stand.
    """
    if len(text) != DIGITS or not text.isdigit():
        text = text.translate(SEPARATORS)
        if DIGITS - lost_zeros <= len(text) < DIGITS:
            text = text.zfill(DIGITS)
    is_number = len(text) == DIGITS and text.isascii() and text.isdigit()
    return text if is_number else ""


def looks_personal(text: str) -> bool:
    """Tell whether a text is a personal number, by its form and test."""
    digits = digits_of(text)
    return bool(digits and kind_of(digits))


def holds_personal_number(text: str) -> bool:
    """Tell whether a personal number with all its digits stands in a text."""
    return any(
        len(found[0]) >= DIGITS and looks_personal(found[0])
        for found in WRITTEN.finditer(text)
    )


def without_personal_numbers(text: str) -> str:
    """Hide every personal number that stands in a text."""
    return WRITTEN.sub(_hide, text)


def _hide(found: re.Match[str]) -> str:
    return HIDDEN if looks_personal(found[0]) else found[0]
