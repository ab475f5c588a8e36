"""A pattern holds for the whole value."""

import pytest
from django.db import IntegrityError

from schools.models import Board
from tests.factories import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["1234", "1234a", " 1234", "1234 ", "١٢٣٤٥", ""])
def test_what_does_not_match_is_refused(code):
    with pytest.raises(IntegrityError, match="board_code_has_five_digits"):
        make(Board, code=code)


def test_what_matches_is_kept():
    assert str(make(Board, code="00001", name="Stichting")) == "00001 Stichting"
