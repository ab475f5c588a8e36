"""A run has no receipt of its own: its allocations name theirs, one per basis."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("allocations", "0004_closed_runs_stay_as_they_are")]
    operations = [migrations.RemoveField(model_name="run", name="receipt")]
