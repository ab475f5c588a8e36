"""Collections of the API: a list in pages or as CSV, and one by its public number."""

from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.urls import URLPattern, path, register_converter
from rest_framework.generics import get_object_or_404
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from oab.csv_export import CSVRenderer, stream
from oab.filters import ListQuery, Query, StrictFilterBackend, unknown_key
from oab.numbers import Number
from oab.pagination import CursorPages, Rows, link_header
from oab.problems import InvalidQuery
from oab.shapes import Shape

CHUNK = 1_000


class Address(APIView):
    """An address that answers GET and HEAD and knows no query keys."""

    http_method_names = ["get", "head"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Refuse query keys; another method is refused for what it is."""
        super().initial(request, *args, **kwargs)
        keys = request.query_params if request.method in self.allowed_methods else ()
        if keys:
            raise InvalidQuery(unknown_key(key, {}) for key in keys)

    def query_class(self) -> type[Query]:
        """Tell which query keys the address knows: none."""
        return Query


class Resource(GenericViewSet[Any]):
    """A collection. Subclasses say what it holds; `described` is for its readers.

    `order` ends in a key and goes in one direction. `lookup_field` is the column of the
    public number, `lookup_url_kwarg` its name in addresses.
    """

    http_method_names = ["get", "head"]
    filter_backends = [StrictFilterBackend]
    pagination_class = CursorPages
    order: tuple[str, ...]
    lookup_url_kwarg: str
    serializer_class: type[Shape]
    list_query: type[Query] = ListQuery
    member_query: type[Query] = Query
    member_shape: type[Shape] | None = None
    described: ClassVar[dict[str, str]]
    asked: dict[str, Any]

    def query_class(self) -> type[Query]:
        """Tell which query keys the address knows."""
        return self.list_query if self.action == "list" else self.member_query

    def get_serializer_class(self) -> type[Shape]:
        """Tell the shape of an answer."""
        is_member = self.action != "list"
        shape = self.member_shape if is_member else None
        return shape or self.serializer_class

    def get_renderers(self) -> list[Any]:
        """Offer lists as CSV too."""
        json = JSONRenderer()
        return [json, CSVRenderer()] if self.action == "list" else [json]

    def list(self, request: Request) -> HttpResponseBase:
        """Answer with a page, or with everything as CSV."""
        rows: Rows = self.filter_queryset(self.get_queryset())
        if isinstance(request.accepted_renderer, CSVRenderer):
            return self.as_table(request, rows)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def as_table(self, request: Request, rows: Rows) -> HttpResponseBase:
        """Answer with all rows as CSV, or with a page where one is asked for."""
        headers = {}
        if self.asked["limit"] or self.asked["cursor"]:
            rows = self.paginate_queryset(rows) or []
            headers = link_header(cast(CursorPages, self.paginator).links())
        elif isinstance(rows, QuerySet):
            rows = rows.order_by(*self.order).iterator(CHUNK)
        if request.method == "HEAD":
            rows = []
        filename = f"{request.path.rpartition('/')[2]}.csv"
        return stream(rows, cast(Shape, self.get_serializer()), filename, headers)

    def retrieve(self, _: Request, **number: Any) -> Response:  # noqa: ANN401, ARG002
        """Answer with the one that bears the number."""
        return Response(self.get_serializer(self.get_object()).data)

    def get_object(self) -> Any:  # noqa: ANN401
        """Find the one that bears the number, among what was asked for."""
        rows = self.filter_queryset(self.get_queryset())
        return get_object_or_404(rows, **self.lookup())

    def lookup(self) -> dict[str, Any]:
        """Say what the number in the address is to be compared with."""
        return {self.lookup_field: self.kwargs[self.lookup_url_kwarg]}


def addresses(
    collection: str, resource: type[Resource], number: type[Number] | None = None
) -> list[URLPattern]:
    """Give the addresses of a collection and, by their number, of its members."""
    found = [path(collection, resource.as_view({"get": "list"}))]
    if number:
        register_converter(number, number.__name__)
        member = f"<{number.__name__}:{resource.lookup_url_kwarg}>"
        view = resource.as_view({"get": "retrieve"})
        found.append(path(f"{collection}/{member}", view))
    return found
