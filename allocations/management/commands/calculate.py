"""Recompute from a file of facts, without a database or any other server."""

import csv
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from allocations.facts_columns import Column, columns_of
from allocations.facts_csv import RECIPIENT, read_facts
from allocations.questions import (
    Misused,
    Question,
    add_question_arguments,
    question_in,
)
from allocations.rules.calculation import Calculation, calculate
from allocations.rules.errors import BadFacts, CannotCompute
from allocations.rules.explanation import as_text
from allocations.rules.receipts import common_part, individual_parts
from oab import VERSION
from oab.files.content import read_bytes
from oab.files.problems import BadFile

BAD_INPUT = 2
NO_LAW = 3


class Command(BaseCommand):
    help = "Compute a regime for a period from a CSV file of facts; prints CSV."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_question_arguments(parser)
        parser.add_argument("facts", metavar="FACTS.csv", help="- reads from stdin")
        parser.add_argument(
            "--budget", help="what the state has for all recipients together, in euros"
        )
        parser.add_argument("--explain", metavar="ONTVANGER", help="print the working")

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        try:
            question = question_in(options)
            content = _content(options["facts"])
            asked = (question.regime, question.provisions)
            for_all = _for_all(question, options["budget"])
            facts = read_facts(content, *asked, question.wanted, for_all)
            calculation = calculate(*asked, facts, question.wanted)
            answer = _answer(calculation, options["explain"])
        except (BadFacts, BadFile, Misused) as error:
            self._refuse(str(error), BAD_INPUT)
        except CannotCompute as error:
            self._refuse(str(error), NO_LAW)
        self.stdout.write(answer, ending="")

    def _refuse(self, message: str, code: int) -> NoReturn:
        self.stderr.write(message)
        sys.exit(code)


def _for_all(question: Question, budget: str | None) -> dict[Column, int]:
    """Read the option that holds for every recipient."""
    if budget is None:
        return {}
    law, period = question.provisions.law, question.provisions.period
    figure = law.figures.get("budget")
    if figure is None or not figure.applies_in(period):
        raise Misused(f"--budget: {law.name} verdeelt geen budget in {period.in_dutch}")
    column = columns_of(question.regime, law, period)[figure.name]
    try:
        return {column: column.read(budget)}
    except ValueError as error:
        raise Misused(f"--budget {error}") from error


def _content(path: str) -> bytes:
    return sys.stdin.buffer.read() if path == "-" else read_bytes(Path(path))


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
