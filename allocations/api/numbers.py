"""The numbers of regulations, runs and allocations in addresses."""

from dataclasses import dataclass
from uuid import UUID

from django.urls.converters import UUIDConverter

from allocations.models import Allocation
from oab.numbers import Number, UUIDNumber

RECIPIENT = "[0-9A-Z]{4,6}"


class RegulationNumber(Number):
    """A BWB number or publisher and a day, or a number in the Staatscourant."""

    regex = (
        "((BWBR[0-9]{7}|cbs|duo)-[0-9]{4}-[0-9]{2}-[0-9]{2}|"
        "stcrt-[0-9]{4}-[1-9][0-9]{0,5})"
    )
    description = (
        "Nummer van de regeling: BWB-nummer en datum van ondertekening, of jaar en "
        "nummer in de Staatscourant; van wat CBS of DUO vaststelde: die naam en de "
        "datum."
    )


class RunNumber(UUIDNumber):
    """Of a run."""

    description = "Nummer van de doorrekening."


@dataclass(frozen=True, slots=True)
class AllocationSubject:
    """The run and recipient of an allocation; there is one allocation for the two."""

    run_id: UUID
    recipient: str

    @classmethod
    def of(cls, allocation: Allocation) -> "AllocationSubject":
        """Say what an allocation is about."""
        return cls(allocation.run_id, allocation.recipient)

    def __str__(self) -> str:
        """Write the number."""
        return f"{self.run_id}-{self.recipient}"


class AllocationNumber(Number):
    """The number of a run and that of a recipient."""

    regex = f"{UUIDConverter.regex}-{RECIPIENT}"
    description = "Nummer van de berekening: doorrekening en ontvanger."

    def to_python(  # type: ignore[override]  # Django takes anything
        self, value: str
    ) -> AllocationSubject:
        """Read the number."""
        run_id, _, recipient = value.rpartition("-")
        return AllocationSubject(UUID(run_id), recipient)
