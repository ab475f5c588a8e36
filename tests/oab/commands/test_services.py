"""The embedded servers from the command line."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from oab.embedded import Services, State
from tests.oab.embedded.conftest import CHECKOUT, passable_folder


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    outer = {"DATABASE_URL", "REDIS_URL", "OAB_DATA_DIR", "OAB_DATABASE_NAME"}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=CHECKOUT,
        env={name: os.environ[name] for name in os.environ.keys() - outer}
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def folder():
    with passable_folder() as folder:
        yield folder
        services_in(folder).stop()
        shutil.rmtree(services_in(folder).sockets, ignore_errors=True)


def services_in(folder: Path) -> Services:
    return Services.of(CHECKOUT, str(folder / "data"))


def test_started_servers_stay_and_are_shown_until_they_are_stopped(folder):
    data = str(folder / "data")

    assert manage("services", "start", OAB_DATA_DIR=data).returncode == 0
    shown = manage("services", "status", OAB_DATA_DIR=data).stdout
    psql = f"/psql --host={services_in(folder).sockets} --username=oab_owner oab\n"
    stopped = manage("services", "stop", OAB_DATA_DIR=data)

    assert shown.startswith("PostgreSQL en Valkey draaien tot `services stop`\n")
    assert psql in shown
    assert "`services start` wel" in shown
    assert stopped.stdout.startswith("PostgreSQL en Valkey staan stil\n")
    assert "psql" not in stopped.stdout
    assert services_in(folder).state() is State.STOPPED


def test_the_status_tells_versions_and_places(folder):
    services = services_in(folder)

    shown = manage(
        "services", "status", OAB_DATA_DIR=str(services.folder)
    ).stdout.splitlines()

    assert shown[0] == "PostgreSQL en Valkey staan stil"
    assert re.fullmatch(r"PostgreSQL 18\.\d+, Valkey 9\.[0-9.]+", shown[1])
    assert f"gegevens: {services.folder}" in shown
    assert f"sockets:  {services.sockets}" in shown
    assert shown[-1] == f"logboek:  {services.folder}/log"
    assert not services.folder.exists()


def test_a_failing_start_is_one_line_without_a_traceback(folder):
    (folder / "data").write_text("a file")

    failed = manage("services", "start", OAB_DATA_DIR=str(folder / "data"))
    (folder / "data").unlink()

    assert failed.returncode == 1
    assert failed.stderr.startswith("CommandError: PostgreSQL of Valkey start niet")
    assert failed.stderr.count("\n") == 1


def test_a_command_whose_servers_do_not_start_is_one_line_too(folder):
    (folder / "data").write_text("a file")

    failed = manage("migrate", OAB_DATA_DIR=str(folder / "data"))
    (folder / "data").unlink()

    assert failed.returncode == 1
    assert failed.stderr.startswith("PostgreSQL of Valkey start niet")
    assert failed.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("action", "variable", "code"),
    [
        ("status", "DATABASE_URL", 0),
        ("start", "DATABASE_URL", 2),
        ("stop", "REDIS_URL", 2),
    ],
)
def test_nothing_is_embedded_where_other_servers_are_named(action, variable, code):
    answer = manage("services", action, **{variable: "postgres://nowhere/oab"})

    assert answer.returncode == code
    assert "Niets draait hier ingebouwd" in answer.stdout + answer.stderr
