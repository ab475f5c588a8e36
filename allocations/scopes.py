"""Which allocations a caller may see."""

from django.db.models import Q

from allocations.models import Allocation
from oab.callers import Caller
from schools.scopes import locations_of, schools_of

Kind = Allocation.RecipientKind


def allocations_of(caller: Caller) -> Q:
    """Keep what went to the caller itself, its schools and their locations."""
    if caller.sees_all:
        return Q()
    own = Kind.BOARD if caller.board else Kind.MUNICIPALITY
    return (
        Q(recipient_kind=own, recipient=caller.organisation)
        | Q(recipient_kind=Kind.SCHOOL, recipient__in=schools_of(caller))
        | Q(recipient_kind=Kind.LOCATION, recipient__in=locations_of(caller))
    )
