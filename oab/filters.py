"""The query of a request: which keys an address knows, and what they may hold.

Every address declares its keys. An unknown, repeated or empty key is an error, like a
value of the wrong form, and all errors of a query are reported at once: a filter that
is silently ignored would show the whole register to who asked for a part of it.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, Protocol, cast
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Least
from django.http import QueryDict
from django.utils import timezone
from django_filters import Filter, FilterSet
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.views import APIView

from oab.languages import in_language, shown_in_language
from oab.pagination import (
    DEFAULT_LIMIT,
    LARGEST_LIMIT,
    BadCursor,
    Cursor,
    Rows,
    bad_cursor,
)
from oab.problems import InvalidInput, InvalidQuery

HERE = ZoneInfo("Europe/Amsterdam")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})", re.ASCII
)
CODES = {"invalid_choice": "onbekend", "max_value": "te-hoog", "min_value": "te-laag"}
INVALID = "ongeldig"


def today() -> date:
    """Tell the day it is in the Netherlands."""
    return timezone.localdate(timezone=HERE)


# Values of keys -----------------------------------------------------------------------


class DayField(forms.Field):
    """A day as 2015-10-01."""

    def to_python(self, value: str | None) -> date | None:
        """Read the day."""
        if not value:
            return None
        try:
            return date.fromisoformat(value if DAY.fullmatch(value) else "")
        except ValueError as error:
            raise ValidationError(NO_DAY, INVALID) from error


class MomentField(forms.Field):
    """A moment as 2015-10-01T12:00:00+02:00 (RFC 3339), with its offset from UTC."""

    def to_python(self, value: str | None) -> datetime | None:
        """Read the moment."""
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(value if MOMENT.fullmatch(value) else "")
            # PostgreSQL knows fewer offsets than RFC 3339 does.
            return moment.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise ValidationError(NO_MOMENT, INVALID) from error


class CursorField(forms.Field):
    """A cursor that an earlier page gave."""

    def to_python(self, value: str | None) -> Cursor | None:
        """Read the cursor."""
        if not value:
            return None
        try:
            return Cursor.parse(value)
        except BadCursor as error:
            raise ValidationError(bad_cursor().detail, INVALID) from error


NO_DAY = shown_in_language(
    "verwacht een datum zoals 2015-10-01", "expected a date such as 2015-10-01"
)
NO_MOMENT = shown_in_language(
    "verwacht een tijdstip met tijdzone zoals 2015-10-01T12:00:00Z "
    "(schrijf een plusteken in een adres als %2B)",
    "expected a moment with its time zone such as 2015-10-01T12:00:00Z "
    "(write a plus sign in an address as %2B)",
)


# Keys ---------------------------------------------------------------------------------


class Key(Filter):
    """A query key, as users read of it in the API's document."""

    schema: Mapping[str, Any] = {"type": "string"}

    def __init__(self, help_text: str, field_name: str = "", **extra: Any) -> None:  # noqa: ANN401
        super().__init__(
            field_name or None, label=help_text, help_text=help_text, **extra
        )


class Question(Key):
    """A key that does not narrow rows down by itself."""

    def filter(self, qs: Rows, value: object) -> Rows:  # noqa: ARG002
        """Leave the rows as they are."""
        return qs


class DayKey(Key):
    """A key that holds a day."""

    field_class = DayField
    schema = {"type": "string", "format": "date"}


class DayQuestion(DayKey, Question):
    """A day that does not narrow rows down by itself."""


class MomentKey(Key):
    """A key that holds a moment."""

    field_class = MomentField
    schema = {"type": "string", "format": "date-time"}


class MomentQuestion(MomentKey, Question):
    """A moment that does not narrow rows down by itself."""


class LimitQuestion(Question):
    """How many rows a page has."""

    field_class = forms.IntegerField
    schema = {
        "type": "integer",
        "minimum": 1,
        "maximum": LARGEST_LIMIT,
        "default": DEFAULT_LIMIT,
    }


