"""The database keeps what was known about schools, and every count."""

from django.db import migrations

from oab.triggers import AppendOnly, CorrectsTheSame, OnlyKnownCloses, WrittenWith


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0001_registers_and_counts"),
        ("oab", "0002_trigger_functions"),
    ]
    operations = [
        OnlyKnownCloses("Board"),
        OnlyKnownCloses("Partnership"),
        OnlyKnownCloses("School"),
        OnlyKnownCloses("Location"),
        OnlyKnownCloses("SchoolSuccession"),
        AppendOnly("Count"),
        CorrectsTheSame("Count", subject=["location_code", "counted_on", "origin"]),
        AppendOnly("CountCell"),
        WrittenWith("CountCell", whole="schools_count", column="count_id"),
        AppendOnly("TeacherAge"),
        CorrectsTheSame("TeacherAge", subject=["brin", "counted_on"]),
        AppendOnly("EstablishedFigures"),
        CorrectsTheSame("EstablishedFigures", subject=["brin", "counted_on"]),
    ]
