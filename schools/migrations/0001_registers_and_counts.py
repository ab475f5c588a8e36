from decimal import Decimal

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.db import migrations, models

import oab.versions


class Migration(migrations.Migration):
    initial = True

    dependencies = [("oab", "0001_btree_gist")]

    operations = [
        migrations.CreateModel(
            name="Board",
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
                    "known",
                    django.contrib.postgres.fields.ranges.DateTimeRangeField(
                        db_default=oab.versions.FromNow(), editable=False
                    ),
                ),
                ("source", models.TextField()),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("attested", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("code", models.CharField(max_length=5)),
                ("name", models.TextField(blank=True, db_default="")),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["code", "id"], name="boards_by_code")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("known__isempty", False)),
                        name="board_was_known_for_a_while",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__regex", "\\S")),
                        name="board_has_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False)),
                        name="board_is_valid_for_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attested__contained_by", models.F("valid"))
                        ),
                        name="board_is_attested_while_valid",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("code", "="), ("valid", "&&"), ("known", "&&")],
                        name="board_says_one_thing_about_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^([0-9]{5})$")),
                        name="board_code_has_five_digits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Count",
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
                ("reason", models.TextField(blank=True, db_default="")),
                ("source", models.TextField()),
                ("location_code", models.CharField(max_length=6)),
                (
                    "brin",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Left(
                            "location_code", 4
                        ),
                        output_field=models.CharField(max_length=4),
                    ),
                ),
                ("counted_on", models.DateField()),
                (
                    "origin",
                    models.TextField(
                        choices=[
                            ("weight_and_age", "Weight And Age"),
                            ("bron", "Bron"),
                            ("age", "Age"),
                        ]
                    ),
                ),
                ("follows_check", models.BooleanField(db_default=False)),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="schools.count",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CountCell",
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
                    "weight",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=3, null=True
                    ),
                ),
                (
                    "age_group",
                    models.TextField(
                        blank=True,
                        choices=[("4_7", "Four To Seven"), ("8_up", "Eight And Over")],
                        db_default="",
                    ),
                ),
                ("pupils", models.PositiveIntegerField()),
                (
                    "count",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cells",
                        to="schools.count",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EstablishedFigures",
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
                ("reason", models.TextField(blank=True, db_default="")),
                ("source", models.TextField()),
                ("brin", models.CharField(max_length=4)),
                ("counted_on", models.DateField()),
                ("school_weight", models.PositiveIntegerField()),
                ("weighted_pupils_in_impulse_areas", models.PositiveIntegerField()),
                ("pupils", models.PositiveIntegerField(blank=True, null=True)),
                ("pupils_4_to_7", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "pupils_8_and_over",
                    models.PositiveIntegerField(blank=True, null=True),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="schools.establishedfigures",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "established figures",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Location",
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
                    "known",
                    django.contrib.postgres.fields.ranges.DateTimeRangeField(
                        db_default=oab.versions.FromNow(), editable=False
                    ),
                ),
                ("source", models.TextField()),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("attested", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("code", models.CharField(max_length=6)),
                (
                    "brin",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Left("code", 4),
                        output_field=models.CharField(max_length=4),
                    ),
                ),
                ("name", models.TextField()),
                ("street", models.TextField(blank=True, db_default="")),
                ("house_number", models.TextField(blank=True, db_default="")),
                ("postcode", models.CharField(max_length=6)),
                (
                    "pc4",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Left("postcode", 4),
                        output_field=models.CharField(max_length=4),
                    ),
                ),
                ("place", models.TextField(blank=True, db_default="")),
                ("municipality_code", models.CharField(max_length=4)),
                ("denomination", models.TextField(blank=True, db_default="")),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["code", "id"], name="locations_by_code"),
                    models.Index(
                        fields=["brin", "code", "id"], name="locations_by_school"
                    ),
                    models.Index(
                        fields=["municipality_code", "code", "id"],
                        name="locations_by_municipality",
                    ),
                    models.Index(fields=["pc4", "code", "id"], name="locations_by_pc4"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("known__isempty", False)),
                        name="location_was_known_for_a_while",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__regex", "\\S")),
                        name="location_has_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False)),
                        name="location_is_valid_for_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attested__contained_by", models.F("valid"))
                        ),
                        name="location_is_attested_while_valid",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("code", "="), ("valid", "&&"), ("known", "&&")],
                        name="location_says_one_thing_about_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("code__regex", "^([0-9]{2}[A-Z]{2}[0-9]{2})$")
                        ),
                        name="location_code_is_a_brin_and_two_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("postcode__regex", "^([1-9][0-9]{3}[A-Z]{2})$")
                        ),
                        name="location_has_a_postcode",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("municipality_code__regex", "^([0-9]{4})$")
                        ),
                        name="location_lies_in_a_municipality",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name__regex", "\\S")),
                        name="location_has_its_name",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Partnership",
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
                    "known",
                    django.contrib.postgres.fields.ranges.DateTimeRangeField(
                        db_default=oab.versions.FromNow(), editable=False
                    ),
                ),
                ("source", models.TextField()),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("attested", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("code", models.CharField(max_length=6)),
                ("name", models.TextField(blank=True, db_default="")),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["code", "id"], name="partnerships_by_code")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("known__isempty", False)),
                        name="partnership_was_known_for_a_while",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__regex", "\\S")),
                        name="partnership_has_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False)),
                        name="partnership_is_valid_for_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attested__contained_by", models.F("valid"))
                        ),
                        name="partnership_is_attested_while_valid",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("code", "="), ("valid", "&&"), ("known", "&&")],
                        name="partnership_says_one_thing_about_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^(PO[0-9]{4})$")),
                        name="partnership_code_is_po_and_four_digits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="School",
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
                    "known",
                    django.contrib.postgres.fields.ranges.DateTimeRangeField(
                        db_default=oab.versions.FromNow(), editable=False
                    ),
                ),
                ("source", models.TextField()),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("attested", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("brin", models.CharField(max_length=4)),
                ("name", models.TextField(blank=True, db_default="")),
                ("board_code", models.CharField(max_length=5)),
                (
                    "partnership_code",
                    models.CharField(blank=True, db_default="", max_length=6),
                ),
                ("outside_scheme", models.BooleanField(db_default=False)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["brin", "id"], name="schools_by_brin"),
                    models.Index(
                        fields=["board_code", "brin", "id"], name="schools_by_board"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("known__isempty", False)),
                        name="school_was_known_for_a_while",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__regex", "\\S")),
                        name="school_has_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False)),
                        name="school_is_valid_for_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attested__contained_by", models.F("valid"))
                        ),
                        name="school_is_attested_while_valid",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("brin", "="), ("valid", "&&"), ("known", "&&")],
                        name="school_says_one_thing_about_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("brin__regex", "^([0-9]{2}[A-Z]{2})$")),
                        name="school_has_a_brin",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("board_code__regex", "^([0-9]{5})$")),
                        name="school_has_a_board",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("partnership_code__regex", "^(|PO[0-9]{4})$")
                        ),
                        name="school_is_in_a_partnership",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SchoolSuccession",
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
                    "known",
                    django.contrib.postgres.fields.ranges.DateTimeRangeField(
                        db_default=oab.versions.FromNow(), editable=False
                    ),
                ),
                ("source", models.TextField()),
                ("predecessor", models.CharField(max_length=6)),
                ("successor", models.CharField(max_length=6)),
                ("between", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("on", models.DateField(blank=True, null=True)),
                ("derived", models.BooleanField()),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("merger", "Merger"),
                            ("split_off", "Split Off"),
                            ("closure", "Closure"),
                        ]
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["predecessor", "successor", "id"],
                        name="school_successors",
                    ),
                    models.Index(fields=["successor"], name="school_predecessors"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("known__isempty", False)),
                        name="schoolsuccession_was_known_for_a_while",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__regex", "\\S")),
                        name="schoolsuccession_has_its_source",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("predecessor", "="),
                            ("successor", "="),
                            ("between", "&&"),
                            ("known", "&&"),
                        ],
                        name="schoolsuccession_says_one_thing_about_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("between__isempty", False)),
                        name="schoolsuccession_took_place_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("on__isnull", True),
                            ("between__contains", models.F("on")),
                            _connector="OR",
                        ),
                        name="schoolsuccession_took_place_on_a_possible_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("predecessor", models.F("successor")), _negated=True
                        ),
                        name="schoolsuccession_is_by_someone_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "predecessor__regex",
                                "^([0-9]{2}[A-Z]{2}|[0-9]{2}[A-Z]{2}[0-9]{2})$",
                            )
                        ),
                        name="predecessor_is_a_school",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "successor__regex",
                                "^(|[0-9]{2}[A-Z]{2}|[0-9]{2}[A-Z]{2}[0-9]{2})$",
                            )
                        ),
                        name="successor_is_a_school",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "closure"), ("successor", "")),
                            models.Q(
                                ("kind__in", ["merger", "split_off"]),
                                models.Q(("successor", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="only_a_closure_has_no_successor",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TeacherAge",
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
                ("reason", models.TextField(blank=True, db_default="")),
                ("source", models.TextField()),
                ("brin", models.CharField(max_length=4)),
                ("counted_on", models.DateField()),
                ("age", models.DecimalField(decimal_places=2, max_digits=4)),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="schools.teacherage",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="count",
            index=models.Index(
                fields=["counted_on", "location_code", "id"], name="counts_by_day"
            ),
        ),
        migrations.AddIndex(
            model_name="count",
            index=models.Index(
                fields=["location_code", "counted_on", "id"], name="counts_by_location"
            ),
        ),
        migrations.AddIndex(
            model_name="count",
            index=models.Index(
                fields=["brin", "counted_on", "location_code", "id"],
                name="counts_by_school",
            ),
        ),
        migrations.AddConstraint(
            model_name="count",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("replaces__isnull", True)),
                    models.Q(("reason__regex", "\\S"), ("replaces__isnull", False)),
                    _connector="OR",
                ),
                name="count_replaces_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="count",
            constraint=models.CheckConstraint(
                condition=models.Q(("replaces__lt", models.F("id"))),
                name="count_replaces_an_older_row",
            ),
        ),
        migrations.AddConstraint(
            model_name="count",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__regex", "\\S")),
                name="count_has_its_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="count",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces__isnull", True)),
                fields=("location_code", "counted_on", "origin"),
                name="count_begins_one_chain",
            ),
        ),
        migrations.AddConstraint(
            model_name="count",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("location_code__regex", "^([0-9]{2}[A-Z]{2}[0-9]{2})$")
                ),
                name="count_is_of_a_location",
            ),
        ),
        migrations.AddConstraint(
            model_name="count",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["weight_and_age", "bron", "age"])),
                name="count_has_a_known_origin",
            ),
        ),
        migrations.AddConstraint(
            model_name="count",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("follows_check", False),
                    ("replaces__isnull", False),
                    _connector="OR",
                ),
                name="only_a_correction_follows_a_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="countcell",
            constraint=models.UniqueConstraint(
                fields=("count", "weight", "age_group"),
                name="count_says_one_number_per_cell",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="countcell",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "weight__in",
                        (
                            Decimal(0),
                            Decimal("0.25"),
                            Decimal("0.30"),
                            Decimal("0.40"),
                            Decimal("0.70"),
                            Decimal("0.90"),
                            Decimal("1.20"),
                        ),
                    )
                ),
                name="cell_has_a_weight_of_the_law",
            ),
        ),
        migrations.AddConstraint(
            model_name="countcell",
            constraint=models.CheckConstraint(
                condition=models.Q(("age_group__in", ["", "4_7", "8_up"])),
                name="cell_has_a_known_age_group",
            ),
        ),
        migrations.AddIndex(
            model_name="establishedfigures",
            index=models.Index(
                fields=["counted_on", "brin", "id"], name="established_figures_by_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="establishedfigures",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("replaces__isnull", True)),
                    models.Q(("reason__regex", "\\S"), ("replaces__isnull", False)),
                    _connector="OR",
                ),
                name="establishedfigures_replaces_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="establishedfigures",
            constraint=models.CheckConstraint(
                condition=models.Q(("replaces__lt", models.F("id"))),
                name="establishedfigures_replaces_an_older_row",
            ),
        ),
        migrations.AddConstraint(
            model_name="establishedfigures",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__regex", "\\S")),
                name="establishedfigures_has_its_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="establishedfigures",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces__isnull", True)),
                fields=("brin", "counted_on"),
                name="establishedfigures_begins_one_chain",
            ),
        ),
        migrations.AddConstraint(
            model_name="establishedfigures",
            constraint=models.CheckConstraint(
                condition=models.Q(("brin__regex", "^([0-9]{2}[A-Z]{2})$")),
                name="established_figures_are_of_a_school",
            ),
        ),
        migrations.AddConstraint(
            model_name="establishedfigures",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("weighted_pupils_in_impulse_areas__lte", models.F("pupils"))
                ),
                name="impulse_pupils_are_among_the_pupils",
            ),
        ),
        migrations.AddConstraint(
            model_name="establishedfigures",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "pupils",
                        django.db.models.expressions.CombinedExpression(
                            models.F("pupils_4_to_7"),
                            "+",
                            models.F("pupils_8_and_over"),
                        ),
                    )
                ),
                name="age_groups_add_up_to_the_pupils",
            ),
        ),
        migrations.AddIndex(
            model_name="teacherage",
            index=models.Index(
                fields=["counted_on", "brin", "id"], name="teacher_ages_by_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="teacherage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("replaces__isnull", True)),
                    models.Q(("reason__regex", "\\S"), ("replaces__isnull", False)),
                    _connector="OR",
                ),
                name="teacherage_replaces_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="teacherage",
            constraint=models.CheckConstraint(
                condition=models.Q(("replaces__lt", models.F("id"))),
                name="teacherage_replaces_an_older_row",
            ),
        ),
        migrations.AddConstraint(
            model_name="teacherage",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__regex", "\\S")),
                name="teacherage_has_its_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="teacherage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces__isnull", True)),
                fields=("brin", "counted_on"),
                name="teacherage_begins_one_chain",
            ),
        ),
        migrations.AddConstraint(
            model_name="teacherage",
            constraint=models.CheckConstraint(
                condition=models.Q(("brin__regex", "^([0-9]{2}[A-Z]{2})$")),
                name="teacher_age_is_of_a_school",
            ),
        ),
        migrations.AddConstraint(
            model_name="teacherage",
            constraint=models.CheckConstraint(
                condition=models.Q(("age__gte", 30), ("age__lte", 50)),
                name="teacher_age_is_from_thirty_to_fifty",
            ),
        ),
    ]
