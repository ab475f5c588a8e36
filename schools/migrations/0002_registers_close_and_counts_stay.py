"""The database keeps what was known about schools, and records what changed."""

from django.db import migrations

from oab.triggers import (
    Announces,
    AppendOnly,
    CorrectsTheSame,
    OnlyKnownCloses,
    RecordsChange,
    WrittenWith,
)

VALID = {"since": "lower(valid)", "until": "upper(valid)"}
OF_A_SCHOOL = {"subject": "brin", "since": "counted_on"}
OF_A_LOCATION = {"subject": "location_code", "since": "counted_on"}


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0001_registers_and_counts"),
        ("oab", "0004_requests_tasks_changes_and_log"),
    ]
    operations = [
        OnlyKnownCloses("Board"),
        OnlyKnownCloses("Partnership"),
        OnlyKnownCloses("School"),
        OnlyKnownCloses("Location"),
        OnlyKnownCloses("SchoolSuccession"),
        Announces("Count"),
        AppendOnly("Count"),
        CorrectsTheSame("Count", subject=["location_code", "counted_on", "origin"]),
        AppendOnly("CountCell"),
        WrittenWith("CountCell", whole="schools_count", column="count_id"),
        Announces("TeacherAge"),
        AppendOnly("TeacherAge"),
        CorrectsTheSame("TeacherAge", subject=["brin", "counted_on"]),
        Announces("EstablishedFigures"),
        AppendOnly("EstablishedFigures"),
        CorrectsTheSame("EstablishedFigures", subject=["brin", "counted_on"]),
        RecordsChange("School", kind="school", subject="brin", **VALID),
        RecordsChange("Location", kind="location", subject="code", **VALID),
        RecordsChange(
            "SchoolSuccession",
            kind="succession",
            subject="left(predecessor, 4)",
            since="NULL",
            until="NULL",
        ),
        RecordsChange(
            "Count", kind="count", where="NOT follows_check", **OF_A_LOCATION
        ),
        RecordsChange("Count", kind="evidence", where="follows_check", **OF_A_LOCATION),
        RecordsChange("TeacherAge", kind="teacher_age", **OF_A_SCHOOL),
        RecordsChange("EstablishedFigures", kind="established_figures", **OF_A_SCHOOL),
    ]
