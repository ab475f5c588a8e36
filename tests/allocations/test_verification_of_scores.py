"""What DUO paid for achterstandsscores in 2019-2020, recomputed from its own files."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.management import call_command

from allocations.verification import publication_of
from allocations.verification_of_scores import MERGED, MORE_LOCATIONS, verify_scores

PUBLICATION = publication_of("2019-2020")


@pytest.fixture(scope="module")
def outcome():
    return verify_scores(PUBLICATION.file, PUBLICATION)


def test_nearly_all_that_can_be_computed_were_paid_what_the_rules_give(outcome):
    compared = outcome.compared

    assert compared.holds
    assert (compared.schools, compared.equal) == (6_012, {"28": 6_004})
    assert outcome.with_impulse == 1_375
    assert outcome.not_computable == {MORE_LOCATIONS: 122, MERGED: 39}


def test_the_eight_that_differ_are_listed_with_what_comes_nearest(outcome):
    found = {c.brin: (c.computed, c.paid) for c in outcome.compared.explained}

    assert found.keys() == {
        *("13EK", "14BT", "15VU", "24TB", "27MB"),
        *("20VE", "31AE", "31DN"),
    }
    assert found["14BT"] == (Decimal("366941.06"), Decimal("367008.76"))


def test_a_difference_that_is_not_listed_is_named():
    listed = [each for each in PUBLICATION.deviations if each.brin != "14BT"]

    outcome = verify_scores(
        PUBLICATION.file, replace(PUBLICATION, deviations=tuple(listed))
    )

    assert not outcome.compared.holds
    assert [c.brin for c in outcome.compared.unexpected] == ["14BT"]


def test_the_command_says_what_could_not_be_computed_and_why(capsys):
    call_command("verify_published", "2019-2020")

    lines = capsys.readouterr().out.splitlines()
    assert "artikel 28: 6.004 van 6.012 scholen gelijk" in lines
    assert f"niet te berekenen: 122 scholen met {MORE_LOCATIONS}" in lines
    assert f"niet te berekenen: 39 scholen met {MERGED}" in lines


def test_the_file_of_another_year_is_refused(capsys):
    other = publication_of("2015-2016").file

    with pytest.raises(SystemExit) as end:
        call_command("verify_published", "2019-2020", file=other)

    assert end.value.code == 2
    assert "personele bekostiging bo 2019-2020" in capsys.readouterr().err
