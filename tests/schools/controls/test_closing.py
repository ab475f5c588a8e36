"""A check ends in corrections: pupil by pupil, board heard, nothing extrapolated."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from oab.filters import today
from oab.models import Change
from oab.problems import Refused
from schools.controls.closing import Closing, close
from schools.controls.drawing import Order, draw_control
from schools.controls.findings import Found, record
from schools.controls.hearings import Heard
from schools.deliveries import states
from schools.models import (
    Control,
    Count,
    CountDecision,
    CountDecisionNotification,
    Delivery,
    Hearing,
)
from tests.factories import make
from tests.schools.controls.conftest import COUNTED_ON, pupil
from tests.schools.deliveries.steps import move

pytestmark = pytest.mark.django_db

REASON = "Ouderverklaring ontbreekt in het leerlingdossier"


@pytest.fixture
def drawn(accepted):
    """Accept a delivery of these pupils, draw all who weigh something, and judge."""

    def draw(classes, *pupils, **more):
        delivery = accepted(*pupils, **more)
        size = len(classes)
        order = Order(
            year=2015,
            counted_on=delivery.counted_on,
            method="random",
            unit="statements",
            size=size,
        )
        control = draw_control(order, by="behandelaar")
        rows = control.drawn.order_by("row")
        found = [
            Found(drawn=each.pk, error_class=error_class)
            for each, error_class in zip(rows, classes, strict=True)
            if error_class
        ]
        record(control, found, by="behandelaar")
        return control

    return draw


def heard(board="41646", on=None, outcome="Het bestuur erkent de fout."):
    return Heard(board=board, on=on or today(), outcome=outcome)


def closed(control, *hearings, by="beslisser"):
    closing = Closing(reason=REASON, heard=[*hearings])
    return close(control, closing, by=by, at=timezone.now())


def faults(control, *hearings):
    with pytest.raises(Refused) as refused:
        closed(control, *hearings)
    return [(each.location, each.code) for each in refused.value.errors]


def weights(delivery):
    return [str(each.weight) for each in delivery.pupils.order_by("row")]


def in_force(on=COUNTED_ON, board="41646"):
    return Delivery.objects.get(state="accepted", counted_on=on, board_code=board)


# What it does -------------------------------------------------------------------------


def test_what_was_wrong_weighs_nothing_and_nobody_else_changes(drawn):
    control = drawn(["C", "none", "A"], pupil(), pupil("1.20"), pupil("1.20"))
    before = in_force()
    ended = closed(control, heard())
    after = in_force()
    assert weights(before) == ["0.30", "1.20", "1.20"]
    assert weights(after) == ["0.00", "1.20", "0.00"]
    assert (after.replaces, after.reason, after.origin) == (before, REASON, "check")
    assert after.judged_by == "beslisser"
    assert (ended.closed_by, ended.version) == ("beslisser", 2)


def test_the_count_and_the_change_follow_in_the_same_breath(drawn):
    make(Count, location_code="18PH00", counted_on=COUNTED_ON)
    closed(drawn(["C", "none"], pupil(), pupil("1.20")), heard())
    count = Count.objects.in_force().get()
    cells = {str(each.weight): each.pupils for each in count.cells.all()}
    assert cells == {"0.00": 1, "1.20": 1}
    change = Change.objects.latest("pk")
    assert (change.kind, change.subject) == ("evidence", "18PH00")


def test_what_follows_from_a_check_in_a_later_count_is_evidence_too(accepted, drawn):
    on = date(2015, 10, 1)
    child = pupil("0.30")
    control = drawn(["C"], child)
    accepted(child, pupil("1.20"), on=on)
    make(Count, location_code="18PH00", counted_on=on)

    closed(control, heard())

    later = Change.objects.filter(since=on).latest("pk")
    assert later.kind == "evidence"


def test_what_was_not_drawn_is_not_corrected(accepted, drawn):
    other = accepted(pupil(location="05IB00"), board="30001")
    control = draw_only_of("41646", drawn, pupil(), pupil())
    closed(control, heard())
    assert weights(other) == ["0.30"]
    assert in_force(board="30001") == other


def draw_only_of(board, drawn, *pupils):
    """Judge the pupils of one board among several."""
    control = drawn([None] * (len(pupils) + 1), *pupils, board=board)
    found = [
        Found(
            drawn=each.pk,
            error_class="C" if each.delivery.board_code == board else "none",
        )
        for each in control.drawn.select_related("delivery")
    ]
    record(control, found, by="behandelaar")
    return control


def test_one_correction_is_made_per_delivery(accepted, drawn):
    accepted(pupil(location="05IB00"), board="30001")
    control = drawn(["C", "C", "C"], pupil(), pupil())
    closed(control, heard(), heard("30001"))
    made = control.corrections.select_related("delivery")
    assert {(each.delivery.board_code, each.weights) for each in made} == {
        ("41646", 2),
        ("30001", 1),
    }


def test_a_check_in_which_everything_is_in_order_corrects_nothing(drawn):
    control = drawn(["none"], pupil())
    before = in_force()
    assert closed(control).closed_at
    assert in_force() == before
    assert not control.corrections.exists()


def test_what_the_board_corrected_meanwhile_is_corrected_as_it_is_now(accepted, drawn):
    child = pupil()
    control = drawn(["C"], child)
    before = in_force()
    Delivery.objects.filter(pk=before.pk).update(state="corrected")
    accepted(pupil("0"), child)
    closed(control, heard())
    assert weights(in_force()) == ["0.00", "0.00"]


def test_who_was_given_another_day_of_enrolment_meanwhile_is_found(accepted, drawn):
    child = pupil(enrolled_on=date(2013, 2, 11))
    control = drawn(["C"], child)
    Delivery.objects.update(state="corrected")
    accepted(child | {"enrolled_on": date(2013, 2, 12)})
    closed(control, heard())
    assert weights(in_force()) == ["0.00"]


# Later counts -------------------------------------------------------------------------


def test_later_counts_of_the_same_enrolment_follow(accepted, drawn):
    child = pupil()
    later = accepted(child, pupil("1.20"), on=date(2015, 10, 1))
    closed(drawn(["C"], child), heard())
    followed = in_force(on=date(2015, 10, 1))
    assert weights(later) == ["0.30", "1.20"]
    assert weights(followed) == ["0.00", "1.20"]
    assert followed.origin == "earlier_count"
    assert REASON in followed.reason


def test_another_school_of_the_same_pupil_keeps_its_weight(accepted, drawn):
    child = pupil()
    moved = child | {"location_code": "05IB00"}
    later = accepted(moved, board="30001", on=date(2015, 10, 1))
    closed(drawn(["C"], child), heard())
    assert in_force(on=date(2015, 10, 1), board="30001") == later


# What boards were correcting meanwhile -----------------------------------------------


def correction_of(delivery, state):
    made = states.correct(delivery, person="medewerker", reason="Ook iets")
    return move(made, state)


@pytest.mark.parametrize("state", ["open", "sent_back"])
def test_a_correction_that_nobody_handed_in_gives_way(accepted, drawn, state):
    child = pupil()
    later = correction_of(accepted(child, on=date(2015, 10, 1)), state)
    control = drawn(["C"], child)
    same = correction_of(in_force(), state)
    closed(control, heard())
    assert weights(in_force()) == weights(in_force(on=date(2015, 10, 1))) == ["0.00"]
    for each in (same, later):
        last = each.events.latest("id")
        assert (last.after, last.person) == ("withdrawn", "beslisser")
        assert str(control.pk) in last.reasons[0]


def test_a_correction_of_something_else_does_not(accepted, drawn):
    child = pupil()
    other = correction_of(accepted(pupil(), on=date(2015, 10, 1)), "open")
    closed(drawn(["C"], child), heard())
    other.refresh_from_db()
    assert other.state == "open"


@pytest.mark.parametrize("state", ["delivered", "signed"])
@pytest.mark.parametrize("on", [COUNTED_ON, date(2015, 10, 1)])
def test_a_correction_that_was_handed_in_is_judged_first(accepted, drawn, state, on):
    child = pupil()
    accepted(child, on=date(2015, 10, 1))
    control = drawn(["C"], child)
    live = correction_of(in_force(on=on), state)
    with pytest.raises(Refused) as refused:
        closed(control, heard())
    assert f"Correctie {live.reference} loopt nog" in refused.value.explanation[0]


# Who and when -------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["behandelaar"])
def test_who_drew_or_judged_does_not_close(drawn, person):
    control = drawn(["C"], pupil())
    with pytest.raises(Refused):
        closed(control, heard(), by=person)
    assert Control.objects.get().closed_at is None


def test_a_check_is_closed_once(drawn):
    control = drawn(["none"], pupil())
    closed(control)
    with pytest.raises(Refused):
        closed(control)


def test_every_drawn_pupil_is_looked_at_first(drawn):
    control = drawn(["C", None], pupil(), pupil())
    with pytest.raises(Refused) as refused:
        closed(control, heard())
    assert refused.value.explanation[0].startswith("Van 1 getrokken")


def test_a_board_that_loses_weights_is_heard_first(drawn):
    control = drawn(["C"], pupil())
    assert faults(control) == [("/hoorgesprekken", "ontbreekt")]
    assert weights(in_force()) == ["0.30"]


@pytest.mark.parametrize(
    ("hearings", "found"),
    [
        ([heard(), heard()], [("0/bestuur", "dubbel"), ("1/bestuur", "dubbel")]),
        ([heard(), heard("30001")], [("1/bestuur", "onbekend")]),
        ([heard(on=date(2999, 1, 1))], [("0/datum", "te-hoog")]),
        ([heard(on=date(2014, 1, 1))], [("0/datum", "te-laag")]),
    ],
    ids=["twice", "another board", "not yet", "before the draw"],
)
def test_a_hearing_is_one_that_can_have_been(drawn, hearings, found):
    control = drawn(["C"], pupil())
    expected = [(f"/hoorgesprekken/{at}", code) for at, code in found]
    assert faults(control, *hearings) == expected
    assert not Hearing.objects.exists()


def test_a_count_is_not_lowered_five_years_after_its_decision(drawn):
    control = drawn(["C"], pupil())
    decision = make(CountDecision)
    long_ago = today() - timedelta(days=5 * 366)
    make(
        CountDecisionNotification,
        decision=decision,
        notified_on=long_ago,
        objection_until=long_ago + timedelta(days=42),
    )
    with pytest.raises(Refused) as refused:
        closed(control, heard())
    assert "4:49" in refused.value.explanation[0]
    assert weights(in_force()) == ["0.30"]
