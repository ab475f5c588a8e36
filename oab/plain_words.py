"""What is wrong with a member of a body, in words for who fills it in.

Django REST framework speaks of formats and data types; here every text says what is
expected, with an example.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.core.validators import RegexValidator
from rest_framework import serializers

from oab.languages import shown_in_language
from oab.shapes import AnyField

DAY = shown_in_language(
    "verwacht een dag, zoals 2014-10-01", "expected a day, such as 2014-10-01"
)
MOMENT = shown_in_language(
    "verwacht een moment, zoals 2014-10-01T12:00:00Z",
    "expected a moment, such as 2014-10-01T12:00:00Z",
)
NUMBER = shown_in_language(
    "verwacht een getal, met een punt voor de decimalen, zoals 38.63",
    "expected a number, with a point before the decimals, such as 38.63",
)
WHOLE_NUMBER = shown_in_language(
    "verwacht een geheel getal, zoals 12", "expected a whole number, such as 12"
)
TEXT = shown_in_language("verwacht een tekst", "expected a text")
# Django REST framework fills in texts with `format`, hence the doubled braces.
GROUP = shown_in_language(
    'verwacht gegevens met een naam, zoals {{"teldatum": "2014-10-01"}}',
    'expected named values, such as {{"teldatum": "2014-10-01"}}',
)
LIST = shown_in_language(
    'verwacht een lijst, zoals ["12", "14"]', 'expected a list, such as ["12", "14"]'
)
FILE = shown_in_language("verwacht een bestand", "expected a file")
OTHER_FORM = shown_in_language(
    "heeft niet de vorm die hier hoort", "does not have the form that belongs here"
)
EVERY: Final[Mapping[str, Any]] = {
    "required": shown_in_language("ontbreekt", "is missing"),
    "null": shown_in_language("mag niet leeg zijn", "must not be empty"),
    "blank": shown_in_language("mag niet leeg zijn", "must not be empty"),
    "empty": shown_in_language("mag niet leeg zijn", "must not be empty"),
}
BY_FIELD: Final[Mapping[type[AnyField], Mapping[str, Any]]] = {
    serializers.DateField: {"invalid": DAY, "datetime": DAY},
    serializers.DateTimeField: {"invalid": MOMENT, "date": MOMENT},
    serializers.DecimalField: {
        "invalid": NUMBER,
        "max_string_length": NUMBER,
        "max_digits": shown_in_language(
            "verwacht hoogstens {max_digits} cijfers",
            "expected at most {max_digits} digits",
        ),
        "max_decimal_places": shown_in_language(
            "verwacht hoogstens {max_decimal_places} cijfers achter de punt",
            "expected at most {max_decimal_places} digits after the point",
        ),
        "max_whole_digits": shown_in_language(
            "verwacht hoogstens {max_whole_digits} cijfers voor de punt",
            "expected at most {max_whole_digits} digits before the point",
        ),
    },
    serializers.IntegerField: {
        "invalid": WHOLE_NUMBER,
        "max_string_length": WHOLE_NUMBER,
    },
    serializers.BooleanField: {
        "invalid": shown_in_language("verwacht true of false", "expected true or false")
    },
    serializers.RegexField: {"invalid": OTHER_FORM},
    serializers.CharField: {"invalid": TEXT},
    serializers.UUIDField: {"invalid": OTHER_FORM},
    serializers.ListField: {"not_a_list": LIST},
    serializers.ListSerializer: {"not_a_list": LIST},
    serializers.FileField: {"invalid": FILE, "no_name": FILE},
    serializers.Serializer: {"invalid": GROUP},
}


def say_plainly(field: AnyField) -> None:
    """Let a member say what is wrong with it in plain words, and its entries too."""
    texts = next((BY_FIELD[kind] for kind in type(field).mro() if kind in BY_FIELD), {})
    field.error_messages.update({**EVERY, **texts})
    for validator in field.validators:
        if isinstance(validator, RegexValidator):
            validator.message = OTHER_FORM
    child = getattr(field, "child", None)
    if child is not None:
        say_plainly(child)
