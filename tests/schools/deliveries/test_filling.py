"""A sheet becomes the pupils of a delivery, all of it or nothing."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from oab.files.refusals import RefusedFile
from oab.files.tables import read_table
from oab.problems import Refused
from schools.deliveries import filling
from schools.deliveries.columns import BY_NAME, NAMES
from schools.deliveries.made_up.numbers import personal_number
from schools.deliveries.sheets import cells_of
from schools.models import DeliveredPupil, Delivery, Enrolment, Finding, School
from schools.pupils.pseudonyms import identify
from tests.factories import make
from tests.oab.files import books
from tests.schools.deliveries.rows import NUMBER, PUPIL, STATEMENT, cells, csv, row
from tests.schools.deliveries.steps import move

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery() -> Delivery:
    return make(Delivery, counted_on=date(2014, 10, 1))


def fill(delivery: Delivery, *rows: dict[str, str]) -> list[DeliveredPupil]:
    with transaction.atomic():
        filling.fill(delivery, read_table(csv(*rows)))
    return list(DeliveredPupil.objects.filter(delivery=delivery).order_by("row"))


def refused(delivery: Delivery, content: bytes) -> list[str]:
    with pytest.raises(RefusedFile) as caught, transaction.atomic():
        filling.fill(delivery, read_table(content))
    return [refusal.text() for refusal in caught.value.refusals]


def test_a_pupil_is_stored_with_a_pseudonym_and_weighed(delivery):
    (pupil,) = fill(delivery, row(**STATEMENT))

    (pseudonym,) = identify([NUMBER])
    assert (pupil.key, bytes(pupil.pseudonym or b"")) == pseudonym
    assert (pupil.row, pupil.brin, pupil.pupil_number) == (2, "18PH", "12")
    assert (pupil.born_on, pupil.enrolled_on) == (date(2008, 3, 1), date(2012, 3, 1))
    assert (pupil.state, pupil.weight) == ("complete", Decimal("0.30"))
    assert (pupil.counted, pupil.age_group, pupil.unreadable) == (True, "4_7", None)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {"state": "missing", "weight": 0, "claimed_weight": None}),
        (
            {"gewicht": "1,2"},
            {
                "claimed_weight": Decimal("1.2"),
                "weight": 0,
                "potential_weight": Decimal("1.2"),
            },
        ),
        ({"geboortedatum": "1-3-2008"}, {"born_on": date(2008, 3, 1)}),
        ({"geboortedatum": " 2005/03/01 "}, {"born_on": None}),
        ({"geboortedatum": "2011-03-01"}, {"counted": False, "age_group": ""}),
        ({"geboortedatum": "2006-03-01"}, {"counted": True, "age_group": "8_up"}),
        ({"uitschrijfdatum": "2014-09-30"}, {"counted": False}),
        ({"inschrijfdatum": "2014-10-02"}, {"counted": False}),
        ({"ongeoorloofd_afwezig": "Ja"}, {"absent": True, "counted": False}),
        ({"vestiging": "18ph00"}, {"location_code": "18PH00"}),
        (
            {"verzorger1_opleiding": "HAVO", "verzorger1_leerjaren": "2"},
            {"carer1_level": "havo", "carer1_years": 2, "state": "ambiguous"},
        ),
        (
            {
                "verzorger1_opleiding": "lise",
                "verzorger1_land": "Turkije",
                "verzorger1_categorie": "3",
            },
            {"carer1_level": "lise", "carer1_country": "Turkije", "carer1_category": 3},
        ),
        # Excel takes leading zeros away, people write dots.
        ({"persoonsgebonden_nummer": "1112222"}, {"pseudonym": None}),
        ({"persoonsgebonden_nummer": ""}, {"pseudonym": None, "key": ""}),
    ],
)
def test_what_a_row_says_is_read(delivery, changes, expected):
    (pupil,) = fill(delivery, row(**changes))

    assert {name: getattr(pupil, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("changes", "unreadable"),
    [
        ({"geboortedatum": "31-02-2008"}, {"geboortedatum": "31-02-2008"}),
        ({"geboortedatum": "18/04/2008"}, {"geboortedatum": "18/04/2008"}),
        ({"inschrijfdatum": "04/05/2012"}, {"inschrijfdatum": "04/05/2012"}),
        ({"uitschrijfdatum": "1.10.2014"}, {"uitschrijfdatum": "1.10.2014"}),
        ({"inschrijfdatum": "1850-01-01"}, {"inschrijfdatum": "1850-01-01"}),
        ({"vestiging": "18PH"}, {"vestiging": "18PH"}),
        ({"gewicht": "0,5"}, {"gewicht": "0,5"}),
        ({"ongeoorloofd_afwezig": "misschien"}, {"ongeoorloofd_afwezig": "misschien"}),
        ({"handtekeningen": "drie"}, {"handtekeningen": "drie"}),
        ({"verzorger1_opleiding": "lise"}, {"verzorger1_opleiding": "lise"}),
        (
            {"verzorger1_opleiding": "lise", "verzorger1_land": "12"},
            {"verzorger1_opleiding": "lise", "verzorger1_land": "12"},
        ),
        ({"verzorger2_categorie": "4"}, {"verzorger2_categorie": "4"}),
        (
            {"uitschrijfdatum": 'een\\twee "drie"'},
            {"uitschrijfdatum": 'een\\twee "drie"'},
        ),
        ({"leerlingnummer": "a b"}, {"leerlingnummer": ""}),
        ({"leerlingnummer": NUMBER}, {"leerlingnummer": ""}),
        ({"persoonsgebonden_nummer": "123456789"}, {"persoonsgebonden_nummer": ""}),
        ({"persoonsgebonden_nummer": "Jan"}, {"persoonsgebonden_nummer": ""}),
        ({"geboortedatum": NUMBER}, {"geboortedatum": "…"}),
        (
            {"verzorger1_land": f"NL {NUMBER[:3]}.{NUMBER[3:]}!"},
            {"verzorger1_land": "NL …!"},
        ),
        ({"geboortedatum": "x" * 99}, {"geboortedatum": "x" * 60}),
        (
            {"geboortedatum": "x", "gewicht": "y", "persoonsgebonden_nummer": "z"},
            {"geboortedatum": "x", "gewicht": "y", "persoonsgebonden_nummer": ""},
        ),
    ],
)
def test_a_cell_that_cannot_be_read_is_kept_apart_and_never_a_number(
    delivery, changes, unreadable
):
    (pupil,) = fill(delivery, row(**changes))

    assert pupil.unreadable == unreadable
    assert not any(getattr(pupil, BY_NAME[name].field) for name in unreadable)


def test_a_number_without_its_leading_zero_is_the_same_number(delivery):
    number = next(n for n in map(with_zero, range(10_000_000, 10_000_100)) if n)

    one, other = fill(
        delivery,
        row(persoonsgebonden_nummer=number),
        row(persoonsgebonden_nummer=f" {int(number)}", leerlingnummer="13"),
    )

    assert one.pseudonym == other.pseudonym is not None


def with_zero(digits: int) -> str:
    number = f"0{digits}"
    return number if identify([number]) != [None] else ""


def test_a_new_sheet_takes_the_place_of_the_old_one(delivery):
    fill(delivery, row(), row(leerlingnummer="13"))
    make(Finding, delivery=delivery, row=2)

    (pupil,) = fill(delivery, row(leerlingnummer="14"))

    delivery.refresh_from_db()
    assert (pupil.pupil_number, delivery.version) == ("14", 3)
    assert not Finding.objects.exists()


def test_the_number_may_be_left_out_of_who_is_known_by_pupil_number(delivery):
    (before,) = fill(delivery, row())

    (after,) = fill(delivery, row(persoonsgebonden_nummer=""))

    assert (after.key, after.pseudonym) == (before.key, before.pseudonym)


def test_who_was_enrolled_at_the_school_is_known_too(delivery):
    make(School, brin="18PH", board_code=delivery.board_code)
    enrolment = make(Enrolment, brin="18PH", pupil_number="12")

    known, stranger, elsewhere = fill(
        delivery,
        row(persoonsgebonden_nummer=""),
        row(persoonsgebonden_nummer="", leerlingnummer="99"),
        row(persoonsgebonden_nummer="", vestiging="00AP00"),
    )

    assert bytes(known.pseudonym or b"") == bytes(enrolment.pseudonym)
    assert (stranger.pseudonym, elsewhere.pseudonym) == (None, None)


@pytest.mark.parametrize(
    ("valid", "board", "is_known"),
    [
        ((date(2010, 1, 1), date(2015, 1, 1)), "41646", True),
        ((date(2015, 1, 1), None), "41646", True),
        ((date(2010, 1, 1), date(2014, 1, 1)), "41646", False),
        ((date(2010, 1, 1), None), "12345", False),
    ],
    ids=["then", "now", "before", "never"],
)
def test_only_the_pupils_of_own_schools_are_known(delivery, valid, board, is_known):
    Delivery.objects.update(board_code="41646")
    delivery.refresh_from_db()
    span = DateRange(*valid)
    make(School, brin="05IB", board_code=board, valid=span, attested=span)
    make(Enrolment, brin="05IB", pupil_number="777")

    added = filling.add_row(
        delivery,
        cells(vestiging="05IB00", leerlingnummer="777", persoonsgebonden_nummer=""),
    )

    assert (added.pseudonym is not None) == is_known


def test_at_another_school_the_number_is_asked_again(delivery):
    (first,) = fill(delivery, row())

    same = filling.change_row(
        first, cells(vestiging="18PH01", persoonsgebonden_nummer="")
    )
    assert same.pseudonym == first.pseudonym

    moved = filling.change_row(
        same, cells(vestiging="05IB00", persoonsgebonden_nummer="")
    )
    assert moved.pseudonym is None
    again = filling.change_row(moved, cells(vestiging="05IB00"))
    assert again.pseudonym == first.pseudonym


def test_rows_keep_the_numbers_of_the_sheet_in_any_form(delivery):
    rows = [[*NAMES], cells(), [], cells(leerlingnummer="13")]

    with transaction.atomic():
        filling.fill(delivery, read_table(books.ods(rows)))

    assert [*DeliveredPupil.objects.values_list("row", flat=True).order_by("row")] == [
        2,
        4,
    ]


def test_columns_may_stand_in_any_order_and_be_left_out(delivery):
    header = (
        "Leerlingnummer",
        "geboortedatum",
        "vestiging",
        "Persoonsgebonden nummer",
        "inschrijfdatum",
        "bevindingen",
    )
    values = ["12", "2008-03-01", "18PH00", NUMBER, "2012-03-01", "rij is goed"]
    content = f"{','.join(header)}\n{','.join(values)}\n".encode()

    with transaction.atomic():
        filling.fill(delivery, read_table(content))

    pupil = DeliveredPupil.objects.get()
    assert [pupil.pupil_number, pupil.location_code, str(pupil.born_on)] == [
        "12",
        "18PH00",
        "2008-03-01",
    ]


def test_a_sheet_with_other_columns_is_refused_with_every_reason_and_stores_nothing(
    delivery,
):
    fill(delivery, row())
    content = b"vestiging;vestiging;naam;geboortedatum\n18PH00;18PH00;=Jan;x\n"

    assert refused(delivery, content) == [
        "rij 1, kolom vestiging: staat er meer dan eens",
        "rij 1, kolom naam: kent dit blad niet",
        "rij 1, kolom leerlingnummer: ontbreekt",
        "rij 1, kolom persoonsgebonden_nummer: ontbreekt",
        "rij 1, kolom inschrijfdatum: ontbreekt",
        "rij 2, kolom naam: begint als een formule (=, +, -, @ of een tab)",
    ]
    assert DeliveredPupil.objects.get().pupil_number == "12"


def test_a_sheet_without_a_header_does_not_repeat_what_it_holds(delivery):
    lines = refused(delivery, csv(header=(NUMBER, "Jan", *[""] * 3)))

    assert NUMBER not in "".join(lines)
    assert "rij 1, kolom …: kent dit blad niet" in lines


@pytest.mark.parametrize(
    ("state", "refuses"),
    [("open", False), ("sent_back", False), ("delivered", True), ("signed", True)],
)
def test_what_was_handed_in_is_not_filled_any_more(delivery, state, refuses):
    move(delivery, state)

    with transaction.atomic():
        if refuses:
            with pytest.raises(Refused):
                filling.open_for_filling(delivery)
        else:
            assert filling.open_for_filling(delivery) == delivery


def test_many_deliveries_are_filled_at_once():
    one, other = make(Delivery), make(Delivery, board_code="30001")
    rows = [
        (delivery.pk, 2 + index, cells(persoonsgebonden_nummer=personal_number(index)))
        for delivery in (one, other)
        for index in range(3)
    ]

    assert filling.fill_many(date(2014, 10, 1), iter(rows)) == 6
    assert DeliveredPupil.objects.filter(delivery=other).count() == 3


def test_a_row_is_added_changed_and_removed(delivery):
    (first,) = fill(delivery, row(**STATEMENT))

    added = filling.add_row(delivery, cells(leerlingnummer="13"))
    changed = filling.change_row(
        first, cells(persoonsgebonden_nummer="", gewicht="1.2")
    )
    filling.remove_row(added)

    assert (added.row, changed.row, changed.claimed_weight) == (3, 2, Decimal("1.2"))
    assert (changed.key, changed.pseudonym) == (first.key, first.pseudonym)
    assert DeliveredPupil.objects.get() == changed


def test_the_database_may_be_asked_for_each_row_that_is_written(delivery):
    fill(delivery, row())

    added = filling.add_row(
        delivery, cells(leerlingnummer="12", persoonsgebonden_nummer="")
    )

    assert added.pseudonym is not None


def test_a_delivery_has_no_more_rows_than_a_file(delivery, monkeypatch):
    monkeypatch.setattr(filling, "MOST_ROWS", 1)
    fill(delivery, row())

    with pytest.raises(Refused):
        filling.add_row(delivery, cells())


def test_a_pupil_is_written_back_as_it_was_read_but_for_the_number(delivery):
    given = row(**STATEMENT, ongeoorloofd_afwezig="nee", uitschrijfdatum="vandaag")
    (pupil,) = fill(delivery, given)

    expected = given | {"persoonsgebonden_nummer": "", "gewicht": "0.30"}
    assert dict(zip(NAMES, cells_of(pupil), strict=True)) == (
        dict.fromkeys(NAMES, "") | expected
    )
    assert NUMBER not in str(vars(pupil))
    assert PUPIL["persoonsgebonden_nummer"] == NUMBER
