"""What requests hold: read strictly, and refused with everything that is wrong."""

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from http import HTTPStatus
from typing import IO, Any

from django.utils.datastructures import MultiValueDict
from rest_framework.exceptions import ErrorDetail, ParseError, ValidationError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.settings import api_settings

from oab.languages import in_language
from oab.personal_numbers import holds_personal_number
from oab.plain_words import say_plainly
from oab.problems import InvalidInput, Refused
from oab.shapes import AnyField, Shape

CODES = {
    "required": "ontbreekt",
    "null": "leeg",
    "blank": "leeg",
    "empty": "leeg",
    "invalid_choice": "onbekend",
    "max_length": "te-lang",
    "min_length": "te-kort",
    "max_value": "te-hoog",
    "min_value": "te-laag",
}
KNOWN_CODES = {*CODES.values(), "dubbel"}
INVALID = "ongeldig"
PERSONAL_NUMBER = "persoonsgebondenNummer"


class InvalidBody(Refused):
    """De inhoud van de vraag klopt niet."""

    def __init__(self, errors: Iterator[InvalidInput] | list[InvalidInput]) -> None:
        super().__init__(status=HTTPStatus.BAD_REQUEST, errors=errors)


Fault = tuple[str, str, str, str]  # the place, a code, and the text in two languages


def refuse_faults(faults: Iterable[Fault]) -> None:
    """Refuse a body for all that the domain finds wrong with it, if there is any."""
    wrong = [
        InvalidInput(place, in_language(dutch, english), code, "body")
        for place, code, dutch, english in faults
    ]
    if wrong:
        raise InvalidBody(wrong)


class Input(Shape):
    """The shape of what a request holds; a member that it does not name is refused."""

    def __init__(self, *given: Any, **more: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **more)
        say_plainly(self)

    def get_fields(self) -> dict[str, AnyField]:
        """Let every member say in plain words what is wrong with it."""
        fields: dict[str, AnyField] = super().get_fields()
        for field in fields.values():
            say_plainly(field)
        return fields

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401
        """Read the members, and report unknown ones together with other faults."""
        errors: dict[str, Any] = {}
        if isinstance(data, Mapping):
            errors = {name: [_unknown()] for name in data if name not in self.fields}
        if isinstance(data, MultiValueDict):
            repeated = [name for name, given in data.lists() if len(given) > 1]
            errors |= {name: [_repeated()] for name in repeated}
        try:
            values = super().to_internal_value(data)
        except ValidationError as error:
            errors = {**errors, **_members(error.detail)}
        if errors:
            raise ValidationError(errors)
        return values


class Change(Input):
    """The shape of a PATCH: what it leaves out stays as it is."""

    def get_fields(self) -> dict[str, AnyField]:
        """Require nothing."""
        fields: dict[str, AnyField] = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields


def read(shape: type[Input], request: Request, **context: Any) -> dict[str, Any]:  # noqa: ANN401
    """Read the body of a request; raises InvalidBody with all that is wrong."""
    try:
        body = request.data
    except ParseError as error:
        raise InvalidBody([_unreadable()]) from error
    given = shape(data=body, context={"request": request} | context)
    wrong = [] if given.is_valid() else [*faults(given.errors)]
    if wrong := [*wrong, *misplaced(body)]:
        raise InvalidBody(wrong)
    values: dict[str, Any] = given.validated_data
    return values


def misplaced(body: Any) -> Iterator[InvalidInput]:  # noqa: ANN401
    """Find personal numbers anywhere but in the one member that is meant for them."""
    for pointer, value in _values(body):
        if isinstance(value, str | int) and holds_personal_number(str(value)):
            detail = in_language(
                "hier staat een BSN of onderwijsnummer, en dat wordt niet bewaard",
                "this holds a BSN or onderwijsnummer, which is not kept",
            )
            yield InvalidInput(pointer, detail, "persoonsnummer", "body")


def _values(body: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    """Give every value in a body by its pointer, but for the personal number."""
    if isinstance(body, Mapping):
        for name, inner in body.items():
            if name != PERSONAL_NUMBER:
                yield from _values(inner, f"{pointer}/{_escape(name)}")
    elif isinstance(body, list):
        for index, inner in enumerate(body):
            yield from _values(inner, f"{pointer}/{index}")
    else:
        yield pointer, body


def faults(errors: Any, pointer: str = "") -> Iterator[InvalidInput]:  # noqa: ANN401
    """List errors as Django REST framework nests them, by JSON pointer (RFC 6901)."""
    if isinstance(errors, Mapping):
        for name, inner in errors.items():
            whole = name == api_settings.NON_FIELD_ERRORS_KEY
            yield from faults(inner, pointer if whole else f"{pointer}/{_escape(name)}")
    elif errors and isinstance(errors[0], Mapping):
        for index, inner in enumerate(errors):
            yield from faults(inner, f"{pointer}/{index}")
    else:
        for error in errors:
            yield InvalidInput(pointer, _text(error), _code(error), "body")


def _escape(name: object) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")


def _text(error: Any) -> str:  # noqa: ANN401
    # The usual text repeats what was given, and that may be somebody's number.
    if getattr(error, "code", "") == "invalid_choice":
        return in_language("dit is geen van de waarden", "this is none of the values")
    return str(error)


def _code(error: Any) -> str:  # noqa: ANN401
    code = getattr(error, "code", "")
    return CODES.get(code) or (code if code in KNOWN_CODES else INVALID)


def _members(detail: Any) -> dict[str, Any]:  # noqa: ANN401
    if isinstance(detail, dict):
        return detail
    return {api_settings.NON_FIELD_ERRORS_KEY: detail}


def _unknown() -> ErrorDetail:
    return ErrorDetail(in_language("onbekend", "unknown"), "onbekend")


def _repeated() -> ErrorDetail:
    text = in_language("staat er meer dan eens", "is given more than once")
    return ErrorDetail(text, "dubbel")


def _unreadable() -> InvalidInput:
    detail = in_language("dit is niet te lezen", "this cannot be read")
    return InvalidInput("", detail, INVALID, "body")


class StrictJSON(JSONParser):
    """JSON without doubled members, and with numbers as exact as they were written."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002 - as parsers are called
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> Any:  # noqa: ANN401
        """Read the body; raises ParseError."""
        try:
            return json.loads(
                stream.read().decode(),
                parse_float=Decimal,
                parse_constant=_refuse,
                object_pairs_hook=_without_doubles,
            )
        except (ValueError, ArithmeticError, RecursionError) as error:
            raise ParseError from error


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("doubled member")
    return members
