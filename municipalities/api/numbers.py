"""The numbers of municipalities and postal areas in addresses."""

from oab.constraints import MUNICIPALITY, POSTCODE_AREA
from oab.numbers import Number


class MunicipalityNumber(Number):
    """Four digits."""

    regex = MUNICIPALITY
    description = "CBS-nummer van de gemeente, vier cijfers."


class PostcodeAreaNumber(Number):
    """Four digits, the first not 0."""

    regex = POSTCODE_AREA
    description = "Postcodegebied: de vier cijfers van de postcode."
