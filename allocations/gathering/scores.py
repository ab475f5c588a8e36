"""Gathers the facts of the achterstandsscores: what others established for schools.

The score is the one that a school was paid on or, where that is not known, the one that
was published of each of its locations. The old rights of the transition rest on the
count of 1 October 2018, of which only figures of whole schools were published. They are
enough for a school of one location: that it was one, its number of groups shows.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from allocations.gathering import weights
from allocations.gathering.assembling import Numbers, Recipient, assembled
from allocations.gathering.gathered import Gathered, Lack, Proposal
from allocations.gathering.moments import Input, Moment
from allocations.gathering.published import established, teacher_ages
from allocations.gathering.rows import IN_FORCE, ON_THE_DAY, REGISTER, query
from allocations.gathering.scopes import BOARD, BRIN_LENGTH, Schools, Scope
from allocations.law import law_at
from allocations.rules.calculation import calculate
from allocations.rules.errors import Problem
from allocations.rules.facts import Facts
from allocations.rules.figures import Figure, Groups
from allocations.rules.periods import Period
from allocations.rules.regime import Regime

OLD_DAY = date(2018, 10, 1)
PAID_ON = "vastgestelde achterstandsscores"
PUBLISHED = "achterstandsscores van vestigingen"
WEIGHT, IMPULSE = "capped_weight", "weighted_pupils_in_impulse_areas"
AGE, NEW = "teacher_age_2018", "new_school"
AGES = ("pupils_2018", "pupils_4_to_7_2018", "pupils_8_and_over_2018")
HUNDREDTHS = {"score": 2, "location_score": 2, AGE: 2}
TEN = 10

UNSCORED = "van vestiging {} is op {:%d-%m-%Y} geen achterstandsscore gepubliceerd"
UNMATCHED = (
    "niet bekend is met hoeveel leerlingen op 1-10-2018 zij werd betaald; daardoor is "
    "niet te zeggen of zij sindsdien een school overnam"
)
UNKNOWN_2018 = "wat op 1-10-2018 voor de school werd vastgesteld, is niet bekend"
WITHOUT_REGISTER = "wie op 1-10-2018 bestond, is niet bekend"
SEVERAL = (
    "de school had op 1-10-2018 volgens haar aantal groepen meer vestigingen, en wat "
    "elke vestiging had is niet bekend (art. 14)"
)
MERGED = (
    "de school werd met {} leerlingen betaald en had er op 1-10-2018 zelf {}; wat een "
    "school had die zij overnam, is niet bekend"
)
IN_AN_AREA = (
    "hoeveel leerlingen met een gewicht op 1-10-2018 in een impulsgebied naar school "
    "gingen, is niet bekend (art. 28a)"
)

SCORED, SCORED_HERE, HOUSED = (
    IN_FORCE.format(table=table, kind=kind)
    for table, kind in (
        ("schools_establishedscore", Input.SCORE),
        ("schools_disadvantagescore", Input.SCORE),
        ("schools_materialfigures", Input.MATERIAL_FIGURES),
    )
)

FIRST_YEAR_UNTIL, TRANSITION_UNTIL = date(2020, 8, 1), date(2022, 8, 1)


def knows(period: Period) -> bool:
    """Say whether all facts of a period are stored.

    In the second and third year of the transition the old rights are those of the
    schools that went into one, too.
    """
    return period.until <= FIRST_YEAR_UNTIL or period.since >= TRANSITION_UNTIL


def boards_with_recipients(moment: Moment) -> list[tuple[str, int]]:
    """List the boards with schools to compute, and how many, by number."""
    sql = f"""
        SELECT {BOARD}, count(DISTINCT input.brin)
        FROM (
            SELECT brin FROM schools_establishedscore WHERE period = %(period)s
            UNION
            SELECT brin FROM schools_disadvantagescore WHERE counted_on = %(day)s
        ) AS input {REGISTER}
        GROUP BY 1 ORDER BY 1
    """
    return [(board, number) for board, number in query(sql, moment)]


def gather(
    regime: Regime,
    moment: Moment,
    scope: Scope,
    needed: Sequence[str],
    proposal: Proposal,
) -> list[Gathered]:
    """Gather the scores of schools and what their old rights rest on."""
    del proposal
    scored = _paid_on(moment, scope)
    scored |= {
        brin: school
        for brin, school in _published(moment, scope).items()
        if brin not in scored
    }
    lacks = _unscored(scored, moment, scope)
    for each in lacks:
        del scored[each.unit]
    old = _Old(regime, moment, tuple(sorted(scored)))
    for brin, school in scored.items():
        school.add(old, needed)
        lacks += [_lack(brin, fact, why) for fact, why in school.lacking.items()]
    complete = [
        Recipient(brin, school.basis, school.board, school.places, school.own)
        for brin, school in sorted(scored.items())
        if not school.lacking
    ]
    sources = set().union(*(school.sources for school in scored.values()))
    return assembled(complete, sources, {}, lacks, HUNDREDTHS)


def _lack(school: str, fact: str, why: str) -> Lack:
    return Lack(school, Problem(f"{school}: {why}"), fact, why)


@dataclass(slots=True)
class _School:
    """A school with the scores of its places, and what becomes known of it."""

    brin: str
    basis: str
    board: str
    places: list[tuple[str, Numbers]]
    own: dict[str, int]
    sources: set[str]
    paid_with: int | None = None
    lacking: dict[str, str] = field(default_factory=dict)

    def add(self, old: "_Old", needed: Sequence[str]) -> None:
        """Add what is needed of 1 October 2018, and find what lacks."""
        rows = (
            (WEIGHT, self._add_groups),
            (IMPULSE, self._add_impulse_pupils),
            (AGE, self._add_age),
        )
        for key, add in rows:
            if key in needed:
                add(old)
        if NEW in needed and not self.lacking:
            self.own[NEW] = int(self.brin not in old.established)

    def _add_groups(self, old: "_Old") -> None:
        if why := old.doubt(self):
            self.lacking[WEIGHT] = why
            return
        numbers: Numbers = dict.fromkeys((*AGES, WEIGHT), 0)
        if found := old.established.get(self.brin):
            numbers = {**dict(zip(AGES, found.ages, strict=True)), WEIGHT: found.weight}
            self.sources.add(found.source)
        ((place, known),) = self.places
        self.places = [(place, {**known, **numbers})]

    def _add_impulse_pupils(self, old: "_Old") -> None:
        pupils, source = old.impulse_pupils(self.brin)
        if pupils is None:
            self.lacking[IMPULSE] = source
            return
        self.own[IMPULSE] = pupils
        self.sources |= {source} - {""}

    def _add_age(self, old: "_Old") -> None:
        if self.brin not in old.ages:
            self.lacking[AGE] = weights.WITHOUT_AGE
            return
        self.own[AGE], source = old.ages[self.brin]
        self.sources.add(source)


# Scores -------------------------------------------------------------------------------


def _paid_on(moment: Moment, scope: Scope) -> dict[str, _School]:
    rows = query(
        f"""
        SELECT input.brin, {BOARD}, input.source, (input.score * 100)::integer,
            input.pupils
        FROM schools_establishedscore AS input {REGISTER}
        WHERE input.period = %(period)s AND NOT coalesce(school.outside_scheme, false)
            AND {scope.condition} AND {SCORED}
        """,
        moment,
        scope,
    )
    return {
        brin: _School(
            brin, PAID_ON, board, [(brin, {})], {"score": score}, {source}, pupils
        )
        for brin, board, source, score, pupils in rows
    }


def _published(moment: Moment, scope: Scope) -> dict[str, _School]:
    rows = query(
        f"""
        SELECT input.location_code, input.brin, {BOARD}, input.source,
            (input.with_threshold * 100)::integer
        FROM schools_disadvantagescore AS input {REGISTER}
        WHERE {ON_THE_DAY} AND {scope.condition} AND {SCORED_HERE}
        ORDER BY input.location_code
        """,
        moment,
        scope,
    )
    schools: dict[str, _School] = {}
    for location, brin, board, source, score in rows:
        made = _School(brin, PUBLISHED, board, [], {}, set())
        school = schools.setdefault(brin, made)
        school.places.append((location, {"location_score": score}))
        school.sources.add(source)
    return schools


def _unscored(
    scored: Mapping[str, _School], moment: Moment, scope: Scope
) -> list[Lack]:
    """Find schools with a location of which no score was published."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for location in weights.registered(moment, scope):
        school = scored.get(location[:BRIN_LENGTH])
        published = school and school.basis == PUBLISHED
        if school and published and location not in dict(school.places):
            found[school.brin].append(location)
    day = moment.counted_on
    return [
        _lack(school, "", UNSCORED.format(", ".join(sorted(locations)), day))
        for school, locations in sorted(found.items())
    ]


