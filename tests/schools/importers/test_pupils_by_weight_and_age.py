"""Pupils by weight and age, per location."""

from datetime import date
from decimal import Decimal

import pytest

from oab.tallies import Tally
from schools.models import Count, CountCell, Location, School
from tests.importing import refused, take_in
from tests.publications import WEIGHTS, cut

pytestmark = pytest.mark.django_db

KIND = "leerlingen-gewicht-leeftijd"
# Rows of weight 0, 0.3 and 1.2 of Al Wafa in Amsterdam and Alkmaar.
AL_WAFA = cut(WEIGHTS, b";27PR;")


def test_the_file_is_read_and_read_again_without_change():
    assert take_in(KIND, AL_WAFA) == Tally(6, 6, 0, 0)
    assert take_in(KIND, AL_WAFA) == Tally(6, 0, 0, 6)


def test_a_count_crosses_weights_with_age_groups():
    take_in(KIND, AL_WAFA)

    count = Count.objects.get(location_code="27PR00")
    assert (count.counted_on, count.origin) == (date(2016, 10, 1), "weight_and_age")
    cells = {(cell.weight, cell.age_group): cell.pupils for cell in count.cells.all()}
    assert set(cells) == {
        (Decimal(weight), group)
        for weight in ("0.00", "0.30", "1.20")
        for group in ("4_7", "8_up")
    }


def test_the_age_groups_add_up_to_the_published_totals():
    take_in(KIND, AL_WAFA)

    published = sum(int(row.rsplit(b";", 1)[1]) for row in AL_WAFA.splitlines()[1:])
    assert sum(CountCell.objects.values_list("pupils", flat=True)) == published


def test_pupils_younger_than_four_count_with_the_youngest():
    row = cut(WEIGHTS, b";00AP;").replace(b";0.00;0;7;", b";0.00;1;6;")

    take_in(KIND, row)

    assert CountCell.objects.get(age_group="4_7").pupils == 41


def test_the_place_on_the_count_date_goes_into_the_register():
    take_in(KIND, cut(WEIGHTS, b";00AP;"))

    location = Location.objects.get()
    assert (location.postcode, location.municipality_code) == ("2715BT", "0637")
    assert location.unstated == ["street", "house_number"]
    assert School.objects.get().board_code == "41646"


def test_one_changed_row_replaces_the_count():
    take_in(KIND, AL_WAFA)
    row = AL_WAFA.splitlines()[1]
    *ages, total = row.split(b";")[13:]
    more = row.removesuffix(b";".join([*ages, total])) + b";".join(
        [b"%d" % (int(ages[0]) + 1), *ages[1:], b"%d" % (int(total) + 1)]
    )

    tally = take_in(KIND, AL_WAFA.replace(row, more))

    assert (tally.new, tally.replaced, tally.unchanged) == (0, 3, 3)
    assert Count.objects.in_force().count() == 2
    assert Count.objects.count() == 3


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b";0.00;", b";0.10;", "kolom GEWICHT: '0.10' is onbekend; bekend: 0.00, 0.25"),
        (b";0.00;", b";0,00;", "kolom GEWICHT: '0,00' is onbekend; bekend: 0.00, 0.25"),
        (b";80\n", b";81\n", "kolom TOTAAL: 81 is niet de som 80"),
        (b";0;7;11;", b";0;-7;11;", "kolom LEEFTIJD_4: '-7' is negatief"),
        (b";0;7;11;", b";0;x;11;", "kolom LEEFTIJD_4: 'x' is geen getal"),
        (b";Bo;", b";Sbo;", "kolom SOORT_PO: 'Sbo' is onbekend; bekend: Bo"),
        (b"20161001", b"20161002", "kolom PEILDATUM: 2016-10-02 is geen teldatum"),
    ],
)
def test_a_bad_cell_is_named(old, new, problem):
    (line,) = refused(KIND, cut(WEIGHTS, b";00AP;").replace(old, new))

    assert line.startswith(f"rij 2, {problem}")


def test_a_weight_stands_once_per_location():
    content = cut(WEIGHTS, b";00AP;")

    lines = refused(KIND, content + content.splitlines(keepends=True)[1])

    assert lines == ("rij 3: 00AP00 0.00 staat ook op rij 2",)


def test_the_rows_of_a_location_agree():
    content = AL_WAFA.replace(b";27PR;00;Al Wafa;", b";27PR;00;An Nasr;", 1)

    assert refused(KIND, content) == (
        "rij 3: 27PR00 wijkt af van een eerdere rij",
        "rij 4: 27PR00 wijkt af van een eerdere rij",
    )


def test_another_day_than_the_file_names_is_refused():
    lines = refused(KIND, AL_WAFA, on=date(2015, 10, 1))

    assert lines == ("--peildatum 2015-10-01: het bestand is van 2016-10-01",)
