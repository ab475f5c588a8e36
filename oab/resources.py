"""Collections of the API: a list in pages or as CSV, and one by its public number.

What writes builds on them in `oab/writing.py`.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.urls import URLPattern, path
from rest_framework.generics import get_object_or_404
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from oab.authentication import BearerTokens
from oab.bodies import StrictJSON
from oab.callers import Caller
from oab.csv_export import CSVRenderer, stream
from oab.etags import etag_header
from oab.filters import ListQuery, Query, StrictFilterBackend, unknown_key
from oab.numbers import Number, register
from oab.pagination import CursorPages, Rows, link_header
from oab.permissions import HasScope
from oab.problems import InvalidQuery, Refused
from oab.shapes import Shape

CHUNK = 1_000
SAFE = {"GET", "HEAD"}


class Protected(APIView):
    """An address that says which scope each of its methods needs.

    A method that `scopes` does not name is open to everybody; one that writes must be
    named, which a test sees to. Where an open address `shows_more` to who has a token,
    it finds out who asks.
    """

    authentication_classes = [BearerTokens]
    permission_classes = [HasScope]
    parser_classes = [StrictJSON]
    scopes: ClassVar[Mapping[str, str | None]] = {}
    versioned: ClassVar[bool] = False
    shows_more: ClassVar[bool] = False

    def scope_for(self, method: str) -> str | None:
        """Name the scope that a method needs; None where it is open to everybody."""
        return self.scopes.get("GET" if method == "HEAD" else method)

    @property
    def caller(self) -> Caller:
        """Who asks; not to be used where everybody may."""
        return cast(Caller, self.request.user)


def base_of(request: Request) -> str:
    """Give the address of the API, under the prefix that a proxy took off."""
    prefix: str = request.path.removesuffix(request.path_info)
    return f"{prefix}/v1"


def refuse_keys(request: Request) -> None:
    """Refuse every query key, on addresses that know none."""
    if keys := request.query_params:
        raise InvalidQuery(unknown_key(key, {}) for key in keys)


class Address(Protected):
    """An address that answers GET and HEAD and knows no query keys."""

    http_method_names = ["get", "head"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Refuse query keys; another method is refused for what it is."""
        super().initial(request, *args, **kwargs)
        if request.method in self.allowed_methods:
            refuse_keys(request)

    def query_class(self) -> type[Query]:
        """Tell which query keys the address knows: none."""
        return Query


class Resource(Protected, GenericViewSet[Any]):
    """A collection. Subclasses say what it holds; `described` is for its readers.

    `order` ends in a key and goes in one direction. `lookup_field` is the column of the
    public number, `lookup_url_kwarg` its name in addresses. What is not open to
    everybody names its `scopes` and says in `visible_to` which rows a caller sees:
    lists, tables, members and what lies below them show no others. `versioned` rows
    have a column `version`, which is their ETag.
    """

    http_method_names = ["get", "head", "post", "patch", "delete"]
    filter_backends = [StrictFilterBackend]
    pagination_class = CursorPages
    order: tuple[str, ...]
    lookup_url_kwarg: str
    serializer_class: type[Shape]
    list_query: type[Query] = ListQuery
    member_query: type[Query] = Query
    member_shape: type[Shape] | None = None
    largest_body: ClassVar[int] = 1_000_000
    described: ClassVar[dict[str, str]]
    asked: dict[str, Any]
    whole: Any

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Find what the address is below, and refuse what no body may be."""
        super().initial(request, *args, **kwargs)
        if request.method not in self.allowed_methods:
            return  # it is refused for what it is
        self.whole = self.within()
        if request.method not in SAFE:
            refuse_keys(request)
            length = request.META.get("CONTENT_LENGTH") or "0"
            if length.isdecimal() and int(length) > self.largest_body:
                raise Refused(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def within(self) -> Any:  # noqa: ANN401
        """Find what the address is a part of, as `whole`; 404 outside the scope."""
        return None

    def one_of(self, rows: Rows, **number: Any) -> Any:  # noqa: ANN401
        """Find the one that bears a number, or answer 404."""
        return get_object_or_404(rows, **number)

    def visible_to(self, caller: Caller) -> Rows:
        """Give the rows that a caller may see; needed where `scopes` are."""
        raise NotImplementedError

    def get_queryset(self) -> Rows:
        """Give all rows that may be seen."""
        if self.scope_for(self.request.method or "") is None:
            return super().get_queryset()
        return self.visible_to(self.caller)

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

    def list(self, request: Request, **number: Any) -> HttpResponseBase:  # noqa: ANN401, ARG002
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
        found = self.get_object()
        headers = etag_header(found) if self.versioned else {}
        return Response(self.get_serializer(found).data, headers=headers)

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
    """Give the addresses of a collection and, by their number, of its members.

    Each answers the methods that the resource describes.
    """
    found = [path(collection, resource.as_view(_actions(resource, ON_COLLECTION)))]
    if number:
        register(number)
        member = f"<{number.__name__}:{resource.lookup_url_kwarg}>"
        view = resource.as_view(_actions(resource, ON_MEMBER))
        found.append(path(f"{collection}/{member}", view))
    return found


ON_COLLECTION = {"get": "list", "post": "create"}
ON_MEMBER = {"get": "retrieve", "patch": "change", "delete": "remove"}


def _actions(resource: type[Resource], actions: dict[str, str]) -> Any:  # noqa: ANN401
    described = resource.described
    return {method: name for method, name in actions.items() if name in described}
