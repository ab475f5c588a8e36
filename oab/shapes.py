"""What answers are made of: serializers that describe a shape and do nothing else."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar, TypeAlias, TypeVar

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

S = TypeVar("S", bound="Shape")
WORD = re.compile(r"_([a-z0-9])")


def named(name: str, about: str) -> Callable[[type[S]], type[S]]:
    """Name and describe a shape in the API's document, in Dutch."""

    def name_it(shape: type[S]) -> type[S]:
        shape.about = about
        return extend_schema_serializer(component_name=name)(shape)

    return name_it


class Shape(serializers.Serializer[Any]):
    """The shape of an answer; nothing is read from requests."""

    about: ClassVar[str]


class Word(serializers.ChoiceField):
    """A stored value, shown as the Dutch word for it."""

    def __init__(self, words: Mapping[str, Any], **extra: Any) -> None:  # noqa: ANN401
        super().__init__(choices=[*words], **extra)
        self.words = words
        self.shown = {value: word for word, value in words.items()}

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401
        """Read a word as the value that it stands for."""
        return self.words[super().to_internal_value(data)]

    def to_representation(  # type: ignore[override]  # null is a value too
        self,
        value: Any,  # noqa: ANN401
    ) -> str | None:
        """Give the word; nothing for an empty value."""
        return self.shown[value] if value or value in self.shown else None


class NumberField(serializers.CharField):
    """A public number that is made up of several columns."""

    def __init__(self, number_of: Callable[[Any], object], **extra: Any) -> None:  # noqa: ANN401
        super().__init__(source="*", **extra)
        self.number_of = number_of

    def to_representation(self, value: Any) -> str:  # noqa: ANN401
        """Write the number of the row."""
        return str(self.number_of(value))


class Text(serializers.CharField):
    """A text that the database keeps empty where there is none, and JSON as null."""

    def __init__(self, **extra: Any) -> None:  # noqa: ANN401
        super().__init__(allow_null=True, **extra)

    def to_representation(  # type: ignore[override]  # null is a value too
        self,
        value: Any,  # noqa: ANN401
    ) -> str | None:
        """Give the text, or null."""
        return str(value) or None


@extend_schema_field(
    {"type": "object", "additionalProperties": {"type": "string", "nullable": True}}
)
class Figures(serializers.Field[Any, Any, Any, Any]):
    """Named numbers, each member named as the figure is; null is "not applicable"."""

    def __init__(self, names: Callable[[], Iterable[str]], **extra: Any) -> None:  # noqa: ANN401
        super().__init__(**extra)
        self.names = names

    @cached_property
    def columns(self) -> dict[str, str]:
        """Every figure there can be: the member, and the name of the figure."""
        return {camel(name): name for name in self.names()}

    def to_representation(self, value: Mapping[str, Any]) -> dict[str, str | None]:
        """Give every figure of the recipient itself, in the order of the law."""
        known = {m: value[name] for m, name in self.columns.items() if name in value}
        return known | {
            camel(name): number
            for name, number in value.items()
            if not isinstance(number, list)
        }


def camel(name: str) -> str:
    """Write the name of a figure as a member."""
    return WORD.sub(lambda match: match[1].upper(), name)


AnyField: TypeAlias = serializers.Field[Any, Any, Any, Any]


class KnownShape(Shape):
    """A statement of a source; subclasses declare what it says."""

    def get_fields(self) -> dict[str, AnyField]:
        """Show what is said first, then where and when."""
        return super().get_fields() | self.common()

    def common(self) -> dict[str, AnyField]:
        """Give the members that all such statements have."""
        return {
            "bron": serializers.CharField(
                source="source", help_text="Publicatie waaruit dit komt."
            ),
            "bekendVan": serializers.DateTimeField(
                source="known.lower", help_text="Vanaf wanneer dit voor waar gold."
            ),
            "bekendTot": serializers.DateTimeField(
                source="known.upper",
                allow_null=True,
                help_text="Tot wanneer dit voor waar gold; leeg: nog steeds.",
            ),
        }


class RegisterShape(KnownShape):
    """A row of a register."""

    def common(self) -> dict[str, AnyField]:
        """Add the days on which the row holds."""
        valid: dict[str, AnyField] = {
            "geldigVan": serializers.DateField(
                source="valid.lower",
                allow_null=True,
                help_text="Eerste dag waarop dit geldt.",
            ),
            "geldigTot": serializers.DateField(
                source="ends",
                allow_null=True,
                help_text="Eerste dag waarop dit niet meer geldt; leeg: geen einde "
                "bekend. Bij een opvolging of opheffing waarvan de dag niet bekend is: "
                "de laatste dag waarop die kan zijn gebeurd.",
            ),
            "afgeleid": serializers.BooleanField(
                source="derived",
                help_text="Of dit voor de gevraagde dag is afgeleid uit bronnen over "
                "andere dagen; anders spreekt een bron over die dag zelf.",
            ),
        }
        return valid | super().common()


class SuccessionShape(KnownShape):
    """A takeover."""

    def common(self) -> dict[str, AnyField]:
        """Add the days between which it took place."""
        moment: dict[str, AnyField] = {
            "datum": serializers.DateField(
                source="on", allow_null=True, help_text="Dag, waar die bekend is."
            ),
            "datumVanaf": serializers.DateField(
                source="between.lower",
                allow_null=True,
                help_text="Eerste dag waarop het kan zijn gebeurd.",
            ),
            "datumTot": serializers.DateField(
                source="between.upper",
                allow_null=True,
                help_text="Eerste dag waarop het al was gebeurd.",
            ),
            "afgeleid": serializers.BooleanField(
                source="derived",
                help_text="Of dit is afgeleid uit twee standen van een register.",
            ),
        }
        return moment | super().common()
