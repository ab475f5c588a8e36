"""The national estimate of the teacher age, by which a school that opens is paid.

Art. 28(5) Besluit bekostiging WPO (BWBR0003862). The yearly regulation on the funding
of staff states it in its art. 2(1), up to three times for one school year. What could
not be read is not guessed.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


class NationalAgeUnknown(ValueError):
    """De landelijk gewogen gemiddelde leeftijd van dit schooljaar is niet bekend."""


@dataclass(frozen=True, slots=True)
class NationalAge:
    """The estimate for the school year that starts in `school_year`, by one act.

    `signed` stands in for the day of publication where that is not known.
    """

    school_year: int
    age: Decimal
    regulation: str
    signed: date


def _ages(school_year: int, *acts: tuple[str, str, date]) -> list[NationalAge]:
    return [
        NationalAge(school_year, Decimal(age), regulation, signed)
        for age, regulation, signed in acts
    ]


NATIONAL_AGES = (
    *_ages(2007, ("40.25", "BWBR0024158", date(2008, 7, 1))),
    *_ages(2008, ("40.20", "BWBR0026138", date(2009, 6, 27))),
    *_ages(2009, ("40.14", "BWBR0027777", date(2010, 6, 5))),
    *_ages(
        2010,
        ("40.14", "BWBR0027500", date(2010, 4, 1)),
        ("40.14", "BWBR0030414", date(2011, 8, 30)),
    ),
    *_ages(
        2011,
        ("40.26", "BWBR0029821", date(2011, 3, 26)),
        ("40.26", "BWBR0030618", date(2011, 10, 27)),
        ("40.26", "BWBR0032037", date(2012, 9, 20)),
    ),
    *_ages(
        2012,
        ("40.42", "BWBR0031435", date(2012, 3, 23)),
        ("40.40", "BWBR0032150", date(2012, 10, 21)),
        ("40.40", "BWBR0033979", date(2013, 9, 26)),
    ),
    *_ages(
        2013,
        ("40.43", "BWBR0033178", date(2013, 3, 23)),
        ("40.43", "BWBR0033877", date(2013, 9, 2)),
        ("40.43", "BWBR0035590", date(2014, 9, 18)),
    ),
    *_ages(
        2014,
        ("40.63", "BWBR0035018", date(2014, 3, 23)),
        ("40.63", "BWBR0036235", date(2015, 1, 25)),
        ("40.63", "BWBR0037032", date(2015, 9, 15)),
    ),
    # The definitive regulation (Stcrt. 2016, 50338) could not be read.
    *_ages(
        2015,
        ("40.58", "BWBR0036493", date(2015, 3, 27)),
        ("40.57", "BWBR0037118", date(2015, 10, 15)),
    ),
)


def national_age(school_year: int, *, known_on: date) -> NationalAge:
    """Find the last estimate for a school year that was known on a day."""
    stated = [
        each
        for each in NATIONAL_AGES
        if each.school_year == school_year and each.signed <= known_on
    ]
    if not stated:
        raise NationalAgeUnknown(
            f"de landelijk gewogen gemiddelde leeftijd voor schooljaar {school_year}-"
            f"{school_year + 1} (artikel 28, vijfde lid, Besluit bekostiging WPO) is "
            "hier niet bekend"
        )
    return max(stated, key=lambda each: each.signed)
