"""The database keeps the scores of municipalities."""

from django.db import migrations

from oab.triggers import Announces, AppendOnly, CorrectsTheSame


class Migration(migrations.Migration):
    dependencies = [
        ("municipalities", "0005_municipal_scores"),
        ("oab", "0004_requests_tasks_changes_and_log"),
    ]
    operations = [
        Announces("MunicipalScore"),
        AppendOnly("MunicipalScore"),
        CorrectsTheSame(
            "MunicipalScore", subject=["municipality_code", "divided_on", "counted_on"]
        ),
    ]
