"""The register of schools and its counts refuse what cannot be."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from schools.models import (
    Board,
    Count,
    CountCell,
    DisadvantageScore,
    EstablishedFigures,
    EstablishedScore,
    Location,
    MaterialFigures,
    NationalMeans,
    Partnership,
    School,
    SchoolSuccession,
    TeacherAge,
)
from tests.factories import make

pytestmark = pytest.mark.django_db

IMPULSE = "weighted_pupils_in_impulse_areas"


@pytest.mark.parametrize(
    ("model", "constraint", "changes"),
    [
        (Board, "board_code_has_five_digits", {"code": "1234"}),
        (Partnership, "partnership_code_is_po_and_four_digits", {"code": "VO2817"}),
        (Partnership, "partnership_code_is_po_and_four_digits", {"code": "PO281"}),
        (School, "school_has_a_brin", {"brin": "18ph"}),
        (School, "school_has_a_brin", {"brin": "1PPH"}),
        (School, "school_has_a_board", {"board_code": ""}),
        (School, "school_is_in_a_partnership", {"partnership_code": "2817"}),
        (Location, "location_code_is_a_brin_and_two_digits", {"code": "18PH"}),
        (Location, "location_code_is_a_brin_and_two_digits", {"code": "18PH0A"}),
        (Location, "location_has_a_postcode", {"postcode": "0715BT"}),
        (Location, "location_has_a_postcode", {"postcode": "2715bt"}),
        (Location, "location_lies_in_a_municipality", {"municipality_code": "637"}),
        (Location, "location_has_its_name", {"name": ""}),
        (SchoolSuccession, "predecessor_is_a_school", {"predecessor": "18"}),
        (SchoolSuccession, "successor_is_a_school", {"successor": "18PH1"}),
        (SchoolSuccession, "only_a_closure_has_no_successor", {"successor": ""}),
        (SchoolSuccession, "only_a_closure_has_no_successor", {"kind": "closure"}),
        (SchoolSuccession, "only_a_closure_has_no_successor", {"kind": "renamed"}),
        (Count, "count_is_of_a_location", {"location_code": "18PH"}),
        (Count, "count_has_a_known_origin", {"origin": "hearsay"}),
        (CountCell, "countcell_pupils_check", {"pupils": -1}),
        (CountCell, "cell_has_a_weight_of_the_law", {"weight": Decimal("0.5")}),
        (CountCell, "cell_has_a_known_age_group", {"age_group": "4_8"}),
        (TeacherAge, "teacher_age_is_of_a_school", {"brin": "18P"}),
        (TeacherAge, "teacher_age_is_from_thirty_to_fifty", {"age": Decimal("29.99")}),
        (TeacherAge, "teacher_age_is_from_thirty_to_fifty", {"age": Decimal("50.01")}),
        (EstablishedFigures, "figures_are_of_a_school", {"brin": "PH18"}),
        (EstablishedFigures, "school_weight_check", {"school_weight": -1}),
        (EstablishedFigures, "impulse_are_check", {IMPULSE: -1}),
        (EstablishedFigures, "are_among_the_pupils", {"pupils": 4, IMPULSE: 5}),
        (
            EstablishedFigures,
            "age_groups_add_up_to_the_pupils",
            {"pupils": 88, "pupils_4_to_7": 42, "pupils_8_and_over": 45},
        ),
        (DisadvantageScore, "score_is_of_a_location", {"location_code": "18PH"}),
        (DisadvantageScore, "threshold_adds_nothing", {"with_threshold": 103}),
        (DisadvantageScore, "score_is_not_negative", {"lower_years": -1}),
        (DisadvantageScore, "has_a_known_stage", {"stage": "final"}),
        (DisadvantageScore, "within_days", {"published": DateRange(None, None)}),
        (NationalMeans, "target_group_scores_lowest", {"of_target_group": 536}),
        (NationalMeans, "two_bounds_or_none", {"difference_at_least": 5}),
        (EstablishedScore, "score_is_of_a_school", {"brin": "PH18"}),
        (EstablishedScore, "has_its_period", {"period": ""}),
        (EstablishedScore, "score_is_not_negative", {"score": -1}),
        (EstablishedScore, "add_up_to_the_pupils_scored", {"pupils": 98}),
        (MaterialFigures, "figures_are_of_a_school", {"brin": "18"}),
        (MaterialFigures, "weight_is_not_negative", {"school_weight": -1}),
        (MaterialFigures, "add_up_to_the_pupils_housed", {"pupils": 98}),
    ],
)
def test_a_row_that_cannot_be_is_refused(model, constraint, changes):
    with pytest.raises(IntegrityError, match=constraint):
        make(model, **changes)


@pytest.mark.parametrize(
    ("model", "changes", "reads"),
    [
        (Board, {"code": "41646", "name": "Stichting"}, "41646 Stichting"),
        (Board, {"code": "41646"}, "41646"),
        (Partnership, {"code": "PO2817"}, "PO2817"),
        (School, {"partnership_code": "PO2817", "outside_scheme": True}, "18PH"),
        (Location, {}, "18PH00 De Schanskorf"),
        (SchoolSuccession, {"kind": "closure", "successor": ""}, "18PH → "),
        (SchoolSuccession, {"predecessor": "18PH01", "kind": "split_off"}, "18PH01 → "),
        (Count, {}, "18PH00 on 2016-10-01 (weight_and_age)"),
        (CountCell, {"age_group": "4_7"}, "12 × 0.30 4_7"),
        (TeacherAge, {"age": Decimal("30.00")}, "18PH on 2016-10-01: 30.00"),
        (TeacherAge, {"age": Decimal("50.00")}, "18PH on 2016-10-01: 50.00"),
        (
            EstablishedFigures,
            {"pupils": 88, "pupils_4_to_7": 42, "pupils_8_and_over": 46},
            "18PH on 2016-10-01: 7",
        ),
        (EstablishedFigures, {"pupils": 88}, "18PH on 2016-10-01: 7"),
        (DisadvantageScore, {}, "18PH00 on 2019-10-01: 33.02"),
        (NationalMeans, {}, "2019-10-01: 535.26, 529.46"),
        (EstablishedScore, {}, "18PH 2019-2020: 7.87"),
        (MaterialFigures, {}, "18PH on 2018-10-01: 8"),
    ],
)
def test_a_row_that_can_be_is_kept_and_reads_well(model, changes, reads):
    assert str(make(model, **changes)).startswith(reads)


def test_parts_of_a_code_follow_from_it():
    location = make(Location, code="18PH01", postcode="2715BT")
    count = make(Count, location_code="18PH01")
    assert (location.brin, location.pc4, count.brin) == ("18PH", "2715", "18PH")


@pytest.mark.parametrize("weight", [None, "0", "0.25", "0.30", "0.40", "0.70", "0.90"])
@pytest.mark.parametrize("age_group", ["", "4_7", "8_up"])
def test_a_count_says_one_number_per_cell(weight, age_group):
    cell = make(CountCell, weight=weight, age_group=age_group)
    with (
        pytest.raises(IntegrityError, match="count_says_one_number_per_cell"),
        transaction.atomic(),
    ):
        make(CountCell, count=cell.count, weight=weight, age_group=age_group)
    make(CountCell, count=cell.count, weight="1.20", age_group=age_group)
    assert cell.count.cells.count() == 2


def test_publications_of_one_day_stand_beside_each_other():
    for origin in Count.Origin:
        make(Count, origin=origin)
    assert Count.objects.in_force().count() == 3
