"""Municipalities that the law singles out."""

from datetime import date

import pytest

from municipalities.models import GroupMembership
from oab.tallies import Tally
from tests.importing import refused, take_in
from tests.publications import GROUPS, content, cut

pytestmark = pytest.mark.django_db

KIND = "gemeentegroepen"
DAY = date(2013, 1, 1)


def test_the_national_file_is_read_and_read_again_without_change():
    assert take_in(KIND, content(GROUPS), on=DAY) == Tally(154, 154, 0, 0)
    assert take_in(KIND, content(GROUPS), on=DAY) == Tally(154, 0, 0, 154)


@pytest.mark.parametrize(
    ("group", "members"), [("G4", 4), ("G27", 27), ("GOAB-A", 37), ("GOAB-B", 86)]
)
def test_every_group_has_its_members(group, members):
    take_in(KIND, content(GROUPS), on=DAY)

    assert GroupMembership.objects.current().filter(group=group).count() == members


def test_a_membership_names_its_law():
    take_in(KIND, cut(GROUPS, b"G27;0361;"), on=DAY)

    assert GroupMembership.objects.get().source == "BWBR0018238 art. 1 (G31)"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b"G27;", b"G28;", "rij 2, kolom groep: 'G28' is onbekend; bekend: G4, G27"),
        (b"0361", b"36A", "rij 2, kolom gemeentecode: '36A' is geen gemeentecode"),
        (b"BWBR0018238 art. 1 (G31)", b"", "rij 2, kolom bron: is leeg"),
    ],
)
def test_a_bad_cell_is_named(old, new, problem):
    (line,) = refused(KIND, cut(GROUPS, b"G27;0361;").replace(old, new), on=DAY)

    assert line.startswith(problem)
