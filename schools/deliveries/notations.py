"""How the cells of a delivery sheet are written, read strictly and written back."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from oab.constraints import LOCATION
from oab.personal_numbers import holds_personal_number
from schools.models import PUPIL_WEIGHTS, Form
from schools.rules.education import Category, Level

ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
DUTCH_DAY = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})", re.ASCII)
WEIGHT = re.compile(r"\d([.,]\d{1,2})?", re.ASCII)
WHOLE = re.compile(r"\d{1,2}", re.ASCII)
PUPIL_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/-]{0,19}", re.ASCII)
TEXT = re.compile(r"[^\W_][\w .,'()/&-]{0,59}")
NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .,'()&/-]){0,59}")
FIRST_YEAR, LAST_YEAR = 1950, 2100


@dataclass(frozen=True, slots=True)
class Notation:
    """How a cell is written. `read` raises ValueError; what was expected says why.

    `words` are offered to choose from; where not `only_words`, others will do too.

    Nothing that was read appears in a text of ours: it may be somebody's number.
    """

    read: Callable[[str], Any]
    dutch: str
    english: str
    write: Callable[[Any], str] = str
    words: tuple[str, ...] = ()
    only_words: bool = True
    is_date: bool = False


def _pattern(pattern: re.Pattern[str], dutch: str, english: str) -> Notation:
    def read(cell: str) -> str:
        if not pattern.fullmatch(cell) or holds_personal_number(cell):
            raise ValueError(dutch)
        return cell

    return Notation(read, dutch, english)


def _location(cell: str) -> str:
    if not re.fullmatch(LOCATION, cell.upper()):
        raise ValueError(LOCATION)
    return cell.upper()


def _day(cell: str) -> date:
    if match := ISO_DAY.fullmatch(cell):
        year, month, day = map(int, match.groups())
    elif match := DUTCH_DAY.fullmatch(cell):
        day, month, year = map(int, match.groups())
    else:
        raise ValueError("date")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError("year")
    return date(year, month, day)


def _weight(cell: str) -> Decimal:
    if not WEIGHT.fullmatch(cell):
        raise ValueError("weight")
    weight = Decimal(cell.replace(",", "."))
    for known in PUPIL_WEIGHTS:
        if known == weight:
            return known
    raise ValueError("weight")


def _whole(most: int, least: int = 0) -> Callable[[str], int]:
    def read(cell: str) -> int:
        if not WHOLE.fullmatch(cell) or not least <= int(cell) <= most:
            raise ValueError("number")
        return int(cell)

    return read


def _choice(words: Mapping[str, Any]) -> Notation:
    shown = {value: word for word, value in words.items()}

    def read(cell: str) -> Any:  # noqa: ANN401
        if (word := cell.lower()) not in words:
            raise ValueError("word")
        return words[word]

    return Notation(
        read,
        f"verwacht {', '.join(words)}",
        f"expected {', '.join(words)}",
        lambda value: shown[value],
        tuple(words),
    )


LOCATION_NUMBER = Notation(
    _location,
    "verwacht een vestiging: BRIN en twee cijfers, zoals 18PH00",
    "expected a location: BRIN and two digits, such as 18PH00",
)
OWN_NUMBER = _pattern(
    PUPIL_NUMBER,
    "verwacht het eigen leerlingnummer van de school: ten hoogste twintig letters, "
    "cijfers, punten, streepjes of schuine strepen; geen BSN of onderwijsnummer",
    "expected the school's own pupil number: at most twenty letters, digits, dots, "
    "dashes or slashes; no BSN or onderwijsnummer",
)
PERSONAL_NUMBER = Notation(
    str,
    "verwacht een BSN of onderwijsnummer van negen cijfers dat aan de elfproef voldoet",
    "expected a BSN or onderwijsnummer of nine digits that passes its check",
)
DAY = Notation(
    _day,
    "verwacht een dag die bestaat, zoals 2014-10-01 of 1-10-2014",
    "expected a day that exists, such as 2014-10-01 or 1-10-2014",
    is_date=True,
)
WEIGHT_OF_THE_LAW = Notation(
    _weight,
    "verwacht een gewicht: 0, 0.3 of 1.2 (of een oud gewicht: 0.25, 0.4, 0.7, 0.9)",
    "expected a weight: 0, 0.3 or 1.2 (or an old weight: 0.25, 0.4, 0.7, 0.9)",
    words=("0", "0.3", "1.2"),
    only_words=False,
)
OLD_WEIGHT = replace(WEIGHT_OF_THE_LAW, words=("0", "0.25", "0.4", "0.7", "0.9"))
YES_OR_NO = _choice({"ja": True, "nee": False})
FORM = _choice({"vrij": Form.FREE, "duo": Form.DUO})
SIGNATURES = Notation(
    _whole(2), "verwacht 0, 1 of 2", "expected 0, 1 or 2", words=("0", "1", "2")
)
YEARS = Notation(
    _whole(20), "verwacht een aantal leerjaren", "expected a number of school years"
)
CATEGORY = Notation(
    _whole(max(Category), min(Category)),
    "verwacht 1, 2 of 3",
    "expected 1, 2 or 3",
    words=("1", "2", "3"),
)
COUNTRY = _pattern(
    NAME, "verwacht de naam van een land", "expected the name of a country"
)
EDUCATION = replace(
    _pattern(
        TEXT,
        "verwacht een opleiding uit de toelichting, of bij een ander land de naam",
        "expected an education of the explanation, or for another country its name",
    ),
    words=tuple(Level),
    only_words=False,
)
