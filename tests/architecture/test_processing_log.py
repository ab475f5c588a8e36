"""Every address that answers or takes personal data puts it on record."""

import json
import re
from pathlib import Path

import pytest

from oab.processing_activities import Activity
from oab.processing_log import Recorded
from tests.routes import routes

DOCUMENT = json.loads(
    (Path(__file__).resolve().parents[2] / "openapi.json").read_text()
)
# Members by which an answer or a body is about one person.
PERSONAL = {"leerlingnummer", "geboortedatum", "persoonsgebondenNummer", "betrokkene"}
SCANS = "v1/ouderverklaringen/<StatementNumber:nummer>/bewijsstukken"
# About a pupil without any of these members.
BY_ITS_PARTS = {
    "v1/aanleveringen/<DeliveryNumber:id>/bevindingen",
    "v1/aanleveringen/<DeliveryNumber:id>/bestand",
    "v1/aanleveringen/<DeliveryNumber:id>/bestanden",
    "v1/controles/<ControlNumber:id>/leerlingen",
    "v1/controles/<ControlNumber:id>/bevindingen",
    SCANS,
    f"{SCANS}/<EvidenceNumber:bewijsstuk>",
}


def is_personal(part: object, seen: frozenset[str] = frozenset()) -> bool:
    """Tell whether a member of a shape, or of one inside it, is about a person."""
    if isinstance(part, list):
        return any(is_personal(each, seen) for each in part)
    if not isinstance(part, dict):
        return False
    reference = part.get("$ref", "")
    if reference.startswith("#/components/schemas/") and reference not in seen:
        name = reference.rpartition("/")[2]
        return is_personal(DOCUMENT["components"]["schemas"][name], seen | {reference})
    members = part.get("properties")
    if isinstance(members, dict) and PERSONAL & {*members}:
        return True
    return any(is_personal(each, seen) for each in part.values())


def address_of(pattern: str) -> str:
    """Write the pattern of a route as the document does."""
    return "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", pattern.removeprefix("v1/"))


PERSONAL_ROUTES = [
    route
    for route in routes()
    if route.pattern in BY_ITS_PARTS
    or is_personal(DOCUMENT["paths"].get(address_of(route.pattern), {}))
]


def test_there_are_such_routes():
    patterns = {route.pattern for route in PERSONAL_ROUTES}
    assert patterns >= BY_ITS_PARTS
    assert "v1/aanleveringen/<DeliveryNumber:id>/leerlingen" in patterns
    assert "v1/inzageverzoeken" in patterns


@pytest.mark.parametrize(
    "route", PERSONAL_ROUTES, ids=[route.pattern for route in PERSONAL_ROUTES]
)
def test_an_address_of_personal_data_is_recorded(route):
    assert issubclass(route.view, Recorded)
    assert route.view.activity in Activity
    assert route.view.about
