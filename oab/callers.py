"""Who asks: what a token that was accepted says of its bearer."""

from dataclasses import dataclass

from oab.roles import ROLES, Role

BOARDS = {Role.EMPLOYEE, Role.SIGNATORY, Role.SYSTEM}
SEES_ALL = {Role.OFFICER, Role.DECIDER, Role.AUDITOR}


@dataclass(frozen=True, slots=True)
class Caller:
    """The bearer of a token; `subject` is a person or system, by the issuer's name."""

    subject: str
    role: Role
    organisation: str
    scopes: frozenset[str]
    token_id: str

    def may(self, scope: str) -> bool:
        """Tell whether both the token and the role have the scope."""
        return scope in self.scopes & ROLES[self.role].scopes

    @property
    def board(self) -> str:
        """The board that the caller acts for; empty for others."""
        return self.organisation if self.role in BOARDS else ""

    @property
    def municipality(self) -> str:
        """The municipality that the caller acts for; empty for others."""
        return self.organisation if self.role is Role.MUNICIPALITY else ""

    @property
    def sees_all(self) -> bool:
        """Whether the caller sees the rows of every organisation."""
        return self.role in SEES_ALL
