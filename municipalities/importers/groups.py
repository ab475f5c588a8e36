"""Lists of municipalities that the law singles out: G4, G27 and the annexes on OAB.

UTF-8, `;`, one row per group and municipality, taken from the texts of the law. The
names are the law's own and differ per list (`Den Haag`, `'s-Gravenhage`); they are not
stored. The lists do not say of which day they are.
"""

from municipalities.models import MunicipalityGroup
from municipalities.registers import MEMBERSHIPS
from oab.files.notations import MUNICIPALITY, NAME, choice
from oab.files.sheets import Layout, Sheet
from oab.registers import Code, record
from oab.snapshots import on_day
from oab.tallies import Tally, tally

GROUP = choice(
    {
        "G4": MunicipalityGroup.G4,
        "G27": MunicipalityGroup.G27,
        "GOAB-bijlage-A": MunicipalityGroup.GOAB_A,
        "GOAB-bijlage-B": MunicipalityGroup.GOAB_B,
    },
    MunicipalityGroup.G4,
)

LAYOUTS = (
    Layout(
        "gemeentegroepen",
        ("groep", "gemeentecode", "gemeentenaam", "bron"),
        encoding="utf-8",
    ),
)


def store(sheet: Sheet) -> Tally:
    """Store which municipalities were on which lists."""
    day = sheet.day()
    seen: dict[Code, int] = {}
    sources: dict[Code, str] = {}
    for row in sheet.rows():
        group = row.read("groep", GROUP)
        code = (group.value, row.read("gemeentecode", MUNICIPALITY))
        row.refuse_repetition(seen, code)
        sources[code] = row.read("bron", NAME)
    sheet.problems.refuse_any()
    statements = {code: on_day(day, {}, source) for code, source in sources.items()}
    outcomes = record(MEMBERSHIPS, statements)
    return tally(len(sheet.body), [[code] for code in seen], [outcomes])
