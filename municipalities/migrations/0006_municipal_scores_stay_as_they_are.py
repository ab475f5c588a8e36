"""The database keeps the scores of municipalities."""

from django.db import migrations

from oab.triggers import AppendOnly, CorrectsTheSame


class Migration(migrations.Migration):
    dependencies = [
        ("municipalities", "0005_municipal_scores"),
        ("oab", "0004_requests_tasks_changes_and_log"),
    ]
    operations = [
        AppendOnly("MunicipalScore"),
        CorrectsTheSame(
            "MunicipalScore", subject=["municipality_code", "divided_on", "counted_on"]
        ),
    ]
