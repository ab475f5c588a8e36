"""The law as data: what applied on which days, and since when that was known.

Every regime has one TOML file here. A value has a first day and a first day after; the
act it comes from has a day of signing and a day of publication. Of the values for the
same days, the one published last on or before `known` counts. A gap is an error
(`NotInForce`): nothing carries over.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from allocations.rules.errors import NotInForce
from allocations.rules.figures import Figure
from allocations.rules.periods import Period, PeriodKind

MONEY = "euro"
OCTOBER = 10


@dataclass(frozen=True, slots=True)
class Act:
    """A law, decree or ministerial regulation."""

    key: str
    title: str
    signed: date
    published: date | None = None
    bwb: str = ""
    staatscourant: str = ""
    stage: str = ""
    url: str = ""

    @property
    def known_from(self) -> date:
        """The day of publication; where that is not known, the day of signing."""
        return self.published or self.signed


@dataclass(frozen=True, slots=True)
class Article:
    """A place in an act."""

    act: Act
    article: str

    def __str__(self) -> str:
        """Cite as lawyers do."""
        return f"{self.act.title}, art. {self.article}"


@dataclass(frozen=True, slots=True)
class Value:
    """A number of the law with the days it applies to."""

    since: date
    until: date
    value: Decimal
    article: Article
    note: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What the law fixes: an amount, a share, a weight."""

    key: str
    name: str
    label: str
    unit: str
    values: tuple[Value, ...]

    def in_force(self, period: Period, known: date) -> Value | None:
        """Find what applied in the whole period, as known on a day."""
        candidates = [
            value
            for value in self.values
            if period.within(value.since, value.until)
            and value.article.act.known_from <= known
        ]
        return max(candidates, key=_known_from, default=None)

    def first_known(self, period: Period) -> date | None:
        """Say since when there was a value for the whole period, if ever."""
        days = [
            _known_from(value)
            for value in self.values
            if period.within(value.since, value.until)
        ]
        return min(days, default=None)


@dataclass(frozen=True, slots=True)
class NotYet:
    """Days on which the law knows a figure that the program cannot compute, and why."""

    since: date
    until: date
    article: Article
    note: str


@dataclass(frozen=True, slots=True)
class FigureText:
    """How people know a figure: Dutch name, label, unit and article.

    A figure that is not modelled on any day needs no step: it is named so that nobody
    takes its absence for zero.
    """

    key: str
    name: str
    label: str
    unit: str
    article: Article
    applies: tuple[tuple[date, date], ...] = ()
    not_modelled: tuple[NotYet, ...] = ()
    articles: tuple[tuple[date, date, Article], ...] = ()

    def article_in(self, period: Period) -> Article:
        """Cite the article of the period, where each year had a regulation of its own.

        Elsewhere one article held in all periods.
        """
        own = (
            article
            for since, until, article in self.articles
            if period.within(since, until)
        )
        return next(own, self.article)

    def refusal(self, period: Period) -> str | None:
        """Say why it cannot be computed in a period that the law knows it in."""
        for gap in self.not_modelled:
            if period.overlaps(gap.since, gap.until):
                return (
                    f"{self.name} ({self.label}; {gap.article}) is nog niet te "
                    f"berekenen voor {period.in_dutch}: {gap.note}"
                )
        return None

    def computable_in(self, period: Period) -> bool:
        """Tell whether the law knows this figure and the program can compute it."""
        return self.applies_in(period) and not self.refusal(period)

    def applies_in(self, period: Period) -> bool:
        """Tell whether the law knows this figure in the period."""
        if not self.applies:
            return True
        return any(period.within(since, until) for since, until in self.applies)


