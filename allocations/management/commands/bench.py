"""Measure the speed against floors measured in the same run; JSON lines on stdout."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from allocations.benchmarks import BENCHMARKS
from oab.fresh_database import NotDisposable
from oab.measuring import WrongResult


class Command(BaseCommand):
    help = "Measure the speed of what matters, in a database of its own."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("only", nargs="?", choices=list(BENCHMARKS))

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        only = options["only"]
        for name in [only] if only else BENCHMARKS:
            self.stderr.write(f"· {name}")
            try:
                measurement = BENCHMARKS[name]()
            except (WrongResult, NotDisposable) as error:
                self.stderr.write(str(error))
                sys.exit(1)
            self.stdout.write(measurement.as_json())
            self.stdout.flush()
