"""The database keeps what was known about municipalities."""

from django.db import migrations

from oab.triggers import OnlyKnownCloses


class Migration(migrations.Migration):
    dependencies = [
        ("municipalities", "0001_registers"),
        ("oab", "0002_trigger_functions"),
    ]
    operations = [
        OnlyKnownCloses("Municipality"),
        OnlyKnownCloses("GroupMembership"),
        OnlyKnownCloses("MunicipalitySuccession"),
        OnlyKnownCloses("PostcodeArea"),
        OnlyKnownCloses("ImpulseAreaDesignation"),
    ]
