"""What somebody asks to be computed: regime, period, day of knowledge and figures."""

import re
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from allocations.rules.calculation import Plan, plan, refuse_gaps_in_the_law
from allocations.rules.errors import NotInForce, NotModelled
from allocations.rules.law import Law, Provisions, law_of
from allocations.rules.periods import NotAPeriod, Period
from allocations.rules.regime import Regime
from allocations.rules.regimes import REGIMES, regime_of


class Misused(Exception):
    """De vraag klopt niet."""


@dataclass(frozen=True, slots=True)
class Question:
    """A regime, the law of a period as known on a day, and the figures asked for."""

    regime: Regime
    provisions: Provisions
    wanted: tuple[str, ...] = ()

    @property
    def plan(self) -> Plan:
        """What has to be computed, from facts alone, and what that rests on."""
        given = self.regime.established
        return plan(self.regime, self.provisions, given, self.wanted)

    @property
    def needed(self) -> tuple[str, ...]:
        """List what has to be gathered: facts, and figures that others establish."""
        planned, period = self.plan, self.provisions.period
        law = self.provisions.law.figures
        found = (key for key in self.regime.established if key in planned.figures)
        return (*planned.facts, *(k for k in found if law[k].applies_in(period)))

    def only(self, *figures: str) -> "Question":
        """Ask for these figures and no others."""
        return replace(self, wanted=figures)

    def gap_in_the_law(self) -> str | None:
        """Say what it needs that the law or the program does not know, if anything."""
        try:
            refuse_gaps_in_the_law(self.plan, self.provisions)
        except (NotInForce, NotModelled) as error:
            return str(error)
        return None


def add_question_arguments(parser: ArgumentParser) -> None:
    """Let a command take a question from the command line."""
    codes = ", ".join(regime.code for regime in REGIMES)
    parser.add_argument("regime", metavar="REGIME", help=codes)
    parser.add_argument("--period", required=True, help="2015-2016, 2024, …")
    parser.add_argument("--known", help="the law as published up to this day")
    parser.add_argument("--figures", default="", help="only these, by comma")


def question_in(
    options: Mapping[str, Any], law_by: Callable[[str], Law] = law_of
) -> Question:
    """Read the question that a command was given; raises as `read_question` does."""
    return read_question(
        options["regime"],
        options["period"],
        options["known"],
        options["figures"],
        law_by,
    )


def read_question(
    regime_code: str,
    period: str,
    known: str | None = None,
    figures: str = "",
    law_by: Callable[[str], Law] = law_of,
) -> Question:
    """Read a question as people type it; figures by their Dutch names, by comma.

    Without `law_by`, which gives the law of a regime, it is that of the law files.
    Raises Misused when it makes no sense, NotInForce when the regime did not apply.
    """
    regime = regime_of(regime_code)
    if regime is None:
        codes = ", ".join(regime.code for regime in REGIMES)
        raise Misused(f"{regime_code} is geen regime; bekend zijn {codes}")
    law = law_by(regime.code)
    try:
        days = Period.parse(period)
    except NotAPeriod as error:
        raise Misused(str(error)) from error
    known_on = None if known is None else _day(known)
    wanted = _figures(figures, regime, law)
    spans = law.spans_or(regime.period_kind)
    if not any(days in span.periods for span in spans):
        raise NotInForce(
            f"{law.name} ({law.basis}): geldt niet voor {days.in_dutch}; wel voor de "
            f"{', '.join(map(str, spans))}"
        )
    return Question(regime, law.at(days, known_on), wanted)


DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text if DAY.fullmatch(text) else "")
    except ValueError as error:
        raise Misused(f"--known {text} is geen datum (2015-10-15)") from error


def _figures(text: str, regime: Regime, law: Law) -> tuple[str, ...]:
    named_only = (key for key in law.figures if key not in regime.all_steps)
    keys = {law.figures[k].name: k for k in (*regime.recipient_figures, *named_only)}
    names = [name.strip() for name in text.split(",")] if text else []
    unknown = [name for name in names if name not in keys]
    if unknown:
        raise Misused(
            f"--figures {', '.join(unknown)}: onbekend; bekend zijn {', '.join(keys)}"
        )
    return tuple(keys[name] for name in names)