class CursorQuestion(Question):
    """Where a page begins."""

    field_class = CursorField
    schema = {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"}


class CodeKey(Key):
    """A key that holds a number of a certain form."""

    field_class = forms.RegexField

    def __init__(
        self,
        help_text: str,
        field_name: str = "",
        *,
        pattern: str,
        like: str,
        method: str | None = None,
    ) -> None:
        invalid = shown_in_language(
            f"verwacht een nummer zoals {like}", f"expected a number such as {like}"
        )
        super().__init__(
            help_text,
            field_name,
            method=method,
            regex=rf"\A({pattern})\Z",
            error_messages={"invalid": invalid},
        )
        self.schema = {"type": "string", "pattern": f"^({pattern})$"}


class WordKey(Key):
    """A key that holds one of some words, each standing for a stored value."""

    field_class = forms.TypedChoiceField

    def __init__(
        self,
        help_text: str,
        field_name: str,
        words: Mapping[str, Any],
        *,
        lookup_expr: str = "exact",
    ) -> None:
        named = ", ".join(words)
        one_of = shown_in_language(
            f"verwacht een van: {named}", f"expected one of: {named}"
        )
        super().__init__(
            help_text,
            field_name,
            lookup_expr=lookup_expr,
            error_messages={"invalid_choice": one_of},
            choices=[(word, word) for word in words],
            coerce=words.__getitem__,
            empty_value=None,
        )
        self.schema = {"type": "string", "enum": [*words]}


YES_OR_NO = {"true": True, "false": False}


# Queries ------------------------------------------------------------------------------


class Query(FilterSet):
    """The query of an address; this one knows no keys."""

    def problems(self) -> Iterator[InvalidInput]:
        """Find everything that is wrong with the query."""
        for key, values in cast(QueryDict, self.data).lists():
            if key not in self.filters:
                yield unknown_key(key, self.filters)
            elif len(values) > 1:
                yield InvalidInput(key, in_language(*REPEATED), "dubbel")
            elif not values[0]:
                yield InvalidInput(key, in_language(*EMPTY), "leeg")
        for key, errors in self.form.errors.as_data().items():
            code = CODES.get(errors[0].code or "", INVALID)
            yield InvalidInput(key, errors[0].messages[0], code)


REPEATED = ("staat er meer dan eens", "is given more than once")
EMPTY = ("is leeg; laat de sleutel weg", "is empty; leave the key out")


def unknown_key(key: str, known: Mapping[str, Any]) -> InvalidInput:
    """Say that an address does not know a key."""
    names = ", ".join(sorted(known))
    detail = (
        in_language(f"onbekend; bekend zijn {names}", f"unknown; known are {names}")
        if names
        else in_language("onbekend: dit adres kent er geen", "unknown: there are none")
    )
    return InvalidInput(key, detail, "onbekend")


class ListQuery(Query):
    """The query of a list, which comes in pages."""

    limit = LimitQuestion(
        "Hoogste aantal resultaten op een bladzijde.",
        min_value=1,
        max_value=LARGEST_LIMIT,
    )
    cursor = CursorQuestion("Begin van de bladzijde: neem over uit volgende of vorige.")


class KnownQuery(Query):
    """A query that can look back: what was known at a moment."""

    bekendOp = MomentQuestion(
        "Zoals het op dit tijdstip bekend was; zonder: zoals het nu bekend is."
    )

    def filter_queryset(self, queryset: Rows) -> Rows:
        """Keep what was held to be true at the moment."""
        return super().filter_queryset(self.as_asked(queryset))

    def as_asked(self, rows: Rows) -> Rows:
        """Look at rows of any such table as the question does."""
        moment: datetime | None = self.form.cleaned_data["bekendOp"]
        return rows.known_at(moment) if moment else self.known_now(rows)

    def known_now(self, rows: Rows) -> Rows:
        """Keep what is known now."""
        return rows.current()


class CorrectedQuery(KnownQuery):
    """A query of what is written once, and corrected by writing it again."""

    def known_now(self, rows: Rows) -> Rows:
        """Keep what is not corrected."""
        return rows.in_force()


class EditionQuery(CorrectedQuery):
    """A query of what its publisher gives out in editions."""

    geldigOp = DayQuestion(
        "Zoals het op deze dag gepubliceerd was; zonder: de laatste publicatie."
    )

    def as_asked(self, rows: Rows) -> Rows:
        """Look at the edition that was the last on the day of the question."""
        day: date | None = self.form.cleaned_data["geldigOp"]
        if day is None:
            return super().as_asked(rows)
        edition: Rows = rows.published_by(day, self.form.cleaned_data["bekendOp"])
        return edition


class RegisterQuery(KnownQuery):
    """A query of a register: what held on a day, as known at a moment."""

    geldigOp = DayQuestion(
        "Zoals het op deze dag gold; zonder: zoals het vandaag geldt."
    )

    def filter_queryset(self, queryset: Rows) -> Rows:
        """Keep what held on the day, and say whether that is derived."""
        ended = self.ended(queryset)
        last = F("valid__endswith")
        annotated = queryset.annotate(
            derived=~Q(attested__contains=self.day()),
            ends=last if ended is None else Least(last, Subquery(ended[:1])),
        )
        return super().filter_queryset(annotated)

    def as_asked(self, rows: Rows) -> Rows:
        """Look at the day of the question too.

        A row without an end of its own ends with the takeover or closure that ended
        what it is about, on the day on which that surely had taken place.
        """
        asked: Rows = super().as_asked(rows.on(self.day()))
        ended = self.ended(rows)
        if ended is None:
            return asked
        return asked.filter(~Exists(ended.filter(in_effect__lte=self.day())))

    def ended(self, rows: Rows) -> Rows | None:
        """Give the days on which takeovers ended an outer row, the first in front.

        A code that is listed from that day on, or later, did not end.
        """
        endings: Rows | None = rows.model.endings(super().as_asked)
        if endings is None:
            return None
        after_it_began = endings.filter(in_effect__gt=OuterRef("valid__startswith"))
        return after_it_began.order_by("in_effect").values("in_effect")

    def day(self) -> date:
        """Give the day that the question is about."""
        day: date | None = self.form.cleaned_data["geldigOp"]
        return day or today()


class SuccessionQuery(KnownQuery, ListQuery):
    """A query of takeovers; subclasses declare a key that narrows it down."""

    def filter_involved(
        self, rows: QuerySet[Any], _: str, number: str
    ) -> QuerySet[Any]:
        """Keep the takeovers from or by who bears the number, or a part of it."""
        return rows.filter(
            Q(predecessor__startswith=number) | Q(successor__startswith=number)
        )


class Asking(Protocol):
    """What the backend needs to know of a view, and tells it."""

    asked: dict[str, Any]

    def query_class(self) -> type[Query]:
        """Tell which query keys the address knows."""


class StrictFilterBackend(BaseFilterBackend):
    """Filters by the query of the view, or refuses it with all its faults."""

    def filter_queryset(self, request: Request, queryset: Rows, view: APIView) -> Rows:
        """Give the rows that were asked for."""
        asking = cast(Asking, view)
        query = asking.query_class()(request.query_params, queryset)
        if problems := list(query.problems()):
            raise InvalidQuery(problems)
        asking.asked = query.form.cleaned_data
        return query.filter_queryset(queryset)
