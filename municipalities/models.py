"""The register of municipalities and postcode areas."""

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from oab.constraints import (
    MUNICIPALITY,
    POSTCODE_AREA,
    STAATSCOURANT,
    filled,
    matches,
)
from oab.editions import Edition
from oab.judged import Judgement, Registered
from oab.successions import Succession
from oab.versions import Version, one_at_a_time
from oab.written_once import one_chain


class Province(models.TextChoices):
    """The twelve provinces, by the names that publishers use."""

    DRENTHE = "Drenthe"
    FLEVOLAND = "Flevoland"
    FRIESLAND = "Friesland"
    GELDERLAND = "Gelderland"
    GRONINGEN = "Groningen"
    LIMBURG = "Limburg"
    NOORD_BRABANT = "Noord-Brabant"
    NOORD_HOLLAND = "Noord-Holland"
    OVERIJSSEL = "Overijssel"
    UTRECHT = "Utrecht"
    ZEELAND = "Zeeland"
    ZUID_HOLLAND = "Zuid-Holland"


class Municipality(Version):
    """A municipality by its CBS code, as it was during a range of days."""

    code = models.CharField(max_length=4)
    name = models.TextField()
    province = models.TextField(choices=Province.choices)

    class Meta(Version.Meta):
        constraints = [
            *Version.Meta.constraints,
            one_at_a_time("code"),
            matches("code", MUNICIPALITY, name="municipality_code_has_four_digits"),
            filled("name"),
            models.CheckConstraint(
                condition=Q(province__in=Province.values),
                name="municipality_lies_in_a_province",
            ),
        ]
        indexes = [models.Index(fields=["code", "id"], name="municipalities_by_code")]

    @classmethod
    def endings(cls, known: Callable[[Any], Any]) -> Any:  # noqa: ANN401
        """Give the redivisions that ended the municipality of an outer row.

        One that only lost ground is still listed later; one that is gone is not, where
        its successor is.
        """
        later = known(cls.objects).filter(valid__startswith__gte=OuterRef("in_effect"))
        return known(MunicipalitySuccession.objects.dated()).filter(
            Exists(later.filter(code=OuterRef("successor"))),
            ~Exists(later.filter(code=OuterRef("predecessor"))),
            predecessor=OuterRef("code"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class MunicipalityGroup(models.TextChoices):
    """A list of municipalities that the law singles out."""

    G4 = "G4"
    G27 = "G27"
    GOAB_A = "GOAB-A"
    GOAB_B = "GOAB-B"


class GroupMembership(Version):
    """A municipality's place on a list of the law during a range of days."""

    group = models.TextField(choices=MunicipalityGroup.choices)
    municipality_code = models.CharField(max_length=4)

    class Meta(Version.Meta):
        constraints = [
            *Version.Meta.constraints,
            one_at_a_time("group", "municipality_code"),
            matches(
                "municipality_code", MUNICIPALITY, name="member_code_has_four_digits"
            ),
            models.CheckConstraint(
                condition=Q(group__in=MunicipalityGroup.values),
                name="membership_is_of_a_known_group",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality_code", "group", "id"],
                name="groups_by_municipality",
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality_code} in {self.group}"


class MunicipalitySuccession(Succession):
    """A municipality that took over another, or a part of it.

    The share is of the predecessor's surface, not of its people or pupils: it finds
    successors and divides no money.
    """

    share_of_surface = models.DecimalField(
        max_digits=5, decimal_places=4, null=True, blank=True
    )

    class Meta(Succession.Meta):
        constraints = [
            *Succession.Meta.constraints,
            matches("predecessor", MUNICIPALITY, name="predecessor_has_four_digits"),
            matches("successor", MUNICIPALITY, name="successor_has_four_digits"),
            models.CheckConstraint(
                condition=Q(share_of_surface__gt=0, share_of_surface__lte=1),
                name="succession_is_to_a_share_of_the_surface",
            ),
        ]
        indexes = [
            models.Index(
                fields=["predecessor", "successor", "id"],
                name="municipality_successors",
            ),
            models.Index(fields=["successor"], name="municipality_predecessors"),
        ]


class PostcodeArea(Version):
    """A four-digit postal area; `municipality_code` is empty where it is not known."""

    pc4 = models.CharField(max_length=4)
    place = models.TextField(blank=True, db_default="")
    municipality_code = models.CharField(max_length=4, blank=True, db_default="")

    class Meta(Version.Meta):
        constraints = [
            *Version.Meta.constraints,
            one_at_a_time("pc4"),
            matches("pc4", POSTCODE_AREA, name="postcode_area_has_four_digits"),
            matches(
                "municipality_code",
                f"|{MUNICIPALITY}",
                name="postcode_area_lies_in_a_municipality",
            ),
        ]
        indexes = [models.Index(fields=["pc4", "id"], name="postcode_areas_by_pc4")]

    def __str__(self) -> str:
        return f"{self.pc4} {self.place}".rstrip()


class ImpulseAreaDesignation(Version):
    """A regulation's designation of a postal area for some school years (art. 28a)."""

    pc4 = models.CharField(max_length=4)
    regulation = models.TextField()
    article = models.TextField(blank=True, db_default="")

    class Meta(Version.Meta):
        constraints = [
            *Version.Meta.constraints,
            one_at_a_time("pc4"),
            matches("pc4", POSTCODE_AREA, name="impulse_area_has_four_digits"),
            filled("regulation"),
            models.CheckConstraint(
                # Designated for whole school years, which run from 1 August.
                condition=Q(
                    valid__startswith__month=8,
                    valid__startswith__day=1,
                    valid__endswith__month=8,
                    valid__endswith__day=1,
                ),
                name="impulse_area_is_designated_for_school_years",
            ),
        ]
        indexes = [models.Index(fields=["pc4", "id"], name="impulse_areas_by_pc4")]

    def __str__(self) -> str:
        return f"{self.pc4}, {self.regulation}"


class DesignationProposal(Registered):
    """A regulation's list of impulse areas, as an officer registered it.

    Once approved it designates them.
    """

    regulation = models.TextField()
    staatscourant = models.TextField()
    article = models.TextField()
    published = models.DateField()
    since = models.DateField()
    until = models.DateField()
    areas = ArrayField(models.TextField())

    class Meta(Registered.Meta):
        constraints = [
            *Registered.Meta.constraints,
            filled("regulation"),
            filled("article"),
            matches("staatscourant", STAATSCOURANT, name="proposal_is_published_in"),
            models.CheckConstraint(
                condition=Q(until__gt=F("since")), name="proposal_is_for_a_day"
            ),
            models.CheckConstraint(
                condition=Q(since__month=8, since__day=1, until__month=8, until__day=1),
                name="proposal_is_for_school_years",
            ),
            models.CheckConstraint(
                condition=~Q(areas=[]), name="proposal_is_of_an_area"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regulation}: {len(self.areas)}"


class DesignationJudgement(Judgement):
    """What was decided on a proposed designation."""

    registered = models.OneToOneField(
        DesignationProposal, on_delete=models.PROTECT, related_name="judgement"
    )


class MunicipalScore(Edition):
    """What CBS publishes of a municipality on a count date, over the 5 % threshold.

    Of the children of two and a half up to four who live there and the pupils of the
    schools there (Besluit specifieke uitkeringen gemeentelijk
    onderwijsachterstandenbeleid, art. 3). The same count date is published for several
    years, on the division into municipalities that each of these begins with.
    """

    subject = ("municipality_code", "divided_on", "counted_on")

    municipality_code = models.CharField(max_length=4)
    divided_on = models.DateField()
    counted_on = models.DateField()
    with_threshold = models.DecimalField(max_digits=9, decimal_places=2)
    without_threshold = models.DecimalField(
        max_digits=9, decimal_places=2, null=True, blank=True
    )

    class Meta(Edition.Meta):
        constraints = [
            *Edition.Meta.constraints,
            one_chain("municipality_code", "divided_on", "counted_on"),
            matches(
                "municipality_code", MUNICIPALITY, name="score_is_of_a_municipality"
            ),
            models.CheckConstraint(
                condition=Q(divided_on__month=1, divided_on__day=1),
                name="municipalities_are_divided_on_1_january",
            ),
            models.CheckConstraint(
                condition=Q(with_threshold__gte=0),
                name="municipal_score_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(without_threshold__gte=F("with_threshold")),
                name="municipal_threshold_adds_nothing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["counted_on", "divided_on", "municipality_code", "id"],
                name="municipal_scores_by_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_code} on {self.counted_on}: {self.with_threshold}"
