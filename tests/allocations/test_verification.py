"""The comparison with what DUO paid, on DUO's own file and on copies with faults."""

import gzip
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from allocations import runs
from allocations.comparison import Deviation, Verification
from allocations.findings import findings
from allocations.models import PublishedPayment
from allocations.verification import (
    NothingPublished,
    publication_of,
    verify,
    verify_run,
)
from schools.models import EstablishedFigures, School, TeacherAge
from tests.factories import make

PUBLICATION = publication_of("2015-2016")
DAY = date(2014, 10, 1)


@pytest.fixture
def copy_with(tmp_path):
    """Write a copy of DUO's file in which one text is another."""

    def write(old: bytes, new: bytes) -> Path:
        content: bytes = gzip.decompress(PUBLICATION.file.read_bytes())
        assert content.count(old) == 1
        path: Path = tmp_path / "kopie.csv"
        path.write_bytes(content.replace(old, new))
        return path

    return write


def test_every_school_but_two_was_paid_what_the_rules_give():
    outcome = verify(PUBLICATION.file, PUBLICATION)

    assert outcome.schools == 6_431
    assert outcome.equal == {"28": 6_430, "28a": 6_431, "WPO 129": 6_429}
    assert outcome.holds
    assert {
        (found.brin, found.article): (str(found.computed), str(found.paid))
        for found in outcome.explained
    } == {
        ("10EL", "WPO 129"): ("69653.75", "68016.57"),
        ("18PH", "28"): ("2906.68", "726.67"),
        ("18PH", "WPO 129"): ("42187.08", "10546.77"),
    }
    assert outcome.paid["28"] == Decimal("171615613.78")
    assert outcome.paid["28a"] == Decimal("128424800.00")


# 00AV: artikel 28 en alles waarin het telt, een cent meer.
ROW = b"6.059,08;19.434,99;286.271,71;23.075,00;55.784,86;4.797,88;369.929,45"
MORE = b"6.059,09;19.434,99;286.271,71;23.075,00;55.784,86;4.797,88;369.929,45"


def test_one_cent_more_is_found_and_named(copy_with, capsys):
    copy = copy_with(ROW, MORE)

    with pytest.raises(SystemExit) as end:
        call_command("verify_published", "2015-2016", file=copy)

    assert end.value.code == 1
    output = capsys.readouterr().out
    assert "artikel 28: 6.429 van 6.431" in output
    assert (
        "NIET VERWACHT 00AV artikel 28: berekend € 6.059,08, betaald € 6.059,09"
        in output
    )


def test_a_listed_school_that_turns_out_equal_is_named():
    listed = Deviation("00AV", "28a", "nergens om", "een proef")
    publication = replace(PUBLICATION, deviations=(*PUBLICATION.deviations, listed))

    outcome = verify(PUBLICATION.file, publication)

    assert not outcome.holds
    assert outcome.unfounded == (listed,)


def test_a_deviation_that_does_not_explain_the_payment_is_none():
    listed, *others = PUBLICATION.deviations
    wrong = replace(listed, months=4)
    publication = replace(PUBLICATION, deviations=(wrong, *others))

    outcome = verify(PUBLICATION.file, publication)

    assert not outcome.holds
    assert [(found.brin, found.deviation) for found in outcome.unexpected] == [
        ("18PH", None)
    ]


def test_a_payment_that_cannot_be_read_is_named(copy_with, capsys):
    copy = copy_with(ROW, ROW.replace(b"6.059,08", b"veel"))

    with pytest.raises(SystemExit) as end:
        call_command("verify_published", "2015-2016", file=copy)

    assert end.value.code == 2
    assert "kolom BESTRIJDING_ONDERWIJSACHTERSTANDEN" in capsys.readouterr().err


def test_a_school_that_stands_twice_is_refused(copy_with, capsys):
    copy = copy_with(ROW, ROW + b"\r" + first_row_with(b"9.999.999,99"))

    with pytest.raises(SystemExit) as end:
        call_command("verify_published", "2015-2016", file=copy)

    assert end.value.code == 2
    assert "00AP staat ook op rij 2" in capsys.readouterr().err


