"""Every address that the service answers, as its URL resolver tells."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("get", "head", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Route:
    """A pattern of addresses, the methods it answers, and what answers."""

    pattern: str
    methods: tuple[str, ...]
    view: Any

    @property
    def reads(self) -> bool:
        """Whether it answers GET."""
        return "GET" in self.methods

    @property
    def writes(self) -> tuple[str, ...]:
        """The methods that change something."""
        return tuple(name for name in self.methods if name not in {"GET", "HEAD"})


def routes() -> list[Route]:
    """List all of them, in the order of the resolver."""
    return [*_routes(get_resolver())]


def _routes(resolver: Any, prefix: str = "") -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _routes(entry, pattern)
        elif isinstance(entry, URLPattern):
            callback: Any = entry.callback
            yield Route(pattern, _methods(callback), callback.cls)


def _methods(callback: Any) -> tuple[str, ...]:
    actions = getattr(callback, "actions", None)
    if actions is None:
        has = {name for name in METHODS if hasattr(callback.cls, name)}
    else:
        has = {*actions}
    if "get" in has:
        has.add("head")
    allowed = callback.cls.http_method_names
    return tuple(name.upper() for name in allowed if name in has)
