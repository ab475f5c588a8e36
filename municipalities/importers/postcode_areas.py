"""Four-digit postal areas with their place.

UTF-8, comma, quoted text; does not say of which day it is. The municipality is given by
name, in names of several years (431 of them), so its code cannot be told, and is not
stored.
"""

from municipalities.registers import POSTCODE_AREAS
from oab.files.notations import NAME, POSTCODE_AREA
from oab.files.sheets import Layout, Sheet
from oab.registers import record
from oab.snapshots import on_day
from oab.tallies import Tally, tally

SOURCE = "4pp, postcodes van vier cijfers"

LAYOUTS = (
    Layout(
        "postcodegebieden met woonplaats",
        ("postcode", "woonplaats", "gemeente", "provincie", "soort"),
        encoding="utf-8",
        delimiter=",",
    ),
)


def store(sheet: Sheet) -> Tally:
    """Store the postal areas of a day."""
    day = sheet.day()
    seen: dict[str, int] = {}
    places: dict[str, str] = {}
    for row in sheet.rows():
        pc4 = row.read("postcode", POSTCODE_AREA)
        row.refuse_repetition(seen, pc4)
        places[pc4] = row.read("woonplaats", NAME)
    sheet.problems.refuse_any()
    outcomes = record(
        POSTCODE_AREAS,
        {
            (pc4,): on_day(day, {"place": place, "municipality_code": ""}, SOURCE)
            for pc4, place in places.items()
        },
    )
    return tally(len(sheet.body), [[(pc4,)] for pc4 in places], [outcomes])
