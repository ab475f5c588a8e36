"""Who may do what: the one table of roles, with their organisation and scopes.

A token names a role, an organisation and scopes. What its bearer may do are the scopes
that both the token and the role have; which rows they may do it with follows from the
organisation (`schools/scopes.py`, `allocations/scopes.py`).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from oab.constraints import BOARD, MUNICIPALITY

SCOPES = {
    "tellingen:lezen": "Tellingen van leerlingen lezen.",
    "berekeningen:lezen": "Berekeningen en hun onderbouwing lezen.",
    "aanleveringen:lezen": "Aanleveringen en hun leerlingen lezen.",
    "aanleveringen:schrijven": "Aanleveringen openen, vullen en wijzigen.",
    "aanleveringen:inzenden": "Aanleveringen inzenden en corrigeren.",
    "aanleveringen:ondertekenen": "Aanleveringen ondertekenen.",
    "aanleveringen:beoordelen": "Aanleveringen accepteren of terugzenden.",
    "uitstelbesluiten:lezen": "Besluiten over uitstel lezen.",
    "uitstelbesluiten:schrijven": "Besluiten over uitstel nemen.",
    "telbesluiten:lezen": "Telbesluiten lezen.",
    "telbesluiten:vaststellen": "Telbesluiten vaststellen en bekendmaken.",
    "ouderverklaringen:lezen": "Ouderverklaringen lezen.",
    "ouderverklaringen:schrijven": "Ouderverklaringen toevoegen.",
    "bewijsstukken:lezen": "Gescande ouderverklaringen lezen.",
    "bewijsstukken:schrijven": "Gescande ouderverklaringen toevoegen.",
    "bewijsoverzichten:lezen": "Lezen wat ontbrekend bewijs kost.",
    "leeftijdsopgaven:lezen": "Opgaven van de leeftijd van leraren lezen.",
    "leeftijdsopgaven:schrijven": "De leeftijd van leraren opgeven.",
    "proefberekeningen:schrijven": "Proefberekeningen laten maken.",
    "controles:lezen": "Controles en hun bevindingen lezen.",
    "controles:schrijven": "Controles trekken en bevindingen vastleggen.",
    "controles:afronden": "Controles afronden.",
    "regelingen:lezen": "Regelingen en aanwijzingen lezen die niet gelden.",
    "regelingen:registreren": "Regelingen en aanwijzingen registreren en intrekken.",
    "regelingen:goedkeuren": "Regelingen en aanwijzingen goedkeuren of afwijzen.",
    "verwerkingen:lezen": "Lezen wie persoonsgegevens verwerkte.",
    "taken:lezen": "De voortgang van werk op de achtergrond lezen.",
    "wijzigingen:lezen": "Lezen wat wijzigde en wat nog is na te rekenen.",
    "wijzigingen:herstarten": "Vastgelopen wijzigingen opnieuw laten volgen.",
}


class Role(StrEnum):
    """What somebody is to the administration, in the words of a token."""

    EMPLOYEE = "bestuur-medewerker"
    SIGNATORY = "bestuur-ondertekenaar"
    OFFICER = "ocw-behandelaar"
    DECIDER = "ocw-beslisser"
    MUNICIPALITY = "gemeente"
    AUDITOR = "auditor"
    SYSTEM = "systeem"


@dataclass(frozen=True, slots=True)
class Powers:
    """What a role may do, and for which organisation it can be."""

    organisation: str
    scopes: frozenset[str]

    def fits(self, organisation: str) -> bool:
        """Tell whether an organisation can have this role."""
        return re.fullmatch(self.organisation, organisation, re.ASCII) is not None


def _powers(organisation: str, *scopes: str) -> Powers:
    return Powers(organisation, frozenset(scopes))


MINISTRY = "ocw"
AUDIT_SERVICE = "auditdienst"

_OF_A_BOARD = (
    "tellingen:lezen",
    "berekeningen:lezen",
    "aanleveringen:lezen",
    "uitstelbesluiten:lezen",
    "telbesluiten:lezen",
    "ouderverklaringen:lezen",
    "bewijsoverzichten:lezen",
    "leeftijdsopgaven:lezen",
    "taken:lezen",
)
_OF_THE_STATE = (
    *_OF_A_BOARD,
    "controles:lezen",
    "regelingen:lezen",
    "wijzigingen:lezen",
)

ROLES = {
    Role.EMPLOYEE: _powers(
        BOARD,
        *_OF_A_BOARD,
        "aanleveringen:schrijven",
        "aanleveringen:inzenden",
        "ouderverklaringen:schrijven",
        "bewijsstukken:lezen",
        "bewijsstukken:schrijven",
        "leeftijdsopgaven:schrijven",
        "proefberekeningen:schrijven",
    ),
    Role.SIGNATORY: _powers(
        BOARD,
        *_OF_A_BOARD,
        "bewijsstukken:lezen",
        "aanleveringen:ondertekenen",
        "proefberekeningen:schrijven",
    ),
    Role.OFFICER: _powers(
        MINISTRY,
        *_OF_THE_STATE,
        "bewijsstukken:lezen",
        "aanleveringen:beoordelen",
        "controles:schrijven",
        "regelingen:registreren",
        "wijzigingen:herstarten",
    ),
    Role.DECIDER: _powers(
        MINISTRY,
        *_OF_THE_STATE,
        "telbesluiten:vaststellen",
        "uitstelbesluiten:schrijven",
        "controles:afronden",
        "regelingen:goedkeuren",
        "wijzigingen:herstarten",
    ),
    Role.MUNICIPALITY: _powers(MUNICIPALITY, "tellingen:lezen", "berekeningen:lezen"),
    Role.AUDITOR: _powers(
        AUDIT_SERVICE, *_OF_THE_STATE, "bewijsstukken:lezen", "verwerkingen:lezen"
    ),
    Role.SYSTEM: _powers(BOARD, *_OF_A_BOARD, "aanleveringen:schrijven"),
}
