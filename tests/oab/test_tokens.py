"""Accepted are the tokens of an issuer we trust, for us and for now, and no others."""

import base64
import hmac
import json
import time
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from joserfc.jwk import ECKey, RSAKey

from oab.callers import Caller
from oab.roles import Role
from oab.tokens import BadToken, caller_of
from tests.contract import ContractClient
from tests.tokens import KEY, claims, jwks, signed, token

OTHER_KEY = ECKey.generate_key("P-256", auto_kid=True)
RSA_KEY = RSAKey.generate_key(2048, auto_kid=True)
WHO = ("bestuur-medewerker", "41646")

pytestmark = pytest.mark.django_db


def now() -> int:
    """Tell the time, as tokens do."""
    return int(time.time())


def part(content: dict[str, Any]) -> str:
    """Write a part of a token."""
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def unsigned(**header: Any) -> str:
    """Write a token that nobody signed."""
    return f"{part({'typ': 'at+jwt'} | header)}.{part(claims(*WHO))}."


def signed_with_the_public_key() -> str:
    """Write a token whose secret is what everybody may know."""
    header = part({"typ": "at+jwt", "alg": "HS256", "kid": KEY.kid})
    content = f"{header}.{part(claims(*WHO))}"
    digest = hmac.digest(KEY.as_pem(private=False), content.encode(), "sha256")
    return f"{content}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def altered() -> str:
    """Write a token of which the claims were changed after it was signed."""
    header, _, signature = token(*WHO).split(".")
    return f"{header}.{part(claims('auditor', 'auditdienst'))}.{signature}"


REFUSED = {
    "another issuer": lambda: token(*WHO, iss="https://elders.example"),
    "no issuer": lambda: token(*WHO, iss=None),
    "the local issuer": lambda: token(*WHO, iss="urn:oab:lokaal", aud="urn:oab:api"),
    "another audience": lambda: token(*WHO, aud="https://elders.example"),
    "other audiences": lambda: token(*WHO, aud=["https://elders.example"]),
    "no audience": lambda: token(*WHO, aud=None),
    "expired": lambda: token(*WHO, exp=now() - 60),
    "no end": lambda: token(*WHO, exp=None),
    "an end in words": lambda: token(*WHO, exp="morgen"),
    "not yet": lambda: token(*WHO, nbf=now() + 300),
    "issued in the future": lambda: token(*WHO, iat=now() + 300),
    "no moment of issue": lambda: token(*WHO, iat=None),
    "no number": lambda: token(*WHO, jti=None),
    "an empty number": lambda: token(*WHO, jti=""),
    "nobody": lambda: token(*WHO, sub=None),
    "somebody with NUL": lambda: token(*WHO, sub="j\0jansen"),
    "somebody on two lines": lambda: token(*WHO, sub="j.\njansen"),
    "somebody behind a space": lambda: token(*WHO, sub=" j.jansen"),
    "somebody before a space": lambda: token(*WHO, sub="j.jansen "),
    "nobody but a space": lambda: token(*WHO, sub=" "),
    "somebody of 256 characters": lambda: token(*WHO, sub="x" * 256),
    "somebody by a BSN": lambda: token(*WHO, sub="111222333"),
    "somebody by an onderwijsnummer": lambda: token(*WHO, sub="101 234 564"),
    "somebody in figures": lambda: token(*WHO, sub=12),
    "a number with NUL": lambda: token(*WHO, jti="a\0b"),
    "a number of 256 characters": lambda: token(*WHO, jti="x" * 256),
    "a number in figures": lambda: token(*WHO, jti=12),
    "no algorithm": lambda: unsigned(alg="none", kid=KEY.kid),
    "the algorithm left out": lambda: unsigned(kid=KEY.kid),
    "the public key as a secret": signed_with_the_public_key,
    "another key": lambda: signed(claims(*WHO), OTHER_KEY),
    "another key under our name": lambda: signed(claims(*WHO), OTHER_KEY, kid=KEY.kid),
    "a key of its own": lambda: signed(
        claims(*WHO), OTHER_KEY, jwk=OTHER_KEY.as_dict(private=False)
    ),
    "altered": altered,
    "no signature": lambda: token(*WHO).rpartition(".")[0] + ".",
    "another type": lambda: signed(claims(*WHO), typ="JWT"),
    "a type that is no text": lambda: signed(claims(*WHO), typ="id+jwt"),
    "an unknown role": lambda: token("beheerder", "41646"),
    "no role": lambda: token("", "41646", rol=None),
    "roles": lambda: token("", "41646", rol=["auditor"]),
    "no organisation": lambda: token(*WHO, organisatie=None),
    "a municipality as a board": lambda: token("bestuur-medewerker", "0637"),
    "a board as a municipality": lambda: token("gemeente", "41646"),
    "a board as the ministry": lambda: token("ocw-beslisser", "41646"),
    "a board as an auditor": lambda: token("auditor", "41646"),
    "a line more": lambda: token("bestuur-medewerker", "41646\n"),
    "other digits": lambda: token("bestuur-medewerker", "٤١٦٤٦"),
    "no scopes": lambda: token(*WHO, scope=None),
    "scopes as a list": lambda: token(*WHO, scope=["tellingen:lezen"]),
    "nonsense": lambda: "onzin",
    "three parts of nonsense": lambda: "a.b.c",
    "no object": lambda: f"{part({})}.{base64.urlsafe_b64encode(b'[]').decode()}.x",
    "endless": lambda: token(*WHO, sub="x" * 9_000),
}


@pytest.mark.parametrize("made", REFUSED.values(), ids=REFUSED)
def test_a_token_is_refused(made):
    client = ContractClient(headers={"Authorization": f"Bearer {made()}"})

    response = client.get("/v1/tellingen")

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="oab", error="invalid_token"'
    assert response.json()["title"] == "Niet aangemeld"


