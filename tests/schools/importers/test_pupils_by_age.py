"""Pupils by age, per location, in both years."""

from datetime import date
from pathlib import Path

import pytest

from oab.tallies import Tally
from schools.models import Count, CountCell, Location
from tests.importing import refused, take_in
from tests.publications import AGES, WEIGHTS, cut

pytestmark = pytest.mark.django_db

KIND = "leerlingen-leeftijd"
SOUND = (Path(__file__).parent / "fixtures" / "pupils-by-age-2015.csv").read_bytes()
BROKEN = cut(AGES, b"\xb7dwest", b";00AP;")


def test_the_file_of_2015_is_read_and_read_again_without_change():
    first, again = take_in(KIND, SOUND), take_in(KIND, SOUND)

    primary = SOUND.count(b";Bo;")
    assert (first.rows, first.new, first.unchanged) == (28, primary, 0)
    assert (again.rows, again.new, again.unchanged) == (28, 0, primary)


def test_special_schools_are_skipped_and_counted():
    tally = take_in(KIND, SOUND)

    skipped = {remark.split(":")[0] for remark in tally.remarks}
    assert skipped == {"Sbo", "So", "Vso"}
    assert not Location.objects.filter(brin__in=["00AO", "00BZ", "00KK"]).exists()


def test_accents_of_the_sound_file_are_kept():
    take_in(KIND, SOUND)

    assert Location.objects.filter(name="Eben-Haëzerschool").exists()


def test_the_file_of_2016_is_mended():
    tally = take_in(KIND, BROKEN)

    assert tally == Tally(len(BROKEN.splitlines()) - 1, tally.new, 0, 0, tally.remarks)
    assert Location.objects.filter(municipality_code="1900").count() > 1


def test_a_count_has_age_groups_and_no_weights():
    take_in(KIND, cut(AGES, b";00AP;"))

    cells = CountCell.objects.values_list("weight", "age_group", "pupils")
    assert sorted(cells) == [(None, "4_7", 41), (None, "8_up", 39)]
    assert Count.objects.get().origin == "age"


def test_a_total_that_does_not_add_up_is_named():
    content = cut(AGES, b";00AP;").replace(b";80\n", b";79\n")

    assert refused(KIND, content) == ("rij 2, kolom TOTAAL: 79 is niet de som 80",)


def test_both_files_of_one_day_complete_the_same_version():
    take_in(KIND, cut(AGES, b";00AP;"))
    take_in("leerlingen-gewicht-leeftijd", cut(WEIGHTS, b";00AP;"))

    (version,) = Location.objects.current()
    assert version.valid.lower == date(2016, 10, 1)
    assert version.source.count(";") == 1
