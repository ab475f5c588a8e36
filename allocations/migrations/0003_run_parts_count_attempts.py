"""A part of a run remembers how often it failed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("allocations", "0002_allocations_are_written_once")]
    operations = [
        migrations.AddField(
            model_name="runpart",
            name="attempts",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
