"""Gathers the facts of the material groups: pupils of locations by age and weight.

Groups are rounded per location. Figures that were established for a school as a whole
say enough only where the register knows one location of it.
"""

from collections import Counter
from collections.abc import Sequence

from allocations.gathering import weights
from allocations.gathering.assembling import Numbers, Recipient, assembled
from allocations.gathering.gathered import NOTHING, Gathered, Proposal
from allocations.gathering.moments import Moment
from allocations.gathering.published import Established, established
from allocations.gathering.rows import Row, query
from allocations.gathering.scopes import BOARD, BRIN_LENGTH, Scope
from allocations.rules.explanation import in_dutch
from allocations.rules.regime import Regime

SEVERAL = (
    "de vastgestelde gegevens zijn die van de hele school, en volgens het register "
    "heeft zij {} vestigingen; de groepen worden per vestiging afgerond (art. 14)"
)
WITHOUT_AGES = "van vestiging {} zijn de leerlingen niet naar leeftijd geteld"
WITHOUT_ESTABLISHED_AGES = "het aantal leerlingen naar leeftijd is niet vastgesteld"
UNKNOWN_WEIGHT = "vestiging {} telt leerlingen met gewicht {}; dat bestaat niet in {}"


def gather(
    regime: Regime,
    moment: Moment,
    scope: Scope,
    needed: Sequence[str],
    proposal: Proposal,
) -> list[Gathered]:
    """Gather the facts of schools: counted per location, or established for one."""
    del needed, proposal
    known = weights.weights_of(regime, moment.period)
    counted = _counted(known, moment, scope)
    figures = established(moment, scope)
    register = weights.registered(moment, scope)
    kept = weights.not_all_counted(
        weights.locations_of(counted), register, figures, NOTHING
    )
    by_counts = [row for row in counted if row[1] not in kept]
    of_schools = {row[1] for row in by_counts}
    by_figures = [row for brin, row in figures.items() if brin not in of_schools]
    lacking = _lacking_counts(by_counts, moment)
    lacking |= _lacking_figures(by_figures, register)
    recipients = [
        *_from_counts([*known], by_counts),
        *_from_figures(by_figures, kept),
    ]
    complete = [each for each in recipients if each.number not in lacking]
    used = {each.number for each in complete}
    sources = {row[3] for row in by_counts if row[1] in used}
    sources |= {each.source for each in by_figures if each.brin in used}
    return assembled(complete, sources, lacking)


def _from_counts(known: Sequence[str], rows: Sequence[Row]) -> list[Recipient]:
    recipients: dict[str, Recipient] = {}
    for location, school, board, _, pupils, young, old, _, _, *by_weight in rows:
        numbers: Numbers = {
            "pupils": pupils,
            "pupils_4_to_7": young,
            "pupils_8_and_over": old,
            **dict(zip(known, by_weight, strict=True)),
        }
        made = Recipient(school, weights.COUNTS, board, [])
        recipients.setdefault(school, made).places.append((location, numbers))
    return [*recipients.values()]


def _from_figures(
    figures: Sequence[Established], kept: Sequence[str]
) -> list[Recipient]:
    return [
        Recipient(
            each.brin,
            weights.NOT_ALL_COUNTED if each.brin in kept else weights.ESTABLISHED,
            each.board,
            [(each.brin, {**_ages(each), "capped_weight": each.school_weight})],
        )
        for each in figures
    ]


def _ages(figures: Established) -> dict[str, int]:
    return {
        "pupils": figures.pupils or 0,
        "pupils_4_to_7": figures.pupils_4_to_7 or 0,
        "pupils_8_and_over": figures.pupils_8_and_over or 0,
    }


def _lacking_counts(rows: Sequence[Row], moment: Moment) -> dict[str, str]:
    lacking = {}
    for location, school, _, _, _, _, _, ageless, other_weights, *_ in rows:
        if ageless:
            lacking[school] = WITHOUT_AGES.format(location)
        if other_weights:
            names = ", ".join(in_dutch(str(weight)) for weight in other_weights)
            period = moment.period.in_dutch
            lacking[school] = UNKNOWN_WEIGHT.format(location, names, period)
    return lacking


def _lacking_figures(
    figures: Sequence[Established], register: dict[str, tuple[str, str]]
) -> dict[str, str]:
    locations = Counter(code[:BRIN_LENGTH] for code in register)
    lacking = {}
    for each in figures:
        if None in {each.pupils, each.pupils_4_to_7, each.pupils_8_and_over}:
            lacking[each.brin] = WITHOUT_ESTABLISHED_AGES
        elif locations[each.brin] > 1:
            lacking[each.brin] = SEVERAL.format(locations[each.brin])
    return lacking


def _counted(known: dict[str, str], moment: Moment, scope: Scope) -> list[Row]:
    """Give location, school, board, source, pupils, young, old and ageless pupils.

    Then other weights that pupils have, or nothing, and pupils by weight.
    """
    by_weight = "".join(
        f", coalesce(sum(cell.pupils) FILTER (WHERE cell.weight = {weight}), 0)"
        for weight in known.values()
    )
    listed = ", ".join(["0", *known.values()])
    return query(
        f"""
        SELECT input.location_code, input.brin, {BOARD}, input.source,
            coalesce(sum(cell.pupils), 0),
            coalesce(sum(cell.pupils) FILTER (WHERE cell.age_group = '4_7'), 0),
            coalesce(sum(cell.pupils) FILTER (WHERE cell.age_group = '8_up'), 0),
            coalesce(sum(cell.pupils) FILTER (WHERE cell.age_group = ''), 0),
            array_agg(DISTINCT cell.weight)
                FILTER (WHERE cell.pupils > 0 AND cell.weight NOT IN ({listed}))
            {by_weight}
        {weights.BY_WEIGHT} AND {scope.condition}
        GROUP BY input.location_code, input.brin, school.board_code, input.source
        ORDER BY input.location_code
        """,
        moment,
        scope,
    )
