"""Processes that share the tests also share servers, but no database and no queue."""

import pytest

from tests.environment import DIFFERENT, of_process


@pytest.mark.parametrize(
    ("variable", "first", "third"),
    [
        ("OAB_DATABASE_NAME", "oab_test", "oab_2_test"),
        ("OAB_REDIS_INDEX", "1", "3"),
        ("DATABASE_URL", "postgres://oab_app@//run/oab_test", None),
        ("DATABASE_OWNER_URL", "postgres://oab_owner@//run/oab_test", None),
        ("REDIS_URL", "redis://127.0.0.1:6379/1", "redis://127.0.0.1:6379/3"),
    ],
)
def test_each_process_has_its_own(variable, first, third):
    expected = third or first.replace("oab_test", "oab_2_test")

    assert variable in DIFFERENT
    assert of_process(2, variable, first) == expected


@pytest.mark.parametrize(
    ("variable", "shared"),
    [
        ("OAB_DATABASE_NAME", "oab"),
        ("DATABASE_URL", "postgres://oab_app@/oab_test?sslmode=require"),
        ("REDIS_URL", "redis://127.0.0.1:6379"),
        ("OAB_REDIS_INDEX", ""),
    ],
)
def test_what_would_be_shared_is_refused(variable, shared):
    with pytest.raises(SystemExit, match=f"^{variable} must end in _test or a number"):
        of_process(1, variable, shared)
