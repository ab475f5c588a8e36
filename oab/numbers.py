"""Public numbers in addresses; a number of another form is another address."""

from typing import Any, ClassVar

from django.urls import register_converter
from django.urls.converters import (
    REGISTERED_CONVERTERS,
    StringConverter,
    UUIDConverter,
)


class Number(StringConverter):
    """The form of a public number, and what its readers are told of it."""

    description: ClassVar[str]

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """Describe the number in OpenAPI."""
        return {"type": "string", "pattern": f"^{cls.regex}$"}


class UUIDNumber(Number):
    """A UUID."""

    regex = UUIDConverter.regex

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """Describe the number in OpenAPI."""
        return {"type": "string", "format": "uuid"}


def register(number: type[Number]) -> None:
    """Let addresses name a number; several resources may do so."""
    if number.__name__ not in REGISTERED_CONVERTERS:
        register_converter(number, number.__name__)
