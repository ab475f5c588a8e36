"""The comparison with what DUO paid, on DUO's own file and on copies with faults."""

import gzip
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from allocations.verification import (
    Deviation,
    NothingPublished,
    publication_of,
    verify,
)

PUBLICATION = publication_of("2015-2016")


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


def test_every_school_but_one_was_paid_what_the_rule_gives():
    outcome = verify(PUBLICATION.file, PUBLICATION)

    assert outcome.schools == 6_431
    assert outcome.equal == {"28": 6_430, "28a": 6_431}
    assert outcome.holds
    (exception,) = outcome.explained
    assert exception.brin == "18PH"
    assert exception.computed == Decimal("2906.68")
    assert exception.paid == exception.by_months == Decimal("726.67")


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
    (listed,) = PUBLICATION.deviations
    publication = replace(PUBLICATION, deviations=(replace(listed, months=4),))

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


def test_a_period_without_published_payments_is_refused(capsys):
    with pytest.raises(NothingPublished):
        publication_of("../secret")
    with pytest.raises(SystemExit) as end:
        call_command("verify_published", "2014-2015")

    assert end.value.code == 2
    assert "wel van 2015-2016" in capsys.readouterr().err
