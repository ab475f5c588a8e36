"""The numbers of boards, partnerships, schools, locations and counts in addresses."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from oab.constraints import BOARD, BRIN, LOCATION, PARTNERSHIP
from oab.numbers import Number, UUIDNumber
from schools.models import Count

ORIGINS = {
    "gewicht-en-leeftijd": Count.Origin.WEIGHT_AND_AGE,
    "bron": Count.Origin.BRON,
    "leeftijd": Count.Origin.AGE,
}
DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


class BoardNumber(Number):
    """Five digits."""

    regex = BOARD
    description = "Nummer van het bestuur, vijf cijfers."


class PartnershipNumber(Number):
    """PO and four digits."""

    regex = PARTNERSHIP
    description = "Nummer van het samenwerkingsverband, zoals PO2801."


class SchoolNumber(Number):
    """A BRIN."""

    regex = BRIN
    description = "BRIN van de school, zoals 18PH."


class LocationNumber(Number):
    """A BRIN and two digits."""

    regex = LOCATION
    description = "Nummer van de vestiging: BRIN en twee cijfers, zoals 18PH00."


@dataclass(frozen=True, slots=True)
class CountSubject:
    """What a count is about; its corrections are about the same."""

    location_code: str
    counted_on: date
    origin: str

    @classmethod
    def of(cls, count: Count) -> "CountSubject":
        """Say what a count is about."""
        return cls(count.location_code, count.counted_on, count.origin)

    @classmethod
    def parse(cls, number: str) -> "CountSubject":
        """Read a number; raises ValueError."""
        location, year, month, day, origin = number.split("-", 4)
        counted_on = date(int(year), int(month), int(day))
        return cls(location, counted_on, ORIGINS[origin])

    def __str__(self) -> str:
        """Write the number."""
        words = {origin: word for word, origin in ORIGINS.items()}
        origin = words[Count.Origin(self.origin)]
        return f"{self.location_code}-{self.counted_on}-{origin}"


class CountNumber(Number):
    """A location, a count date and an origin."""

    regex = f"{LOCATION}-{DATE}-(?:{'|'.join(ORIGINS)})"
    description = "Nummer van de telling: vestiging, teldatum en herkomst."

    def to_python(  # type: ignore[override]  # Django takes anything
        self, value: str
    ) -> CountSubject:
        """Read the number; a day that does not exist makes it none."""
        return CountSubject.parse(value)


class DeliveryNumber(UUIDNumber):
    """Of a delivery."""

    description = "Nummer van de aanlevering."


class RowNumber(Number):
    """A row of a sheet, of which the first is the header."""

    regex = "[1-9][0-9]{0,5}"
    description = "Rij van het blad."

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """Describe the number in OpenAPI."""
        return {"type": "integer", "minimum": 1, "maximum": 999_999}