ACCEPTED = {
    "usual": dict,
    "two audiences": lambda: {
        "aud": ["https://elders.example", "https://oab.example.org"]
    },
    "short": lambda: {"exp": now() + 1, "iat": now() - 5},
    "just over": lambda: {"exp": now() - 10},
    "nearly": lambda: {"nbf": now() + 10},
    "a name of 255 characters": lambda: {"sub": "é" * 255},
    "a name with a space within": lambda: {"sub": "j. jansen"},
    "an unknown scope": lambda: {"scope": "tellingen:lezen iets:anders"},
}


@pytest.mark.parametrize("changes", ACCEPTED.values(), ids=ACCEPTED)
def test_a_token_is_accepted(api, changes):
    response = api.as_(*WHO, **changes()).get("/v1/tellingen")

    assert response.status_code == 200


@pytest.mark.parametrize("written", ["at+jwt", "AT+JWT", "application/at+jwt"])
def test_the_type_may_be_written_in_full(written):
    assert caller_of(signed(claims(*WHO), typ=written)).organisation == "41646"


@pytest.mark.parametrize("algorithm", ["PS256", "RS256"])
def test_two_keys_are_good_at_one_time(settings, algorithm):
    settings.TOKEN_KEYS = jwks(KEY, RSA_KEY)

    assert caller_of(token(*WHO)) is not None
    assert caller_of(signed(claims(*WHO), RSA_KEY, algorithm=algorithm)) is not None
    with pytest.raises(BadToken):
        caller_of(signed(claims(*WHO), RSA_KEY, algorithm="RS512"))
    with pytest.raises(BadToken):
        caller_of(signed(claims(*WHO), OTHER_KEY))


def test_a_key_that_is_taken_away_is_good_no_longer(settings):
    old = token(*WHO)
    settings.TOKEN_KEYS = jwks(OTHER_KEY)

    with pytest.raises(BadToken):
        caller_of(old)


def test_keys_may_stand_in_a_file(settings, tmp_path):
    file = tmp_path / "sleutels.json"
    file.write_text(jwks(OTHER_KEY))
    settings.TOKEN_KEYS = str(file)

    assert caller_of(signed(claims(*WHO), OTHER_KEY)).organisation == "41646"


@pytest.mark.parametrize(
    "keys",
    [
        "{}",
        "{",
        '{"keys": [{"kty": "EC"}]}',
        '{"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}',
        json.dumps({"keys": [OTHER_KEY.as_dict(private=True)]}),
        '{"keys": []}',
    ],
    ids=["no keys", "no JSON", "half a key", "a secret", "a private key", "empty"],
)
def test_keys_that_are_none_stop_the_service(settings, keys):
    settings.TOKEN_KEYS = keys

    with pytest.raises(ImproperlyConfigured):
        caller_of(token(*WHO))


def test_nobody_is_trusted_unless_named(settings):
    settings.TOKEN_ISSUER = ""

    with pytest.raises(BadToken):
        caller_of(token(*WHO))


def test_what_is_allowed_is_in_the_token_and_in_the_role():
    caller = caller_of(token("gemeente", "0637", scope="tellingen:lezen taken:lezen"))

    assert caller.may("tellingen:lezen")
    assert not caller.may("berekeningen:lezen")
    assert not caller.may("taken:lezen")


def test_a_caller_is_who_the_token_names():
    named = token(*WHO, sub="j.jansen", jti="1", scope="tellingen:lezen")

    assert caller_of(named) == Caller(
        "j.jansen", Role.EMPLOYEE, "41646", frozenset({"tellingen:lezen"}), "1"
    )


def test_a_revoked_token_is_refused_from_then_on(api):
    client = api.as_(*WHO, jti="gestolen")
    before = client.get("/v1/tellingen").status_code

    call_command("revoke_token", "gestolen", "--reden", "laptop gestolen")
    call_command("revoke_token", "gestolen", "--reden", "nog eens")

    assert before == 200
    assert client.get("/v1/tellingen").status_code == 401


def test_a_token_in_the_query_is_never_looked_at(api):
    query = {"access_token": token(*WHO)}

    assert api.get("/v1/tellingen", query).status_code == 401
    assert api.as_(*WHO).get("/v1/tellingen", query).status_code == 400
    assert api.get("/v1/besturen", query).status_code == 400


@pytest.mark.parametrize("scheme", ["bearer", "BEARER"])
def test_the_scheme_may_be_written_otherwise(api, scheme):
    headers = {"Authorization": f"{scheme} {token(*WHO)}"}

    assert api.get("/v1/tellingen", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Bearer", 401),
        ("Bearer ", 401),
        ("Bearer a b", 401),
        ("Bearer é", 401),
        ("Bearer verlopen", 200),
        ("Basic b2FiOm9hYg==", 200),
        ("", 200),
    ],
)
def test_an_open_address_refuses_only_what_is_no_token(api, header, status):
    response = api.get("/v1/besturen", headers={"Authorization": header})

    assert response.status_code == status


def test_the_log_names_the_token_and_not_the_person(api, caplog):
    bearer = token(*WHO, sub="j.jansen", jti="nummer-in-het-log")

    api.get("/v1/tellingen", headers={"Authorization": f"Bearer {bearer}"})

    lines = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    (finished,) = [line for line in lines if line["event"] == "request_finished"]
    said = [finished[name] for name in ("token_id", "role", "organisation")]
    assert said == ["nummer-in-het-log", *WHO]
    assert "j.jansen" not in caplog.text
    assert bearer not in caplog.text
