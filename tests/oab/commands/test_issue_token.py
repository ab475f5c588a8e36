"""The local issuer: for a developer's machine, for an hour, and nowhere else."""

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from joserfc.jwk import ECKey

from oab import local_issuer
from oab.embedded import Services
from oab.roles import ROLES, Role
from oab.tokens import BadToken, caller_of
from tests.servers import temporary_folder
from tests.tokens import claims, signed

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def embedded(settings):
    """Embed services, with a folder of their own, and trust the issuer."""
    settings.EMBEDDED = True
    settings.LOCAL_ISSUER = True
    with temporary_folder() as folder:
        settings.SERVICES = Services(folder / "data", folder / "sockets")
        yield settings


def issued(capsys, *arguments: str) -> str:
    call_command("issue_token", *arguments)
    return str(capsys.readouterr().out)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "organisation"),
    [
        ("bestuur-medewerker", "41646"),
        ("bestuur-ondertekenaar", "41646"),
        ("ocw-behandelaar", "ocw"),
        ("ocw-beslisser", "ocw"),
        ("gemeente", "0637"),
        ("auditor", "auditdienst"),
        ("systeem", "41646"),
    ],
)
def test_a_token_is_printed_alone_and_accepted(capsys, role, organisation):
    printed = issued(capsys, "--rol", role, "--organisatie", organisation)

    assert printed.count("\n") == 1
    caller = caller_of(printed.strip())
    assert (caller.role, caller.organisation) == (role, organisation)
    assert caller.scopes == ROLES[Role(role)].scopes


@pytest.mark.django_db
def test_a_name_makes_another_person(capsys):
    asked = ["--rol", "systeem", "--organisatie", "41646"]

    one = caller_of(issued(capsys, *asked).strip())
    other = caller_of(issued(capsys, *asked, "--naam", "leverancier").strip())

    assert one.subject == "systeem van 41646"
    assert other.subject == "leverancier"
    assert one.token_id != other.token_id


@pytest.mark.parametrize(
    "arguments",
    [
        ["--rol", "gemeente", "--organisatie", "41646"],
        ["--rol", "auditor", "--organisatie", "ocw"],
        ["--rol", "beheerder", "--organisatie", "ocw"],
        ["--rol", "auditor"],
    ],
)
def test_a_role_that_cannot_be_is_refused(arguments):
    with pytest.raises(CommandError):
        call_command("issue_token", *arguments)


@pytest.mark.django_db
def test_nobody_else_issues_in_its_name_or_for_longer():
    now = int(time.time())
    who = ("auditor", "auditdienst")
    own = {"iss": local_issuer.NAME, "aud": local_issuer.AUDIENCE}
    key = local_issuer.key()

    caller_of(signed(claims(*who, **own, exp=now + 3_600, iat=now), key))
    with pytest.raises(BadToken):
        caller_of(signed(claims(*who, **own, exp=now + 3_601, iat=now), key))
    with pytest.raises(BadToken):
        caller_of(
            signed(claims(*who, **own), ECKey.generate_key("P-256", auto_kid=True))
        )
    with pytest.raises(BadToken):
        caller_of(signed(claims(*who), key))


@pytest.mark.parametrize(("trusted", "here"), [(False, True), (True, False)])
def test_it_is_trusted_only_where_that_is_said(capsys, embedded, trusted, here):
    token = issued(capsys, "--rol", "auditor", "--organisatie", "auditdienst")
    embedded.LOCAL_ISSUER = trusted
    embedded.EMBEDDED = here

    with pytest.raises(BadToken):
        caller_of(token.strip())


def test_its_key_is_for_its_owner_alone_and_stays(embedded):
    first = local_issuer.key()
    file = embedded.SERVICES.folder / local_issuer.FILE

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert local_issuer.key().as_dict() == first.as_dict()
    assert [each.name for each in file.parent.iterdir()] == [local_issuer.FILE]


def test_an_installation_has_no_local_issuer(embedded):
    embedded.SERVICES = None

    with pytest.raises(CommandError, match="ingebouwde diensten"):
        call_command("issue_token", "--rol", "auditor", "--organisatie", "auditdienst")


def test_an_installation_that_trusts_it_does_not_start(embedded):
    local_issuer.refuse_elsewhere()
    embedded.EMBEDDED = False

    with pytest.raises(ImproperlyConfigured, match="OAB_LOCAL_ISSUER"):
        local_issuer.refuse_elsewhere()


def test_the_web_server_of_an_installation_refuses_it():
    installation = {
        "DATABASE_URL": "postgres://oab_app@127.0.0.1:1/oab",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "x" * 50,
        "OAB_LOCAL_ISSUER": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", "import oab.wsgi"],
        cwd=ROOT,
        env=os.environ | installation,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "OAB_LOCAL_ISSUER is alleen voor de ingebouwde diensten" in done.stderr


def test_the_key_is_never_committed():
    ignored = subprocess.run(
        ["git", "ls-files", f"*{local_issuer.FILE}"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )

    assert ignored.stdout == b""
