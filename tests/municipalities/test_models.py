"""The register of municipalities refuses what cannot be."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateRange

from municipalities.models import (
    GroupMembership,
    ImpulseAreaDesignation,
    Municipality,
    MunicipalitySuccession,
    MunicipalScore,
    PostcodeArea,
)
from tests.factories import make

pytestmark = pytest.mark.django_db


def from_to(first, last):
    """Valid in these days, and attested throughout."""
    days = DateRange(date.fromisoformat(first), last and date.fromisoformat(last))
    return {"valid": days, "attested": days}


@pytest.mark.parametrize(
    ("model", "constraint", "changes"),
    [
        (Municipality, "municipality_code_has_four_digits", {"code": "637"}),
        (Municipality, "municipality_code_has_four_digits", {"code": " 637"}),
        (Municipality, "municipality_has_its_name", {"name": ""}),
        (Municipality, "municipality_lies_in_a_province", {"province": "Holland"}),
        (GroupMembership, "member_code_has_four_digits", {"municipality_code": ""}),
        (GroupMembership, "membership_is_of_a_known_group", {"group": "G31"}),
        (MunicipalitySuccession, "predecessor_has_four_digits", {"predecessor": "40"}),
        (MunicipalitySuccession, "successor_has_four_digits", {"successor": "GM14"}),
        (MunicipalitySuccession, "share_of_the_surface", {"share_of_surface": 0}),
        (MunicipalitySuccession, "share_of_the_surface", {"share_of_surface": "1.1"}),
        (MunicipalScore, "score_is_of_a_municipality", {"municipality_code": "637"}),
        (MunicipalScore, "divided_on_1_january", {"divided_on": date(2020, 7, 1)}),
        (MunicipalScore, "score_is_not_negative", {"with_threshold": -1}),
        (MunicipalScore, "threshold_adds_nothing", {"without_threshold": 310}),
        (PostcodeArea, "postcode_area_has_four_digits", {"pc4": "0999"}),
        (PostcodeArea, "area_lies_in_a_municipality", {"municipality_code": "63"}),
        (ImpulseAreaDesignation, "impulse_area_has_four_digits", {"pc4": "271"}),
        (ImpulseAreaDesignation, "has_its_regulation", {"regulation": " "}),
        (
            ImpulseAreaDesignation,
            "impulse_area_is_designated_for_school_years",
            from_to("2013-08-01", "2017-07-31"),
        ),
        (
            ImpulseAreaDesignation,
            "impulse_area_is_designated_for_school_years",
            from_to("2013-01-01", "2017-08-01"),
        ),
    ],
)
def test_a_row_that_cannot_be_is_refused(model, constraint, changes):
    with pytest.raises(IntegrityError, match=constraint):
        make(model, **changes)


@pytest.mark.parametrize(
    ("model", "changes", "reads"),
    [
        (Municipality, {}, "0637 Zoetermeer"),
        (MunicipalScore, {}, "0637 on 2019-10-01: 310.25"),
        (GroupMembership, {"group": "GOAB-B"}, "0361 in GOAB-B"),
        (
            MunicipalitySuccession,
            {"share_of_surface": Decimal("0.0480")},
            "0040 → 0014",
        ),
        (MunicipalitySuccession, {"share_of_surface": None}, "0040 → "),
        (PostcodeArea, {"municipality_code": "", "place": "Zoetermeer"}, "2715 Zoet"),
        (ImpulseAreaDesignation, from_to("2017-08-01", "2019-08-01"), "2715, BWBR"),
        (ImpulseAreaDesignation, from_to("2017-08-01", None), "2715, BWBR0031549"),
    ],
)
def test_a_row_that_can_be_is_kept_and_reads_well(model, changes, reads):
    assert str(make(model, **changes)).startswith(reads)


def test_a_municipality_may_stand_on_several_lists():
    for group in ("G27", "GOAB-A"):
        make(GroupMembership, group=group, municipality_code="0361")
    assert GroupMembership.objects.filter(municipality_code="0361").count() == 2


def test_a_split_municipality_has_several_successors():
    for successor in ("0865", "0824"):
        make(MunicipalitySuccession, predecessor="0788", successor=successor)
    assert MunicipalitySuccession.objects.current().count() == 2
