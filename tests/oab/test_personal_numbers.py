"""A personal number in the wrong place is recognised and hidden."""

import json

import pytest

from oab.logs import written
from oab.personal_numbers import (
    digits_of,
    kind_of,
    looks_personal,
    without_personal_numbers,
)
from oab.problems import InvalidInput


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("123456782", "bsn"),
        ("010464554", "bsn"),
        ("101222331", "onderwijsnummer"),
        ("123456783", ""),
        ("201222337", ""),
        ("000000000", ""),
    ],
)
def test_two_kinds_of_numbers_have_tests_of_their_own(number, kind):
    assert kind_of(number) == kind


@pytest.mark.parametrize(
    "text", ["123456782", "1234.56.782", "10464554", "123 456 782"]
)
def test_a_number_is_recognised_however_it_is_written(text):
    assert looks_personal(text)


def test_seven_digits_are_a_number_only_where_nothing_else_can_stand():
    assert not looks_personal("1234572")
    assert digits_of("1234572", lost_zeros=2) == "001234572"
    assert not digits_of("123457", lost_zeros=2)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/v1/aanleveringen/123456782", "/v1/aanleveringen/…"),
        ("1234.56.782 en 101222331", "… en …"),
        ("leerling 10464554.", "leerling …."),
        ("123456783", "123456783"),
        ("2014-10-01 3", "2014-10-01 3"),
        ("1-10-2014 12", "1-10-2014 12"),
        ("a123456782", "a123456782"),
        ("1234567820", "1234567820"),
    ],
)
def test_a_number_is_hidden_and_nothing_else(text, shown):
    assert without_personal_numbers(text) == shown


def test_a_line_of_the_log_hides_numbers_and_stays_json():
    event = {
        "event": "asked",
        "request": "GET /v1/x/123456782",
        "values": [123456782, 5, None],
        "123456782": {"deep": "is 123456782"},
        "timestamp": "2026-11-24T14:50:12.123456Z",
    }
    assert json.loads(written(event)) == {
        "event": "asked",
        "request": "GET /v1/x/…",
        "values": ["…", 5, None],
        "…": {"deep": "is …"},
        "timestamp": "2026-11-24T14:50:12.123456Z",
    }


def test_a_line_without_numbers_is_written_as_it_is():
    assert written({"event": "gevuld", "rows": 12}) == '{"event": "gevuld", "rows": 12}'


def test_an_error_does_not_repeat_a_number():
    error = InvalidInput("123456782", "123456782 is geen veld", "onbekend", "body")
    assert error.as_member() == {
        "in": "body",
        "location": "…",
        "detail": "… is geen veld",
        "code": "onbekend",
    }
