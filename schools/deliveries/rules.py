"""The named rules that a delivery of pupils is checked by, and what they say.

Each has conditions in SQL, by the field that it looks at, over the aliases of the
source that it `looks_at` (`schools/deliveries/sources.py`). An error stops the
delivery; a warning and a signal do not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from oab.languages import in_language
from schools.deliveries.columns import BY_FIELD, BY_NAME
from schools.deliveries.expressions import (
    ALL_WEIGHTS,
    DECIDING_DAY,
    FIRST_DAY_AT_LATEST,
    HAS_SECOND_CARER,
    HAS_STATEMENT,
    IS_ABOUT_THE_DECIDING_DAY,
    IS_UNDER_NEW_RULE,
    IS_UNDER_OLD_RULE,
    NEW_WEIGHTS,
    OLD_WEIGHTS,
    category,
)
from schools.models import Finding
from schools.rules.counting import ADMITTED_FROM_AGE
from schools.rules.statements import ANY_FORM_UNTIL, DUO_FORM

ERROR, WARNING, SIGNAL = (
    Finding.Severity.ERROR,
    Finding.Severity.WARNING,
    Finding.Severity.SIGNAL,
)

# What is worth a look, against the last count before; our own choice, not the law's.
LARGE_CHANGE_PERCENTAGE = 20
LARGE_CHANGE_PUPILS = 10
LARGE_CHANGE_WEIGHT_PERCENTAGE = 25
LARGE_CHANGE_WEIGHT_UNITS = 5


class Source(Enum):
    """Where a rule looks, and what its conditions can name beside `d` and `t`.

    Whose number is not ROW speaks of the delivery as a whole, in row 0.
    """

    ROW = "p, a pupil as delivered"
    CELL = "p, and cell: what could not be read of it"
    TWIN = "p, and twin: another row of the delivery with the same key"
    ELSEWHERE = "p, and o: the same pupil in another delivery of the count date"
    REGISTER = "p, and l: what the register says of the location"
    EARLIER = "p, and q: what it was in the delivery before, when r was the law"
    ENROLMENT = "p, and o: the other weight by the statement on record"
    CHECKED = "p, of a stay that a check found wrong, as q: its weight is 0"
    LOCATION = "n: a location now, and at the last count before"
    GONE = "g: a location, and how many of its pupils are gone"
    WHOLE = "n: the delivery, added up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule: where it looks, when it applies by field, how bad that is, what it says.

    `values` is a JSON object in SQL; its members fill the texts.
    """

    name: str
    severity: Finding.Severity
    looks_at: Source = Source.ROW
    conditions: Mapping[str, str]
    dutch: str
    english: str
    basis: str
    values: str = "'{}'::jsonb"

    def says(self, values: Mapping[str, Any], column: str = "") -> str:
        """Say what was found in a column, in the language of the request."""
        shown = {name: _shown(value) for name, value in values.items()}
        if column:
            notation = BY_NAME[column].notation
            shown["verwacht"] = in_language(notation.dutch, notation.english)
        return in_language(self.dutch, self.english).format_map(shown)


