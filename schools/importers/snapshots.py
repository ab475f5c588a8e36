"""What a file says on one day about boards, schools and locations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from oab.files.sheets import Row
from oab.registers import Code
from oab.snapshots import Outcome, Value
from schools import derived_successions
from schools.registers import BOARDS, LOCATIONS, SCHOOLS, TRAVELLING, record_snapshot


@dataclass(slots=True)
class Snapshot:
    """Boards, schools and locations by code, each as far as the file speaks of it."""

    boards: dict[str, Mapping[str, Value]] = field(default_factory=dict)
    schools: dict[str, dict[str, Value]] = field(default_factory=dict)
    locations: dict[str, Mapping[str, Value]] = field(default_factory=dict)
    main: dict[str, str] = field(default_factory=dict)

    def take(
        self, row: Row, location: str, board: str, said: Mapping[str, Value]
    ) -> list[Code]:
        """Take in a location; give the codes of which its row speaks.

        A school bears the name of its main location: the one with the lowest number.
        """
        brin = location[:4]
        self.boards[board] = {}
        if self.locations.setdefault(location, said) != said:
            row.refuse(f"{location} wijkt af van een eerdere rij")
        school = self.schools.setdefault(
            brin, {"board_code": board, "outside_scheme": brin in TRAVELLING}
        )
        if school["board_code"] != board:
            row.refuse(f"{brin} staat ook onder bestuur {school['board_code']}")
        if location <= self.main.setdefault(brin, location):
            self.main[brin] = location
            school["name"] = said["name"]
        return [(board,), (brin,), (location,)]

    def record(self, *, on: date, source: str) -> tuple[dict[Code, Outcome], ...]:
        """Write all of it into the registers, and what follows from it."""
        outcomes = (
            record_snapshot(BOARDS, self.boards, on=on, source=source),
            record_snapshot(SCHOOLS, self.schools, on=on, source=source),
            record_snapshot(LOCATIONS, self.locations, on=on, source=source),
        )
        derived_successions.derive()
        return outcomes
