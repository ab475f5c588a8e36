"""Deliveries at any step, moved there as the database allows."""

from datetime import datetime
from typing import Any

from schools.models import Delivery

STEPS = {
    "open": [],
    "delivered": ["delivered"],
    "signed": ["delivered", "signed"],
    "sent_back": ["delivered", "sent_back"],
    "accepted": ["delivered", "signed", "accepted"],
    "corrected": ["delivered", "signed", "accepted", "corrected"],
}


def move(
    delivery: Delivery, state: str, judged_at: datetime | None = None, **changes: Any
) -> Delivery:
    """Take a delivery on to a state, by persons of no name."""
    at = delivery.opened_at
    written: dict[str, dict[str, Any]] = {
        "delivered": {
            "delivered_by": "medewerker",
            "delivered_at": at,
            "content_hash": "0" * 64,
            "totals": {"rows": delivery.pupils.count()},
            **changes,
        },
        "signed": {"signed_by": "ondertekenaar", "signed_at": at},
        "sent_back": {"judged_by": "behandelaar", "judged_at": at},
        "accepted": {"judged_by": "behandelaar", "judged_at": judged_at or at},
    }
    same = Delivery.objects.filter(pk=delivery.pk)
    steps = STEPS[state]
    done = steps.index(delivery.state) + 1 if delivery.state in steps else 0
    for step in steps[done:]:
        same.update(state=step, **written.get(step, {}))
    return same.get()
