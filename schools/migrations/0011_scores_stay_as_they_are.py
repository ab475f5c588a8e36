"""The database keeps scores and what the material funding rests on."""

from django.db import migrations

from oab.triggers import Announces, AppendOnly, CorrectsTheSame, RecordsChange


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0010_scores_and_material_figures"),
        ("oab", "0004_requests_tasks_changes_and_log"),
    ]
    operations = [
        Announces("DisadvantageScore"),
        AppendOnly("DisadvantageScore"),
        CorrectsTheSame("DisadvantageScore", subject=["location_code", "counted_on"]),
        Announces("NationalMeans"),
        AppendOnly("NationalMeans"),
        CorrectsTheSame("NationalMeans", subject=["counted_on"]),
        Announces("EstablishedScore"),
        AppendOnly("EstablishedScore"),
        CorrectsTheSame("EstablishedScore", subject=["brin", "period"]),
        Announces("MaterialFigures"),
        AppendOnly("MaterialFigures"),
        CorrectsTheSame("MaterialFigures", subject=["brin", "counted_on"]),
        RecordsChange(
            "DisadvantageScore",
            kind="score",
            subject="location_code",
            since="counted_on",
        ),
        # On all days: which they are of is said by the period that was paid.
        RecordsChange(
            "EstablishedScore",
            kind="score",
            subject="brin",
            since="NULL",
            until="NULL",
        ),
        RecordsChange(
            "MaterialFigures",
            kind="material_figures",
            subject="brin",
            since="counted_on",
        ),
    ]
