"""The register of boards, schools and locations, and what is counted there."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Left

from oab.constraints import (
    BOARD,
    BRIN,
    LOCATION,
    MUNICIPALITY,
    PARTNERSHIP,
    POSTCODE,
    filled,
    matches,
)
from oab.successions import Succession
from oab.versions import PartlyStated, one_at_a_time
from oab.written_once import Correctable, WrittenOnce, one_chain


class Board(PartlyStated):
    """A legal person that maintains schools; without a name where no source has it."""

    code = models.CharField(max_length=5)
    name = models.TextField(blank=True, db_default="")

    class Meta(PartlyStated.Meta):
        constraints = [
            *PartlyStated.Meta.constraints,
            one_at_a_time("code"),
            matches("code", BOARD, name="board_code_has_five_digits"),
        ]
        indexes = [models.Index(fields=["code", "id"], name="boards_by_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".rstrip()


class Partnership(PartlyStated):
    """A regional partnership of schools (samenwerkingsverband)."""

    code = models.CharField(max_length=6)
    name = models.TextField(blank=True, db_default="")

    class Meta(PartlyStated.Meta):
        constraints = [
            *PartlyStated.Meta.constraints,
            one_at_a_time("code"),
            matches("code", PARTNERSHIP, name="partnership_code_is_po_and_four_digits"),
        ]
        indexes = [models.Index(fields=["code", "id"], name="partnerships_by_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".rstrip()


class School(PartlyStated):
    """A school by its BRIN, as its board ran it during a range of days.

    Schools for the travelling population (WPO 185 and 193) are outside the scheme.
    """

    brin = models.CharField(max_length=4)
    name = models.TextField(blank=True, db_default="")
    board_code = models.CharField(max_length=5)
    partnership_code = models.CharField(max_length=6, blank=True, db_default="")
    outside_scheme = models.BooleanField(db_default=False)

    class Meta(PartlyStated.Meta):
        constraints = [
            *PartlyStated.Meta.constraints,
            one_at_a_time("brin"),
            matches("brin", BRIN, name="school_has_a_brin"),
            matches("board_code", BOARD, name="school_has_a_board"),
            matches(
                "partnership_code", f"|{PARTNERSHIP}", name="school_is_in_a_partnership"
            ),
        ]
        indexes = [
            models.Index(fields=["brin", "id"], name="schools_by_brin"),
            models.Index(fields=["board_code", "brin", "id"], name="schools_by_board"),
        ]

    @classmethod
    def endings(cls, known: Callable[[Any], Any]) -> Any:  # noqa: ANN401
        """Give the mergers and closures that ended the school of an outer row."""
        takeovers = SchoolSuccession.objects.dated().filter(ENDS_A_SCHOOL)
        return known(takeovers).filter(predecessor=OuterRef("brin"))

    def __str__(self) -> str:
        return f"{self.brin} {self.name}".rstrip()


class Location(PartlyStated):
    """A place of a school that is computed on its own: BRIN and two digits."""

    code = models.CharField(max_length=6)
    brin = models.GeneratedField(
        expression=Left("code", 4),
        output_field=models.CharField(max_length=4),
        db_persist=True,
    )
    name = models.TextField()
    street = models.TextField(blank=True, db_default="")
    house_number = models.TextField(blank=True, db_default="")
    postcode = models.CharField(max_length=6)
    pc4 = models.GeneratedField(
        expression=Left("postcode", 4),
        output_field=models.CharField(max_length=4),
        db_persist=True,
    )
    place = models.TextField(blank=True, db_default="")
    municipality_code = models.CharField(max_length=4)
    denomination = models.TextField(blank=True, db_default="")

    class Meta(PartlyStated.Meta):
        constraints = [
            *PartlyStated.Meta.constraints,
            one_at_a_time("code"),
            matches("code", LOCATION, name="location_code_is_a_brin_and_two_digits"),
            matches("postcode", POSTCODE, name="location_has_a_postcode"),
            matches(
                "municipality_code",
                MUNICIPALITY,
                name="location_lies_in_a_municipality",
            ),
            filled("name"),
        ]
        indexes = [
            models.Index(fields=["code", "id"], name="locations_by_code"),
            models.Index(fields=["brin", "code", "id"], name="locations_by_school"),
            models.Index(
                fields=["municipality_code", "code", "id"],
                name="locations_by_municipality",
            ),
            models.Index(fields=["pc4", "code", "id"], name="locations_by_pc4"),
        ]

    @classmethod
    def endings(cls, known: Callable[[Any], Any]) -> Any:  # noqa: ANN401
        """Give what ended the location of an outer row, or its whole school."""
        own = Q(predecessor=OuterRef("code"))
        of_the_school = Q(predecessor=OuterRef("brin")) & ENDS_A_SCHOOL
        return known(SchoolSuccession.objects.dated()).filter(own | of_the_school)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class SchoolSuccession(Succession):
    """A merger, split-off or closure of a school or location.

    A closure has an empty successor.
    """

    class Kind(models.TextChoices):
        """What happened to the predecessor."""

        MERGER = "merger"
        SPLIT_OFF = "split_off"
        CLOSURE = "closure"

    kind = models.TextField(choices=Kind.choices)

    class Meta(Succession.Meta):
        constraints = [
            *Succession.Meta.constraints,
            matches(
                "predecessor", f"{BRIN}|{LOCATION}", name="predecessor_is_a_school"
            ),
            matches("successor", f"|{BRIN}|{LOCATION}", name="successor_is_a_school"),
            models.CheckConstraint(
                condition=Q(kind="closure", successor="")
                | Q(kind__in=["merger", "split_off"]) & ~Q(successor=""),
                name="only_a_closure_has_no_successor",
            ),
        ]
        indexes = [
            models.Index(
                fields=["predecessor", "successor", "id"], name="school_successors"
            ),
            models.Index(fields=["successor"], name="school_predecessors"),
        ]


# What splits off from a school leaves it; a location that splits off is no more.
ENDS_A_SCHOOL = Q(
    kind__in=[SchoolSuccession.Kind.MERGER, SchoolSuccession.Kind.CLOSURE]
)


class Count(Correctable):
    """The pupils counted at a location on a count date, as one publication gives them.

    Its cells hold the numbers; a correction is a new count with all its cells.
    """

    class Origin(models.TextChoices):
        """Where the numbers come from, which decides how far they are crossed."""

        WEIGHT_AND_AGE = "weight_and_age"
        BRON = "bron"
        AGE = "age"

    location_code = models.CharField(max_length=6)
    brin = models.GeneratedField(
        expression=Left("location_code", 4),
        output_field=models.CharField(max_length=4),
        db_persist=True,
    )
    counted_on = models.DateField()
    origin = models.TextField(choices=Origin.choices)

    class Meta(Correctable.Meta):
        constraints = [
            *Correctable.Meta.constraints,
            one_chain("location_code", "counted_on", "origin"),
            matches("location_code", LOCATION, name="count_is_of_a_location"),
            models.CheckConstraint(
                condition=Q(origin__in=["weight_and_age", "bron", "age"]),
                name="count_has_a_known_origin",
            ),
        ]
        indexes = [
            models.Index(
                fields=["counted_on", "location_code", "id"], name="counts_by_day"
            ),
            models.Index(
                fields=["location_code", "counted_on", "id"], name="counts_by_location"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.location_code} on {self.counted_on} ({self.origin})"


PUPIL_WEIGHTS = tuple(
    Decimal(weight) for weight in ("0", "0.25", "0.30", "0.40", "0.70", "0.90", "1.20")
)


class CountCell(WrittenOnce):
    """A number of pupils of one weight and age group; empty means all of them.

    Cells are written in the transaction that writes their count, and never later.
    """

    class AgeGroup(models.TextChoices):
        """Age on the count date."""

        FOUR_TO_SEVEN = "4_7"
        EIGHT_AND_OVER = "8_up"

    # The unique constraint begins with the count and serves as its index.
    count = models.ForeignKey(
        Count, on_delete=models.PROTECT, related_name="cells", db_index=False
    )
    weight = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)
    age_group = models.TextField(blank=True, db_default="", choices=AgeGroup.choices)
    pupils = models.PositiveIntegerField()

    class Meta(WrittenOnce.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["count", "weight", "age_group"],
                nulls_distinct=False,
                name="count_says_one_number_per_cell",
            ),
            models.CheckConstraint(
                condition=Q(weight__in=PUPIL_WEIGHTS),
                name="cell_has_a_weight_of_the_law",
            ),
            models.CheckConstraint(
                condition=Q(age_group__in=["", "4_7", "8_up"]),
                name="cell_has_a_known_age_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pupils} × {self.weight} {self.age_group}".rstrip()


class TeacherAge(Correctable):
    """The weighted mean age of a school's teachers on a count date, in years."""

    brin = models.CharField(max_length=4)
    counted_on = models.DateField()
    age = models.DecimalField(max_digits=4, decimal_places=2)

    class Meta(Correctable.Meta):
        constraints = [
            *Correctable.Meta.constraints,
            one_chain("brin", "counted_on"),
            matches("brin", BRIN, name="teacher_age_is_of_a_school"),
            models.CheckConstraint(
                condition=Q(age__gte=30, age__lte=50),
                name="teacher_age_is_from_thirty_to_fifty",
            ),
        ]
        indexes = [
            models.Index(
                fields=["counted_on", "brin", "id"], name="teacher_ages_by_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.brin} on {self.counted_on}: {self.age}"


class EstablishedFigures(Correctable):
    """What was established elsewhere about a school's counts on a count date."""

    brin = models.CharField(max_length=4)
    counted_on = models.DateField()
    school_weight = models.PositiveIntegerField()
    weighted_pupils_in_impulse_areas = models.PositiveIntegerField()
    pupils = models.PositiveIntegerField(null=True, blank=True)
    pupils_4_to_7 = models.PositiveIntegerField(null=True, blank=True)
    pupils_8_and_over = models.PositiveIntegerField(null=True, blank=True)

    class Meta(Correctable.Meta):
        verbose_name_plural = "established figures"
        constraints = [
            *Correctable.Meta.constraints,
            one_chain("brin", "counted_on"),
            matches("brin", BRIN, name="established_figures_are_of_a_school"),
            models.CheckConstraint(
                condition=Q(weighted_pupils_in_impulse_areas__lte=F("pupils")),
                name="impulse_pupils_are_among_the_pupils",
            ),
            models.CheckConstraint(
                condition=Q(pupils=F("pupils_4_to_7") + F("pupils_8_and_over")),
                name="age_groups_add_up_to_the_pupils",
            ),
        ]
        indexes = [
            models.Index(
                fields=["counted_on", "brin", "id"], name="established_figures_by_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.brin} on {self.counted_on}: {self.school_weight}"
