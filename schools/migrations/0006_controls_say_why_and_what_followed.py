"""Why a check drew what it drew, whom it heard, and what followed from it."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0005_deliveries_freeze_and_decisions_stay"),
    ]

    operations = [
        migrations.AlterField(
            model_name="teacheragereturn",
            name="basis",
            field=models.TextField(
                choices=[
                    ("given", "Given"),
                    ("computed", "Computed"),
                    ("national", "National"),
                ]
            ),
        ),
        migrations.CreateModel(
            name="ControlCorrection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("weights", models.PositiveIntegerField()),
                (
                    "control",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="schools.control",
                    ),
                ),
                (
                    "delivery",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="control_correction",
                        to="schools.delivery",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DrawnUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("place", models.PositiveIntegerField()),
                ("unit", models.TextField()),
                ("rank", models.CharField(max_length=64)),
                ("score", models.PositiveSmallIntegerField()),
                ("reasons", models.JSONField(blank=True, default=list)),
                ("statements", models.PositiveIntegerField()),
                (
                    "control",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="schools.control",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("control", "place"), name="control_draws_in_one_order"
                    ),
                    models.UniqueConstraint(
                        fields=("control", "unit"), name="control_draws_a_unit_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rank__regex", "^([0-9a-f]{64})$")),
                        name="drawn_unit_has_its_rank",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit__regex", "\\S")),
                        name="drawnunit_has_its_unit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hearing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("board_code", models.CharField(max_length=5)),
                ("heard_on", models.DateField()),
                ("outcome", models.TextField()),
                ("person", models.TextField()),
                (
                    "control",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearings",
                        to="schools.control",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("control", "board_code"),
                        name="control_hears_a_board_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("board_code__regex", "^([0-9]{5})$")),
                        name="hearing_is_of_a_board",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__regex", "\\S")),
                        name="hearing_has_its_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person__regex", "\\S")),
                        name="hearing_has_its_person",
                    ),
                ],
            },
        ),
    ]
