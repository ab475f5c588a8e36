"""Regulations that officers register, and that another person judges.

What is registered is held against the law as it would be with everything registered
before that nobody rejected or withdrew. All that is wrong is said at once, each at its
member.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from allocations.law import act_of, law_with
from allocations.models import (
    RegisteredRegulation,
    RegisteredValue,
    RegulationJudgement,
)
from allocations.regulations import code_of, regulations
from allocations.rules.law import Act, Law, Parameter, Value
from allocations.rules.periods import PeriodKind
from allocations.rules.regimes import regime_of
from oab.bodies import Fault, refuse_faults
from oab.changes import wake_followers
from oab.claims import take_turns
from oab.judged import Judging, Verdict, Words
from oab.problems import Refused

MOST_CHANGE = Decimal("0.25")
A_YEAR, A_DAY = timedelta(days=365), timedelta(days=1)
SHARE = "share"
TURN = "regulations"
Laws = Mapping[str, Law | None]


@dataclass(frozen=True, slots=True)
class NewValue:
    """A value as it is registered; `name` and `unit` are those of its parameter."""

    regime: str
    name: str
    unit: str
    since: date
    until: date
    value: Decimal
    article: str
    note: str = ""
    confirmation: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    """A new value with the law and the parameter that it is for."""

    new: NewValue
    law: Law
    parameter: Parameter
    published: date
    kind: PeriodKind


@transaction.atomic
def register(act: Act, values: Sequence[NewValue], *, by: str) -> RegisteredRegulation:
    """Register a regulation; raises InvalidBody with all that is wrong with it."""
    take_turns({TURN})
    laws = {new.regime: _law_of_all(new.regime) for new in values}
    refuse_faults(_faults(act, values, laws))
    regulation = RegisteredRegulation.objects.create(
        code=code_of(act),
        title=act.title,
        bwb=act.bwb,
        staatscourant=act.staatscourant,
        signed=act.signed,
        published=act.known_from,
        stage=act.stage,
        url=act.url,
        person=by,
    )
    RegisteredValue.objects.bulk_create(
        RegisteredValue(
            regulation=regulation,
            regime=each.regime,
            parameter=_key(each, laws),
            since=each.since,
            until=each.until,
            value=each.value,
            article=each.article,
            note=each.note,
            confirmation=each.confirmation,
        )
        for each in values
    )
    return RegisteredRegulation.objects.get(pk=regulation.pk)


def _join_the_law(regulation: RegisteredRegulation) -> None:
    """Follow it: the database records what the approval changes, and from when.

    Raises Refused where the law without what was rejected since speaks against it.
    """
    faults = [*_faults_by_now(regulation)]
    if faults:
        raise Refused(
            "Sinds deze regeling is geregistreerd, is er een andere afgewezen of "
            f"ingetrokken waarop zij steunde: {'; '.join(d for d, _ in faults)}. "
            "Wijs haar af, en laat haar opnieuw registreren.",
            "Since this regulation was registered, another one that it rested on was "
            f"rejected or withdrawn: {'; '.join(e for _, e in faults)}. Reject it, and "
            "have it registered anew.",
        )
    wake_followers()


def _faults_by_now(regulation: RegisteredRegulation) -> Iterator[tuple[str, str]]:
    """Hold the values against the law as it is, in Dutch and in English."""
    others = RegisteredRegulation.objects.in_state(Verdict.APPROVED)
    others = others.exclude(pk=regulation.pk).order_by("pk")
    for each in regulation.values.order_by("pk"):
        numbers = others.filter(values__regime=each.regime).distinct()
        law = law_with(each.regime, tuple(numbers.values_list("pk", flat=True)))
        parameter = law.parameters[each.parameter]
        new = NewValue(
            each.regime,
            parameter.name,
            parameter.unit,
            each.since,
            each.until,
            each.value,
            each.article,
            confirmation=each.confirmation,
        )
        act = act_of(regulation)
        for _, _, dutch, english in _faults_of_value(act, new, {each.regime: law}):
            yield f"{new.name}: {dutch}", f"{new.name}: {english}"


JUDGING = Judging(
    RegulationJudgement,
    TURN,
    Words("een regeling", "deze regeling", "haar", "regulation"),
    _join_the_law,
)


# What can be wrong --------------------------------------------------------------------


def _faults(act: Act, values: Sequence[NewValue], laws: Laws) -> Iterator[Fault]:
    yield from _faults_of_act(act)
    for index, new in enumerate(values):
        for member, code, dutch, english in _faults_of_value(act, new, laws):
            yield f"/waarden/{index}/{member}", code, dutch, english
        if any(_overlap(new, other) for other in values[:index]):
            yield (f"/waarden/{index}/geldigVan", "dubbel", *TWICE_HERE)


def _faults_of_value(act: Act, new: NewValue, laws: Laws) -> Iterator[Fault]:
    regime, law = regime_of(new.regime), laws[new.regime]
    if regime is None or law is None:
        yield "regime", "onbekend", "dit regime bestaat niet", "there is no such regime"
    elif (parameter := _parameter(new, law)) is None:
        yield ("naam", "onbekend", *NO_SUCH_VALUE)
    else:
        known = _Known(new, law, parameter, act.known_from, regime.period_kind)
        for check in CHECKS:
            yield from check(known)


NO_SUCH_VALUE = (
    "het regime kent geen waarde met deze naam",
    "the regime has no value of this name",
)
TWICE_HERE = (
    "deze regeling stelt deze waarde voor een deel van de dagen al vast",
    "this regulation fixes this value for some of the days already",
)


def _faults_of_act(act: Act) -> Iterator[Fault]:
    if act.known_from < act.signed:
        yield (
            "/datumPublicatie",
            "te-laag",
            "ligt vóór de ondertekening",
            "is before the signing",
        )
    known = [each.act for each in regulations()]
    registered = RegisteredRegulation.objects.standing()
    if registered.filter(staatscourant=act.staatscourant).exists() or any(
        each.staatscourant == act.staatscourant for each in known
    ):
        yield (
            "/staatscourant",
            "dubbel",
            "een regeling met dit nummer is er al",
            "there is a regulation of this number already",
        )
    code = code_of(act)
    if registered.filter(code=code).exists() or code in map(code_of, known):
        yield (
            "/bwb",
            "dubbel",
            "een regeling met dit nummer en deze datum is er al",
            "there is a regulation of this number and day already",
        )


def _law_of_all(code: str) -> Law | None:
    """Give the law with all that is registered and could still become law."""
    if regime_of(code) is None:
        return None
    standing = RegisteredRegulation.objects.standing()
    numbers = standing.filter(values__regime=code).distinct().order_by("pk")
    return law_with(code, tuple(numbers.values_list("pk", flat=True)))


def _parameter(new: NewValue, law: Law) -> Parameter | None:
    found = (each for each in law.parameters.values() if each.name == new.name)
    return next(found, None)


def _key(new: NewValue, laws: Laws) -> str:
    law = laws[new.regime]
    found = _parameter(new, law) if law else None
    return found.key if found else ""


def _overlap(new: NewValue, other: NewValue) -> bool:
    same = (new.regime, new.name) == (other.regime, other.name)
    return same and new.since < other.until and other.since < new.until


def _unit(known: _Known) -> Iterator[Fault]:
    if known.new.unit != known.parameter.unit:
        yield (
            "eenheid",
            "ongeldig",
            "deze waarde heeft een andere eenheid",
            "this value has another unit",
        )


def _decimals(known: _Known) -> Iterator[Fault]:
    usual = {_scale(each.value) for each in known.parameter.values}
    if usual and _scale(known.new.value) not in usual:
        numbers = ", ".join(map(str, sorted(usual)))
        yield (
            "waarde",
            "ongeldig",
            f"verwacht zoveel decimalen als eerder: {numbers}",
            f"expected as many decimals as before: {numbers}",
        )


def _scale(value: Decimal) -> int:
    return -int(value.as_tuple().exponent)


def _size(known: _Known) -> Iterator[Fault]:
    is_share = known.parameter.unit == SHARE
    value, earlier = known.new.value, [each.value for each in known.parameter.values]
    if value < 0 or (value == 0 and not is_share):
        yield "waarde", "te-laag", "verwacht meer dan 0", "expected more than 0"
    elif is_share and value > 1 >= max(earlier, default=Decimal(0)):
        # Pupils are increased by a share of 1.03, for one.
        yield "waarde", "te-hoog", "verwacht hoogstens 1", "expected at most 1"


def _days(known: _Known) -> Iterator[Fault]:
    new, law = known.new, known.law
    if new.since >= new.until:
        yield (
            "geldigTot",
            "te-laag",
            "verwacht een dag na geldigVan",
            "expected a day after geldigVan",
        )
    elif new.since < law.since or law.until < new.until:
        yield (
            "geldigVan",
            "ongeldig",
            f"{law.name} geldt van {law.since:%d-%m-%Y} tot {law.until:%d-%m-%Y}",
            f"this regime holds from {law.since} until {law.until}",
        )
    else:
        yield from _whole_periods(known)


def _whole_periods(known: _Known) -> Iterator[Fault]:
    """Refuse a value for a part of a period: it would be law and never be used."""
    law = known.law
    periods = [each for span in law.spans_or(known.kind) for each in span.periods]
    if known.new.since not in {law.since, *(each.since for each in periods)}:
        yield (
            "geldigVan",
            "ongeldig",
            "verwacht de eerste dag van een schooljaar of andere periode",
            "expected the first day of a school year or other period",
        )
    if known.new.until not in {law.until, *(each.until for each in periods)}:
        yield (
            "geldigTot",
            "ongeldig",
            "verwacht de dag na een schooljaar of andere periode",
            "expected the day after a school year or other period",
        )


def _twice(known: _Known) -> Iterator[Fault]:
    """Two values of one day of publication would leave open which of them counts."""
    if any(
        each.article.act.known_from == known.published
        and known.new.since < each.until
        and each.since < known.new.until
        for each in known.parameter.values
    ):
        yield (
            "geldigVan",
            "dubbel",
            "een regeling van dezelfde dag stelt deze waarde al vast",
            "a regulation of the same day fixes this value already",
        )


def _change(known: _Known) -> Iterator[Fault]:
    before = value_before(known.parameter, known.new.since)
    if before is None or known.new.confirmation:
        return
    if abs(known.new.value - before.value) > before.value * MOST_CHANGE:
        dutch = (
            f"de waarde van een jaar eerder of daarvoor is {before.value} (vanaf "
            f"{before.since:%d-%m-%Y}); bevestig met een reden dat zij meer dan 25 % "
            "verschilt"
        )
        english = (
            f"the value of a year before or earlier is {before.value} (from "
            f"{before.since}); confirm with a reason that it differs by more than 25 %"
        )
        yield "bevestiging", "ontbreekt", dutch, english


def value_before(parameter: Parameter, since: date) -> Value | None:
    """Find what applied a year before a day or, where that is not known, last before.

    Of several that were published, it is the last.
    """
    day = since - A_YEAR
    return max(
        (each for each in parameter.values if each.since <= day),
        key=lambda each: (min(each.until, day + A_DAY), each.article.act.known_from),
        default=None,
    )


CHECKS: tuple[Callable[[_Known], Iterator[Fault]], ...] = (
    _unit,
    _decimals,
    _size,
    _days,
    _twice,
    _change,
)
