"""Write registered regulations in the form of the law files."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from allocations.law import laws_at
from allocations.law_files import registered_part
from allocations.rules.law import law_of
from oab.versions import clock

MISUSED = 2


class Command(BaseCommand):
    help = (
        "Print what was registered, approved and published besides the law files, as "
        "TOML to append to these: of one regime, or of all. Exits with 2 on misuse."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("regime", metavar="REGIME", nargs="?")

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        laws = laws_at(clock())
        asked = options["regime"]
        if asked is not None and asked not in laws:
            known = ", ".join(laws)
            self.stderr.write(f"{asked} is geen regime; bekend zijn {known}")
            sys.exit(MISUSED)
        for code in [asked] if asked else laws:
            part = registered_part(laws[code], law_of(code))
            self.stdout.write(part, ending="")
