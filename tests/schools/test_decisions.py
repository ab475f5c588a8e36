"""Count decisions: what they fix, who may take them, and what replaces them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from oab.problems import Refused
from schools import decisions
from schools.decisions import Decided
from schools.deliveries import states
from schools.deliveries.acceptance import Judgement, accept_all
from schools.deliveries.contents import fix
from schools.models import (
    CountDecision,
    Delivery,
    Extension,
    School,
    SchoolSuccession,
)
from schools.rules.terms import objection_until
from tests.factories import make
from tests.oab.pdf_text import standards_of, text_of
from tests.schools.deliveries import handing_in
from tests.schools.deliveries.at_once import at_once
from tests.schools.deliveries.handing_in import STATEMENT
from tests.schools.deliveries.steps import move

pytestmark = pytest.mark.django_db
ON = date(2014, 10, 1)
DECIDER = "dee"
WEIGHTED = {"claimed_weight": "0.3", **STATEMENT}


def accepted(delivery: Delivery) -> Delivery:
    fix([delivery.pk], person="an")
    same = Delivery.objects.filter(pk=delivery.pk)
    same.update(state="signed", signed_by="bo", signed_at=delivery.opened_at)
    accept_all([delivery.pk], Judgement("cas"))
    return same.get()


def decided(person: str = DECIDER, **more: str) -> CountDecision:
    about = Decided(board="41646", counted_on=ON, **more)
    return decisions.decide(about, person=person)


def refusal(**how: str) -> str:
    with pytest.raises(Refused) as caught:
        decided(**how)
    return caught.value.explanation[0]


def test_the_overview_crosses_age_group_and_weight_per_location_and_school():
    there = {"location_code": "18PH01"}
    accepted(handing_in.delivery({}, WEIGHTED, there, there | WEIGHTED))

    content = decided().content

    none, low = (
        {"weight": weight, "ageGroup": "4_7", "pupils": 1}
        for weight in ("0.00", "0.30")
    )
    assert content["locations"] == [
        {"location": "18PH00", "cells": [none, low]},
        {"location": "18PH01", "cells": [none, low]},
    ]
    assert content["schools"] == [
        {"school": "18PH", "cells": [none | {"pupils": 2}, low | {"pupils": 2}]}
    ]
    assert content["sendUntil"] == "2015-01-31"


def test_it_takes_all_deliveries_of_the_board_together():
    first = accepted(handing_in.delivery({}, location_code="18PH00"))
    there = {"location_code": "18PH01"}
    second = accepted(handing_in.delivery(there, location_code="18PH01"))

    made = decided()

    assert made.content["deliveries"] == [first.reference, second.reference]
    assert len(made.content["locations"]) == 2


@pytest.mark.parametrize("person", ["an", "bo", "cas"])
def test_who_took_part_in_the_count_does_not_decide(person):
    accepted(handing_in.delivery({}))

    assert "stelt het telbesluit niet vast" in refusal(person=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        make(CountDecision, decided_by=person)


@pytest.mark.parametrize("state", ["delivered", "signed"])
def test_what_is_not_judged_yet_is_waited_for(state):
    accepted(handing_in.delivery({}, location_code="18PH00"))
    waiting = move(handing_in.delivery(location_code="18PH01"), state)

    assert waiting.reference in refusal()
    with pytest.raises(IntegrityError), transaction.atomic():
        make(CountDecision, decided_by=DECIDER)


@pytest.mark.parametrize("state", ["open", "sent_back"])
@pytest.mark.parametrize("in_time", [True, False])
def test_what_can_still_be_handed_in_is_waited_for(state, in_time):
    accepted(handing_in.delivery({}, location_code="18PH00"))
    move(handing_in.delivery(location_code="18PH01"), state)
    if in_time:
        make(Extension, until=date(2100, 1, 1))
        assert "nog niet beoordeeld" in refusal()
    else:
        assert decided().number == "T-2014-000001"


def test_without_an_accepted_delivery_there_is_nothing_to_decide():
    assert "geen aanlevering geaccepteerd" in refusal()


WITHOUT = {"incomplete": "De andere scholen volgen"}


def test_schools_without_a_count_are_named_and_ask_for_a_reason():
    handing_in.register("18PH00", "00AP00", "05ZZ00")
    make(School, brin="09XX", outside_scheme=True)
    accepted(handing_in.delivery({}))

    text = refusal()
    assert "2 van zijn scholen" in text
    assert "00AP, 05ZZ." in text
    made = decided(**WITHOUT)

    assert made.content["schoolsWithoutCount"] == ["00AP", "05ZZ"]
    assert made.content["incomplete"] == "De andere scholen volgen"
    written = " ".join(text_of(decisions.as_pdf(made)).split())
    for part in ("00AP, 05ZZ", "De andere scholen volgen"):
        assert part in written


def test_the_schools_are_those_that_the_board_ran_on_the_count_date():
    accepted(handing_in.delivery({}))
    handing_in.register("18PH00")
    handing_in.register("00AP00", board_code="30001")
    later = DateRange(date(2015, 8, 1), None)
    make(School, brin="05ZZ", valid=later, attested=later)
    make(School, brin="07YY")
    make(
        SchoolSuccession,
        kind="closure",
        predecessor="07YY",
        successor="",
        between=DateRange(date(2014, 7, 1), date(2014, 8, 2)),
    )

    assert decided().content["schoolsWithoutCount"] == []


def test_a_school_that_was_counted_at_zero_has_a_count():
    handing_in.register("18PH00", "00AP00")
    accepted(handing_in.delivery({}, location_code="18PH00"))
    gone = {"location_code": "00AP00", "absent": True}
    accepted(handing_in.delivery(gone, location_code="00AP00"))

    assert decided().content["schoolsWithoutCount"] == []


def test_nothing_is_called_incomplete_that_is_not():
    handing_in.register("18PH00")
    accepted(handing_in.delivery({}))

    assert "laat onvolledig weg" in refusal(**WITHOUT)


def test_a_correction_that_is_being_made_is_named():
    made = accepted(handing_in.delivery({}))
    correction = states.correct(made, person="an", reason="Beter")

    decision = decided()

    assert decision.content["openCorrections"] == [correction.reference]
    text = " ".join(text_of(decisions.as_pdf(decision)).split())
    assert correction.reference in text


def test_a_corrected_count_leads_to_a_decision_that_replaces():
    made = accepted(handing_in.delivery({}, {}))
    first = decided()
    assert "zegt dit al" in refusal()
    correction = states.correct(made, person="an", reason="Beter")
    correction.pupils.filter(row=2).update(weight=Decimal("0.30"))
    accepted(correction)

    assert "waarom dit het vervangt" in refusal()
    second = decided(reason="Een verklaring kwam later binnen")

    assert (second.number, second.replaces) == ("T-2014-000002", first)
    assert second.reason == "Een verklaring kwam later binnen"
    with pytest.raises(Refused) as caught:
        decisions.notify(first, on=today(), person=DECIDER)
    assert "vervangen" in caught.value.explanation[0]


def test_a_board_is_heard_before_its_count_is_lowered():
    made = accepted(handing_in.delivery({}, {}))
    decided()
    correction = states.correct(made, person="an", reason="Dubbel")
    correction.pupils.filter(row=2).delete()
    accepted(correction)

    assert "gehoord" in refusal(reason="Dubbel")
    heard = decided(reason="Dubbel", hearing="Telefonisch, op 3 maart.")

    assert heard.content["hearing"] == "Telefonisch, op 3 maart."


def test_a_board_is_heard_when_its_young_pupils_become_fewer():
    older = {"born_on": date(2004, 2, 11), "enrolled_on": date(2008, 9, 1)}
    made = accepted(handing_in.delivery({}, older, older))
    decided()
    correction = states.correct(made, person="an", reason="Te jong")
    correction.pupils.filter(row=2).update(age_group="8_up", weight=Decimal("1.20"))
    accepted(correction)

    assert "gehoord" in refusal(reason="Te jong")


def today() -> date:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (now() AT TIME ZONE 'Europe/Amsterdam')::date")
        day: date = cursor.fetchone()[0]
    return day


def test_notification_starts_the_term_for_objection():
    accepted(handing_in.delivery({}))
    made = decided()
    assert "nog niet bekendgemaakt" in decisions.objection(made)

    notified = decisions.notify(made, on=today(), person=DECIDER)

    until = objection_until(today())
    assert notified.notification.objection_until == until
    assert f"{until:%d-%m-%Y}" in decisions.objection(notified)
    for on in (today(), today() + timedelta(days=1), today() - timedelta(days=1)):
        with pytest.raises(Refused):
            decisions.notify(made, on=on, person=DECIDER)


def test_a_decision_is_a_document_to_keep():
    accepted(handing_in.delivery(WEIGHTED))
    made = decided()

    document = decisions.as_pdf(made)

    text = text_of(document).replace(" ", "")
    for part in ("Telbesluit T-2014-000001", "0,30", "31-01-2015", "Vestiging 18PH00"):
        assert part.replace(" ", "") in text
    assert made.content_hash in text
    assert standards_of(document) == {"tagged", "nl", "PDF/A-2A", "PDF/UA-1"}
    assert decisions.as_pdf(made) == document


def test_the_hash_is_of_the_content():
    accepted(handing_in.delivery({}))
    made = decided()
    made.refresh_from_db()

    assert made.content_hash == decisions.content_hash(made.content)


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_one_time_one_is_made():
    accepted(handing_in.delivery({}))

    given = at_once(decided, decided)

    assert [type(each).__name__ for each in sorted(given, key=repr)] == [
        "CountDecision",
        "Refused",
    ]
    assert CountDecision.objects.get().number == "T-2014-000001"
