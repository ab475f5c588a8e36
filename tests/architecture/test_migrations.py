"""Migrations go back as well as forth."""

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader

OWN_APPS = ["allocations", "schools", "municipalities", "oab"]
OWN = """
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        AND relname <> 'django_migrations'
    UNION ALL SELECT proname FROM pg_proc WHERE proname LIKE 'oab%'
    UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT extname FROM pg_extension WHERE extname = 'btree_gist'
    ORDER BY 1
"""


def own():
    with connections["owner"].cursor() as cursor:
        cursor.execute(OWN)
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.django_db(databases=["owner"])
def test_every_migration_can_be_taken_back_and_made_again():
    before = own()
    for app in OWN_APPS:
        call_command("migrate", app, "zero", verbosity=0)
    assert own() == []
    call_command("migrate", verbosity=0)
    assert own() == before


def test_every_migration_has_a_given_name():
    loader = MigrationLoader(None)
    named = [name for app, name in loader.disk_migrations if app in OWN_APPS]
    assert len(named) >= len(OWN_APPS)
    assert not [name for name in named if "_auto_" in name or "initial" in name]


@pytest.mark.django_db(databases=["owner"])
def test_every_trigger_describes_itself_in_a_plan(capsys):
    call_command("migrate", "schools", "0001", verbosity=0)
    call_command("migrate", "schools", plan=True)
    plan = capsys.readouterr().out
    assert "OnlyKnownCloses on School" in plan
    assert "AppendOnly on Count" in plan
