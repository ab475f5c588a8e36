"""Run the database tests on PostgreSQL 15, the oldest version that is supported.

A throw-away cluster and a Valkey are made in a temporary folder and removed afterwards.
As a plugin of pytest this module keeps only the tests that use the database.
"""

import os
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from secrets import token_bytes

import pytest

from oab.embedded import databases
from tests.servers import free_port, postgresql, temporary_folder, valkey

ROOT = Path(__file__).resolve().parent.parent
BINARIES = Path(os.environ.get("PG15_BIN", "/usr/lib/postgresql/15/bin"))
NOT_FOUND = f"""\
PostgreSQL 15 was not found in {BINARIES}.
On Debian 12: apt-get install postgresql-15
Elsewhere: make test-postgres15 PG15_BIN=/path/to/postgresql-15/bin"""
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}


def main(arguments: list[str]) -> int:
    """Run pytest with `arguments` on servers of its own; return its exit code."""
    if not (BINARIES / "initdb").exists():
        print(NOT_FOUND, file=sys.stderr)
        return 2
    port = free_port()
    with (
        temporary_folder() as folder,
        postgresql(folder, BINARIES, port=int(databases.PORT)),
        valkey(folder, port=port),
    ):
        databases.ensure(folder, "oab_test")
        return run_pytest(arguments, folder, f"redis://127.0.0.1:{port}/1")


def run_pytest(arguments: list[str], sockets: Path, redis_url: str) -> int:
    """Run pytest with the settings of an installation that embeds nothing."""
    command = [sys.executable, "-m", "pytest", "-p", "tests.postgres15", *arguments]
    installation = {
        "DATABASE_URL": f"postgres://oab_app@/{sockets}/oab_test",
        "DATABASE_OWNER_URL": f"postgres://oab_owner@/{sockets}/oab_test",
        "REDIS_URL": redis_url,
        "SECRET_KEY": "of a throw-away cluster",
        "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
        "OAB_PSEUDONYM_KEYS": f"k1:{b64encode(token_bytes(32)).decode()}",
    }
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | installation, check=False
    ).returncode


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Keep the tests that use the database; the others ran on the newest version."""
    others = [item for item in items if not uses_database(item)]
    items[:] = [item for item in items if uses_database(item)]
    config.hook.pytest_deselected(items=others)


def uses_database(item: pytest.Item) -> bool:
    """Tell whether a test asks for the database, by its mark or by a fixture."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
