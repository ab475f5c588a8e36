"""A deployment that could undo its own records does not pass."""

import pytest
from django.core.checks import run_checks
from django.core.checks.registry import registry
from django.db import connections

from oab import checks
from oab.checks import (
    environment_is_complete,
    serving_role_is_powerless,
    tokens_are_checked,
)
from tests import tokens


def codes(messages):
    return [message.id for message in messages]


@pytest.mark.django_db
def test_the_serving_role_passes():
    assert serving_role_is_powerless(databases=["default"]) == []


@pytest.mark.django_db(databases=["owner"])
def test_the_owner_may_not_serve(monkeypatch):
    monkeypatch.setattr(checks, "SERVING", "owner")
    assert codes(serving_role_is_powerless(databases=["owner"])) == ["oab.E002"]


@pytest.mark.django_db
def test_a_superuser_may_not_serve(monkeypatch):
    superuser = connections["default"].copy()
    superuser.settings_dict["USER"] = "postgres"
    monkeypatch.setattr(checks, "connections", {"default": superuser})
    try:
        assert codes(serving_role_is_powerless(databases=["default"])) == ["oab.E001"]
    finally:
        superuser.close()


def test_no_database_is_asked_unless_named():
    assert serving_role_is_powerless() == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"EMBEDDED": True, "REDIS_URL": "", "SECRET_KEY": ""}, []),
        ({"REDIS_URL": "redis://localhost", "SECRET_KEY": "secret"}, []),
        ({"REDIS_URL": "", "SECRET_KEY": "secret"}, ["oab.E003"]),
        ({"REDIS_URL": "redis://localhost", "SECRET_KEY": ""}, ["oab.E004"]),
        ({"REDIS_URL": "", "SECRET_KEY": ""}, ["oab.E003", "oab.E004"]),
    ],
)
def test_an_installation_of_ones_own_names_what_it_needs(settings, changes, found):
    for name, value in ({"EMBEDDED": False} | changes).items():
        setattr(settings, name, value)
    assert codes(environment_is_complete()) == found


TRUSTED = {
    "TOKEN_ISSUER": "https://login.example.org",
    "TOKEN_AUDIENCE": "https://oab.example.org",
    "TOKEN_KEYS": tokens.jwks(tokens.KEY),
}
NOBODY = dict.fromkeys(TRUSTED, "")


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        (TRUSTED, []),
        (NOBODY, []),
        (TRUSTED | {"TOKEN_AUDIENCE": ""}, ["oab.E006"]),
        (NOBODY | {"TOKEN_KEYS": "{}"}, ["oab.E006"]),
        (TRUSTED | {"TOKEN_KEYS": "{}"}, ["oab.E007"]),
        (TRUSTED | {"TOKEN_KEYS": "/nergens/sleutels.json"}, ["oab.E007"]),
        (NOBODY | {"LOCAL_ISSUER": True}, ["oab.E005"]),
        (NOBODY | {"LOCAL_ISSUER": True, "EMBEDDED": True}, []),
    ],
)
def test_only_an_issuer_that_can_be_trusted_is_trusted(settings, changes, found):
    for name, value in ({"EMBEDDED": False} | changes).items():
        setattr(settings, name, value)

    assert codes(tokens_are_checked()) == found


def test_the_checks_run_when_deploying():
    ours = {serving_role_is_powerless, environment_is_complete, tokens_are_checked}

    assert ours <= set(registry.deployment_checks)
    assert "oab.E003" not in codes(run_checks())
