"""What of a pupil each role sees: no more than its task needs."""

from collections.abc import Mapping

from oab.roles import Role
from schools.deliveries.columns import NAMES, OWN_NUMBER, PERSONAL

BIRTH = "geboortedatum"
UNREADABLE = "onleesbaar"

# Nobody is shown a personal number, for it is not there. What could not be read may be
# anything, so only the board that wrote it sees it.
HIDDEN: Mapping[Role, frozenset[str]] = {
    Role.EMPLOYEE: frozenset(),
    Role.SIGNATORY: frozenset(),
    Role.SYSTEM: frozenset(),
    Role.OFFICER: frozenset({OWN_NUMBER, UNREADABLE}),
    Role.DECIDER: frozenset({OWN_NUMBER, BIRTH, UNREADABLE}),
    Role.AUDITOR: frozenset({OWN_NUMBER, BIRTH, UNREADABLE}),
    Role.MUNICIPALITY: frozenset({*NAMES, UNREADABLE}),
}
NOTHING: frozenset[str] = frozenset({PERSONAL})


def hidden_from(role: Role) -> frozenset[str]:
    """Name the columns that a role does not see."""
    return HIDDEN[role] | NOTHING