def _shown(value: Any) -> str:  # noqa: ANN401
    """Write a value; a weight as the law does: 0, 0,3 or 1,2."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    text = str(value)
    return in_language(text.replace(".", ","), text)


def _weight(column: str) -> str:
    """Give a weight without the zeros that say nothing."""
    return f"trim_scale({column}::numeric)::text"


def _empty(field: str, nothing: str = "IS NULL") -> str:
    name = BY_FIELD[field].name
    return f"p.{field} {nothing} AND NOT COALESCE(p.unreadable ? '{name}', FALSE)"


ART_10 = "Besluit bekostiging WPO, art. 10"
ART_27 = "Besluit bekostiging WPO, art. 27"
WPO_39 = "WPO, art. 39"
ANNEX_5 = "BWBR0022542, bijlage 5"
PHASE_IN = "Besluit van 19 mei 2006, art. II"
OWN_RULE = "eigen regel"
STATES_A_CLAIM = "p.claimed_weight <> 0"

RULES = (
    # What is delivered
    Rule(
        name="onleesbaar",
        severity=ERROR,
        looks_at=Source.CELL,
        conditions={"": "TRUE"},
        dutch="Deze waarde kan niet worden gelezen: {verwacht}.",
        english="This value cannot be read: {verwacht}.",
        basis=OWN_RULE,
    ),
    Rule(
        name="verplicht-veld-leeg",
        severity=ERROR,
        conditions={
            "location_code": _empty("location_code", "= ''"),
            "pupil_number": _empty("pupil_number", "= ''"),
            "pseudonym": _empty("pseudonym"),
            "born_on": _empty("born_on"),
            "enrolled_on": _empty("enrolled_on"),
        },
        dutch="Dit veld is verplicht en is leeg.",
        english="This field is required and is empty.",
        basis=OWN_RULE,
    ),
    Rule(
        name="dubbel-in-aanlevering",
        severity=ERROR,
        looks_at=Source.TWIN,
        conditions={"pseudonym": "twin.kind IN ('pupil', 'enrolment')"},
        dutch="Deze leerling staat ook op rij {rij}.",
        english="This pupil is in row {rij} too.",
        basis=ART_10,
        values="jsonb_build_object('rij', twin.other)",
    ),
    Rule(
        name="leerlingnummer-dubbel",
        severity=ERROR,
        looks_at=Source.TWIN,
        conditions={"pupil_number": "twin.kind = 'number'"},
        dutch="Een andere leerling heeft hetzelfde leerlingnummer, op rij {rij}.",
        english="Another pupil has the same pupil number, in row {rij}.",
        basis=OWN_RULE,
        values="jsonb_build_object('rij', twin.other)",
    ),
    # Who counts
    Rule(
        name="te-jong",
        severity=ERROR,
        conditions={"born_on": "p.born_on > t.old_enough"},
        dutch="De leerling is op de teldatum nog geen vier jaar.",
        english="The pupil is not yet four on the count date.",
        basis=WPO_39,
    ),
    Rule(
        name="te-oud",
        severity=ERROR,
        conditions={"born_on": "p.born_on <= t.too_old"},
        dutch="De leerling werd veertien in een vorig schooljaar.",
        english="The pupil became fourteen in an earlier school year.",
        basis=WPO_39,
    ),
    Rule(
        name="geboren-na-inschrijving",
        severity=ERROR,
        conditions={"born_on": "p.born_on >= p.enrolled_on"},
        dutch="De leerling is geboren op of na de dag van inschrijving.",
        english="The pupil was born on or after the day of enrolment.",
        basis=WPO_39,
    ),
    Rule(
        name="te-jong-ingeschreven",
        severity=WARNING,
        conditions={
            "enrolled_on": "p.enrolled_on > p.born_on AND p.enrolled_on < "
            f"(p.born_on + interval '{ADMITTED_FROM_AGE} years')"
        },
        dutch="De leerling was bij de inschrijving nog geen vier jaar; "
        "wendagen zijn geen inschrijving.",
        english="The pupil was not yet four on enrolment; trial days are no enrolment.",
        basis=WPO_39,
    ),
    Rule(
        name="uitgeschreven-voor-inschrijving",
        severity=ERROR,
        conditions={"left_on": "p.left_on < p.enrolled_on"},
        dutch="De leerling is uitgeschreven voor de dag van inschrijving.",
        english="The pupil left before the day of enrolment.",
        basis="Besluit bekostiging WPO, art. 8",
    ),
    Rule(
        name="ingeschreven-na-teldatum",
        severity=WARNING,
        conditions={"enrolled_on": "p.enrolled_on > d.counted_on"},
        dutch="De leerling is ingeschreven na de teldatum en telt niet mee.",
        english="The pupil enrolled after the count date and does not count.",
        basis=ART_10,
    ),
    Rule(
        name="uitgeschreven-voor-teldatum",
        severity=WARNING,
        conditions={
            "left_on": "p.left_on < d.counted_on AND p.left_on >= p.enrolled_on"
        },
        dutch="De leerling is uitgeschreven voor de teldatum en telt niet mee.",
        english="The pupil left before the count date and does not count.",
        basis=ART_10,
    ),
    Rule(
        name="te-veel-verzuimd",
        severity=SIGNAL,
        conditions={"absent": "p.absent"},
        dutch="De leerling verzuimde meer dan de helft van de schooldagen zonder "
        "geldige reden en telt niet mee.",
        english="The pupil was absent on more than half of the school days without "
        "valid reason and does not count.",
        basis=ART_10,
    ),
    Rule(
        name="dubbel-op-andere-school",
        severity=ERROR,
        looks_at=Source.ELSEWHERE,
        conditions={"pseudonym": "p.enrolled_on <= o.enrolled_on"},
        dutch="Deze leerling is op de teldatum ook ingeschreven in een andere "
        "aanlevering, en daar niet eerder dan hier: geef aan wanneer de leerling "
        "vertrok, of laat de andere school dat doen.",
        english="This pupil is in another delivery of the count date too, and did not "
        "enrol there earlier than here: say when the pupil left, or let the other "
        "school do so.",
        basis=f"{ART_10}(4) en art. 8(2)",
        values="jsonb_build_object('brin', o.brin, 'bestuur', o.board_code)",
    ),
    Rule(
        name="eerder-op-andere-school",
        severity=WARNING,
        looks_at=Source.ELSEWHERE,
        conditions={"pseudonym": "p.enrolled_on > o.enrolled_on"},
        dutch="Deze leerling is op de teldatum ook nog ingeschreven in een andere "
        "aanlevering, en daar eerder dan hier: de andere school hoort de leerling uit "
        "te schrijven.",
        english="This pupil is still in another delivery of the count date too, and "
        "enrolled there earlier than here: the other school should strike off the "
        "pupil.",
        basis=f"{ART_10}(4) en art. 8(2)",
        values="jsonb_build_object('brin', o.brin, 'bestuur', o.board_code)",
    ),
    # Where
    Rule(
        name="vestiging-buiten-aanlevering",
        severity=ERROR,
        conditions={
            "location_code": "d.location_code <> '' AND p.location_code <> '' "
            "AND p.location_code <> d.location_code"
        },
        dutch="Deze aanlevering is voor één vestiging, en dit is een andere.",
        english="This delivery is for one location, and this is another one.",
        basis=OWN_RULE,
    ),
    Rule(
        name="vestiging-in-andere-aanlevering",
        severity=ERROR,
        looks_at=Source.REGISTER,
        conditions={"location_code": "l.is_delivered_apart"},
        dutch="Voor deze vestiging is er een eigen aanlevering van dezelfde teldatum.",
        english="There is a delivery of the same count date for this location alone.",
        basis=OWN_RULE,
    ),
    Rule(
        name="vestiging-van-ander-bestuur",
        severity=ERROR,
        looks_at=Source.REGISTER,
        conditions={"location_code": "l.is_of_another_board"},
        dutch="De school van deze vestiging is niet van dit bestuur.",
        english="The school of this location is not of this board.",
        basis=OWN_RULE,
    ),
    Rule(
        name="school-onbekend",
        severity=ERROR,
        looks_at=Source.REGISTER,
        conditions={"location_code": "l.is_of_no_school"},
        dutch="Het scholenregister kent deze school op de teldatum niet.",
        english="The register of schools does not know this school on the count date.",
        basis=OWN_RULE,
    ),
    Rule(
        name="vestiging-onbekend",
        severity=WARNING,
        looks_at=Source.REGISTER,
        conditions={"location_code": "l.is_unknown AND NOT l.is_of_no_school"},
        dutch="Het scholenregister kent deze vestiging op de teldatum niet.",
        english="The register of schools does not know this location on the count "
        "date.",
        basis=OWN_RULE,
    ),
    # The weight
    Rule(
        name="gewicht-onbekend",
        severity=ERROR,
        conditions={
            "claimed_weight": f"{STATES_A_CLAIM} AND p.claimed_weight <> ALL (CASE "
            f"WHEN t.repealed THEN '{{0}}'::numeric[] "
            f"WHEN {IS_UNDER_OLD_RULE} THEN {OLD_WEIGHTS} "
            f"WHEN t.old_goes_on THEN {ALL_WEIGHTS} ELSE {NEW_WEIGHTS} END)"
        },
        dutch="De wet kent dit gewicht niet, voor deze leerling op deze teldatum.",
        english="The law does not know this weight, for this pupil on this count date.",
        basis=f"{ART_27}(1)",
    ),
    Rule(
        name="oud-gewicht-onbekend",
        severity=ERROR,
        conditions={"old_weight": f"p.old_weight <> ALL ({OLD_WEIGHTS})"},
        dutch="De wet van voor augustus 2006 kent dit gewicht niet.",
        english="The law of before August 2006 does not know this weight.",
        basis=PHASE_IN,
    ),
    Rule(
        name="oud-gewicht-telt-niet",
        severity=SIGNAL,
        conditions={
            "old_weight": f"p.old_weight <> 0 AND {IS_UNDER_NEW_RULE} "
            "AND (NOT t.old_goes_on OR p.state = 'complete')"
        },
        dutch="Voor deze leerling geldt de nieuwe regel; het oude gewicht telt niet "
        "meer.",
        english="This pupil is under the new rule; the old weight no longer counts.",
        basis=f"{PHASE_IN}(6)-(7)",
    ),
    Rule(
        name="gewicht-strijdig-met-oud-gewicht",
        severity=ERROR,
        conditions={
            "claimed_weight": f"p.claimed_weight <> p.old_weight "
            f"AND {IS_UNDER_OLD_RULE} AND p.claimed_weight = ANY ({OLD_WEIGHTS})"
        },
        dutch="Het gewicht is niet het oude gewicht, dat voor deze leerling geldt.",
        english="The weight is not the old weight, which holds for this pupil.",
        basis=PHASE_IN,
    ),
    Rule(
        name="gewicht-strijdig-met-ouderverklaring",
        severity=ERROR,
        conditions={
            "claimed_weight": "p.state = 'complete' AND p.claimed_weight <> p.weight "
            f"AND {IS_UNDER_NEW_RULE} "
            f"AND (t.old_goes_on OR p.claimed_weight = ANY ({NEW_WEIGHTS}))"
        },
        dutch="Volgens de ouderverklaring is het gewicht {gewicht}.",
        english="By the statement of the carers the weight is {gewicht}.",
        basis=f"{ART_27}(1)",
        values=f"jsonb_build_object('gewicht', {_weight('p.weight')})",
    ),
    Rule(
        name="gewicht-zonder-geldige-ouderverklaring",
        severity=WARNING,
        conditions={
            "claimed_weight": f"{STATES_A_CLAIM} AND p.state <> 'complete' "
            f"AND p.counted AND {IS_UNDER_NEW_RULE} "
            "AND p.claimed_weight <> p.weight "
            f"AND (t.old_goes_on OR p.claimed_weight = ANY ({NEW_WEIGHTS}))"
        },
        dutch="Zonder geldige ouderverklaring telt deze leerling mee met gewicht "
        "{gewicht}.",
        english="Without a valid statement of the carers this pupil counts with weight "
        "{gewicht}.",
        basis=f"{ART_27}(1); {ANNEX_5}",
        values=f"jsonb_build_object('gewicht', {_weight('p.weight')})",
    ),
    Rule(
        name="gewicht-gewijzigd",
        severity=SIGNAL,
        looks_at=Source.EARLIER,
        conditions={
            "claimed_weight": "q.weight <> p.weight "
            "AND NOT (p.born_on <= r.born_after AND p.born_on > t.born_after)"
        },
        dutch="Signaal 460: het vastgestelde gewicht was {was} en is nu {is}.",
        english="Signal 460: the weight was set at {was} and is {is} now.",
        basis=f"{ART_27}(1); BWBR0022542, signaal 460",
        values=f"jsonb_build_object('was', {_weight('q.weight')}, "
        f"'is', {_weight('p.weight')})",
    ),
    Rule(
        name="gewicht-anders-dan-vastgelegd",
        severity=SIGNAL,
        looks_at=Source.ENROLMENT,
        conditions={"claimed_weight": IS_UNDER_NEW_RULE},
        dutch="Signaal 460: volgens de vastgelegde ouderverklaring is het gewicht "
        "{was}, en nu {is}.",
        english="Signal 460: by the statement on record the weight is {was}, and now "
        "{is}.",
        basis=f"{ART_27}(1); BWBR0022542, signaal 460",
        values=f"jsonb_build_object('was', {_weight('o.weight')}, "
        f"'is', {_weight('p.weight')})",
    ),
    Rule(
        name="gewicht-op-nul-na-controle",
        severity=ERROR,
        looks_at=Source.CHECKED,
        conditions={"claimed_weight": "p.weight <> 0 OR p.claimed_weight <> 0"},
        dutch="Een controle zette het gewicht van deze inschrijving op 0; dat is niet "
        "te herstellen. Tegen het telbesluit staat bezwaar open.",
        english="A check set the weight of this enrolment to 0, which cannot be "
        "mended. The count decision is open to objection.",
        basis="Controle van ouderverklaringen (ECLI:NL:RBMNE:2019:3367)",
    ),
    Rule(
        name="inschrijfdatum-gewijzigd",
        severity=WARNING,
        looks_at=Source.EARLIER,
        conditions={"enrolled_on": "q.counted AND q.enrolled_on <> p.enrolled_on"},
        dutch="Bij de vorige telling was deze leerling ingeschreven op {was}. Ging de "
        "leerling weg en kwam hij terug, lever dan ook de eerdere inschrijving aan, "
        "met de dag van uitschrijving.",
        english="At the count before this pupil was enrolled on {was}. If the pupil "
        "left and came back, deliver the earlier enrolment too, with the day of "
        "leaving.",
        basis=f"{ART_27}(1)",
        values="jsonb_build_object('was', q.enrolled_on)",
    ),
    Rule(
        name="inschrijfdatum-gewijzigd-na-controle",
        severity=ERROR,
        looks_at=Source.CHECKED,
        conditions={"enrolled_on": "q.enrolled_on <> p.enrolled_on"},
        dutch="Een controle zette het gewicht van deze leerling op 0, met als "
        "inschrijfdatum {was}. Ging de leerling daarna weg en kwam hij terug, lever "
        "dan ook de eerdere inschrijving aan, met de dag van uitschrijving.",
        english="A check set the weight of this pupil to 0, enrolled on {was}. If the "
        "pupil left after that and came back, deliver the earlier enrolment too, with "
        "the day of leaving.",
        basis="Controle van ouderverklaringen (ECLI:NL:RBMNE:2019:3367)",
        values="jsonb_build_object('was', q.enrolled_on)",
    ),
    # The statement
    Rule(
        name="ouderverklaring-niet-ondertekend",
        severity=WARNING,
        conditions={"signatures": "p.state = 'unsigned'"},
        dutch="De ouderverklaring is niet ondertekend.",
        english="The statement of the carers is not signed.",
        basis=ANNEX_5,
    ),
    Rule(
        name="opleiding-onduidelijk",
        severity=WARNING,
        conditions={
            "carer1_level": f"p.state = 'ambiguous' AND {category('p.carer1')} IS NULL",
            "carer2_level": f"p.state = 'ambiguous' AND {HAS_SECOND_CARER} "
            f"AND {category('p.carer2')} IS NULL",
        },
        dutch="De opleiding van deze verzorger is niet duidelijk: noem het Nederlandse "
        "niveau, met de leerjaren waar die beslissen, of het land en de categorie "
        "waarmee de opleiding is vergeleken.",
        english="The education of this carer is not clear: name the Dutch level, with "
        "the years where these decide, or the country and the category that the "
        "education was compared to.",
        basis=f"{ART_27}(1); {ANNEX_5}",
    ),
    Rule(
        name="ouderverklaring-zonder-datum",
        severity=WARNING,
        conditions={
            "signed_on": "p.state = 'ambiguous' AND p.signed_on IS NULL "
            "AND p.signatures > 0"
        },
        dutch="De ouderverklaring heeft geen datum.",
        english="The statement of the carers has no date.",
        basis=ANNEX_5,
    ),
    Rule(
        name="meer-handtekeningen-dan-verzorgers",
        severity=WARNING,
        conditions={
            "signatures": "p.state = 'ambiguous' AND p.signatures > "
            f"(CASE WHEN {HAS_SECOND_CARER} THEN 2 ELSE 1 END)"
        },
        dutch="De ouderverklaring heeft meer handtekeningen dan verzorgers.",
        english="The statement has more signatures than carers.",
        basis=ANNEX_5,
    ),
    Rule(
        name="situatie-niet-op-eerste-schooldag",
        severity=WARNING,
        conditions={
            "situation_on": f"{HAS_STATEMENT} AND {IS_UNDER_NEW_RULE} "
            f"AND NOT {IS_ABOUT_THE_DECIDING_DAY}"
        },
        dutch="De ouderverklaring gaat niet over de eerste schooldag, of de eerste "
        "teldatum onder de nieuwe regel: {dag}.",
        english="The statement is not about the first school day, or the first count "
        "date under the new rule: {dag}.",
        basis=f"{ART_27}(1); {PHASE_IN}(5)",
        values=f"jsonb_build_object('dag', {DECIDING_DAY})",
    ),
    Rule(
        name="ouderverklaring-na-toelating",
        severity=WARNING,
        conditions={
            "signed_on": f"{IS_UNDER_NEW_RULE} AND p.signed_on > {FIRST_DAY_AT_LATEST}"
        },
        dutch="De ouderverklaring is gedateerd na de toelating.",
        english="The statement is dated after the admission.",
        basis=f"{ART_27}(1)",
    ),
    Rule(
        name="formulier-onjuist",
        severity=WARNING,
        conditions={
            "form": f"p.enrolled_on > '{ANY_FORM_UNTIL}' AND p.form <> '{DUO_FORM}' "
            f"AND {HAS_STATEMENT}"
        },
        dutch="Wie na 31-12-2014 is ingeschreven, heeft een ouderverklaring op het "
        "formulier van DUO nodig.",
        english="Who enrolled after 31-12-2014 needs a statement on DUO's form.",
        basis=ANNEX_5,
    ),
    # The whole
    Rule(
        name="geen-leerlingen",
        severity=ERROR,
        looks_at=Source.WHOLE,
        conditions={"": "n.counted = 0"},
        dutch="In deze aanlevering telt geen leerling mee.",
        english="No pupil of this delivery counts.",
        basis=ART_10,
    ),
    Rule(
        name="meer-gewichten-dan-leerlingen",
        severity=ERROR,
        looks_at=Source.LOCATION,
        conditions={"": "n.claims > n.counted"},
        dutch="Meer leerlingen met een gewicht dan leerlingen die meetellen, op "
        "{vestigingen}.",
        english="More pupils with a weight than pupils who count, at {vestigingen}.",
        basis=ART_27,
    ),
    Rule(
        name="vestiging-ontbreekt",
        severity=WARNING,
        looks_at=Source.LOCATION,
        conditions={"": "n.delivered = 0 AND n.counted_before > 0"},
        dutch="Bij de vorige telling waren hier leerlingen, en nu staat er geen: "
        "{vestigingen}.",
        english="There were pupils at the last count, and none now: {vestigingen}.",
        basis=OWN_RULE,
    ),
    Rule(
        name="grote-afwijking-leerlingen",
        severity=SIGNAL,
        looks_at=Source.LOCATION,
        conditions={
            "": "n.delivered > 0 "
            f"AND abs(n.counted - n.counted_before) >= {LARGE_CHANGE_PUPILS} "
            "AND abs(n.counted - n.counted_before) * 100 "
            f">= n.counted_before * {LARGE_CHANGE_PERCENTAGE}"
        },
        dutch="Het aantal leerlingen wijkt sterk af van de vorige telling, op "
        "{vestigingen}.",
        english="The number of pupils differs much from the last count, at "
        "{vestigingen}.",
        basis=OWN_RULE,
    ),
    Rule(
        name="grote-afwijking-gewicht",
        severity=SIGNAL,
        looks_at=Source.LOCATION,
        conditions={
            "": "n.delivered > 0 "
            f"AND abs(n.weight - n.weight_before) >= {LARGE_CHANGE_WEIGHT_UNITS} "
            "AND abs(n.weight - n.weight_before) * 100 "
            f">= n.weight_before * {LARGE_CHANGE_WEIGHT_PERCENTAGE}"
        },
        dutch="De som van de gewichten wijkt sterk af van de vorige telling, op "
        "{vestigingen}.",
        english="The sum of the weights differs much from the last count, at "
        "{vestigingen}.",
        basis=OWN_RULE,
    ),
    Rule(
        name="leerlingen-zonder-uitschrijfdatum-weg",
        severity=WARNING,
        looks_at=Source.GONE,
        conditions={"": "g.pupils > 0"},
        dutch="Leerlingen van de vorige aanlevering ontbreken zonder uitschrijfdatum, "
        "op {vestigingen}.",
        english="Pupils of the delivery before are missing without a day of leaving, "
        "at {vestigingen}.",
        basis="Besluit bekostiging WPO, art. 8",
    ),
)
NAMED = {rule.name: rule for rule in RULES}
