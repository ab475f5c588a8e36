"""The query keys of municipalities, their redivisions and impulse areas."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from municipalities.models import GroupMembership, MunicipalityGroup, Province
from oab.constraints import MUNICIPALITY
from oab.filters import (
    CodeKey,
    ListQuery,
    RegisterQuery,
    SuccessionQuery,
    WordKey,
)
from oab.pagination import Rows


class MunicipalityQuery(RegisterQuery):
    """The query of one municipality."""

    def filter_queryset(self, queryset: Rows) -> Rows:
        """Add `groups`: the lists the municipality was on, that day."""
        lists = self.as_asked(GroupMembership.objects.order_by("group"))
        own = lists.filter(municipality_code=OuterRef("code"))
        groups = ArraySubquery(own.values("group"))
        return super().filter_queryset(queryset.annotate(groups=groups))


class MunicipalityListQuery(MunicipalityQuery, ListQuery):
    """The query of a list of municipalities."""

    provincie = WordKey(
        "Alleen gemeenten in deze provincie.",
        "province",
        {province: province for province in Province.values},
    )
    groep = WordKey(
        "Alleen gemeenten op deze lijst van de wet.",
        "groups",
        {group: [group] for group in MunicipalityGroup.values},
        lookup_expr="contains",
    )


class RedivisionQuery(SuccessionQuery):
    """The query of a list of redivisions."""

    gemeente = CodeKey(
        "Alleen met deze gemeente als voorganger of opvolger.",
        pattern=MUNICIPALITY,
        like="0637",
        method="filter_involved",
    )


class ImpulseAreaListQuery(RegisterQuery, ListQuery):
    """The query of a list of impulse areas."""
