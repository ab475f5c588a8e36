"""What was counted at locations and schools, as publications and deliveries give it."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left

from oab.constraints import BRIN, LOCATION, matches
from oab.written_once import Fact, WrittenOnce, one_chain


class Count(Fact):
    """The pupils counted at a location on a count date, as one publication gives them.

    Its cells hold the numbers; a correction is a new count with all its cells. It may
    follow from a check of ouderverklaringen: then evidence changed, not the pupils.
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
    follows_check = models.BooleanField(db_default=False)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            one_chain("location_code", "counted_on", "origin"),
            matches("location_code", LOCATION, name="count_is_of_a_location"),
            models.CheckConstraint(
                condition=Q(origin__in=["weight_and_age", "bron", "age"]),
                name="count_has_a_known_origin",
            ),
            models.CheckConstraint(
                condition=Q(follows_check=False) | Q(replaces__isnull=False),
                name="only_a_correction_follows_a_check",
            ),
        ]
        indexes = [
            models.Index(
                fields=["counted_on", "location_code", "id"], name="counts_by_day"
            ),
            models.Index(
                fields=["location_code", "counted_on", "id"], name="counts_by_location"
            ),
            models.Index(
                fields=["brin", "counted_on", "location_code", "id"],
                name="counts_by_school",
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


class TeacherAge(Fact):
    """The weighted mean age of a school's teachers on a count date, in years."""

    brin = models.CharField(max_length=4)
    counted_on = models.DateField()
    age = models.DecimalField(max_digits=4, decimal_places=2)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
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


class EstablishedFigures(Fact):
    """What was established elsewhere about a school's counts on a count date."""

    brin = models.CharField(max_length=4)
    counted_on = models.DateField()
    school_weight = models.PositiveIntegerField()
    weighted_pupils_in_impulse_areas = models.PositiveIntegerField()
    pupils = models.PositiveIntegerField(null=True, blank=True)
    pupils_4_to_7 = models.PositiveIntegerField(null=True, blank=True)
    pupils_8_and_over = models.PositiveIntegerField(null=True, blank=True)

    class Meta(Fact.Meta):
        verbose_name_plural = "established figures"
        constraints = [
            *Fact.Meta.constraints,
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
