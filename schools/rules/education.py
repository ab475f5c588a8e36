"""The education of a pupil's carer, and the category it falls into.

Art. 27(1) Besluit bekostiging WPO (BWBR0003862), as it stood from 1 August 2006 to
31 July 2019. Only Dutch education is known here: foreign education is compared with it
by hand, per country, and comes in as a category that was already given.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class ImpossibleEducation(ValueError):
    """Deze schoolopleiding bestaat niet."""


class Level(StrEnum):
    """Highest Dutch education that a carer followed, with or without a diploma."""

    NONE = "geen"
    PRIMARY = "basisonderwijs"
    ZMLK = "zmlk"
    LBO = "lbo"
    VBO = "vbo"
    PRACTICAL = "praktijkonderwijs"
    VMBO_BB = "vmbo-bb"
    VMBO_KB = "vmbo-kb"
    VMBO_GL = "vmbo-gl"
    VMBO_TL = "vmbo-tl"
    MAVO = "mavo"
    HAVO = "havo"
    VWO = "vwo"
    OTHER_SECONDARY = "ander-voortgezet-onderwijs"
    MBO = "mbo"
    HBO = "hbo"
    WO = "wo"


class Category(IntEnum):
    """What the rule tells apart: at most primary, at most lower vocational, higher."""

    PRIMARY = 1
    LOWER_VOCATIONAL = 2
    HIGHER = 3


AT_MOST_PRIMARY = {Level.NONE, Level.PRIMARY, Level.ZMLK}
AT_MOST_LOWER_VOCATIONAL = {
    Level.LBO,
    Level.VBO,
    Level.PRACTICAL,
    Level.VMBO_BB,
    Level.VMBO_KB,
}
ANOTHER_FORM_OF_SECONDARY = {
    Level.VMBO_GL,
    Level.VMBO_TL,
    Level.MAVO,
    Level.HAVO,
    Level.VWO,
    Level.OTHER_SECONDARY,
}
YEARS_ON_A_PAR = 2
YEARS_OF_THE_LONGEST = 6


@dataclass(frozen=True, slots=True)
class Education:
    """A level and, for another form of secondary education, the years completed."""

    level: Level
    years: int | None = None

    def __post_init__(self) -> None:
        """Refuse years where they say nothing, and their absence where they decide."""
        if self.level not in ANOTHER_FORM_OF_SECONDARY:
            if self.years is not None:
                raise ImpossibleEducation(f"bij {self.level} horen geen leerjaren")
        elif self.years is None:
            raise ImpossibleEducation(f"bij {self.level} ontbreken de leerjaren")
        elif not 0 <= self.years <= YEARS_OF_THE_LONGEST:
            raise ImpossibleEducation(
                f"{self.level} heeft 0 tot en met {YEARS_OF_THE_LONGEST} leerjaren, "
                f"niet {self.years}"
            )


def category_of(education: Education) -> Category:
    """Find the category; two years of other secondary make it lower (art. 27(1))."""
    if education.level in AT_MOST_PRIMARY:
        return Category.PRIMARY
    if education.level in AT_MOST_LOWER_VOCATIONAL or _broken_off(education):
        return Category.LOWER_VOCATIONAL
    return Category.HIGHER


def _broken_off(education: Education) -> bool:
    return education.years is not None and education.years <= YEARS_ON_A_PAR
