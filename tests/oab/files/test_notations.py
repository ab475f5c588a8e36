"""Cells, read exactly or refused with the reason."""

from datetime import date
from decimal import Decimal

import pytest

from oab.files import notations


@pytest.mark.parametrize(
    ("notation", "cell", "value"),
    [
        (notations.TEXT, " ", ""),
        (notations.TEXT, " De Reinboge ", "De Reinboge"),
        (notations.NAME, "Eben-Haëzerschool", "Eben-Haëzerschool"),
        (notations.MUNICIPALITY, " 637", "0637"),
        (notations.MUNICIPALITY, "0637", "0637"),
        (notations.LOCATION_NUMBER, "0", "00"),
        (notations.LOCATION_NUMBER, "12", "12"),
        (notations.POSTCODE, "7822 HG", "7822HG"),
        (notations.POSTCODE, "2715BT", "2715BT"),
        (notations.BOARD_IF_ANY, " ", ""),
        (notations.WHOLE, "0", 0),
        (notations.WHOLE_WITH_POINTS, "1.284", 1_284),
        (notations.WHOLE_WITH_POINTS, "88", 88),
        (notations.AMOUNT, "148.099,21", Decimal("148099.21")),
        (notations.AMOUNT, "1.417.685,38", Decimal("1417685.38")),
        (notations.AMOUNT, "7156,16", Decimal("7156.16")),
        (notations.AMOUNT, "0,00", Decimal(0)),
        (notations.TWO_DECIMALS, "38,63", Decimal("38.63")),
        (notations.SHARE, "0.048", Decimal("0.048")),
        (notations.SHARE, "1.0", Decimal(1)),
        (notations.COMPACT_DAY, "20161001", date(2016, 10, 1)),
        (notations.DUTCH_DAY, "1-10-2016", date(2016, 10, 1)),
        (notations.FIRST_OF_OCTOBER, "20161001", date(2016, 10, 1)),
    ],
)
def test_a_cell_is_read(notation, cell, value):
    assert notation.read(cell) == value


@pytest.mark.parametrize(
    ("notation", "cell", "reason"),
    [
        (notations.TEXT, "a\x00b", "onleesbare tekens"),
        (notations.TEXT, "a\udc81b", "onleesbare tekens"),
        (notations.NAME, " ", "is leeg"),
        (notations.BRIN, "00ap", "is geen BRIN"),
        (notations.BRIN, "", "is geen BRIN"),
        (notations.LOCATION, "00AP0", "is geen vestiging"),
        (notations.LOCATION_NUMBER, "", "is geen vestigingsnummer"),
        (notations.BOARD, " ", "is geen bestuursnummer"),
        (notations.PARTNERSHIP, "2817", "is geen samenwerkingsverband"),
        (notations.MUNICIPALITY, "1.637", "is geen gemeentecode"),
        (notations.POSTCODE, "0822 HG", "is geen postcode"),
        (notations.POSTCODE, "7822  HG", "is geen postcode"),
        (notations.WHOLE, "", "is leeg"),
        (notations.WHOLE, "-1", "is negatief"),
        (notations.WHOLE, "1.0", "is geen getal"),
        (notations.WHOLE, "1e3", "is geen getal"),
        (notations.WHOLE, "NaN", "is geen getal"),
        (notations.WHOLE, "1234567", "is geen getal"),
        (notations.WHOLE, "٣", "is geen getal"),
        (notations.WHOLE_WITH_POINTS, "1.28", "is geen getal"),
        (notations.AMOUNT, "1,5", "is geen getal"),
        (notations.AMOUNT, "1.00,00", "is geen getal"),
        (notations.AMOUNT, "148099.21", "is geen getal"),
        (notations.AMOUNT, "-1,00", "is negatief"),
        (notations.TWO_DECIMALS, "38.63", "is geen getal"),
        (notations.SHARE, "1.1", "is geen getal"),
        (notations.COMPACT_DAY, "20160230", "is geen datum"),
        (notations.COMPACT_DAY, "1-10-2016", "is geen datum"),
        (notations.FIRST_OF_OCTOBER, "20161002", "is geen teldatum"),
        (notations.choice({"Bo": ""}, ""), "Sbo", "is onbekend; bekend: Bo"),
    ],
)
def test_a_cell_is_refused(notation, cell, reason):
    with pytest.raises(ValueError, match=reason):
        notation.read(cell)
