"""The database keeps what was known about municipalities, and records changes."""

from django.db import migrations

from oab.triggers import OnlyKnownCloses, RecordsChange


class Migration(migrations.Migration):
    dependencies = [
        ("municipalities", "0001_registers"),
        ("oab", "0004_requests_tasks_changes_and_log"),
    ]
    operations = [
        OnlyKnownCloses("Municipality"),
        OnlyKnownCloses("GroupMembership"),
        OnlyKnownCloses("MunicipalitySuccession"),
        OnlyKnownCloses("PostcodeArea"),
        OnlyKnownCloses("ImpulseAreaDesignation"),
        RecordsChange(
            "ImpulseAreaDesignation",
            # All areas that a regulation designates are one change.
            kind="designation",
            subject="regulation",
            since="lower(valid)",
            until="upper(valid)",
        ),
    ]
