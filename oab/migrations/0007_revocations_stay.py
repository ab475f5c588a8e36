"""A token that was revoked stays so."""

from django.db import migrations

from oab.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("oab", "0006_revoked_tokens")]
    operations = [AppendOnly("RevokedToken")]
