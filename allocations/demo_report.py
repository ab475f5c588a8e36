"""The summary of the demonstration, for people."""

from collections.abc import Iterator
from decimal import Decimal

from allocations.comparison import Verification
from allocations.demo import PERIOD, Demo, National
from allocations.demo_changes import SCHOOL, Changed, Part
from allocations.demo_deliveries import Delivered
from allocations.findings import findings
from allocations.rules.explanation import in_dutch
from allocations.summaries import Total

WIDTH = 84
LONGEST_NAME = 50
NONE = Total("", 0, 0, Decimal(0))


def in_words(demo: Demo) -> str:
    """Tell what was done and what came out, and what to do next."""
    lines = ["", *_heading("Onderwijsachterstandenmiddelen, nagerekend")]
    lines += _imports(demo)
    lines += _year(demo.year) if demo.year else []
    lines += _count(demo.count) if demo.count else []
    lines += _heading("Gelijk aan wat DUO betaalde, opgeslagen en nagerekend")
    for verification in (demo.stored, demo.budget):
        lines += _verification(verification) if verification else []
    lines += _deliveries(demo.delivered)
    lines += _changes(demo.changed)
    lines += [*_heading("Tijd"), *_seconds(demo), ""]
    faults = list(demo.faults())
    lines += [f"FOUT: {fault}" for fault in faults] or ["Alles klopt tot op de cent."]
    return "\n".join([*lines, "", *NEXT])


NEXT = (
    "Verder:",
    "  OAB_LOCAL_ISSUER=1 make serve       de API: http://127.0.0.1:8000/v1",
    "                                      met uitleg op /v1/documentatie",
    "  .venv/bin/python manage.py issue_token --rol auditor --organisatie auditdienst",
    "                                      een toegangstoken daarvoor",
    "  build/demo.json                     deze uitkomsten als gegevens",
    "  .venv/bin/python manage.py verify_published 2015-2016",
)


def _heading(title: str) -> list[str]:
    return ["", title, "─" * WIDTH]


def _imports(demo: Demo) -> Iterator[str]:
    yield from _heading("Ingelezen")
    yield f"{'':<52}{'rijen':>8}{'nieuw':>8}{'anders':>8}{'gelijk':>8}"
    for row in demo.imported:
        numbers = (row["rows"], row["new"], row["replaced"], row["unchanged"])
        cells = "".join(f"{_number(number):>8}" for number in numbers)
        yield f"{_shortened(row['file']):<52}{cells}"
        yield from (f"    {remark}" for remark in row["remarks"])


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"


def _year(national: National) -> Iterator[str]:
    totals = national.totals
    yield from _heading(f"Schooljaar {PERIOD}, op de telling van 1 oktober 2014")
    yield (
        f"{_number(national.counted.schools)} scholen, "
        f"{_number(national.counted.pupils)} leerlingen, "
        f"schoolgewicht {_number(totals.get('schoolgewicht', NONE).total)}"
    )
    for name, figure in (
        ("artikel 28, schoolgewicht", "bedrag_schoolgewicht"),
        ("artikel 28a, impulsgebieden", "bedrag_impulsgebied"),
        ("samen", "toekenning"),
    ):
        total = totals.get(figure, NONE)
        amount = f"€ {_number(total.total)}"
        yield f"{name:<30}{amount:>22}{_number(total.above_zero):>12} scholen"
    yield ""
    yield "De gemeenten met het meeste:"
    for place, municipal in enumerate(national.municipalities, start=1):
        amount = f"€ {_number(municipal.total)}"
        name = f"{place:>2}. {municipal.name or municipal.code}"
        yield f"  {name:<28}{amount:>22}{_number(municipal.schools):>12} scholen"


def _count(national: National) -> Iterator[str]:
    weight = national.totals.get("schoolgewicht", NONE)
    yield from _heading("Telling 1 oktober 2016, van leerlingen tot schoolgewicht")
    yield (
        f"{_number(national.counted.schools)} scholen, "
        f"{_number(national.counted.locations)} vestigingen, "
        f"{_number(national.counted.pupils)} leerlingen"
    )
    yield (
        f"schoolgewicht {_number(weight.total)}; boven nul bij "
        f"{_number(weight.above_zero)} scholen"
    )
    yield "(de bedragen van 2017-2018 zijn niet bekend, dus zijn er geen euro's)"


def _deliveries(delivered: list[Delivered]) -> Iterator[str]:
    yield from _heading("Van verzonnen leerling tot bedrag, telling 1 oktober 2014")
    yield f"{'':<24}{'leerlingen':>12}{'met gewicht':>13}{'schoolgewicht':>15}"
    for each in delivered:
        amount = f"€ {_number(each.computed)}"
        numbers = f"{each.pupils:>12}{each.weighted:>13}{each.school_weight:>15}"
        same = "gelijk" if each.computed == each.paid else "ANDERS"
        yield f"{each.brin}  {each.reference:<18}{numbers}{amount:>16}  {same}"


def _changes(changed: list[Changed]) -> Iterator[str]:
    yield from _heading(f"Waarom een bedrag verandert ({SCHOOL}, en alle scholen)")
    for each in changed:
        before, after = f"€ {_number(each.before)}", f"€ {_number(each.after)}"
        yield f"{each.name:<40}{before:>20} → {after:>20}"
        for reason in each.reasons:
            yield f"    {_in_words(reason):<42}{f'€ {_signed(reason.amount)}':>20}"
        if each.more or each.less:
            yield f"    {_number(each.more)} scholen meer, {_number(each.less)} minder"


def _in_words(reason: Part) -> str:
    return f"{reason.kind}: {reason.parameter}" if reason.parameter else reason.kind


def _signed(amount: Decimal) -> str:
    return f"{'+' if amount > 0 else ''}{_number(amount)}"


def _verification(verification: Verification) -> Iterator[str]:
    for article, amount in verification.paid.items():
        yield f"{f'DUO betaalde op artikel {article}':<30}{f'€ {_number(amount)}':>22}"
    yield from findings(verification)


def _seconds(demo: Demo) -> Iterator[str]:
    for name, seconds in demo.seconds.items():
        yield f"{name:<68}{_number(seconds):>8} s"
    yield f"{'samen':<68}{_number(round(sum(demo.seconds.values()), 1)):>8} s"


def _number(number: object) -> str:
    return in_dutch(str(number))
