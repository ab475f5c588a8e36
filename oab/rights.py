"""What the serving role may do with each table; the owner grants it after migrating.

TRUNCATE, REFERENCES and TRIGGER are never granted: row triggers do not see the first,
and only who changes the schema needs the others. Nor are temporary tables, which would
stand in front of those that the triggers look at.
"""

from django.apps import apps
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from oab.drafts import Draft
from oab.retained import Retained
from oab.versions import Known
from oab.written_once import WrittenOnce

SERVING_ROLE = "oab_app"

# What it may do with the owner's rights, and only in this way.
FUNCTIONS = (
    "oab_analyze(regclass)",
    "oab_remove_overdue(integer)",
    "schools_remove_pupils(integer)",
)

OWN_RELATIONS = """
    SELECT relname, CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END
    FROM pg_class
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        AND relnamespace = current_schema()::regnamespace
        AND relowner = current_user::regrole
"""


class NoServingRole(Exception):
    """De rol oab_app bestaat niet op deze databaseserver: zie docs/deployment.md."""


def rights_on(model: type[models.Model]) -> str:
    """Say what the serving role may do with the rows of a model."""
    if issubclass(model, WrittenOnce):
        return "SELECT, INSERT"
    if issubclass(model, Draft):
        return "SELECT, INSERT, UPDATE, DELETE"
    if issubclass(model, Retained):
        columns = ", ".join(model.changeable)
        return f"SELECT, INSERT, UPDATE ({columns})" if columns else "SELECT, INSERT"
    if issubclass(model, Known):
        return "SELECT, INSERT, UPDATE (known)"
    return "SELECT, INSERT, UPDATE"  # what somebody relies on is never deleted


def require_serving_role(connection: BaseDatabaseWrapper) -> None:
    """Raise `NoServingRole` where there is nobody to grant anything to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [SERVING_ROLE])
        if not cursor.rowcount:
            raise NoServingRole(NoServingRole.__doc__)


def grant(connection: BaseDatabaseWrapper) -> None:
    """Give the serving role its rights on what the owner owns, and no others."""
    rights = _rights_by_table()
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        database = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(
            f"REVOKE TEMPORARY ON DATABASE {database} FROM {SERVING_ROLE}, PUBLIC"
        )
        cursor.execute(OWN_RELATIONS)
        for name, kind in cursor.fetchall():
            on = f"ON {kind} {connection.ops.quote_name(name)}"
            allowed = "USAGE" if kind == "SEQUENCE" else rights.get(name)
            cursor.execute(f"REVOKE ALL {on} FROM {SERVING_ROLE}, PUBLIC")
            if allowed:
                cursor.execute(f"GRANT {allowed} {on} TO {SERVING_ROLE}")
        for function in FUNCTIONS:
            cursor.execute("SELECT to_regprocedure(%s) IS NOT NULL", [function])
            if cursor.fetchone()[0]:  # not so before the migration that makes it
                cursor.execute(
                    f"GRANT EXECUTE ON FUNCTION {function} TO {SERVING_ROLE}"
                )


def _rights_by_table() -> dict[str, str]:
    tables = {
        model._meta.db_table: rights_on(model)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    }
    return tables | {MigrationRecorder.Migration._meta.db_table: "SELECT"}