def first_row_with(amount: bytes) -> bytes:
    rows = gzip.decompress(PUBLICATION.file.read_bytes()).split(b"\r")
    cells = rows[1].split(b";")
    cells[14] = amount
    return b";".join(cells)


def test_the_file_of_another_year_is_refused(tmp_path, capsys):
    content = gzip.decompress(PUBLICATION.file.read_bytes())
    copy = tmp_path / "kopie.csv"
    copy.write_bytes(content.replace(b"20141001", b"20131001"))

    with pytest.raises(SystemExit) as end:
        call_command("verify_published", "2015-2016", file=copy)

    assert end.value.code == 2
    assert "kolom PEILDATUM: is 01-10-2013" in capsys.readouterr().err


def test_a_file_that_lacks_a_school_does_not_hold(tmp_path, capsys):
    rows = gzip.decompress(PUBLICATION.file.read_bytes()).split(b"\r")
    copy = tmp_path / "kopie.csv"
    copy.write_bytes(b"\r".join(rows[:1] + rows[2:]))

    with pytest.raises(SystemExit) as end:
        call_command("verify_published", "2015-2016", file=copy)

    assert end.value.code == 1
    output = capsys.readouterr().out
    assert "NIET VERWACHT: 6.430 scholen betaald, verwacht 6.431" in output


def test_a_listed_school_without_a_payment_is_named():
    listed = Deviation("99ZZ", "28", "nergens om", "een proef")
    publication = replace(PUBLICATION, deviations=(*PUBLICATION.deviations, listed))

    outcome = verify(PUBLICATION.file, publication)

    assert not outcome.holds
    assert outcome.absent == (listed,)
    assert any("99ZZ artikel 28: er is geen betaling" in f for f in findings(outcome))


SCHOOLS = [("11CJ", 23, 46, "67958.53", "81650.00"), ("00DX", 0, 3, "0.00", "5325.00")]


@pytest.fixture
def run():
    for brin, weight, impulse, school_weight_amount, impulse_amount in SCHOOLS:
        make(School, brin=brin)
        age = Decimal("37.97" if brin == "11CJ" else "41.80")
        make(TeacherAge, brin=brin, counted_on=DAY, age=age)
        make(
            EstablishedFigures,
            brin=brin,
            counted_on=DAY,
            school_weight=weight,
            weighted_pupils_in_impulse_areas=impulse,
        )
        pay(brin, "28", school_weight_amount)
        pay(brin, "28a", impulse_amount)
    run = runs.start(PUBLICATION.questions["school_weights_2006"])
    runs.work_off(run.pk)
    return run


def pay(brin: str, article: str, amount: str, **changes) -> PublishedPayment:
    return make(
        PublishedPayment, brin=brin, article=article, amount=Decimal(amount), **changes
    )


def verified(run) -> Verification:
    return verify_run(run, replace(PUBLICATION, schools=2, deviations=()))


@pytest.mark.django_db
def test_what_a_run_stored_is_compared_with_every_payment(run):
    outcome = verified(run)

    assert outcome.holds
    assert outcome.equal == {"28": 2, "28a": 2}


@pytest.mark.django_db
def test_a_payment_that_a_run_does_not_match_is_named(run):
    paid = PublishedPayment.objects.get(brin="11CJ", article="28")
    pay("11CJ", "28", "67958.54", replaces=paid, reason="een cent meer")

    outcome = verified(run)

    assert not outcome.holds
    assert [(c.brin, c.article) for c in outcome.unexpected] == [("11CJ", "28")]


@pytest.mark.django_db
def test_a_payment_without_an_allocation_is_named(run):
    pay("05FZ", "28", "28463.81")

    outcome = verified(run)

    assert not outcome.holds
    assert [c.computed for c in outcome.unexpected] == [None]


def test_a_period_without_published_payments_is_refused(capsys):
    with pytest.raises(NothingPublished):
        publication_of("../secret")
    with pytest.raises(SystemExit) as end:
        call_command("verify_published", "2014-2015")

    assert end.value.code == 2
    assert "wel van 2015-2016" in capsys.readouterr().err
