"""Achterstandsscores, as CBS computes them and DUO paid on them."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left

from oab.constraints import BRIN, LOCATION, filled, matches
from oab.editions import Edition
from oab.written_once import Fact, one_chain


def _points() -> models.DecimalField:  # type: ignore[type-arg]
    return models.DecimalField(max_digits=8, decimal_places=2)


class DisadvantageScore(Edition):
    """What CBS publishes of a location on a count date (BBW art. 27, BBW 2022 art. 18).

    Only the score with threshold is paid on. A score of few pupils is not reliable, and
    is paid on all the same; the halves are marked for themselves.
    """

    subject = ("location_code", "counted_on")

    location_code = models.CharField(max_length=6)
    brin = models.GeneratedField(
        expression=Left("location_code", 4),
        output_field=models.CharField(max_length=4),
        db_persist=True,
    )
    counted_on = models.DateField()
    pupils = models.PositiveIntegerField()
    with_threshold = _points()
    without_threshold = _points()
    lower_years = _points()
    upper_years = _points()
    reliable = models.BooleanField()
    lower_years_reliable = models.BooleanField()
    upper_years_reliable = models.BooleanField()

    class Meta(Edition.Meta):
        constraints = [
            *Edition.Meta.constraints,
            one_chain("location_code", "counted_on"),
            matches("location_code", LOCATION, name="score_is_of_a_location"),
            models.CheckConstraint(
                condition=Q(
                    with_threshold__gte=0,
                    without_threshold__gte=F("with_threshold"),
                    lower_years__gte=0,
                    upper_years__gte=0,
                ),
                name="score_is_not_negative_and_a_threshold_adds_nothing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["counted_on", "location_code", "id"], name="scores_by_day"
            ),
            models.Index(
                fields=["location_code", "counted_on", "id"], name="scores_by_location"
            ),
            models.Index(
                fields=["brin", "counted_on", "location_code", "id"],
                name="scores_by_school",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.location_code} on {self.counted_on}: {self.with_threshold}"


class NationalMeans(Edition):
    """The means that the scores of a count date rest on, as CBS prints them.

    Scores were computed with unrounded means. The bounds of their difference are those
    within which every published score lies; empty where no score tells.
    """

    subject = ("counted_on",)

    counted_on = models.DateField()
    of_all_pupils = _points()
    of_target_group = _points()
    difference_at_least = models.DecimalField(
        max_digits=10, decimal_places=7, null=True, blank=True
    )
    difference_at_most = models.DecimalField(
        max_digits=10, decimal_places=7, null=True, blank=True
    )

    class Meta(Edition.Meta):
        verbose_name_plural = "national means"
        constraints = [
            *Edition.Meta.constraints,
            one_chain("counted_on"),
            models.CheckConstraint(
                condition=Q(of_all_pupils__gt=F("of_target_group")),
                name="target_group_scores_lowest",
            ),
            models.CheckConstraint(
                condition=Q(
                    difference_at_least__isnull=True, difference_at_most__isnull=True
                )
                | Q(
                    difference_at_least__isnull=False,
                    difference_at_most__isnull=False,
                    difference_at_most__gte=F("difference_at_least"),
                ),
                name="difference_has_two_bounds_or_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counted_on}: {self.of_all_pupils}, {self.of_target_group}"


class EstablishedScore(Fact):
    """The achterstandsscore on which DUO paid a school for a period, locations summed.

    Of which day it is follows from the law: a school that has just opened is paid on a
    later count than the others.
    """

    brin = models.CharField(max_length=4)
    period = models.TextField()
    score = _points()
    pupils = models.PositiveIntegerField()
    pupils_4_to_7 = models.PositiveIntegerField()
    pupils_8_and_over = models.PositiveIntegerField()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            one_chain("brin", "period"),
            matches("brin", BRIN, name="established_score_is_of_a_school"),
            filled("period"),
            models.CheckConstraint(
                condition=Q(score__gte=0), name="established_score_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(pupils=F("pupils_4_to_7") + F("pupils_8_and_over")),
                name="age_groups_add_up_to_the_pupils_scored",
            ),
        ]
        indexes = [
            models.Index(
                fields=["period", "brin", "id"], name="established_scores_by_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.brin} {self.period}: {self.score}"


class MaterialFigures(Fact):
    """What the material funding of a year established of a school's count.

    Its school weight is not that of the personnel funding: for some schools it is not
    rounded.
    """

    brin = models.CharField(max_length=4)
    counted_on = models.DateField()
    pupils = models.PositiveIntegerField()
    pupils_4_to_7 = models.PositiveIntegerField()
    pupils_8_and_over = models.PositiveIntegerField()
    school_weight = models.DecimalField(max_digits=6, decimal_places=1)
    groups = models.PositiveIntegerField()

    class Meta(Fact.Meta):
        verbose_name_plural = "material figures"
        constraints = [
            *Fact.Meta.constraints,
            one_chain("brin", "counted_on"),
            matches("brin", BRIN, name="material_figures_are_of_a_school"),
            models.CheckConstraint(
                condition=Q(school_weight__gte=0),
                name="material_school_weight_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(pupils=F("pupils_4_to_7") + F("pupils_8_and_over")),
                name="age_groups_add_up_to_the_pupils_housed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["counted_on", "brin", "id"], name="material_figures_by_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.brin} on {self.counted_on}: {self.school_weight}"
