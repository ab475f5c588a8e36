"""Municipalities that took over others, found by laying maps on each other.

UTF-8, `;`, one row per municipality that lost ground between two yearly maps of CBS and
Kadaster and each other one that received 2 % or more of its surface. Codes have `GM` in
front. Borders change on 1 January, of a known year where the maps are a year apart.
"""

from datetime import date, timedelta

from municipalities.models import MunicipalitySuccession
from oab.constraints import MUNICIPALITY
from oab.files.notations import SHARE, code
from oab.files.sheets import Layout, Row, Sheet
from oab.takeovers import Takeover, Takeovers, record
from oab.tallies import Tally, tally

SOURCE = "CBS en Kadaster, gemeentekaarten"
TAKEOVERS = Takeovers(MunicipalitySuccession, "share_of_surface")
CODE = code(f"GM{MUNICIPALITY}", "gemeentecode (GM0000)")
YEAR = code("[12][0-9]{3}", "jaar")

LAYOUTS = (
    Layout(
        "gemeentelijke herindelingen",
        ("jaar_oud", "jaar_nieuw", "code_oud", "code_nieuw", "aandeel_oppervlakte"),
        encoding="utf-8",
    ),
)


def store(sheet: Sheet) -> Tally:
    """Store who took over from whom."""
    sheet.refuse_given_day()
    seen: dict[tuple[str, str], int] = {}
    takeovers = [_takeover(row, seen) for row in sheet.rows()]
    sheet.problems.refuse_any()
    outcomes = record(TAKEOVERS, takeovers)
    return tally(len(sheet.body), [[one.pair] for one in takeovers], [outcomes])


def _takeover(row: Row, seen: dict[tuple[str, str], int]) -> Takeover:
    pair = (_code(row, "code_oud"), _code(row, "code_nieuw"))
    row.refuse_repetition(seen, pair)
    old, new = (int(row.read(c, YEAR) or 1) for c in ("jaar_oud", "jaar_nieuw"))
    if row.sound and old >= new:
        row.refuse(f"{new} komt niet na {old}", "jaar_nieuw")
    share = row.read("aandeel_oppervlakte", SHARE)
    if row.sound and not share:
        row.refuse("er ging niets over", "aandeel_oppervlakte")
    changed_on = date(new, 1, 1)
    return Takeover(
        *pair,
        since=date(old + 1, 1, 1),
        until=changed_on + timedelta(days=1),
        on=changed_on if new == old + 1 else None,
        derived=True,
        source=f"{SOURCE} van {old} en {new}",
        detail=share,
    )


def _code(row: Row, column: str) -> str:
    return row.read(column, CODE).removeprefix("GM")
