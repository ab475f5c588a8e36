"""Who touched whose personal data is put on record, person by person."""

import time

import pytest
from django.db import DatabaseError, transaction

from oab.models import ProcessedSubject, ProcessingAction
from oab.processing_activities import Activity, register
from oab.processing_log import Actor, Deed, record
from oab.traces import Trace, begin
from schools.models import DeliveredPupil, Delivery
from tests.factories import make

CLERK = Actor("medewerker", "41646")
READ = Deed(Activity.COUNT, "leerlingen van een aanlevering lezen")
TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


def persons():
    return {bytes(row.subject) for row in ProcessedSubject.objects.all()}


@pytest.mark.django_db
def test_an_action_is_a_span_and_each_person_in_it_is_on_record():
    record(CLERK, READ, [b"a", b"b", b"a", None])
    action = ProcessingAction.objects.get()
    assert (action.name, action.activity) == (READ.name, str(Activity.COUNT))
    assert (action.person, action.organisation) == ("medewerker", "41646")
    assert (action.status, action.foreign_operation) == ("Ok", {})
    assert persons() == {b"a", b"b"}


@pytest.mark.django_db
def test_a_queryset_of_persons_is_written_in_one_statement(
    django_assert_num_queries,
):
    delivery = make(Delivery)
    for number in range(3):
        make(DeliveredPupil, delivery=delivery, pseudonym=b"%d" % number)
    make(DeliveredPupil, delivery=delivery, pseudonym=None)
    make(DeliveredPupil, pseudonym=b"of another delivery")
    theirs = delivery.pupils.order_by("row").values_list("pseudonym")
    with django_assert_num_queries(4):  # two of them are a savepoint's
        record(CLERK, READ, theirs)
    assert persons() == {b"0", b"1", b"2"}


@pytest.mark.django_db
def test_nobody_is_on_record_where_nobody_was_touched():
    record(CLERK, READ, DeliveredPupil.objects.none().values_list("pseudonym"))
    assert (ProcessingAction.objects.count(), persons()) == (1, set())


@pytest.mark.django_db
@pytest.mark.parametrize("flags", ["00", "01"])
def test_the_trace_of_a_caller_goes_on_whatever_its_flags(flags):
    record(CLERK, READ, [b"a"], begin({"traceparent": f"00-{TRACE}-{SPAN}-{flags}"}))
    action = ProcessingAction.objects.get()
    assert (action.trace_id, action.parent_span_id) == (TRACE, SPAN)
    assert action.span_id != SPAN
    assert action.foreign_operation == {
        "span_id": SPAN,
        "processor": "urn:oab:organisatie:41646",
    }
    assert persons() == {b"a"}


@pytest.mark.parametrize(
    "header",
    [
        "",
        "nonsense",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01-more",
    ],
)
def test_a_header_that_tells_of_no_trace_begins_a_new_one(header):
    trace = begin({"traceparent": header})
    assert trace.parent_span_id == ""
    assert trace.trace_id not in {TRACE, "0" * 32}


def test_a_later_version_of_the_header_may_say_more():
    assert begin({"traceparent": f"01-{TRACE}-{SPAN}-01-more"}).trace_id == TRACE


def test_the_trace_is_written_as_it_is_read():
    trace = Trace(TRACE, SPAN)
    assert begin({"traceparent": str(trace)}).parent_span_id == SPAN


@pytest.mark.django_db
def test_how_long_an_action_took_is_on_record():
    record(CLERK, READ._replace(began=time.monotonic() - 1.5), [])
    action = ProcessingAction.objects.get()
    took = (action.ended_at - action.started_at).total_seconds()
    assert 1.5 <= took < 10
    assert action.ended_at.microsecond % 1000 == 0


def _record_and_fail():
    with transaction.atomic():
        record(CLERK, READ, [b"a"])
        ProcessingAction.objects.create(span_id="not a span")


@pytest.mark.django_db
def test_a_record_is_undone_with_what_it_is_about():
    with pytest.raises(DatabaseError):
        _record_and_fail()
    assert not ProcessingAction.objects.exists()
    assert not ProcessedSubject.objects.exists()


def test_every_activity_stands_in_the_register():
    assert {*register()} == {str(activity) for activity in Activity}
    for entry in register().values():
        assert {*entry} == {
            "title",
            "purpose",
            "basis",
            "subjects",
            "data",
            "recipients",
            "retention",
            "security",
        }
        assert all(entry.values())
