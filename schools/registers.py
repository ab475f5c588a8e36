"""The registers of this app as sources speak of them."""

from collections.abc import Mapping
from datetime import date

from oab.registers import Code, Register, record
from oab.snapshots import Outcome, Value, on_day
from schools.models import Board, Location, Partnership, School

# Schools for the travelling population (WPO 185 and 193): the boatmen's children and
# the travelling schools (rijdende scholen) of fairs and circuses in DUO's registers.
TRAVELLING = frozenset(
    {
        *("27MK", "11PF", "12AI", "12JP", "12RZ", "12YW"),
        *("13EU", "13KE", "13PD", "13TD", "13WO", "13ZZ"),
    }
)

# The publications of DUO that list every location, and every main location.
ALL_LOCATIONS = "DUO, alle vestigingen basisonderwijs"
MAIN_LOCATIONS = "DUO, hoofdvestigingen basisonderwijs"
MAIN = "00"

BOARDS = Register(Board, ("code",), {"name": ""})
PARTNERSHIPS = Register(Partnership, ("code",), {"name": ""})
SCHOOLS = Register(
    School,
    ("brin",),
    {"name": "", "board_code": "", "partnership_code": "", "outside_scheme": False},
)
LOCATIONS = Register(
    Location,
    ("code",),
    {
        "name": "",
        "street": "",
        "house_number": "",
        "postcode": "",
        "place": "",
        "municipality_code": "",
        "denomination": "",
    },
    fixed_by={"street": "postcode", "house_number": "postcode"},
)


def record_snapshot(
    register: Register,
    stated: Mapping[str, Mapping[str, Value]],
    *,
    on: date,
    source: str,
) -> dict[Code, Outcome]:
    """Write what a source says of codes on a day; attributes may be left unsaid."""
    return record(
        register,
        {(code,): on_day(on, said, source) for code, said in stated.items()},
    )
