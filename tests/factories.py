"""One row of every model, each right in itself; a test changes what it is about."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model

from allocations.models import (
    Allocation,
    CommonReceipt,
    PublishedPayment,
    Run,
    RunPart,
)
from municipalities.models import (
    GroupMembership,
    ImpulseAreaDesignation,
    Municipality,
    MunicipalitySuccession,
    PostcodeArea,
)
from schools.models import (
    Board,
    Count,
    CountCell,
    EstablishedFigures,
    Location,
    Partnership,
    School,
    SchoolSuccession,
    TeacherAge,
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
PUBLICATION = {"source": "DUO, leerlingen basisonderwijs", "counted_on": COUNTED_ON}


def make(model: type[M], *, using: str = "default", **changes: Any) -> M:
    """Write a row of the model, and what it belongs to unless that is given."""
    own = {
        name: value(using) if callable(value) else value
        for name, value in ROWS[model].items()
        if name not in changes
    }
    return model._base_manager.using(using).create(**own, **changes)


def _number(form: str) -> Callable[[str], str]:
    return lambda _: form.format(next(NUMBERS))


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
}
