"""The kinds of file that can be imported, and the importing of one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection, transaction

from allocations.importers import (
    material_funding,
    personnel_funding,
    personnel_funding_2019,
)
from municipalities.importers import (
    groups,
    impulse_areas,
    lists,
    postcode_areas,
    redivisions,
)
from oab.changes import wake_followers
from oab.files.content import read_bytes
from oab.files.sheets import Layout, Sheet, recognise
from oab.tallies import Tally
from schools.importers import (
    pupils_by_age,
    pupils_by_weight_and_age,
    pupils_in_bron,
    register,
    scores,
)

IMPORTING = 0x0AB


@dataclass(frozen=True, slots=True)
class Importer:
    """The layouts of files of one sort, and what stores a file of such a layout."""

    layouts: Sequence[Layout]
    store: Callable[[Sheet], Tally]


KINDS = {
    "schoolregister": (Importer(register.LAYOUTS, register.store),),
    "leerlingen-gewicht-leeftijd": (
        Importer(pupils_by_weight_and_age.LAYOUTS, pupils_by_weight_and_age.store),
    ),
    "leerlingen-bron": (Importer(pupils_in_bron.LAYOUTS, pupils_in_bron.store),),
    "leerlingen-leeftijd": (Importer(pupils_by_age.LAYOUTS, pupils_by_age.store),),
    "personele-bekostiging": (
        Importer(personnel_funding.LAYOUTS, personnel_funding.store),
        Importer(personnel_funding_2019.LAYOUTS, personnel_funding_2019.store),
    ),
    "materiele-instandhouding": (
        Importer(material_funding.LAYOUTS, material_funding.store),
    ),
    "achterstandsscores": (Importer(scores.LAYOUTS, scores.store),),
    "impulsgebieden": (Importer(impulse_areas.LAYOUTS, impulse_areas.store),),
    "gemeenten": (
        Importer(lists.LAYOUTS, lists.store),
        Importer(redivisions.LAYOUTS, redivisions.store),
        Importer(postcode_areas.LAYOUTS, postcode_areas.store),
    ),
    "gemeentegroepen": (Importer(groups.LAYOUTS, groups.store),),
}


def import_file(
    kind: str, path: Path, *, on: date | None = None, dry_run: bool = False
) -> Tally:
    """Store a publisher's file, wholly or not at all; raise `BadFile` if it is wrong.

    `on` is the day of which the file speaks, where it does not say so itself. A dry run
    does everything but keep it.
    """
    stores = {one: of.store for of in KINDS[kind] for one in of.layouts}
    books = any(layout.book for layout in stores)
    sheet = recognise(read_bytes(path, books=books), tuple(stores), on)
    with transaction.atomic(), connection.cursor() as cursor:
        # One at a time: two snapshots of one day would not see each other.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORTING])
        tally = stores[sheet.layout](sheet)
        wake_followers()
        transaction.set_rollback(dry_run)
    return tally
