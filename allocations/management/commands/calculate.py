"""Recompute from a file of facts, without a database or any other server."""

import csv
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from allocations.facts_csv import RECIPIENT, read_facts
from allocations.rules.calculation import Calculation, calculate
from allocations.rules.errors import BadFacts, CannotCompute, NotInForce
from allocations.rules.explanation import as_text
from allocations.rules.law import Law, Provisions, law_of
from allocations.rules.periods import NotAPeriod, Period
from allocations.rules.receipts import common_part, individual_parts
from allocations.rules.regime import Regime
from allocations.rules.regimes import REGIMES, regime_of
from oab import VERSION

BAD_INPUT = 2
NO_LAW = 3


class Command(BaseCommand):
    help = "Compute a regime for a period from a CSV file of facts; prints CSV."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("regime", metavar="REGIME")
        parser.add_argument("facts", metavar="FACTS.csv", help="- reads from stdin")
        parser.add_argument("--period", required=True, help="2015-2016, 2024, …")
        parser.add_argument("--known", help="the law as published up to this day")
        parser.add_argument("--figures", default="", help="only these, by comma")
        parser.add_argument("--explain", metavar="ONTVANGER", help="print the working")

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        try:
            regime, provisions, wanted = _question(options)
            facts = read_facts(_content(options["facts"]), regime, provisions, wanted)
            calculation = calculate(regime, provisions, facts, wanted)
            answer = _answer(calculation, options["explain"])
        except (BadFacts, Misused) as error:
            self._refuse(str(error), BAD_INPUT)
        except CannotCompute as error:
            self._refuse(str(error), NO_LAW)
        self.stdout.write(answer, ending="")

    def _refuse(self, message: str, code: int) -> NoReturn:
        self.stderr.write(message)
        sys.exit(code)


class Misused(Exception):
    """De opdracht klopt niet."""


def _question(
    options: dict[str, Any],
) -> tuple[Regime, Provisions, list[str]]:
    regime = regime_of(options["regime"])
    if regime is None:
        codes = ", ".join(regime.code for regime in REGIMES)
        raise Misused(f"{options['regime']} is geen regime; bekend zijn {codes}")
    law = law_of(regime.code)
    try:
        period = Period.parse(options["period"])
    except NotAPeriod as error:
        raise Misused(str(error)) from error
    known = _day(options["known"]) if options["known"] else None
    wanted = _figures(options["figures"], regime, law)
    if not period.within(law.since, law.until) or not period.is_school_year:
        raise NotInForce(
            f"{law.name}: geldt niet voor {period.in_dutch}; wel voor de schooljaren "
            f"{law.since.year}-{law.since.year + 1} tot en met "
            f"{law.until.year - 1}-{law.until.year}"
        )
    return regime, law.at(period, known), wanted


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Misused(f"--known {text} is geen datum (2015-10-15)") from error


def _figures(text: str, regime: Regime, law: Law) -> list[str]:
    keys = {law.figures[key].name: key for key in regime.recipient_figures}
    names = [name.strip() for name in text.split(",")] if text else []
    unknown = [name for name in names if name not in keys]
    if unknown:
        raise Misused(
            f"--figures {', '.join(unknown)}: onbekend; bekend zijn {', '.join(keys)}"
        )
    return [keys[name] for name in names]


def _content(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Misused(f"{path}: kan niet worden gelezen ({error.strerror})") from error


def _answer(calculation: Calculation, recipient: str | None) -> str:
    if recipient is None:
        return _table(calculation)
    parts = dict(individual_parts(calculation))
    if recipient not in parts:
        raise Misused(f"--explain {recipient}: staat niet in het bestand")
    return as_text(recipient, common_part(calculation, VERSION), parts[recipient])


def _table(calculation: Calculation) -> str:
    recipients = calculation.facts.recipients
    names = calculation.provisions.law.figures
    columns = {
        names[key].name: figure.decimals() if figure else [""] * len(recipients)
        for key, figure in calculation.shown.items()
    }
    table = _Lines()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow([RECIPIENT, *columns])
    writer.writerows(zip(recipients, *columns.values(), strict=True))
    return "".join(table)


class _Lines(list[str]):
    """A file in memory for the CSV writer."""

    write = list[str].append
