"""Which allocations a caller may see."""

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, Q, TextField, Value

from oab.callers import Caller
from schools.scopes import locations_of, schools_of


def allocations_of(caller: Caller) -> Q:
    """Keep what went to the caller itself, its schools and their locations.

    Boards, schools, locations and municipalities have numbers of different forms, so
    that of the recipient suffices.
    """
    if caller.sees_all:
        return Q()
    codes = ArrayField(TextField())
    own = Value([caller.organisation], output_field=codes)
    schools = _Texts(ArraySubquery(schools_of(caller)))
    locations = _Texts(ArraySubquery(locations_of(caller)))
    return Q(_IsOneOf(F("recipient"), _Joined(own, schools, locations)))


class _Texts(Func):
    """An array of texts, whatever their length was limited to."""

    template = "(%(expressions)s)::text[]"
    output_field = ArrayField(TextField())


class _Joined(Func):
    """Arrays, one behind the other."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = ArrayField(TextField())


class _IsOneOf(Func):
    """Whether a value is in an array, which PostgreSQL looks up by index."""

    template = "%(expressions)s"
    arg_joiner = " = ANY "
    output_field = BooleanField()
