"""The query keys of boards, schools, locations, successions and counts."""

from django.db.models import Exists, OuterRef

from oab.constraints import (
    BOARD,
    BRIN,
    LOCATION,
    MUNICIPALITY,
    PARTNERSHIP,
    POSTCODE_AREA,
)
from oab.filters import (
    YES_OR_NO,
    CodeKey,
    CorrectedQuery,
    DayKey,
    ListQuery,
    RegisterQuery,
    SuccessionQuery,
    WordKey,
)
from oab.pagination import Rows
from schools.api.numbers import ORIGINS
from schools.models import Location


class RegisterListQuery(RegisterQuery, ListQuery):
    """The query of a list of boards or partnerships."""


class SchoolQuery(RegisterListQuery):
    """The query of a list of schools."""

    bestuur = CodeKey(
        "Alleen scholen van dit bestuur.", "board_code", pattern=BOARD, like="41646"
    )
    samenwerkingsverband = CodeKey(
        "Alleen scholen in dit samenwerkingsverband.",
        "partnership_code",
        pattern=PARTNERSHIP,
        like="PO2801",
    )
    gemeente = CodeKey(
        "Alleen scholen met een vestiging in deze gemeente.",
        pattern=MUNICIPALITY,
        like="0637",
        method="filter_municipality",
    )
    buitenRegeling = WordKey(
        "Alleen scholen die buiten (true) of binnen (false) de regelingen vallen.",
        "outside_scheme",
        YES_OR_NO,
    )

    def filter_municipality(self, rows: Rows, _: str, number: str) -> Rows:
        """Keep the schools that had a location there, on the day asked for."""
        there = Location.objects.filter(municipality_code=number)
        return rows.filter(Exists(self.as_asked(there.filter(brin=OuterRef("brin")))))


class LocationQuery(RegisterListQuery):
    """The query of a list of locations."""

    brin = CodeKey(
        "Alleen vestigingen van deze school.", "brin", pattern=BRIN, like="18PH"
    )
    gemeente = CodeKey(
        "Alleen vestigingen in deze gemeente.",
        "municipality_code",
        pattern=MUNICIPALITY,
        like="0637",
    )
    pc4 = CodeKey(
        "Alleen vestigingen in dit postcodegebied.",
        "pc4",
        pattern=POSTCODE_AREA,
        like="2715",
    )


class TakeoverQuery(SuccessionQuery):
    """The query of a list of mergers, split-offs or closures."""

    brin = CodeKey(
        "Alleen met deze school, of een vestiging ervan, als voorganger of opvolger.",
        pattern=BRIN,
        like="18PH",
        method="filter_involved",
    )


class CountsQuery(CorrectedQuery, ListQuery):
    """The query of a list of counts."""

    vestiging = CodeKey(
        "Alleen tellingen van deze vestiging.",
        "location_code",
        pattern=LOCATION,
        like="18PH00",
    )
    brin = CodeKey(
        "Alleen tellingen van deze school.", "brin", pattern=BRIN, like="18PH"
    )
    teldatum = DayKey("Alleen tellingen op deze teldatum.", "counted_on")
    herkomst = WordKey("Alleen tellingen uit dit soort bestand.", "origin", ORIGINS)
