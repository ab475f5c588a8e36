"""An allocation replaces one to the same recipient, of the same regime and period."""

from django.db import migrations

from oab.triggers import CorrectsTheSame


class Migration(migrations.Migration):
    dependencies = [("allocations", "0004_closed_runs_stay_as_they_are")]
    operations = [
        CorrectsTheSame(
            "Allocation", subject=["recipient", "recipient_kind", "regime", "period"]
        ),
    ]
