"""The database keeps scores and what the material funding rests on."""

from django.db import migrations

from oab.triggers import AppendOnly, CorrectsTheSame


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0010_scores_and_material_figures"),
        ("oab", "0004_requests_tasks_changes_and_log"),
    ]
    operations = [
        AppendOnly("DisadvantageScore"),
        CorrectsTheSame("DisadvantageScore", subject=["location_code", "counted_on"]),
        AppendOnly("NationalMeans"),
        CorrectsTheSame("NationalMeans", subject=["counted_on"]),
        AppendOnly("EstablishedScore"),
        CorrectsTheSame("EstablishedScore", subject=["brin", "period"]),
        AppendOnly("MaterialFigures"),
        CorrectsTheSame("MaterialFigures", subject=["brin", "counted_on"]),
    ]
