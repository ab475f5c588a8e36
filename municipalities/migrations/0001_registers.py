import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

import oab.versions


class Migration(migrations.Migration):
    initial = True

    dependencies = [("oab", "0001_btree_gist")]

    operations = [
        migrations.CreateModel(
            name="GroupMembership",
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
                (
                    "group",
                    models.TextField(
                        choices=[
                            ("G4", "G4"),
                            ("G27", "G27"),
                            ("GOAB-A", "Goab A"),
                            ("GOAB-B", "Goab B"),
                        ]
                    ),
                ),
                ("municipality_code", models.CharField(max_length=4)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["municipality_code", "group", "id"],
                        name="groups_by_municipality",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("known__isempty", False)),
                        name="groupmembership_was_known_for_a_while",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__regex", "\\S")),
                        name="groupmembership_has_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False)),
                        name="groupmembership_is_valid_for_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attested__contained_by", models.F("valid"))
                        ),
                        name="groupmembership_is_attested_while_valid",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("group", "="),
                            ("municipality_code", "="),
                            ("valid", "&&"),
                            ("known", "&&"),
                        ],
                        name="groupmembership_says_one_thing_about_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("municipality_code__regex", "^([0-9]{4})$")
                        ),
                        name="member_code_has_four_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("group__in", ["G4", "G27", "GOAB-A", "GOAB-B"])
                        ),
                        name="membership_is_of_a_known_group",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImpulseAreaDesignation",
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
                ("pc4", models.CharField(max_length=4)),
                ("regulation", models.TextField()),
                ("article", models.TextField(blank=True, db_default="")),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["pc4", "id"], name="impulse_areas_by_pc4")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("known__isempty", False)),
                        name="impulseareadesignation_was_known_for_a_while",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__regex", "\\S")),
                        name="impulseareadesignation_has_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False)),
                        name="impulseareadesignation_is_valid_for_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attested__contained_by", models.F("valid"))
                        ),
                        name="impulseareadesignation_is_attested_while_valid",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("pc4", "="), ("valid", "&&"), ("known", "&&")],
                        name="impulseareadesignation_says_one_thing_about_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pc4__regex", "^([1-9][0-9]{3})$")),
                        name="impulse_area_has_four_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("regulation__regex", "\\S")),
                        name="impulseareadesignation_has_its_regulation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid__endswith__day", 1),
                            ("valid__endswith__month", 8),
                            ("valid__startswith__day", 1),
                            ("valid__startswith__month", 8),
                        ),
                        name="impulse_area_is_designated_for_school_years",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Municipality",
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
                ("code", models.CharField(max_length=4)),
                ("name", models.TextField()),
                (
                    "province",
                    models.TextField(
                        choices=[
                            ("Drenthe", "Drenthe"),
                            ("Flevoland", "Flevoland"),
                            ("Friesland", "Friesland"),
                            ("Gelderland", "Gelderland"),
                            ("Groningen", "Groningen"),
                            ("Limburg", "Limburg"),
                            ("Noord-Brabant", "Noord Brabant"),
                            ("Noord-Holland", "Noord Holland"),
                            ("Overijssel", "Overijssel"),
                            ("Utrecht", "Utrecht"),
                            ("Zeeland", "Zeeland"),
                            ("Zuid-Holland", "Zuid Holland"),
                        ]
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["code", "id"], name="municipalities_by_code")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("known__isempty", False)),
                        name="municipality_was_known_for_a_while",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__regex", "\\S")),
                        name="municipality_has_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False)),
                        name="municipality_is_valid_for_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attested__contained_by", models.F("valid"))
                        ),
                        name="municipality_is_attested_while_valid",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("code", "="), ("valid", "&&"), ("known", "&&")],
                        name="municipality_says_one_thing_about_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^([0-9]{4})$")),
                        name="municipality_code_has_four_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name__regex", "\\S")),
                        name="municipality_has_its_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "province__in",
                                [
                                    "Drenthe",
                                    "Flevoland",
                                    "Friesland",
                                    "Gelderland",
                                    "Groningen",
                                    "Limburg",
                                    "Noord-Brabant",
                                    "Noord-Holland",
                                    "Overijssel",
                                    "Utrecht",
                                    "Zeeland",
                                    "Zuid-Holland",
                                ],
                            )
                        ),
                        name="municipality_lies_in_a_province",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MunicipalitySuccession",
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
                    "share_of_surface",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=5, null=True
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["predecessor", "successor", "id"],
                        name="municipality_successors",
                    ),
                    models.Index(
                        fields=["successor"], name="municipality_predecessors"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("known__isempty", False)),
                        name="municipalitysuccession_was_known_for_a_while",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__regex", "\\S")),
                        name="municipalitysuccession_has_its_source",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("predecessor", "="),
                            ("successor", "="),
                            ("between", "&&"),
                            ("known", "&&"),
                        ],
                        name="municipalitysuccession_says_one_thing_about_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("between__isempty", False)),
                        name="municipalitysuccession_took_place_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("on__isnull", True),
                            ("between__contains", models.F("on")),
                            _connector="OR",
                        ),
                        name="municipalitysuccession_took_place_on_a_possible_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("predecessor", models.F("successor")), _negated=True
                        ),
                        name="municipalitysuccession_is_by_someone_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("predecessor__regex", "^([0-9]{4})$")),
                        name="predecessor_has_four_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("successor__regex", "^([0-9]{4})$")),
                        name="successor_has_four_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("share_of_surface__gt", 0), ("share_of_surface__lte", 1)
                        ),
                        name="succession_is_to_a_share_of_the_surface",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PostcodeArea",
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
                ("pc4", models.CharField(max_length=4)),
                ("place", models.TextField(blank=True, db_default="")),
                (
                    "municipality_code",
                    models.CharField(blank=True, db_default="", max_length=4),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["pc4", "id"], name="postcode_areas_by_pc4")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("known__isempty", False)),
                        name="postcodearea_was_known_for_a_while",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__regex", "\\S")),
                        name="postcodearea_has_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False)),
                        name="postcodearea_is_valid_for_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attested__contained_by", models.F("valid"))
                        ),
                        name="postcodearea_is_attested_while_valid",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("pc4", "="), ("valid", "&&"), ("known", "&&")],
                        name="postcodearea_says_one_thing_about_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pc4__regex", "^([1-9][0-9]{3})$")),
                        name="postcode_area_has_four_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("municipality_code__regex", "^(|[0-9]{4})$")
                        ),
                        name="postcode_area_lies_in_a_municipality",
                    ),
                ],
            },
        ),
    ]
