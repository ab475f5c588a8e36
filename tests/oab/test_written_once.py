"""A row is corrected by a later row, in one chain, with a reason."""

from contextlib import closing
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from allocations.models import PublishedPayment
from municipalities.models import MunicipalScore
from oab.versions import moment
from schools.models import (
    Count,
    CountCell,
    DisadvantageScore,
    EstablishedFigures,
    EstablishedScore,
    MaterialFigures,
    NationalMeans,
    TeacherAge,
)
from tests.factories import make

pytestmark = pytest.mark.django_db

CORRECTABLE = [Count, TeacherAge, EstablishedFigures, PublishedPayment]
CORRECTABLE += [DisadvantageScore, NationalMeans, EstablishedScore, MaterialFigures]
CORRECTABLE += [MunicipalScore]
every_kind = pytest.mark.parametrize("model", CORRECTABLE)


def correct(row, **changes):
    return make(type(row), **({"replaces": row, "reason": "Verschrijving"} | changes))


@every_kind
def test_what_is_not_replaced_is_in_force(model):
    first = make(model)
    last = correct(correct(first))
    assert list(model.objects.in_force()) == [last]


@every_kind
def test_what_was_in_force_at_a_moment_can_still_be_asked(model):
    before = moment()
    first = make(model)
    between = moment()
    last = correct(first)
    known = [list(model.objects.known_at(at)) for at in (before, between, moment())]
    assert known == [[], [first], [last]]


@every_kind
def test_a_subject_has_one_first_row(model):
    make(model)
    with pytest.raises(IntegrityError, match="begins_one_chain"):
        make(model)


@every_kind
def test_a_row_is_replaced_once(model):
    first = make(model)
    correct(first)
    with pytest.raises(IntegrityError, match="replaces_id_key"):
        correct(first)


@every_kind
@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_correction_says_why(model, reason):
    with pytest.raises(IntegrityError, match="replaces_with_a_reason"):
        correct(make(model), reason=reason)


@every_kind
def test_a_first_row_corrects_nothing_and_so_needs_no_reason(model):
    with pytest.raises(IntegrityError, match="replaces_with_a_reason"):
        make(model, reason="Zomaar")


@every_kind
def test_a_row_has_a_source(model):
    with pytest.raises(IntegrityError, match="has_its_source"):
        make(model, source=" ")


@every_kind
def test_a_row_does_not_replace_itself(model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table]
        )
        own = cursor.fetchone()[0]
    with pytest.raises(IntegrityError, match="replaces_an_older_row"):
        make(model, id=own, replaces_id=own, reason="Kringetje")


@every_kind
def test_a_row_does_not_replace_what_does_not_exist(model):
    with pytest.raises(IntegrityError, match="keeps the"):
        make(model, replaces_id=0, reason="Niets")


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (Count, {"location_code": "18PH01"}),
        (Count, {"counted_on": date(2015, 10, 1)}),
        (Count, {"origin": "bron"}),
        (TeacherAge, {"brin": "00AP"}),
        (TeacherAge, {"counted_on": date(2015, 10, 1)}),
        (EstablishedFigures, {"brin": "00AP"}),
        (EstablishedFigures, {"counted_on": date(2015, 10, 1)}),
        (DisadvantageScore, {"location_code": "18PH01"}),
        (DisadvantageScore, {"counted_on": date(2020, 10, 1)}),
        (NationalMeans, {"counted_on": date(2020, 10, 1)}),
        (EstablishedScore, {"brin": "00AP"}),
        (EstablishedScore, {"period": "2020-2021"}),
        (MaterialFigures, {"brin": "00AP"}),
        (MaterialFigures, {"counted_on": date(2019, 10, 1)}),
        (MunicipalScore, {"municipality_code": "0363"}),
        (MunicipalScore, {"divided_on": date(2022, 1, 1)}),
        (MunicipalScore, {"counted_on": date(2020, 10, 1)}),
        (PublishedPayment, {"brin": "00AP"}),
        (PublishedPayment, {"period": "2016-2017"}),
        (PublishedPayment, {"article": "28a"}),
    ],
)
def test_a_correction_is_about_the_same_thing(model, changes):
    row = make(model)
    (subject,) = changes
    with pytest.raises(IntegrityError, match=f"keeps the {subject}"):
        correct(row, **changes)


@every_kind
@pytest.mark.parametrize("distance", [timedelta(minutes=-1), timedelta(minutes=1)])
def test_a_row_is_created_now(model, distance):
    with pytest.raises(IntegrityError, match="are created now"):
        make(model, created_at=moment() + distance)


@pytest.mark.django_db(transaction=True)
def test_cells_are_written_with_their_count():
    with transaction.atomic():
        count = make(Count)
        make(CountCell, count=count)
    with pytest.raises(IntegrityError, match="written together with their"):
        make(CountCell, count=count, weight="1.20")


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_began_before_another_wrote_a_count_adds_no_cell_to_it():
    with closing(connection.copy()) as other, transaction.atomic():
        moment()  # this transaction is underway
        count = written_by(other)
        with pytest.raises(IntegrityError, match="written together with their"):
            make(CountCell, count=count)


def written_by(other):
    with other.cursor() as cursor:
        cursor.execute(
            "INSERT INTO schools_count (location_code, counted_on, origin, source) "
            "VALUES ('18PH00', '2014-10-01', 'weight_and_age', 'DUO') RETURNING id"
        )
        return Count.objects.get(pk=cursor.fetchone()[0])
