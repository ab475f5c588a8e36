"""`manage.py pseudonym_keys`: what rests on each key, and which keys may go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from schools.pupils.keys import BadKeys, NoKeys
from schools.pupils.rotation import Use, uses


class Command(BaseCommand):
    """Says what rests on the keys."""

    help = "Zegt hoeveel rijen er op elke sleutel van de pseudoniemen rusten."

    def handle(self, *_: Any, **__: Any) -> None:  # noqa: ANN401
        """Say it, a line per key, the newest first."""
        try:
            found = uses()
        except (NoKeys, BadKeys) as error:
            raise CommandError(str(error)) from error
        for place, use in enumerate(found):
            self.stdout.write(
                f"{use.key}: {use.enrolments} inschrijvingen, "
                f"{use.delivered_pupils} aangeleverde leerlingen; {verdict(use, place)}"
            )


def verdict(use: Use, place: int) -> str:
    """Say what may be done with a key."""
    if not use.is_live:
        return "ontbreekt in OAB_PSEUDONYM_KEYS"
    if place == 0:
        return "voor nieuwe leerlingen"
    return "nog nodig" if use.is_used else "mag weg"
