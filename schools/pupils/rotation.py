"""How much rests on each key of the pseudonyms, and which keys may go."""

from typing import NamedTuple

from django.db.models import Count

from schools.models import DeliveredPupil, Enrolment
from schools.pupils.keys import live_keys


class Use(NamedTuple):
    """A key: whether it is set, and how many rows rest on it."""

    key: str
    is_live: bool
    enrolments: int
    delivered_pupils: int

    @property
    def is_used(self) -> bool:
        """Whether something rests on it."""
        return self.enrolments + self.delivered_pupils > 0


def uses() -> list[Use]:
    """List the keys that are set, newest first, and then those that are missed."""
    live = [key.name for key in live_keys()]
    enrolments, delivered = _rows(Enrolment), _rows(DeliveredPupil)
    missed = sorted({*enrolments, *delivered} - {*live, ""})
    return [
        Use(name, name in live, enrolments.get(name, 0), delivered.get(name, 0))
        for name in (*live, *missed)
    ]


def missed_keys() -> list[str]:
    """Name the keys that rows rest on and that are not set."""
    return [use.key for use in uses() if not use.is_live]


def _rows(model: type[Enrolment | DeliveredPupil]) -> dict[str, int]:
    counted = model.objects.values("key").annotate(number=Count("pk")).order_by()
    return dict(counted.values_list("key", "number"))