@dataclass(frozen=True, slots=True)
class Unknown:
    """What the law says, but could not be read when this file was made."""

    since: date
    until: date
    what: tuple[str, ...]
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Years in which periods of one kind were paid, all by counts of one day.

    `month` and `day` are those of the count, in the year before a period begins.
    """

    since: date
    until: date
    kind: PeriodKind
    month: int
    day: int

    @property
    def periods(self) -> list[Period]:
        """List the periods; those of months are the whole span."""
        if self.kind is PeriodKind.MONTHS:
            return [Period(self.since, self.until)]
        return Period.between(self.since, self.until, self.kind)

    def __str__(self) -> str:
        """Name the periods in a sentence."""
        first, *others = self.periods
        if not others:
            return f"{self.kind.value[0]} {first}"
        return f"{self.kind.value[1]} {first} tot en met {others[-1]}"


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """Everything the program knows of the law of one regime."""

    code: str
    name: str
    since: date
    until: date
    acts: dict[str, Act]
    parameters: dict[str, Parameter]
    figures: dict[str, FigureText]
    unknown: tuple[Unknown, ...] = ()
    spans: tuple[Span, ...] = ()

    def spans_or(self, kind: PeriodKind) -> tuple[Span, ...]:
        """Say what was paid when; of one kind where the file does not tell."""
        whole = Span(self.since, self.until, kind, month=OCTOBER, day=1)
        return self.spans or (whole,)

    def counted_on(self, period: Period) -> date:
        """Give the count date of a period, by the file."""
        for span in self.spans:
            if period in span.periods:
                return date(period.since.year - 1, span.month, span.day)
        raise NotInForce(f"{self.name}: geldt niet voor {period.in_dutch}")

    @property
    def latest(self) -> date:
        """The day of the latest publication in this law."""
        return max(act.known_from for act in self.acts.values())

    @property
    def basis(self) -> str:
        """The article that the scheme rests on: that of its first figure."""
        return str(next(iter(self.figures.values())).article)

    def at(self, period: Period, known: date | None = None) -> "Provisions":
        """Look at the law for one period, as it was known on a day."""
        return Provisions(self, period, known or self.latest)


@dataclass(frozen=True, slots=True, eq=False)
class Provisions:
    """The law of one period, as known on a day."""

    law: Law
    period: Period
    known: date
    _found: dict[str, Value | None] = field(default_factory=dict)
    _constants: dict[str, Figure] = field(default_factory=dict)

    def value(self, key: str) -> Value | None:
        """Find the value of a parameter, or None."""
        if key not in self._found:
            parameter = self.law.parameters[key]
            self._found[key] = parameter.in_force(self.period, self.known)
        return self._found[key]

    def constant(self, key: str) -> Figure:
        """Give a parameter as a figure."""
        if key not in self._constants:
            value = self.value(key)
            if value is None:
                raise NotInForce(self.why_missing([key]))
            self._constants[key] = Figure.constant(value.value, key)
        return self._constants[key]

    def why_missing(self, keys: Iterable[str], needed_for: str = "") -> str:
        """Say which values are missing, where they would be needed and stand."""
        missing = [self.law.parameters[key] for key in keys]
        is_money = any(parameter.unit == MONEY for parameter in missing)
        reason = "bedrag niet bekend" if is_money else "waarde van de wet niet bekend"
        reason += f" voor {self.period.in_dutch}: "
        reason += ", ".join(parameter.label for parameter in missing)
        reason += f" (bekend op {self.known:%d-%m-%Y})"
        if needed_for:
            reason += f"; nodig voor {needed_for}"
        later = [day for p in missing if (day := p.first_known(self.period))]
        if later:
            reason += f"; bekend vanaf {min(later):%d-%m-%Y}"
        never = {p.key for p in missing if not p.first_known(self.period)}
        for unknown in self.law.unknown:
            within = self.period.overlaps(unknown.since, unknown.until)
            if within and set(unknown.what) & never:
                reason += f"; zie {unknown.source}: {unknown.note}".removesuffix(": ")
        return reason


def _known_from(value: Value) -> date:
    return value.article.act.known_from


@cache
def law_of(code: str) -> Law:
    """Read the law file of a regime."""
    text = resources.files(__package__).joinpath(f"{code}.toml").read_text("utf-8")
    return read_law(code, text)


def read_law(code: str, text: str) -> Law:
    """Read a law file; numbers become exact decimals."""
    document = tomllib.loads(text, parse_float=Decimal)
    acts = {key: Act(key, **entry) for key, entry in document["acts"].items()}
    articles = {
        key: Article(acts[entry["act"]], str(entry["article"]))
        for key, entry in document["articles"].items()
    }
    return Law(
        code=code,
        name=document["name"],
        since=document["period"]["from"],
        until=document["period"]["until"],
        acts=acts,
        parameters=_parameters(document, articles),
        figures={
            key: _figure(key, entry, articles)
            for key, entry in document["figures"].items()
        },
        unknown=tuple(_unknown(entry) for entry in document.get("unknown", ())),
        spans=tuple(_span(entry) for entry in document.get("spans", ())),
    )


def _parameters(
    document: dict[str, Any], articles: dict[str, Article]
) -> dict[str, Parameter]:
    """Read the parameters; values may stand below them, or apart and name theirs."""
    apart = document.get("values", ())
    return {
        key: Parameter(
            key,
            entry["name"],
            entry["label"],
            entry["unit"],
            tuple(
                _value(value, articles)
                for value in (
                    *entry["values"],
                    *(each for each in apart if each["parameter"] == key),
                )
            ),
        )
        for key, entry in document["parameters"].items()
    }


def _value(entry: dict[str, Any], articles: dict[str, Article]) -> Value:
    return Value(
        entry["from"],
        entry["until"],
        Decimal(entry["value"]),
        articles[entry["article"]],
        entry.get("note", ""),
    )


def _figure(
    key: str, entry: dict[str, Any], articles: dict[str, Article]
) -> FigureText:
    applies = tuple((days["from"], days["until"]) for days in entry.get("applies", ()))
    gaps = tuple(
        NotYet(gap["from"], gap["until"], articles[gap["article"]], gap["note"])
        for gap in entry.get("not_modelled", ())
    )
    by_period = tuple(
        (days["from"], days["until"], articles[days["article"]])
        for days in entry.get("articles", ())
    )
    return FigureText(
        key,
        entry["name"],
        entry["label"],
        entry["unit"],
        articles[entry["article"]],
        applies,
        gaps,
        by_period,
    )


def _unknown(entry: dict[str, Any]) -> Unknown:
    return Unknown(
        entry["from"],
        entry["until"],
        tuple(entry["what"]),
        entry["source"],
        entry.get("note", ""),
    )


def _span(entry: dict[str, Any]) -> Span:
    return Span(
        entry["from"],
        entry["until"],
        PeriodKind[entry["kind"].upper()],
        entry.get("counted_month", OCTOBER),
        entry.get("counted_day", 1),
    )
