"""Resources that can be written: made, changed or removed by who has the scope.

A subclass names an `Input` and says what is to be done with what was read; that is a
function of the domain, which raises `Refused` where its rules forbid it. Everything
happens in one transaction, or nothing does.
"""

from typing import Any, ClassVar, cast

from django.db import transaction
from django.http import HttpResponseBase
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from oab.bodies import Input, read
from oab.etags import etag_header, require_match
from oab.files.uploads import MOST_BYTES
from oab.idempotency import once
from oab.resources import Resource, base_of
from oab.shapes import Shape

CREATED = 201
ACCEPTED = 202
GONE = 204


class Creates(Resource):
    """A collection to which POST adds.

    `personal` answers are not kept for who sends the same Idempotency-Key again.
    Where the work goes on after the answer, `write` gives `later` a task, and
    `later_shape` is how that is shown. Where it always does, `always_later` says so.
    """

    input_shape: type[Input]
    later_shape: ClassVar[type[Shape] | None] = None
    always_later: ClassVar[bool] = False
    personal: ClassVar[bool] = False

    @transaction.atomic
    def create(self, request: Request, **number: Any) -> HttpResponseBase:  # noqa: ANN401, ARG002
        """Write what was read, once."""
        values = read(self.input_shape, request, view=self)
        return once(
            request,
            self.caller,
            lambda: self._answer(self.write(values)),
            keeps_body=not self.personal,
        )

    def write(self, values: dict[str, Any]) -> Any:  # noqa: ANN401
        """Write it, and give the row that stands for it, or an answer."""
        raise NotImplementedError

    def _answer(self, made: Any) -> HttpResponseBase:  # noqa: ANN401
        if isinstance(made, HttpResponseBase):
            return made
        headers = {"Location": self.address_of(made)}
        if self.versioned:
            headers |= etag_header(made)
        shown = self.get_serializer(made).data
        return Response(shown, status=CREATED, headers=headers)

    def address_of(self, made: Any) -> str:  # noqa: ANN401
        """Say where it can be read: by its number or, without one, where it is part of.

        A resource whose number is made up of several columns overrides this.
        """
        if self.lookup_url_kwarg:
            return f"{self.request.path}/{getattr(made, self.lookup_field)}"
        return self.request.path.rpartition("/")[0]

    def later(self, task: Any) -> HttpResponseBase:  # noqa: ANN401
        """Answer that it will be done (202), and where to see how far it is."""
        shape = cast(type[Shape], self.later_shape)
        headers = {"Location": f"{base_of(self.request)}/taken/{task.pk}"}
        return Response(shape(task).data, status=ACCEPTED, headers=headers)


class Uploads(Creates):
    """A collection to which POST adds a file, as multipart/form-data."""

    parser_classes = [MultiPartParser]
    largest_body = MOST_BYTES


class Changes(Resource):
    """A collection of which PATCH changes a member, of the version that was read."""

    versioned = True
    change_shape: type[Input]

    @transaction.atomic
    def change(self, request: Request, **number: Any) -> HttpResponseBase:  # noqa: ANN401, ARG002
        """Change the one that bears the number."""
        row = self.get_object()
        require_match(request, row)
        changed = self.apply(row, read(self.change_shape, request, view=self))
        shown = self.get_serializer(changed).data
        return Response(shown, headers=etag_header(changed))

    def apply(self, row: Any, values: dict[str, Any]) -> Any:  # noqa: ANN401
        """Change the row, by `oab.etags.advance`, and give it as it is now."""
        raise NotImplementedError


class Removes(Resource):
    """A collection of which DELETE removes a member, of the version that was read."""

    versioned = True

    @transaction.atomic
    def remove(self, request: Request, **number: Any) -> HttpResponseBase:  # noqa: ANN401, ARG002
        """Remove the one that bears the number."""
        row = self.get_object()
        require_match(request, row)
        self.discard(row)
        return Response(status=GONE)

    def discard(self, row: Any) -> None:  # noqa: ANN401
        """Remove the row."""
        raise NotImplementedError
