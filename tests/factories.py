"""One row of every model, each right in itself; a test changes what it is about."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model

from allocations.models import (
    Allocation,
    CommonReceipt,
    PublishedPayment,
    RegisteredRegulation,
    RegisteredValue,
    RegulationJudgement,
    Run,
    RunPart,
)
from municipalities.models import (
    DesignationJudgement,
    DesignationProposal,
    GroupMembership,
    ImpulseAreaDesignation,
    Municipality,
    MunicipalitySuccession,
    MunicipalScore,
    PostcodeArea,
)
from oab.models import (
    Change,
    IdempotentRequest,
    NumberSeries,
    ProcessedSubject,
    ProcessingAction,
    RevokedToken,
    Task,
)
from schools.models import (
    Board,
    Control,
    ControlCorrection,
    ControlFinding,
    Count,
    CountCell,
    CountDecision,
    CountDecisionNotification,
    DeliveredPupil,
    Delivery,
    DeliveryEvent,
    DisadvantageScore,
    DrawnPupil,
    DrawnUnit,
    Enrolment,
    EstablishedFigures,
    EstablishedScore,
    Evidence,
    Extension,
    Finding,
    Hearing,
    Location,
    MaterialFigures,
    NationalMeans,
    Ouderverklaring,
    Partnership,
    RemovalOfPupils,
    School,
    SchoolSuccession,
    TeacherAge,
    TeacherAgeReturn,
)

M = TypeVar("M", bound=Model)
NUMBERS = count(1)
COUNTED_ON = date(2016, 10, 1)
SNAPSHOT = date(2013, 6, 27)
REGISTER: dict[str, Any] = {
    "source": "DUO, vestigingen basisonderwijs",
    "valid": DateRange(SNAPSHOT, None),
    "attested": DateRange(SNAPSHOT, date(2013, 6, 28)),
}
PSEUDONYM = bytes(range(32))
MOMENT = datetime(2014, 11, 3, 9, 30, tzinfo=UTC)
PUBLICATION = {"source": "DUO, leerlingen basisonderwijs", "counted_on": COUNTED_ON}
EDITION: dict[str, Any] = {
    "source": "CBS, achterstandsscores, februari 2020",
    "counted_on": date(2019, 10, 1),
    "stage": "definitive",
    "published": DateRange(date(2020, 2, 1), date(2020, 3, 1)),
}


def make(model: type[M], *, using: str = "default", **changes: Any) -> M:
    """Write a row of the model, and what it belongs to unless that is given."""
    own = {
        name: value(using) if callable(value) else value
        for name, value in ROWS[model].items()
        if name not in changes
    }
    row = model(**own, **changes)
    if isinstance(row, Allocation):
        row.regime, row.period = row.run.regime, row.run.period
    row.save(using=using, force_insert=True)
    return row


def _number(form: str) -> Callable[[str], str]:
    return lambda _: form.format(next(NUMBERS))


def _location(_: str) -> str:
    number = next(NUMBERS)
    return f"{number % 100:02}PH{number // 100 % 100:02}"


def _count(_: str) -> int:
    return next(NUMBERS)


def _one(model: type[Model]) -> Callable[[str], Model]:
    return lambda using: make(model, using=using)


ROWS: dict[type[Model], dict[str, Any]] = {
    Board: REGISTER | {"code": _number("{:05}")},
    Partnership: REGISTER | {"code": _number("PO{:04}")},
    School: REGISTER | {"brin": "18PH", "board_code": "41646"},
    Location: REGISTER
    | {
        "code": "18PH00",
        "name": "De Schanskorf",
        "postcode": "2715BT",
        "municipality_code": "0637",
    },
    SchoolSuccession: {
        "source": "DUO, vestigingen basisonderwijs",
        "kind": "merger",
        "predecessor": "18PH",
        "successor": "00AP",
        "between": DateRange(SNAPSHOT, date(2017, 6, 1)),
        "derived": True,
    },
    Count: PUBLICATION | {"location_code": "18PH00", "origin": "weight_and_age"},
    CountCell: {"count": _one(Count), "weight": Decimal("0.30"), "pupils": 12},
    TeacherAge: PUBLICATION | {"brin": "18PH", "age": Decimal("38.63")},
    EstablishedFigures: PUBLICATION
    | {"brin": "18PH", "school_weight": 7, "weighted_pupils_in_impulse_areas": 0},
    DisadvantageScore: EDITION
    | {
        "location_code": "18PH00",
        "pupils": 100,
        "with_threshold": Decimal("33.02"),
        "without_threshold": Decimal("102.62"),
        "lower_years": Decimal("26.17"),
        "upper_years": Decimal("76.45"),
        "reliable": True,
        "lower_years_reliable": True,
        "upper_years_reliable": True,
    },
    NationalMeans: EDITION
    | {"of_all_pupils": Decimal("535.26"), "of_target_group": Decimal("529.46")},
    EstablishedScore: {
        "source": "DUO, personele bekostiging",
        "brin": "18PH",
        "period": "2019-2020",
        "score": Decimal("7.87"),
        "pupils": 97,
        "pupils_4_to_7": 44,
        "pupils_8_and_over": 53,
    },
    MaterialFigures: {
        "source": "DUO, materiële instandhouding",
        "brin": "18PH",
        "counted_on": date(2018, 10, 1),
        "pupils": 97,
        "pupils_4_to_7": 44,
        "pupils_8_and_over": 53,
        "school_weight": 8,
        "groups": 4,
    },
    MunicipalScore: EDITION
    | {
        "municipality_code": "0637",
        "divided_on": date(2021, 1, 1),
        "with_threshold": Decimal("310.25"),
    },
    Municipality: REGISTER
    | {"code": "0637", "name": "Zoetermeer", "province": "Zuid-Holland"},
    GroupMembership: REGISTER | {"group": "G27", "municipality_code": "0361"},
    MunicipalitySuccession: {
        "source": "CBS en Kadaster, gemeentegrenzen",
        "predecessor": "0040",
        "successor": "0014",
        "between": DateRange(date(2012, 1, 1), date(2017, 1, 2)),
        "derived": True,
        "share_of_surface": Decimal("0.11"),
    },
    PostcodeArea: REGISTER | {"pc4": "2715", "municipality_code": "0637"},
    ImpulseAreaDesignation: REGISTER
    | {
        "pc4": "2715",
        "regulation": "BWBR0031549",
        "valid": DateRange(date(2013, 8, 1), date(2017, 8, 1)),
        "attested": DateRange(date(2013, 8, 1), date(2017, 8, 1)),
    },
    DesignationProposal: {
        "regulation": "Regeling vaststelling impulsgebieden 2017-2018",
        "staatscourant": _number("2017, {}"),
        "article": "1",
        "published": date(2017, 3, 24),
        "since": date(2017, 8, 1),
        "until": date(2021, 8, 1),
        "areas": ["2715"],
        "person": "behandelaar",
    },
    DesignationJudgement: {
        "registered": _one(DesignationProposal),
        "verdict": "approved",
        "person": "beslisser",
    },
    CommonReceipt: {"hash": _number("{:064x}"), "content": {"regime": "test"}},
    Run: {
        "regime": "school_weights_2006",
        "period": "2015-2016",
        "known": date(2016, 9, 1),
    },
    RunPart: {"run": _one(Run), "number": 1, "board_from": "00000"},
    Allocation: {
        "run": _one(Run),
        "receipt": _one(CommonReceipt),
        "recipient": "18PH",
        "recipient_kind": "school",
        "board_code": "41646",
        "facts": {},
        "figures": {"toekenning": "2906.68"},
        "entitlement": Decimal("2906.68"),
    },
    PublishedPayment: {
        "source": "DUO, personele bekostiging",
        "brin": "18PH",
        "period": "2015-2016",
        "article": "28",
        "amount": Decimal("726.67"),
    },
    RegisteredRegulation: {
        "code": _number("stcrt-2016-{}"),
        "title": "Regeling bekostiging personeel PO 2016-2017",
        "staatscourant": _number("2016, {}"),
        "signed": date(2016, 3, 17),
        "published": date(2016, 3, 31),
        "stage": "first",
        "person": "behandelaar",
    },
    RegisteredValue: {
        "regulation": _one(RegisteredRegulation),
        "regime": "school_weights_2006",
        "parameter": "base_amount",
        "since": date(2016, 8, 1),
        "until": date(2017, 8, 1),
        "value": Decimal("1480.00"),
        "article": "24",
    },
    RegulationJudgement: {
        "registered": _one(RegisteredRegulation),
        "verdict": "approved",
        "person": "beslisser",
    },
    Enrolment: {
        "brin": "18PH",
        "pseudonym": PSEUDONYM,
        "key": "k1",
        "pupil_number": _number("L{:04}"),
        "born_on": date(2009, 3, 14),
        "enrolled_on": date(2013, 8, 19),
    },
    Ouderverklaring: {
        "enrolment": _one(Enrolment),
        "signed_on": date(2013, 8, 19),
        "situation_on": date(2013, 8, 19),
        "form": "free",
        "signatures": 1,
        "carer1_level": "basisonderwijs",
        "state": "complete",
        "created_by": "medewerker",
    },
    Evidence: {
        "ouderverklaring": _one(Ouderverklaring),
        "media_type": "application/pdf",
        "size": 4,
        "sha256": _number("{:064x}"),
        "content": b"%PDF",
        "scan": "not scanned",
        "created_by": "medewerker",
    },
    RemovalOfPupils: {
        "left_before": date(2009, 11, 24),
        "enrolments": 1,
        "statements": 1,
        "evidence": 0,
        "delivered_pupils": 3,
    },
    Delivery: {
        "reference": _number("A-41646-2014-{:04}"),
        "board_code": "41646",
        "location_code": _location,
        "counted_on": date(2014, 10, 1),
        "opened_by": "medewerker",
    },
    DeliveryEvent: {
        "delivery": _one(Delivery),
        "before": "",
        "after": "open",
        "person": "medewerker",
    },
    DeliveredPupil: {
        "delivery": _one(Delivery),
        "row": _count,
        "location_code": "18PH00",
        "pupil_number": _number("L{:04}"),
        "pseudonym": PSEUDONYM,
        "key": "k1",
        "born_on": date(2009, 3, 14),
        "enrolled_on": date(2013, 8, 19),
    },
    Finding: {
        "delivery": _one(Delivery),
        "row": 2,
        "rule": "te-jong",
        "column": "geboortedatum",
        "severity": "error",
    },
    Extension: {
        "board_code": "41646",
        "counted_on": date(2014, 10, 1),
        "until": date(2014, 12, 15),
        "reason": "Brand in de administratie",
        "person": "beslisser",
    },
    CountDecision: {
        "number": _number("T-2014-{:06}"),
        "board_code": "41646",
        "counted_on": date(2014, 10, 1),
        "content": {"vestigingen": []},
        "content_hash": _number("{:064x}"),
        "decided_by": "beslisser",
        "source": "telbesluit",
    },
    CountDecisionNotification: {
        "decision": _one(CountDecision),
        "notified_on": date(2015, 1, 20),
        "objection_until": date(2015, 3, 3),
        "person": "beslisser",
    },
    TeacherAgeReturn: {
        "teacher_age": _one(TeacherAge),
        "board_code": "41646",
        "basis": "given",
        "working": {"steps": []},
        "person": "medewerker",
    },
    Control: {
        "year": 2015,
        "counted_on": date(2014, 10, 1),
        "method": "random",
        "unit": "statements",
        "size": 1,
        "seed": 1,
        "drawn_by": "behandelaar",
    },
    DrawnPupil: {
        "control": _one(Control),
        "delivery": _one(Delivery),
        "row": 2,
        "location_code": "18PH00",
    },
    DrawnUnit: {
        "control": _one(Control),
        "place": 1,
        "unit": "18PH00",
        "rank": _number("{:064x}"),
        "score": 0,
        "statements": 1,
    },
    Hearing: {
        "control": _one(Control),
        "board_code": "41646",
        "heard_on": date(2015, 6, 1),
        "outcome": "Het bestuur deelt de bevindingen.",
        "person": "beslisser",
    },
    ControlCorrection: {
        "control": _one(Control),
        "delivery": _one(Delivery),
        "weights": 1,
    },
    ControlFinding: {
        "drawn": _one(DrawnPupil),
        "error_class": "A",
        "person": "behandelaar",
        "source": "controle",
    },
    IdempotentRequest: {
        "key": _number("{:08}"),
        "caller": "medewerker",
        "content_hash": _number("{:064x}"),
    },
    Task: {
        "kind": "upload",
        "organisation": "41646",
        "person": "medewerker",
        "subject": "/v1/aanleveringen",
    },
    Change: {
        "kind": "count",
        "subject": "18PH00",
        "since": date(2014, 10, 1),
        "until": date(2014, 10, 2),
        "source": "aanlevering",
    },
    NumberSeries: {"name": "telbesluiten", "year": 2014},
    RevokedToken: {"token_id": _number("token-{}"), "reason": "laptop gestolen"},
    ProcessingAction: {
        "trace_id": _number("{:032x}"),
        "span_id": _number("{:016x}"),
        "name": "read pupils",
        "activity": "urn:oab:verwerking:telling",
        "person": "medewerker",
        "organisation": "41646",
        "status": "Ok",
        "started_at": MOMENT,
        "ended_at": MOMENT,
    },
    ProcessedSubject: {"action": _one(ProcessingAction), "subject": PSEUDONYM},
}
