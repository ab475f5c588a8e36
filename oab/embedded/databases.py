"""The two roles and the database of an embedded PostgreSQL."""

from pathlib import Path

import psycopg
from psycopg import sql

PORT = "5432"
ROLES = {
    "oab_owner": sql.SQL("CREATE ROLE oab_owner LOGIN CREATEDB"),
    "oab_app": sql.SQL("CREATE ROLE oab_app LOGIN"),
}
CREATING = 0x0AB


def ensure(sockets: Path, database: str) -> None:
    """Make the roles and the database, as far as they are missing.

    `oab_owner` migrates and owns the database; `oab_app` serves and owns nothing.
    """
    with _connect(sockets, "postgres", "postgres") as server:
        if not _missing(server, database):
            return
        # Two commands that start at once make them once.
        server.execute("SELECT pg_advisory_lock(%s)", [CREATING])
        for name in _missing(server, database):
            server.execute(ROLES.get(name) or _creation_of(name))
            if name == database:
                _add_extensions(sockets, database)


def _connect(sockets: Path, user: str, database: str) -> psycopg.Connection:
    return psycopg.connect(
        host=str(sockets), port=PORT, user=user, dbname=database, autocommit=True
    )


def _missing(server: psycopg.Connection, database: str) -> list[str]:
    present = server.execute(
        "SELECT rolname FROM pg_roles UNION ALL SELECT datname FROM pg_database"
    )
    names = {name for (name,) in present}
    return [name for name in [*ROLES, database] if name not in names]


def _creation_of(database: str) -> sql.Composed:
    return sql.SQL("CREATE DATABASE {} OWNER oab_owner").format(
        sql.Identifier(database)
    )


def _add_extensions(sockets: Path, database: str) -> None:
    with _connect(sockets, "oab_owner", database) as owner:
        owner.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
