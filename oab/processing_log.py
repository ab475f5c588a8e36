"""The processing log: who read or changed whose personal data, when and what for.

It has the shape of Logboek dataverwerkingen 1.0: an action is a span, and so is each
person in it, below the action. Nothing is left out, whatever a caller's trace flags
say; what cannot be put on record is not answered.

A resource of the API derives from `RecordedResource` and says what it is about:

    class DeliveredPupils(RecordedResource, Creates, Changes):
        activity = Activity.COUNT
        about = "leerlingen van een aanlevering"   # "… lezen", "… toevoegen", and so on
        pseudonym = "pseudonym"                    # the way from a row to the person

Pages, CSV, members and what is made, changed or removed are then recorded by
themselves. Where the pseudonyms must be found in another way, override `persons_in`.
An `Address` derives from `Recorded` first, and calls `self.record(persons)`; a POST
that gives an answer of its own (a task, a transition) does so too.

Outside a request, or for another action than the address's own:

    record(caller, Deed(Activity.COUNT, "aanlevering inzenden"), persons)

`persons` is a queryset of pupils' pseudonyms (`….values_list("pseudonym")`, any size:
it becomes one INSERT … SELECT) or the pseudonyms themselves. `caller` is whoever has a
`subject` and an `organisation`: a `Caller`, or `Actor(task.person, task.organisation)`.
"""

import time
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from operator import attrgetter
from typing import Any, ClassVar, NamedTuple, Protocol, TypeAlias, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from oab.callers import Caller
from oab.idempotency import HEADER as REPEATABLE
from oab.models import ProcessingAction
from oab.pagination import Rows
from oab.processing_activities import Activity
from oab.resources import Protected, Resource
from oab.traces import HEADER, Trace, begin, beside

OK, ERROR = "Ok", "Error"
NO_TRACE: Mapping[str, str] = {}
VERBS = {
    "GET": "lezen",
    "HEAD": "lezen",
    "OPTIONS": "lezen",
    "POST": "toevoegen",
    "PATCH": "wijzigen",
    "DELETE": "verwijderen",
}

ACTION = """
    INSERT INTO oab_processingaction (
        trace_id, span_id, parent_span_id, name, activity, person, organisation,
        foreign_operation, status, started_at, ended_at
    )
    SELECT %s, %s, %s, %s, %s, %s, %s,
        CASE WHEN %s <> ''
            THEN jsonb_build_object('span_id', %s::text, 'processor', %s::text)
            ELSE '{}' END,
        %s, ended - make_interval(secs => %s), ended
    FROM (SELECT date_trunc('milliseconds', clock_timestamp())) moment (ended)
    RETURNING id
"""
PERSONS = """
    INSERT INTO oab_processedsubject (action_id, subject)
    SELECT %s, subject FROM ({persons}) touched (subject)
    WHERE subject IS NOT NULL GROUP BY subject
"""
GIVEN = "SELECT unnest(%s::bytea[])"

Persons: TypeAlias = "QuerySet[Any, Any] | Iterable[bytes | None]"


class WhoActs(Protocol):
    """Who does something with personal data."""

    @property
    def subject(self) -> str:
        """The person or system."""

    @property
    def organisation(self) -> str:
        """On whose behalf."""


class Actor(NamedTuple):
    """Who acts where there is no token any more, such as in a task."""

    subject: str
    organisation: str


class Deed(NamedTuple):
    """What was done, and what for; `began` is by a monotonic clock."""

    activity: Activity
    name: str
    status: str = OK
    began: float | None = None


def record(
    caller: WhoActs, deed: Deed, persons: Persons, trace: Trace | None = None
) -> ProcessingAction:
    """Put an action and everybody it touched on record, in the present transaction."""
    with transaction.atomic():
        action = _record_action(caller, deed, trace or begin(NO_TRACE))
        _record_persons(action, persons)
    return action


def _record_action(caller: WhoActs, deed: Deed, trace: Trace) -> ProcessingAction:
    processor = f"urn:oab:organisatie:{caller.organisation}"
    took = 0 if deed.began is None else round(time.monotonic() - deed.began, 3)
    values = [
        *trace,
        deed.name,
        str(deed.activity),
        caller.subject,
        caller.organisation,
        *(trace.parent_span_id, trace.parent_span_id, processor),
        deed.status,
        took,
    ]
    with connection.cursor() as cursor:
        cursor.execute(ACTION, values)
        return ProcessingAction(pk=cursor.fetchone()[0])


