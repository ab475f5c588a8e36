"""How publishers write codes, numbers and days, read exactly or refused in Dutch."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Generic, TypeVar

from oab import constraints
from oab.files.problems import quoted

T = TypeVar("T")

UNREADABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Notation(Generic[T]):
    """How a cell is written. `read` raises ValueError with the reason, in Dutch.

    `stand_in` takes the place of what could not be read, so that the rest of the row is
    read as well; it is never stored.
    """

    read: Callable[[str], T]
    stand_in: T


def text(*, required: bool = False) -> Notation[str]:
    """Read plain text; publishers write a single space where they have nothing."""

    def read(cell: str) -> str:
        if UNREADABLE.search(cell):
            raise ValueError(f"{quoted(cell)} heeft onleesbare tekens")
        if required and not cell.strip():
            raise ValueError("is leeg")
        return cell.strip()

    return Notation(read, "")


def code(pattern: str, shape: str, *, width: int = 0) -> Notation[str]:
    """Read a code; `width` pads with zeros, as some files drop or blank them."""
    whole = re.compile(pattern)

    def read(cell: str) -> str:
        padded = cell.strip().zfill(width) if cell.strip() else ""
        if not whole.fullmatch(padded):
            raise ValueError(f"{quoted(cell)} is geen {shape}")
        return padded

    return Notation(read, "")


def choice(options: Mapping[str, T], stand_in: T) -> Notation[T]:
    """Read one of a few words."""

    def read(cell: str) -> T:
        if cell not in options:
            raise ValueError(
                f"{quoted(cell)} is onbekend; bekend: {', '.join(options)}"
            )
        return options[cell]

    return Notation(read, stand_in)


def day(pattern: str, shape: str) -> Notation[date]:
    """Read a date by a pattern with the groups `year`, `month` and `day`."""
    whole = re.compile(pattern)

    def read(cell: str) -> date:
        match = whole.fullmatch(cell)
        parts = match.groupdict() if match else {}
        try:
            return date(**{key: int(part) for key, part in parts.items()})
        except (TypeError, ValueError) as error:
            raise ValueError(f"{quoted(cell)} is geen datum ({shape})") from error

    return Notation(read, date.min)


def number(pattern: str, shape: str, *, decimal: str = ".") -> Notation[Decimal]:
    """Read a number exactly; what is neither a digit nor `decimal` is a separator."""
    whole = re.compile(pattern)

    def read(cell: str) -> Decimal:
        if not whole.fullmatch(cell):
            raise ValueError(why_no_number(cell, shape))
        return Decimal(re.sub(f"[^0-9{decimal}]", "", cell).replace(decimal, "."))

    return Notation(read, Decimal())


def why_no_number(cell: str, shape: str) -> str:
    """Say what is wrong with a cell that is no number; the likeliest cause first."""
    if not cell.strip():
        return "is leeg"
    if re.fullmatch(r"-[0-9.,]+", cell):
        return f"{quoted(cell)} is negatief"
    return f"{quoted(cell)} is geen getal, verwacht {shape}"


def _whole(pattern: str, shape: str) -> Notation[int]:
    whole = re.compile(pattern)

    def read(cell: str) -> int:
        if not whole.fullmatch(cell):
            raise ValueError(why_no_number(cell, shape))
        return int(cell.replace(".", ""))

    return Notation(read, 0)


WHOLE = _whole(r"[0-9]{1,6}", "ten hoogste zes cijfers")
WHOLE_WITH_POINTS = _whole(r"[0-9]{1,3}|[0-9]{1,3}\.[0-9]{3}", "zoals 1.284")
AMOUNT = number(
    r"([0-9]{1,9}|[0-9]{1,3}(\.[0-9]{3}){0,2}),[0-9]{2}", "zoals 1.234,56", decimal=","
)
TWO_DECIMALS = number(r"[0-9]{1,2},[0-9]{2}", "zoals 38,63", decimal=",")
POINTS = number(r"[0-9]{1,6}(\.[0-9]{1,2})?", "zoals 33.02")
SHARE = number(r"0(\.[0-9]{1,4})?|1(\.0{1,4})?", "van 0 tot en met 1, zoals 0.048")

MONTHS = {
    name: number
    for number, name in enumerate(
        (
            *("januari", "februari", "maart", "april", "mei", "juni"),
            *("juli", "augustus", "september", "oktober", "november", "december"),
        ),
        start=1,
    )
}
SPELLED = rf"(?:(?P<day>\d{{1,2}}) )?(?P<month>{'|'.join(MONTHS)}) (?P<year>\d{{4}})"


def spelled_days(text: str) -> tuple[date, date] | None:
    """Read the first day or month that a text spells out, as `1 oktober 2019`.

    Gives its first day, and the first day after it.
    """
    found = re.search(SPELLED, text, re.IGNORECASE)
    if not found:
        return None
    year, month = int(found["year"]), MONTHS[found["month"].lower()]
    if not found["day"]:
        return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    try:
        first = date(year, month, int(found["day"]))
    except ValueError:
        return None
    return first, first + timedelta(days=1)


COMPACT_DAY = day(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)", "20161001")
DUTCH_DAY = day(r"(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4})", "1-10-2016")


PLAIN = number(r"[0-9]+(\.[0-9]+)?", "zoals 1234.56")
NOISE = Decimal("0.0000001")


def binary(places: int, *, below: int) -> Notation[Decimal]:
    """Read a number of a workbook, with the noise of binary sums behind its places."""
    last = Decimal(1).scaleb(-places)

    def read(cell: str) -> Decimal:
        value = PLAIN.read(cell)
        if abs(value - value.quantize(last)) > NOISE or value >= below:
            raise ValueError(f"{quoted(cell)} is geen getal van {places} decimalen")
        return value.quantize(last)

    return Notation(read, Decimal())


BINARY_AMOUNT = binary(2, below=10**9)
BINARY_MILLS = binary(3, below=10**9)
BINARY_AGE = binary(2, below=100)
BINARY_POINTS = binary(2, below=10**6)


def _first_of_october() -> Notation[date]:
    def read(cell: str) -> date:
        day = COMPACT_DAY.read(cell)
        if (day.month, day.day) != (10, 1):
            raise ValueError(f"{day} is geen teldatum (1 oktober)")
        return day

    return Notation(read, date.min)


FIRST_OF_OCTOBER = _first_of_october()

TEXT = text()
NAME = text(required=True)
BRIN = code(constraints.BRIN, "BRIN (00AB)")
LOCATION = code(constraints.LOCATION, "vestiging (00AB00)")
LOCATION_NUMBER = code("[0-9]{2}", "vestigingsnummer (00)", width=2)
BOARD = code(constraints.BOARD, "bestuursnummer (vijf cijfers)")
BOARD_IF_ANY = code(f"|{constraints.BOARD}", "bestuursnummer (vijf cijfers)")
PARTNERSHIP = code(constraints.PARTNERSHIP, "samenwerkingsverband (PO0000)")
MUNICIPALITY = code(constraints.MUNICIPALITY, "gemeentecode (vier cijfers)", width=4)
POSTCODE_AREA = code(constraints.POSTCODE_AREA, "postcodegebied (vier cijfers)")


def _postcode() -> Notation[str]:
    compact = code(constraints.POSTCODE, "postcode (1234 AB)")
    return Notation(lambda cell: compact.read(cell.replace(" ", "", 1)), "")


POSTCODE = _postcode()
