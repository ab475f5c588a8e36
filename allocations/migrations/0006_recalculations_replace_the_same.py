"""An allocation replaces one to the same recipient."""

from django.db import migrations

from oab.triggers import CorrectsTheSame


class Migration(migrations.Migration):
    dependencies = [("allocations", "0005_recalculations_replace")]
    operations = [
        CorrectsTheSame("Allocation", subject=["recipient", "recipient_kind"]),
    ]
