"""DUO, pupils of primary and special schools by age: counts, and where locations lay.

One row per location (see `pupil_locations`), all schools of primary and of special
education. The scheme concerns primary schools only (SOORT_PO `Bo`); the others (`Sbo`,
`So`, `Vso`) are left out. The file of 2015 is sound Windows-1252.
"""

from collections import Counter
from decimal import Decimal

from oab.files.notations import FIRST_OF_OCTOBER, NAME
from oab.files.sheets import Layout, Sheet
from oab.tallies import Tally, tally
from schools import counts
from schools.importers import pupil_locations as locations
from schools.importers.snapshots import Snapshot
from schools.models import Count

SOURCE = "DUO, leerlingen primair onderwijs naar soort, cluster en leeftijd"
ORIGIN = Count.Origin.AGE
OLD = locations.old(24)

LAYOUTS = (
    Layout(
        "leerlingen primair onderwijs naar soort, cluster en leeftijd",
        (*locations.COLUMNS, "CLUSTER", *locations.YOUNG, *OLD),
        mended=True,
    ),
)


def store(sheet: Sheet) -> Tally:
    """Store the counts, and the boards, schools and locations of the count date."""
    counted_on = sheet.own_day(sheet.shared(locations.COUNTED_ON, FIRST_OF_OCTOBER))
    snapshot = Snapshot()
    cells: dict[str, dict[tuple[Decimal | None, str], int]] = {}
    seen: dict[str, int] = {}
    others: Counter[str] = Counter()
    touched = []
    for row in sheet.rows():
        kind = row.read(locations.KIND, NAME)
        if kind != locations.PRIMARY:
            others[kind] += 1
            continue
        location = locations.location_of(row)
        row.refuse_repetition(seen, location)
        groups = locations.age_groups_of(row, OLD)
        cells[location] = {(None, group): pupils for group, pupils in groups.items()}
        said = locations.attributes_of(row)
        codes = snapshot.take(row, location, locations.board_of(row), said)
        touched.append([*codes, (location, counted_on, ORIGIN)])
    sheet.problems.refuse_any()
    outcomes = snapshot.record(on=counted_on, source=SOURCE)
    published = counts.publish(cells, on=counted_on, origin=ORIGIN, source=SOURCE)
    remarks = [f"{kind}: {rows} rijen overgeslagen" for kind, rows in others.items()]
    return tally(len(sheet.body), touched, [*outcomes, published], remarks)
