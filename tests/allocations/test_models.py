"""Runs, receipts and allocations refuse what cannot be."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from allocations.models import (
    Allocation,
    CommonReceipt,
    PublishedPayment,
    Run,
    RunPart,
)
from oab.versions import moment
from tests.factories import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "constraint", "changes"),
    [
        (CommonReceipt, "receipt_is_known_by_its_sha256", {"hash": "a" * 63}),
        (CommonReceipt, "receipt_is_known_by_its_sha256", {"hash": "G" * 64}),
        (CommonReceipt, "receipt_proves_something", {"content": {}}),
        (Run, "run_has_its_regime", {"regime": ""}),
        (Run, "run_has_its_period", {"period": ""}),
        (Run, "run_is_finished_when_it_no_longer_runs", {"state": "complete"}),
        (Run, "run_is_finished_when_it_no_longer_runs", {"state": "blocked"}),
        (Run, "run_is_finished_when_it_no_longer_runs", {"state": "paused"}),
        (RunPart, "run_part_ends_after_it_begins", {"board_until": "00000"}),
        (RunPart, "run_part_counts_recipients_when_done", {"recipients": 1}),
        (RunPart, "runpart_number_check", {"number": -1}),
        (Allocation, "allocation_is_not_negative", {"entitlement": Decimal("-0.01")}),
        (Allocation, "allocation_goes_through_a_board", {"board_code": "4164"}),
        (Allocation, "to_a_recipient_of_its_kind", {"recipient_kind": "location"}),
        (Allocation, "to_a_recipient_of_its_kind", {"recipient_kind": "pupil"}),
        (Allocation, "to_a_recipient_of_its_kind", {"recipient": "0637"}),
        (PublishedPayment, "payment_is_to_a_school", {"brin": "18P"}),
        (PublishedPayment, "publishedpayment_has_its_period", {"period": ""}),
        (PublishedPayment, "publishedpayment_has_its_article", {"article": ""}),
    ],
)
def test_a_row_that_cannot_be_is_refused(model, constraint, changes):
    with pytest.raises(IntegrityError, match=constraint):
        make(model, **changes)


@pytest.mark.parametrize(
    ("kind", "recipient"),
    [
        ("location", "18PH00"),
        ("school", "18PH"),
        ("board", "41646"),
        ("partnership", "PO2817"),
        ("municipality", "0637"),
    ],
)
def test_every_kind_of_recipient_can_be_allocated_to(kind, recipient):
    row = make(Allocation, recipient_kind=kind, recipient=recipient, board_code="")
    assert str(row) == f"{recipient}: 2906.68"


def test_without_an_amount_in_the_law_there_is_no_entitlement():
    assert make(Allocation, entitlement=None).entitlement is None


def test_a_run_allocates_once_per_recipient():
    row = make(Allocation)
    with pytest.raises(IntegrityError, match="run_allocates_once_per_recipient"):
        make(Allocation, run=row.run, receipt=row.receipt)


@pytest.mark.parametrize("other", [{"regime": "x"}, {"period": "2014-2015"}])
def test_an_allocation_is_of_the_regime_and_period_of_its_run(other):
    row = make(Allocation, run=make(Run))
    row.pk, row.recipient = None, "03FJ"
    with pytest.raises(IntegrityError, match="of the regime and period of its run"):
        Allocation.objects.bulk_create([said(row, other)])


def said(row, values):
    for name, value in values.items():
        setattr(row, name, value)
    return row


def test_another_run_allocates_again():
    row = make(Allocation)
    make(Allocation, receipt=row.receipt)
    assert Allocation.objects.filter(recipient=row.recipient).count() == 2


def test_a_run_starts_ends_and_does_not_end_before_its_start():
    run = make(Run)
    assert str(run) == "school_weights_2006 2015-2016 (started)"
    run.state, run.finished_at = Run.State.COMPLETE, moment()
    run.save()
    run.finished_at -= timedelta(days=1)
    with pytest.raises(IntegrityError, match="finishes_after"), transaction.atomic():
        run.save()


def test_parts_follow_each_other_to_the_last_board():
    run = make(Run, parts=2)
    make(RunPart, run=run, number=1, board_from="00000", board_until="40000")
    last = make(RunPart, run=run, number=2, board_from="40000", board_until="")
    assert str(last) == f"part 2 of {run.pk}"


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("run_numbers_its_parts", {"board_from": "40000"}),
        ("run_begins_no_two_parts_at_a_board", {"number": 2}),
    ],
)
def test_a_run_does_no_part_twice(constraint, changes):
    part = make(RunPart)
    with pytest.raises(IntegrityError, match=constraint):
        make(RunPart, run=part.run, **changes)


def test_payments_and_receipts_read_well():
    assert str(make(PublishedPayment)) == "18PH 2015-2016 art. 28: 726.67"
    assert str(make(CommonReceipt, hash="0" * 64)) == "0" * 64
