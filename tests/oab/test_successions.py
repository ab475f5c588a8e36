"""A takeover happened on one of some days, between two who differ."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateRange

from municipalities.models import MunicipalitySuccession
from oab.versions import announce
from schools.models import SchoolSuccession
from tests.factories import make

pytestmark = pytest.mark.django_db

every_kind = pytest.mark.parametrize(
    "model", [MunicipalitySuccession, SchoolSuccession]
)


@every_kind
@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("took_place_on_a_day", {"between": DateRange(empty=True)}),
        ("took_place_on_a_possible_day", {"on": date(2018, 1, 1)}),
        ("has_its_source", {"source": ""}),
    ],
)
def test_a_takeover_is_dated_and_sourced(model, constraint, changes):
    with pytest.raises(IntegrityError, match=constraint):
        make(model, **changes)


@every_kind
def test_nobody_takes_over_from_themselves(model):
    row = make(model)
    with pytest.raises(IntegrityError, match="is_by_someone_else"):
        make(model, successor=row.predecessor)


@every_kind
def test_one_takeover_is_told_once(model):
    make(model)
    with pytest.raises(IntegrityError, match="says_one_thing_about_a_day"):
        make(model, derived=False)


@every_kind
def test_a_better_source_closes_a_derived_takeover(model):
    make(model)
    at = announce()
    model.objects.close(at)
    make(model, derived=False, on=date(2014, 1, 1), known=(at, None))
    assert [row.on for row in model.objects.current()] == [date(2014, 1, 1)]


def test_a_takeover_reads_as_one():
    row = make(SchoolSuccession, on=date(2014, 8, 1))
    assert str(row) == "18PH → 00AP, 2014-08-01"
