import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("municipalities", "0002_registers_change_by_closing"),
    ]

    operations = [
        migrations.CreateModel(
            name="DesignationProposal",
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
                ("regulation", models.TextField()),
                ("staatscourant", models.TextField()),
                ("article", models.TextField()),
                ("published", models.DateField()),
                ("since", models.DateField()),
                ("until", models.DateField()),
                (
                    "areas",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("person", models.TextField()),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("regulation__regex", "\\S")),
                        name="designationproposal_has_its_regulation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("article__regex", "\\S")),
                        name="designationproposal_has_its_article",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person__regex", "\\S")),
                        name="designationproposal_has_its_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("staatscourant__regex", "^([0-9]{4}, [1-9][0-9]{0,5})$")
                        ),
                        name="proposal_is_published_in",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("since"))),
                        name="proposal_is_for_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("since__day", 1),
                            ("since__month", 8),
                            ("until__day", 1),
                            ("until__month", 8),
                        ),
                        name="proposal_is_for_school_years",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("areas", []), _negated=True),
                        name="proposal_is_of_an_area",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DesignationJudgement",
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
                        to="municipalities.designationproposal",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("person__regex", "\\S")),
                        name="designationjudgement_has_its_person",
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
                        name="designationjudgement_rejects_with_a_reason",
                    ),
                ],
            },
        ),
    ]
