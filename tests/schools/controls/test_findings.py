"""Findings are written once per drawn pupil; a correction says why."""

import pytest
from django.db import IntegrityError, transaction

from oab.problems import Refused
from schools.controls.findings import Found, record
from schools.models import Control, ControlFinding, DrawnPupil
from tests.factories import MOMENT, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def control():
    return make(Control)


@pytest.fixture
def drawn(control):
    return make(DrawnPupil, control=control)


def find(control, *found):
    return record(control, [*found], by="behandelaar")


def faults(control, *found):
    with pytest.raises(Refused) as refused:
        find(control, *found)
    return [(each.location, each.code) for each in refused.value.errors]


def test_a_finding_is_recorded_for_a_drawn_pupil(control, drawn):
    (finding,) = find(control, Found(drawn=drawn.pk, error_class="C", note="Ontbreekt"))
    assert (finding.drawn, finding.error_class, finding.person) == (
        drawn,
        "C",
        "behandelaar",
    )


def test_a_second_finding_replaces_the_first_with_a_reason(control, drawn):
    (first,) = find(control, Found(drawn=drawn.pk, error_class="C"))
    (second,) = find(
        control, Found(drawn=drawn.pk, error_class="none", reason="Alsnog gevonden")
    )
    assert [*ControlFinding.objects.in_force()] == [second]
    assert second.replaces == first


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_written(control, drawn):
    other = make(DrawnPupil)
    twice = make(DrawnPupil, control=control, row=9)
    found = [
        Found(drawn=other.pk, error_class="A"),
        Found(drawn=drawn.pk, error_class="A", reason="Zomaar"),
        Found(drawn=twice.pk, error_class="A"),
        Found(drawn=twice.pk, error_class="B"),
    ]
    assert faults(control, *found) == [
        ("/bevindingen/0/leerling", "onbekend"),
        ("/bevindingen/1/reden", "ongeldig"),
        ("/bevindingen/2/leerling", "dubbel"),
        ("/bevindingen/3/leerling", "dubbel"),
    ]
    assert not ControlFinding.objects.exists()


def test_what_replaces_needs_a_reason(control, drawn):
    find(control, Found(drawn=drawn.pk, error_class="A"))
    assert faults(control, Found(drawn=drawn.pk, error_class="B")) == [
        ("/bevindingen/0/reden", "ontbreekt")
    ]


def close(control, by="beslisser"):
    """Close a check of which everything is in order."""
    if not ControlFinding.objects.exists():
        drawn = control.drawn.first() or make(DrawnPupil, control=control)
        make(ControlFinding, drawn=drawn, error_class="none")
    raw_close(control, by=by)


def raw_close(control, by="beslisser"):
    Control.objects.filter(pk=control.pk).update(closed_by=by, closed_at=MOMENT)


def test_a_closed_check_takes_no_more_findings(control, drawn):
    close(control)
    with pytest.raises(Refused):
        find(control, Found(drawn=drawn.pk, error_class="A"))
    with pytest.raises(IntegrityError, match="Nothing more is found"):
        make(
            ControlFinding,
            drawn=drawn,
            replaces=ControlFinding.objects.get(),
            reason="Toch niet",
        )


@pytest.mark.parametrize(
    ("person", "refusal"),
    [("behandelaar", "control_is_closed_by_another"), ("inspecteur", "another than")],
    ids=["who drew it", "who found something"],
)
def test_the_database_lets_nobody_close_their_own_work(control, drawn, person, refusal):
    make(ControlFinding, drawn=drawn, person="inspecteur")
    with pytest.raises(IntegrityError, match=refusal):
        close(control, by=person)


def test_the_database_closes_no_check_that_drew_nobody(control):
    with pytest.raises(IntegrityError, match="found of everybody"):
        raw_close(control)


def test_the_database_closes_no_check_before_everybody_was_looked_at(control, drawn):
    make(ControlFinding, drawn=drawn, error_class="none")
    make(DrawnPupil, control=control, delivery=drawn.delivery, row=3)
    with pytest.raises(IntegrityError, match="found of everybody"):
        raw_close(control)


def test_the_database_closes_no_check_before_who_loses_was_heard(control, drawn):
    wrong = make(ControlFinding, drawn=drawn, error_class="C")
    with pytest.raises(IntegrityError, match="was heard"), transaction.atomic():
        raw_close(control)
    make(
        ControlFinding,
        drawn=drawn,
        error_class="none",
        replaces=wrong,
        reason="Verklaring alsnog gezien",
    )
    raw_close(control)
    assert Control.objects.get().closed_at


@pytest.mark.parametrize("change", [{"seed": 2}, {"size": 5}, {"drawn_by": "ander"}])
def test_a_check_keeps_what_it_was_asked(control, change):
    with pytest.raises(IntegrityError, match="keeps what it was asked"):
        Control.objects.filter(pk=control.pk).update(**change)


def test_a_closed_check_stays_as_it_is(control):
    close(control)
    with pytest.raises(IntegrityError, match="stays as it is"):
        close(control, by="iemand anders")


def test_nothing_is_drawn_into_a_closed_check(control):
    close(control)
    with pytest.raises(IntegrityError, match="not closed"):
        make(DrawnPupil, control=control)