def _record_persons(action: ProcessingAction, persons: Persons) -> None:
    query, values = GIVEN, ([*persons],) if not isinstance(persons, QuerySet) else ()
    if isinstance(persons, QuerySet):
        try:
            query, values = persons.order_by().query.sql_with_params()
        except EmptyResultSet:
            return
    with connection.cursor() as cursor:
        cursor.execute(PERSONS.format(persons=query), [action.pk, *values])


# Addresses ----------------------------------------------------------------------------


class NotRecorded(Exception):
    """An address answered personal data without a record of it."""


class Recorded(Protected):
    """An address of personal data; fails rather than answer without a record."""

    activity: ClassVar[Activity]
    about: ClassVar[str]
    trace: Trace | None = None
    began: float
    recorded = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Begin the action, once it is known that the caller may ask this."""
        began = time.monotonic()
        self.perform_authentication(request)
        self.check_permissions(request)
        if request.method in self.allowed_methods:
            self.began, self.trace = began, begin(request.headers)
        super().initial(request, *args, **kwargs)

    def record(self, persons: Persons, status: str = OK) -> None:
        """Put on record whose data the request touched."""
        trace = cast(Trace, self.trace)
        name = f"{self.about} {VERBS[self.request.method or '']}"
        deed = Deed(self.activity, name, status, self.began)
        # Of one request each record is a span of its own.
        record(self.caller, deed, persons, beside(trace) if self.recorded else trace)
        self.recorded = True

    def handle_exception(self, exc: Exception) -> Any:  # noqa: ANN401
        """Put on record that the action failed; what it had written is undone."""
        if self.trace is not None and isinstance(self.request.user, Caller):
            self.record([], ERROR)
        return super().handle_exception(exc)

    def finalize_response(
        self,
        request: HttpRequest | Request,
        response: HttpResponseBase,
        *args: Any,  # noqa: ANN401
        **kwargs: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Refuse to answer what was not recorded; tell the trace of what was."""
        answer = super().finalize_response(
            cast(Request, request), cast(Response, response), *args, **kwargs
        )
        if self.trace is not None:
            if answer.status_code < HTTPStatus.BAD_REQUEST:
                self._require_record(request)
            answer[HEADER] = str(self.trace)
        return answer

    def _require_record(self, request: HttpRequest | Request) -> None:
        if not self.recorded and REPEATABLE in request.headers:
            self.record([])  # what was done earlier is answered again, without a body
        if not self.recorded:
            raise NotRecorded(f"{request.method} {type(self).__name__}")


class RecordedResource(Recorded, Resource):
    """A collection of personal data, each answer of which is put on record."""

    pseudonym: ClassVar[str] = "pseudonym"

    def persons_in(self, rows: Rows) -> Persons:
        """Find whose data the rows are: a queryset, or the rows themselves."""
        if isinstance(rows, QuerySet):
            return rows.values_list(self.pseudonym)
        person_of = attrgetter(self.pseudonym.replace("__", "."))
        return [person_of(row) for row in rows]

    def paginate_queryset(self, queryset: Rows) -> list[Any] | None:
        """Record whom a page shows."""
        page = super().paginate_queryset(queryset)
        self.record(self.persons_in(page or []))
        return page

    def as_table(self, request: Request, rows: Rows) -> HttpResponseBase:
        """Record whom a whole table shows, before its first line is sent."""
        if request.method == "HEAD":
            self.record([])
        elif not (self.asked["limit"] or self.asked["cursor"]):
            self.record(self.persons_in(rows))
        return super().as_table(request, rows)

    def get_object(self) -> Any:  # noqa: ANN401
        """Record whose row is read, changed or removed."""
        found = super().get_object()
        self.record(self.persons_in([found]))
        return found

    def _answer(self, made: Any) -> HttpResponseBase:  # noqa: ANN401
        """Record whose row was made; an answer of its own makes a record of its own."""
        if not isinstance(made, HttpResponseBase):
            self.record(self.persons_in([made]))
        return super()._answer(made)  # type: ignore[misc,no-any-return]
