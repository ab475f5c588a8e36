import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CommonReceipt",
            fields=[
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "hash",
                    models.CharField(max_length=64, primary_key=True, serialize=False),
                ),
                ("content", models.JSONField()),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("hash__regex", "^([0-9a-f]{64})$")),
                        name="receipt_is_known_by_its_sha256",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("content", {}), _negated=True),
                        name="receipt_proves_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("regime", models.TextField()),
                ("period", models.TextField()),
                ("known", models.DateField()),
                (
                    "figures",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("started", "Started"),
                            ("complete", "Complete"),
                            ("blocked", "Blocked"),
                        ],
                        default="started",
                    ),
                ),
                ("parts", models.PositiveIntegerField(default=0)),
                (
                    "started_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("findings", models.JSONField(blank=True, default=list)),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("national", "National"),
                            ("recalculation", "Recalculation"),
                        ],
                        db_default="national",
                    ),
                ),
                (
                    "recipients",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Allocation",
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
                ("period", models.TextField()),
                ("recipient", models.TextField()),
                (
                    "recipient_kind",
                    models.TextField(
                        choices=[
                            ("location", "Location"),
                            ("school", "School"),
                            ("board", "Board"),
                            ("partnership", "Partnership"),
                            ("municipality", "Municipality"),
                        ]
                    ),
                ),
                (
                    "board_code",
                    models.CharField(blank=True, db_default="", max_length=5),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="allocations.allocation",
                    ),
                ),
                ("facts", models.JSONField()),
                ("figures", models.JSONField()),
                (
                    "entitlement",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True
                    ),
                ),
                ("reasons", models.JSONField(blank=True, default=list)),
                (
                    "receipt",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="allocations.commonreceipt",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="allocations.run",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RunPart",
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
                ("number", models.PositiveIntegerField()),
                ("board_from", models.TextField()),
                ("board_until", models.TextField(blank=True)),
                ("recipients", models.PositiveIntegerField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="run_parts",
                        to="allocations.run",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PublishedPayment",
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
                ("reason", models.TextField(blank=True, db_default="")),
                ("source", models.TextField()),
                ("brin", models.CharField(max_length=4)),
                ("period", models.TextField()),
                ("article", models.TextField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="allocations.publishedpayment",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["period", "brin", "article", "id"],
                        name="payments_by_period",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("replaces__isnull", True)),
                            models.Q(
                                ("reason__regex", "\\S"), ("replaces__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="publishedpayment_replaces_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("replaces__lt", models.F("id"))),
                        name="publishedpayment_replaces_an_older_row",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__regex", "\\S")),
                        name="publishedpayment_has_its_source",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", True)),
                        fields=("brin", "period", "article"),
                        name="publishedpayment_begins_one_chain",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("brin__regex", "^([0-9]{2}[A-Z]{2})$")),
                        name="payment_is_to_a_school",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period__regex", "\\S")),
                        name="publishedpayment_has_its_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("article__regex", "\\S")),
                        name="publishedpayment_has_its_article",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(fields=["started_at", "id"], name="runs_by_start"),
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(
                condition=models.Q(("state", "started")),
                fields=["started_at"],
                name="runs_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at__isnull", True), ("state", "started")),
                    models.Q(
                        ("finished_at__isnull", False),
                        ("state__in", ["complete", "blocked"]),
                    ),
                    _connector="OR",
                ),
                name="run_is_finished_when_it_no_longer_runs",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(("finished_at__gte", models.F("started_at"))),
                name="run_finishes_after_it_started",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(("regime__regex", "\\S")), name="run_has_its_regime"
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(("period__regex", "\\S")), name="run_has_its_period"
            ),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(
                fields=["recipient", "id"], name="allocations_by_recipient"
            ),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(
                fields=["recipient", "regime", "period", "id"],
                name="allocations_by_question",
            ),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(
                fields=["run", "board_code", "recipient"], name="allocations_by_board"
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.UniqueConstraint(
                fields=("run", "recipient"), name="run_allocates_once_per_recipient"
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("entitlement__gte", 0)),
                name="allocation_is_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("recipient__regex", "^[0-9]{2}[A-Z]{2}[0-9]{2}$"),
                        ("recipient_kind", "location"),
                    ),
                    models.Q(
                        ("recipient__regex", "^[0-9]{2}[A-Z]{2}$"),
                        ("recipient_kind", "school"),
                    ),
                    models.Q(
                        ("recipient__regex", "^[0-9]{5}$"), ("recipient_kind", "board")
                    ),
                    models.Q(
                        ("recipient__regex", "^PO[0-9]{4}$"),
                        ("recipient_kind", "partnership"),
                    ),
                    models.Q(
                        ("recipient__regex", "^[0-9]{4}$"),
                        ("recipient_kind", "municipality"),
                    ),
                    _connector="OR",
                ),
                name="allocation_is_to_a_recipient_of_its_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("board_code__regex", "^(|[0-9]{5})$")),
                name="allocation_goes_through_a_board",
            ),
        ),
        migrations.AddIndex(
            model_name="runpart",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)),
                fields=["run", "number"],
                name="run_parts_to_do",
            ),
        ),
        migrations.AddConstraint(
            model_name="runpart",
            constraint=models.UniqueConstraint(
                fields=("run", "number"), name="run_numbers_its_parts"
            ),
        ),
        migrations.AddConstraint(
            model_name="runpart",
            constraint=models.UniqueConstraint(
                fields=("run", "board_from"), name="run_begins_no_two_parts_at_a_board"
            ),
        ),
        migrations.AddConstraint(
            model_name="runpart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("board_until", ""),
                    ("board_until__gt", models.F("board_from")),
                    _connector="OR",
                ),
                name="run_part_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="runpart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("recipients__isnull", True)),
                    models.Q(("done_at__isnull", False), ("recipients__isnull", False)),
                    _connector="OR",
                ),
                name="run_part_counts_recipients_when_done",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces__isnull", False)),
                fields=("replaces",),
                name="allocation_is_replaced_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("replaces__lt", models.F("id"))),
                name="allocation_replaces_an_older_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "national"), ("recipients", [])),
                    models.Q(
                        ("kind", "recalculation"),
                        models.Q(("recipients", []), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="run_names_whom_it_recalculates",
            ),
        ),
    ]
