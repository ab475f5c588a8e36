"""The register of boards, schools and locations."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import OuterRef, Q
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
