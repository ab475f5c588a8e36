"""The columns that DUO's files of pupils per location have in common.

Windows-1252, `;`, LF. VESTIGINGSNUMMER has two digits, the postcode no space,
GEMEENTENUMMER is padded with spaces (` 637`). The files of 2016 went through code page
850 (`S·dwest-FryslÔn`). Nothing is suppressed: counts of 1 and 2 are printed.
"""

from oab.files.notations import (
    BOARD,
    BRIN,
    LOCATION_NUMBER,
    MUNICIPALITY,
    NAME,
    POSTCODE,
    TEXT,
    WHOLE,
)
from oab.files.sheets import Row
from schools.models import CountCell

COUNTED_ON = "PEILDATUM"
KIND = "SOORT_PO"
PRIMARY = "Bo"
TOTAL = "TOTAAL"
ATTRIBUTES = {
    "INSTELLINGSNAAM_VESTIGING": ("name", NAME),
    "POSTCODE_VESTIGING": ("postcode", POSTCODE),
    "PLAATSNAAM": ("place", TEXT),
    "GEMEENTENUMMER": ("municipality_code", MUNICIPALITY),
    "DENOMINATIE_VESTIGING": ("denomination", TEXT),
}
COLUMNS = (
    COUNTED_ON,
    "BRIN_NUMMER",
    "VESTIGINGSNUMMER",
    "BEVOEGD_GEZAG_NUMMER",
    KIND,
    *ATTRIBUTES,
    TOTAL,
)
# Pupils younger than four are none of the law's; three were printed in 2016. They are
# added to the youngest group, so that the groups add up to the published total.
YOUNG = ("LEEFTIJD_JONGER", *(f"LEEFTIJD_{age}" for age in range(4, 8)))


def old(last: int) -> tuple[str, ...]:
    """Name the columns of ages from eight to the last that has its own column."""
    return (*(f"LEEFTIJD_{age}" for age in range(8, last + 1)), "LEEFTIJD_OUDER")


def location_of(row: Row) -> str:
    """Read of which location the row speaks."""
    return row.read("BRIN_NUMMER", BRIN) + row.read("VESTIGINGSNUMMER", LOCATION_NUMBER)


def board_of(row: Row) -> str:
    """Read which board the school had."""
    return row.read("BEVOEGD_GEZAG_NUMMER", BOARD)


def attributes_of(row: Row) -> dict[str, str]:
    """Read the name, address and denomination of the location."""
    return {
        key: row.read(column, notation)
        for column, (key, notation) in ATTRIBUTES.items()
    }


def age_groups_of(row: Row, older: tuple[str, ...]) -> dict[str, int]:
    """Read the pupils by age group; the ages must add up to the total of the row."""
    young = sum(row.read(column, WHOLE) for column in YOUNG)
    eight_and_over = sum(row.read(column, WHOLE) for column in older)
    total = row.read(TOTAL, WHOLE)
    if row.sound and young + eight_and_over != total:
        row.refuse(f"{total} is niet de som {young + eight_and_over}", TOTAL)
    return {
        CountCell.AgeGroup.FOUR_TO_SEVEN: young,
        CountCell.AgeGroup.EIGHT_AND_OVER: eight_and_over,
    }
