"""Public numbers in addresses; a number of another form is another address."""

from typing import Any, ClassVar

from django.urls.converters import StringConverter


class Number(StringConverter):
    """The form of a public number, and what its readers are told of it."""

    description: ClassVar[str]

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """Describe the number in OpenAPI."""
        return {"type": "string", "pattern": f"^{cls.regex}$"}
