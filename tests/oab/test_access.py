"""Every address × method × role × own and other organisation (`tests/access.py`)."""

from typing import Any

import pytest
from django.db import transaction

from oab.callers import SEES_ALL
from oab.roles import ROLES, SCOPES, Role
from tests.access import ACCESS, OPEN, ORGANISATIONS, OTHER, OWN, Rule
from tests.contract import ContractClient
from tests.routes import routes

KEYS = [*ACCESS]
SHOWN, HIDDEN, REFUSED = "shown", "hidden", "refused for lack of the scope"
ROUTES = {
    f"{method} {route.pattern}": route
    for route in routes()
    for method in route.methods
    if method != "HEAD"
}


@pytest.fixture
def worlds(db: None) -> None:
    """Build the caller's own world and another one."""
    del db
    OWN.build()
    OTHER.build()


def ask(client: ContractClient, key: str, address: str) -> Any:
    """Ask with nothing in the body."""
    method = key.partition(" ")[0]
    if method == "GET":
        return client.get(address)
    return client.generic(method, address, "{}", "application/json")


def is_shown(response: Any, key: str) -> bool:
    """Tell whether the caller got hold of what the address is about.

    A list of everything, or below what is open to everybody, is there for all who may
    read it, and shows each their own.
    """
    assert response.status_code < 500
    if response.status_code == 404:
        return False
    assert response.status_code not in {401, 403, 405}
    if not key.startswith("GET "):
        return True
    above = key.removeprefix("GET ").rpartition("/")[0]
    is_everything = "<" not in key or above in OPEN
    is_list = response["Content-Type"] == "application/json"
    rows = response.json().get("resultaten") if is_list else None
    return rows != [] or not is_everything


def test_every_method_of_every_route_has_a_line():
    needed = {key for key in ROUTES if key.removeprefix("GET ") not in OPEN}

    assert {*ACCESS} == needed


def test_what_writes_is_open_to_nobody():
    unguarded = [
        f"{method} {route.pattern}"
        for route in routes()
        for method in route.writes
        if not route.view.scopes.get(method)
    ]

    assert unguarded == []


@pytest.mark.parametrize("key", KEYS)
def test_a_route_asks_for_the_scope_of_its_line(key):
    method = key.partition(" ")[0]

    assert ROUTES[key].view.scopes[method] == ACCESS[key].scope


@pytest.mark.parametrize("pattern", sorted(OPEN))
def test_an_open_route_asks_for_no_scope(pattern):
    assert not ROUTES[f"GET {pattern}"].view.scopes.get("GET")


def outcomes(key: str, address: str) -> dict[Role, str]:
    """Ask as every role, each time as if nobody had asked before."""
    return {role: _outcome(key, address, role) for role in Role}


def _outcome(key: str, address: str, role: Role) -> str:
    client = ContractClient().as_(role, ORGANISATIONS[role])
    with transaction.atomic():
        response = ask(client, key, address)
        if response.status_code == 403:
            assert_lacks_the_scope(response, ACCESS[key])
            outcome = REFUSED
        else:
            outcome = SHOWN if is_shown(response, key) else HIDDEN
        transaction.set_rollback(True)
    return outcome


@pytest.mark.usefixtures("worlds")
@pytest.mark.parametrize("key", KEYS)
def test_the_roles_of_its_line_get_at_what_is_their_own(key):
    rule = ACCESS[key]

    assert outcomes(key, rule.address(OWN)) == {
        role: SHOWN if role in rule.roles else REFUSED for role in Role
    }


@pytest.mark.usefixtures("worlds")
@pytest.mark.parametrize(
    "key", [key for key in KEYS if key.startswith("GET ") or "<" in key]
)
def test_only_who_sees_all_gets_at_what_is_another_s(key):
    rule = ACCESS[key]
    shown = {role: SHOWN if role in SEES_ALL else HIDDEN for role in Role}

    assert outcomes(key, rule.address(OTHER)) == {
        role: shown[role] if role in rule.roles else REFUSED for role in Role
    }


@pytest.mark.usefixtures("worlds")
@pytest.mark.parametrize("key", KEYS)
def test_a_token_without_the_scope_is_refused(api, key):
    rule = ACCESS[key]
    role = min(rule.roles)
    others = " ".join({*SCOPES} - {rule.scope})
    client = api.as_(role, ORGANISATIONS[role], scope=others)

    assert_lacks_the_scope(ask(client, key, rule.address(OWN)), rule)


@pytest.mark.usefixtures("worlds")
@pytest.mark.parametrize("key", KEYS)
def test_without_a_token_nothing_is_shown(api, key):
    address = ACCESS[key].address(OWN)
    api.cookies["sessionid"] = "6dd600e000d24415"

    for header in ("", "Basic b2FiOm9hYg==", "Bearer", "Bearer a b", "Bearer onzin"):
        api.defaults["HTTP_AUTHORIZATION"] = header
        response = ask(api, key, address)
        assert response.status_code == 401
        assert response["WWW-Authenticate"].startswith('Bearer realm="oab"')


@pytest.mark.usefixtures("worlds")
@pytest.mark.parametrize("key", [key for key in KEYS if key.startswith("GET ")])
def test_head_shows_no_more_than_get(api, key):
    address = ACCESS[key].address(OTHER)
    client = api.as_(Role.EMPLOYEE, OWN.board)

    assert client.head(address).status_code == client.get(address).status_code
    assert api.head(address).status_code == 401


@pytest.mark.usefixtures("worlds")
@pytest.mark.parametrize("key", [key for key in KEYS if key.startswith("GET ")])
def test_no_website_may_read_what_is_protected(api, key):
    client = api.as_(Role.AUDITOR, ORGANISATIONS[Role.AUDITOR])
    address = ACCESS[key].address(OWN)

    response = client.get(address, headers={"Origin": "https://elders.example"})

    assert "Access-Control-Allow-Origin" not in response


def lists() -> list[str]:
    """Name the lines whose address gives a list."""
    return [
        key
        for key in KEYS
        if key.startswith("GET ")
        and "list" in getattr(ROUTES[key].view, "described", {})
        and not ROUTES[key].pattern.endswith(">")
    ]


@pytest.mark.usefixtures("worlds")
@pytest.mark.parametrize("key", lists())
def test_every_list_is_a_table_too(api, key):
    rule = ACCESS[key]
    role = min(rule.roles)
    client = api.as_(role, ORGANISATIONS[role])

    response = client.get(rule.address(OWN), headers={"Accept": "text/csv"})

    lines = b"".join(response.streaming_content).decode().splitlines()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert len(lines) > 1


def test_every_scope_is_known_and_somebody_s():
    given = {scope for powers in ROLES.values() for scope in powers.scopes}

    assert given == {*SCOPES}


def assert_lacks_the_scope(response: Any, rule: Rule) -> None:
    """Check that it says which scope is needed."""
    assert response.status_code == 403
    assert response["WWW-Authenticate"] == (
        f'Bearer realm="oab", error="insufficient_scope", scope="{rule.scope}"'
    )
