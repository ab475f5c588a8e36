"""After every migration the serving role has its rights, and no others."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connections

from allocations.models import Run
from oab import rights
from oab.retained import Retained
from schools.models import Count, School

pytestmark = pytest.mark.django_db(databases=["owner"])

ALL_TABLES = """
    SELECT relname || coalesce('.' || attname, ''), privilege
    FROM (
        SELECT oid, NULL AS attname, relacl AS acl
        FROM pg_class WHERE relkind IN ('r', 'S')
        UNION ALL
        SELECT attrelid, attname, attacl FROM pg_attribute
    ) AS granted
    JOIN pg_class USING (oid),
    LATERAL aclexplode(acl) AS explained (grantor, grantee, privilege, grantable)
    WHERE relnamespace = 'public'::regnamespace
        AND grantee IN (0, 'oab_app'::regrole)
"""


def execute(sql):
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def granted():
    """What the serving role or everybody may do, by table, sequence or column."""
    found: dict[str, set[str]] = {}
    for name, privilege in execute(ALL_TABLES):
        found.setdefault(name, set()).add(privilege)
    return found


def test_each_kind_of_table_has_its_rights():
    found = granted()
    assert found[Count._meta.db_table] == {"SELECT", "INSERT"}
    assert found[School._meta.db_table] == {"SELECT", "INSERT"}
    assert found[School._meta.db_table + ".known"] == {"UPDATE"}
    assert found[Run._meta.db_table] == {"SELECT", "INSERT", "UPDATE"}
    assert found["django_migrations"] == {"SELECT"}


def test_no_table_gives_more_than_its_kind():
    tables = {model._meta.db_table for model in apps.get_models()}
    sequences = {name for name in granted() if name.endswith("_seq")}
    columns = {name for name in granted() if name.endswith(".known")} | {
        f"{model._meta.db_table}.{column}"
        for model in apps.get_models()
        if issubclass(model, Retained)
        for column in model.changeable
    }
    assert set(granted()) - sequences - columns == tables | {"django_migrations"}
    assert {right for name in sequences for right in granted()[name]} == {"USAGE"}


@pytest.mark.parametrize(
    "too_much",
    [
        "GRANT ALL ON schools_count TO oab_app",
        "GRANT ALL ON schools_count TO PUBLIC",
        "GRANT TRUNCATE, TRIGGER, REFERENCES ON schools_school TO oab_app",
        "GRANT UPDATE (source) ON schools_school TO oab_app",
        "GRANT UPDATE (pupils) ON schools_countcell TO oab_app",
        "GRANT ALL ON django_migrations TO oab_app",
        "GRANT ALL ON SEQUENCE schools_count_id_seq TO oab_app",
        "GRANT SELECT ON schools_count TO oab_app WITH GRANT OPTION",
        "REVOKE ALL ON schools_count FROM oab_app",
    ],
)
def test_granting_again_puts_it_right(too_much):
    before = granted()
    execute(too_much)
    rights.grant(connections["owner"])
    assert granted() == before


def test_nobody_makes_temporary_tables():
    execute("GRANT TEMPORARY ON DATABASE {} TO oab_app, PUBLIC".format(*_database()))
    rights.grant(connections["owner"])
    may = "SELECT has_database_privilege('oab_app', current_database(), 'TEMPORARY')"
    assert execute(may) == [(False,)]


def _database():
    return execute("SELECT quote_ident(current_database())")[0]


def test_a_table_without_a_model_is_nobodys_business():
    execute("CREATE TABLE left_over (id int); GRANT ALL ON left_over TO oab_app")
    rights.grant(connections["owner"])
    assert "left_over" not in granted()


def test_migrating_grants():
    execute("REVOKE ALL ON schools_count FROM oab_app")
    call_command("migrate", verbosity=0)
    assert granted()["schools_count"] == {"SELECT", "INSERT"}


def test_planning_grants_nothing(capsys):
    execute("REVOKE ALL ON schools_count FROM oab_app")
    call_command("migrate", plan=True)
    assert "schools_count" not in granted()
    assert "No planned migration" in capsys.readouterr().out


def test_without_the_serving_role_migrating_says_where_to_read_on(monkeypatch):
    monkeypatch.setattr(rights, "SERVING_ROLE", "oab_absent")
    with pytest.raises(CommandError, match=r"docs/deployment\.md"):
        call_command("migrate", verbosity=0)
