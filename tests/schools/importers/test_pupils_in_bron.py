"""Pupils in BRON: funded ones per location, and the partnerships of schools."""

from datetime import date
from decimal import Decimal

import pytest

from oab.tallies import Tally
from schools.models import Count, CountCell, Partnership, School
from tests.importing import refused, take_in
from tests.publications import AGES, BRON, WEIGHTS, cut

pytestmark = pytest.mark.django_db

KIND = "leerlingen-bron"
SCHANSKORF = cut(BRON, b"00AP;", header=2)
AL_WAFA = cut(BRON, b"27PR;", header=2)


def test_the_file_is_read_and_read_again_without_change():
    assert take_in(KIND, AL_WAFA) == Tally(2, 2, 0, 0)
    assert take_in(KIND, AL_WAFA) == Tally(2, 0, 0, 2)


def test_a_count_has_weights_and_apart_from_that_age_groups():
    take_in(KIND, SCHANSKORF)

    count = Count.objects.get()
    assert (count.location_code, count.counted_on) == ("00AP00", date(2016, 10, 1))
    cells = CountCell.objects.values_list("weight", "age_group", "pupils")
    assert set(cells) == {
        (None, "4_7", 41),
        (None, "8_up", 39),
        (Decimal("0.00"), "", 80),
        (Decimal("0.30"), "", 0),
        (Decimal("1.20"), "", 0),
    }


def test_only_funded_pupils_count():
    content = SCHANSKORF.replace(
        b";80;41;39;80;0;0;12;80;41;39;80;0;0;12;0;0;0;0;",
        b";81;42;39;81;0;0;12;80;41;39;80;0;0;12;1;1;0;1;",
    )

    take_in(KIND, content)

    assert CountCell.objects.get(age_group="4_7").pupils == 41


def test_a_school_is_in_the_partnership_of_its_main_location():
    take_in(KIND, AL_WAFA)

    assert School.objects.get().partnership_code == "PO2707"
    assert Partnership.objects.count() == 2


@pytest.mark.parametrize("kinds", [("bron", "age"), ("age", "bron")])
def test_the_name_comes_from_elsewhere_in_whatever_order(kinds):
    files = {
        "bron": (KIND, SCHANSKORF),
        "age": ("leerlingen-leeftijd", cut(AGES, b";00AP;")),
    }
    for kind in kinds:
        take_in(*files[kind])

    school = School.objects.current().get()
    assert (school.name, school.partnership_code) == ("De Schanskorf", "PO2817")
    assert school.unstated == []


def test_counts_of_the_other_publication_stay_as_they_are():
    take_in("leerlingen-gewicht-leeftijd", cut(WEIGHTS, b";00AP;"))
    take_in(KIND, SCHANSKORF)

    assert {count.origin for count in Count.objects.in_force()} == {
        "weight_and_age",
        "bron",
    }


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b";80;41;39;", b";81;41;39;", "rij 3, kolom TOTAAL: 81 is niet de som 80"),
        (b"PO2817", b"SWV2817", "rij 3, kolom SWV: 'SWV2817' is geen"),
        (b"1-10-2016", b"31-11-2016", "rij 1: Peildatum: '31-11-2016' is geen datum"),
        (b"Peildatum:", b"Stand:", "rij 1: Peildatum: '' is geen datum"),
        (b"00AP;0;", b"00AP;;", "rij 3, kolom VESTIGINGSNUMMER: '' is geen"),
    ],
)
def test_what_is_wrong_is_named(old, new, problem):
    lines = refused(KIND, SCHANSKORF.replace(old, new, 1))

    assert lines[0].startswith(problem)


def test_a_school_has_one_board():
    board = AL_WAFA.splitlines()[2].split(b";")[6]
    content = AL_WAFA[::-1].replace(board[::-1], b"99999", 1)[::-1]

    (line,) = refused(KIND, content)

    assert line.endswith("27PR staat ook onder een ander bestuur")