# The old rights -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Established:
    """What was established of a school on 1 October 2018."""

    ages: tuple[int, int, int]
    weight: int
    groups: int
    source: str


class _Old:
    """What is known of schools on 1 October 2018."""

    def __init__(
        self, regime: Regime, moment: Moment, schools: tuple[str, ...]
    ) -> None:
        self._regime, self._moment = regime, moment
        self._then = replace(moment, counted_on=OLD_DAY)
        self._scope = Schools(schools)
        self.established = self._found()
        self._groups = self._groups_of_one_location()
        self._existing = self._registered()
        self._impulse = self._counted_in_areas()
        self._areas = weights.designations(moment)
        self._locations = self._areas_of_locations()
        self.ages = teacher_ages(self._then, self._scope)

    def doubt(self, school: _School) -> str:
        """Say why the groups of a school are not known, if they are not."""
        found = self.established.get(school.brin)
        if found is None:
            return self._doubt_if_new(school.brin)
        if school.paid_with is None:
            return UNMATCHED
        if school.paid_with != found.ages[0]:
            return MERGED.format(school.paid_with, found.ages[0])
        return "" if self._groups[school.brin] == found.groups else SEVERAL

    def _doubt_if_new(self, brin: str) -> str:
        """Take a school for new if others stand in the register on that day."""
        if not self._existing:
            return WITHOUT_REGISTER
        return UNKNOWN_2018 if brin in self._existing else ""

    def impulse_pupils(self, brin: str) -> tuple[int | None, str]:
        """Give them with their source, or None and why they are not known.

        Who was in no area had none; nor had who did not exist.
        """
        if brin in self._impulse:
            return self._impulse[brin]
        if brin not in self.established:
            why = self._doubt_if_new(brin)
            return (None, why) if why else (0, "")
        if not self._areas:
            return None, weights.NO_DESIGNATIONS.format(self._moment.period.in_dutch)
        places = self._locations.get(brin)
        if not places or places & self._areas.keys():
            return None, IN_AN_AREA
        return 0, min(self._areas.values())

    def _found(self) -> dict[str, _Established]:
        """Read the figures; a weight within the cap was not rounded everywhere."""
        rows = query(
            f"""
            SELECT input.brin, input.pupils, input.pupils_4_to_7,
                input.pupils_8_and_over, round(input.school_weight)::integer,
                input.groups, input.source
            FROM schools_materialfigures AS input {REGISTER}
            WHERE {ON_THE_DAY} AND {self._scope.condition} AND {HOUSED}
            """,
            self._then,
            self._scope,
        )
        return {
            brin: _Established((pupils, young, old), weight, groups, source)
            for brin, pupils, young, old, weight, groups, source in rows
        }

    def _groups_of_one_location(self) -> dict[str, int]:
        """Compute the groups of each school, as if it had one location."""
        brins = tuple(self.established)
        if not brins:
            return {}
        groups = Groups.of(range(len(brins)))
        found = [self.established[brin] for brin in brins]
        rows = zip(*((*each.ages, each.weight) for each in found), strict=True)
        columns = {
            key: Figure.column(key, values, groups=groups)
            for key, values in zip((*AGES, WEIGHT), rows, strict=True)
        }
        law = law_at(self._regime.code, self._moment.known(Input.LAW))
        made = calculate(
            self._regime,
            law.at(self._moment.period),
            Facts(brins, brins, groups, columns),
            ("location_groups",),
        )
        figure = made.figures["location_groups"]
        numbers = figure.decimals() if figure else []
        return dict(zip(brins, map(int, numbers), strict=True))

    def _registered(self) -> set[str]:
        rows = query(
            """
            SELECT input.brin FROM schools_school AS input
            WHERE input.valid @> %(day)s AND input.known @> %(known_register)s
            """,
            self._then,
        )
        return {brin for (brin,) in rows}

    def _counted_in_areas(self) -> dict[str, tuple[int, str]]:
        found = established(self._then, self._scope)
        return {
            each.brin: (each.impulse_pupils, each.source) for each in found.values()
        }

    def _areas_of_locations(self) -> dict[str, set[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for code, (area, _) in weights.registered(self._then, self._scope).items():
            found[code[:BRIN_LENGTH]].add(area)
        return dict(found)
