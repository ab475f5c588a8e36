import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import oab.exact_numbers
import oab.versions


class Migration(migrations.Migration):
    dependencies = [
        ("allocations", "0005_recalculations_replace_the_same"),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisteredRegulation",
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
                ("code", models.TextField()),
                ("title", models.TextField()),
                ("bwb", models.TextField(blank=True, db_default="")),
                ("staatscourant", models.TextField()),
                ("signed", models.DateField()),
                ("published", models.DateField()),
                (
                    "stage",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("first", "First"),
                            ("adjusted", "Adjusted"),
                            ("definitive", "Definitive"),
                        ],
                        db_default="",
                    ),
                ),
                ("url", models.TextField(blank=True, db_default="")),
                ("person", models.TextField()),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["code", "id"], name="regulations_by_code")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "\\S")),
                        name="registeredregulation_has_its_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title__regex", "\\S")),
                        name="registeredregulation_has_its_title",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person__regex", "\\S")),
                        name="registeredregulation_has_its_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("bwb__regex", "^(|BWBR[0-9]{7})$")),
                        name="regulation_is_in_the_register_of_law",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("staatscourant__regex", "^([0-9]{4}, [1-9][0-9]{0,5})$")
                        ),
                        name="regulation_is_published_in",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("published__gte", models.F("signed"))),
                        name="regulation_is_signed_before_it_is_published",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stage__in", ["", "first", "adjusted", "definitive"])
                        ),
                        name="regulation_is_of_a_known_stage",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisteredValue",
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
                ("regime", models.TextField()),
                ("parameter", models.TextField()),
                ("since", models.DateField()),
                ("until", models.DateField()),
                (
                    "value",
                    oab.exact_numbers.ExactDecimalField(
                        decimal_places=6, max_digits=15
                    ),
                ),
                ("article", models.TextField()),
                ("note", models.TextField(blank=True, db_default="")),
                ("confirmation", models.TextField(blank=True, db_default="")),
                (
                    "regulation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="allocations.registeredregulation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("regime__regex", "\\S")),
                        name="registeredvalue_has_its_regime",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parameter__regex", "\\S")),
                        name="registeredvalue_has_its_parameter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("article__regex", "\\S")),
                        name="registeredvalue_has_its_article",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("since"))),
                        name="value_holds_for_a_day",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("regulation", "="),
                            ("regime", "="),
                            ("parameter", "="),
                            (
                                models.Func(
                                    "since",
                                    "until",
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="regulation_says_one_thing_about_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegulationJudgement",
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
                        db_default=oab.versions.Announced(),
                        editable=False,
                    ),
                ),
                (
                    "verdict",
                    models.TextField(
                        choices=[
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Withdrawn"),
                        ]
                    ),
                ),
                ("reason", models.TextField(blank=True, db_default="")),
                ("person", models.TextField()),
                (
                    "registered",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="judgement",
                        to="allocations.registeredregulation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("person__regex", "\\S")),
                        name="regulationjudgement_has_its_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reason", ""),
                                ("verdict__in", ["approved", "withdrawn"]),
                            ),
                            models.Q(("reason__regex", "\\S"), ("verdict", "rejected")),
                            _connector="OR",
                        ),
                        name="regulationjudgement_rejects_with_a_reason",
                    ),
                ],
            },
        ),
    ]
