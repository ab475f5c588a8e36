"""Two roles and a database, as in production."""

import psycopg
import pytest

from oab.embedded import databases


def test_neither_role_is_superuser_and_only_the_owner_makes_databases(running):
    roles = running.sql(
        "SELECT rolname, rolcanlogin, rolsuper, rolcreaterole, rolcreatedb,"
        " rolbypassrls, rolreplication"
        " FROM pg_roles WHERE rolname LIKE 'oab%' ORDER BY rolname"
    )

    assert roles == [
        ("oab_app", True, False, False, False, False, False),
        ("oab_owner", True, False, False, True, False, False),
    ]


def test_the_serving_role_owns_nothing_and_belongs_to_no_other(running):
    ties = running.sql(
        "SELECT FROM pg_shdepend WHERE refobjid = 'oab_app'::regrole AND deptype = 'o'"
        " UNION ALL SELECT FROM pg_auth_members WHERE member = 'oab_app'::regrole"
    )

    assert ties == []


def test_the_serving_role_makes_no_tables(running):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        running.sql("CREATE TABLE mine ()", role="oab_app")


def test_the_database_is_the_owners_with_the_extension_for_exclusions(running):
    assert running.sql(
        "SELECT pg_get_userbyid(datdba), array(SELECT extname::text FROM pg_extension"
        " WHERE extowner = 'oab_owner'::regrole) FROM pg_database WHERE datname = 'oab'"
    ) == [("oab_owner", ["btree_gist"])]


def test_a_database_by_another_name_is_made_when_missing(running):
    for _ in range(2):
        databases.ensure(running.services.sockets, 'an "other" one')

    assert running.sql(
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname LIKE 'an%'"
    ) == [("oab_owner",)]
