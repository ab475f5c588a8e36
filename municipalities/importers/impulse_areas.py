"""The list of impulse areas: four-digit postal areas designated for four school years.

UTF-8, one column `pc4`, taken from the annex to the ministerial regulation. The file
names neither the regulation nor its days: the day given with it tells which one it is.
A regulation speaks of all days of its four school years (Besluit bekostiging WPO,
art. 28a(1)).
"""

from dataclasses import dataclass
from datetime import date

from municipalities.registers import IMPULSE_AREAS
from oab.files.notations import POSTCODE_AREA
from oab.files.problems import BadFile
from oab.files.sheets import Layout, Sheet
from oab.registers import record
from oab.snapshots import Statement
from oab.tallies import Tally, tally

SOURCE = "Ministerie van OCW, bijlage bij de regeling"
SCHOOL_YEARS = 4

LAYOUTS = (Layout("impulsgebieden", ("pc4",), encoding="utf-8"),)


@dataclass(frozen=True, slots=True)
class Designation:
    """A regulation that designates impulse areas from 1 August of a year."""

    year: int
    regulation: str
    article: str = "1"

    @property
    def days(self) -> tuple[date, date]:
        """The first day of its school years and the first day after them."""
        return date(self.year, 8, 1), date(self.year + SCHOOL_YEARS, 8, 1)


DESIGNATIONS = (
    Designation(
        2009,
        "Regeling vaststelling impulsgebieden schooljaar 2009-2010 tot en met "
        "2012-2013 (BWBR0025945)",
    ),
    Designation(
        2013,
        "Regeling vaststelling impulsgebieden schooljaar 2013-2014 tot en met "
        "2016-2017 (BWBR0031549)",
    ),
    Designation(
        2017,
        "Regeling vaststelling impulsgebieden schooljaar 2017-2018 tot en met "
        "2020-2021 (Stcrt. 2017, 15514)",
    ),
)


def store(sheet: Sheet) -> Tally:
    """Store the designation of every postal area in the list."""
    designation = _in_force_on(sheet.day())
    seen: dict[str, int] = {}
    for row in sheet.rows():
        row.refuse_repetition(seen, row.read("pc4", POSTCODE_AREA))
    sheet.problems.refuse_any()
    since, until = designation.days
    statement = Statement(
        since,
        (since, until),
        {"regulation": designation.regulation, "article": designation.article},
        frozenset({SOURCE}),
        until,
    )
    outcomes = record(IMPULSE_AREAS, {(pc4,): statement for pc4 in seen})
    return tally(len(sheet.body), [[(pc4,)] for pc4 in seen], [outcomes])


def _in_force_on(day: date) -> Designation:
    for designation in DESIGNATIONS:
        since, until = designation.days
        if since <= day < until:
            return designation
    years = ", ".join(f"{one.days[0]} tot {one.days[1]}" for one in DESIGNATIONS)
    raise BadFile([f"--peildatum {day}: geen aanwijzing bekend; wel van {years}"])
