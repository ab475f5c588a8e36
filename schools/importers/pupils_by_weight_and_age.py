"""DUO, pupils of primary schools by weight and age: counts per location.

One row per location, weight and age column (see `pupil_locations`). The weight has a
decimal point and two decimals; a weight without pupils has no row.
"""

from decimal import Decimal

from oab.files.notations import FIRST_OF_OCTOBER, choice
from oab.files.sheets import Layout, Sheet
from oab.tallies import Tally, tally
from schools import counts
from schools.importers import pupil_locations as locations
from schools.importers.snapshots import Snapshot
from schools.models import PUPIL_WEIGHTS, Count

SOURCE = "DUO, leerlingen basisonderwijs naar gewicht en leeftijd"
OLD = locations.old(14)
WRITTEN = tuple(f"{weight:.2f}" for weight in PUPIL_WEIGHTS)
WEIGHT = choice({written: Decimal(written) for written in WRITTEN}, Decimal())

ORIGIN = Count.Origin.WEIGHT_AND_AGE

LAYOUTS = (
    Layout(
        "leerlingen basisonderwijs naar gewicht en leeftijd",
        (*locations.COLUMNS, "GEWICHT", *locations.YOUNG, *OLD),
        mended=True,
    ),
)


def store(sheet: Sheet) -> Tally:
    """Store the counts, and the boards, schools and locations of the count date."""
    counted_on = sheet.own_day(sheet.shared(locations.COUNTED_ON, FIRST_OF_OCTOBER))
    snapshot = Snapshot()
    cells: dict[str, dict[tuple[Decimal | None, str], int]] = {}
    seen: dict[tuple[str, Decimal], int] = {}
    touched = []
    for row in sheet.rows():
        row.read(locations.KIND, choice({locations.PRIMARY: ""}, ""))
        location, weight = locations.location_of(row), row.read("GEWICHT", WEIGHT)
        row.refuse_repetition(seen, (location, weight))
        groups = locations.age_groups_of(row, OLD)
        cells.setdefault(location, {}).update(
            ((weight, group), pupils) for group, pupils in groups.items()
        )
        said = locations.attributes_of(row)
        codes = snapshot.take(row, location, locations.board_of(row), said)
        touched.append([*codes, (location, counted_on, ORIGIN)])
    sheet.problems.refuse_any()
    outcomes = snapshot.record(on=counted_on, source=SOURCE)
    published = counts.publish(cells, on=counted_on, origin=ORIGIN, source=SOURCE)
    return tally(len(sheet.body), touched, [*outcomes, published])
