"""Who may do what: one line for every method of every address.

A new route gets one line per method in `ACCESS`, such as

    "GET v1/tellingen/<CountNumber:id>": Rule("tellingen:lezen", ALL, a_count),

that is: the method and the pattern as the URL resolver has it, the scope that it needs,
the roles that may, and a maker. The maker writes what the address is about into a world
(a board with its school, location and municipality) and gives the address. The tests
ask it for the caller's own world and for another one. There a member is expected to be
404 and a list to be empty, except for who sees all. What is open to everybody stands in
`OPEN` instead, by pattern; only reading can be.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from allocations.models import Allocation, CommonReceipt, RegisteredRegulation, Run
from allocations.runs import close
from municipalities.models import DesignationProposal
from oab.models import Change, ProcessedSubject, ProcessingAction, Task
from oab.roles import Role
from schools.models import (
    Board,
    Control,
    ControlFinding,
    Count,
    CountCell,
    CountDecision,
    DeliveredPupil,
    Delivery,
    DrawnPupil,
    DrawnUnit,
    Enrolment,
    Evidence,
    Extension,
    Finding,
    Location,
    Ouderverklaring,
    School,
    TeacherAge,
    TeacherAgeReturn,
)
from tests.factories import make
from tests.schools.deliveries.steps import move


@dataclass(frozen=True)
class World:
    """A board with its school, that school's location and its municipality."""

    board: str
    brin: str
    location: str
    municipality: str

    def build(self) -> None:
        """Write it into the registers."""
        make(Board, code=self.board)
        make(School, brin=self.brin, board_code=self.board)
        make(Location, code=self.location, municipality_code=self.municipality)


OWN = World("41646", "18PH", "18PH00", "0637")
OTHER = World("30052", "00AP", "00AP00", "0363")
ORGANISATIONS = {
    Role.EMPLOYEE: OWN.board,
    Role.SIGNATORY: OWN.board,
    Role.SYSTEM: OWN.board,
    Role.OFFICER: "ocw",
    Role.DECIDER: "ocw",
    Role.AUDITOR: "auditdienst",
    Role.MUNICIPALITY: OWN.municipality,
}
BOARD = {Role.EMPLOYEE, Role.SIGNATORY, Role.SYSTEM}
STATE = {Role.OFFICER, Role.DECIDER, Role.AUDITOR}
ALL = {*Role}
FILLERS = {Role.EMPLOYEE, Role.SYSTEM}
SEES_SCANS = {Role.EMPLOYEE, Role.SIGNATORY, Role.OFFICER, Role.AUDITOR}

RECEIPT = {
    "regime": "school_weights_2006",
    "regeling": "gewichtenregeling",
    "periode": "2015-2016",
    "bekendOp": "2016-09-01",
    "programma": "1.0.0",
    "feiten": [],
    "wet": [],
    "cijfers": [],
}

TOTALS = {
    "rows": 0,
    "pupils": 0,
    "weight": "0",
    "cells": [],
    "findings": {"error": 0, "warning": 0, "signal": 0},
}
OVERVIEW: dict[str, Any] = {
    "articles": "artikel 11",
    "deliveries": [],
    "locations": [],
    "schools": [],
    "sendUntil": None,
    "sendUntilSource": "",
    "hearing": "",
    "schoolsWithoutCount": [],
    "incomplete": "",
    "openCorrections": [],
}


@dataclass(frozen=True)
class Rule:
    """The scope that a method of an address needs, who has it, and an address of it."""

    scope: str
    roles: set[Role]
    address: Callable[[World], str]


def a_count(world: World) -> str:
    """Count pupils at the location."""
    count = make(Count, location_code=world.location)
    make(CountCell, count=count)
    return f"/v1/tellingen/{world.location}-2016-10-01-gewicht-en-leeftijd"


def an_allocation(world: World) -> str:
    """Compute something for the school."""
    allocation = make(
        Allocation,
        recipient=world.brin,
        board_code=world.board,
        receipt=make(CommonReceipt, content=RECEIPT),
    )
    return f"/v1/berekeningen/{allocation.run_id}-{world.brin}"


def two_runs(part: str) -> Callable[[World], str]:
    """Compute something for the school in two runs, and compare these."""

    def make_them(world: World) -> str:
        old, new = (
            make(
                Allocation,
                recipient=world.brin,
                board_code=world.board,
                receipt=make(CommonReceipt, content=RECEIPT),
            ).run
            for _ in range(2)
        )
        for run in (old, new):
            close(run, Run.State.COMPLETE)
        return f"/v1/doorrekeningen/{new.pk}/{part}?vorige={old.pk}"

    return make_them


def an_age_return(world: World) -> str:
    """Return the age of the school's teachers."""
    age = make(TeacherAge, brin=world.brin)
    made = make(TeacherAgeReturn, teacher_age=age, board_code=world.board)
    return f"/v1/leeftijdsopgaven/{made.pk}"


def a_control(world: World) -> str:
    """Check a statement of the location, and find something."""
    control = make(Control)
    make(DrawnUnit, control=control)
    delivery = make(Delivery, board_code=world.board, location_code=world.location)
    place: dict[str, Any] = {"delivery": delivery, "row": 2}
    place["location_code"] = world.location
    make(DeliveredPupil, **place)
    make(ControlFinding, drawn=make(DrawnPupil, control=control, **place))
    return f"/v1/controles/{control.pk}"


def an_evidence_overview(world: World) -> str:
    """Deliver for the location."""
    a_delivery(world)
    return f"/v1/besturen/{world.board}/bewijsoverzicht?teldatum=2014-10-01"


def a_delivery(world: World) -> str:
    """Open a delivery for the location."""
    delivery = make(Delivery, board_code=world.board, location_code=world.location)
    return f"/v1/aanleveringen/{delivery.pk}"


def a_received_delivery(world: World) -> str:
    """Hand in a delivery for the location, and give the address of its receipt."""
    address = a_delivery(world)
    move(
        Delivery.objects.get(pk=address.rpartition("/")[2]), "delivered", totals=TOTALS
    )
    return f"{address}/ontvangstbevestiging"


def an_extension(world: World) -> str:
    """Let the board deliver later."""
    make(Extension, board_code=world.board)
    return "/v1/inzendperioden/2014-10-01/uitstelbesluiten"


def a_count_decision(world: World) -> str:
    """Decide on the count of the board."""
    made = make(CountDecision, board_code=world.board, content=OVERVIEW)
    return f"/v1/telbesluiten/{made.number}"


def a_delivered_pupil(world: World) -> str:
    """Deliver a pupil of the location."""
    address = a_delivery(world)
    delivery = Delivery.objects.get(pk=address.rpartition("/")[2])
    make(DeliveredPupil, delivery=delivery, row=2, location_code=world.location)
    return f"{address}/leerlingen/2"


def a_finding(world: World) -> str:
    """Find something in a delivery of a pupil of the location."""
    address = a_delivered_pupil(world).removesuffix("/leerlingen/2")
    make(Finding, delivery=Delivery.objects.get(pk=address.rpartition("/")[2]), row=2)
    return f"{address}/bevindingen"


def a_difference(world: World) -> str:
    """Deliver a pupil whom no delivery held before."""
    return a_delivered_pupil(world).replace("leerlingen/2", "verschillen")


def a_statement(world: World) -> str:
    """Have carers state their education at the school."""
    enrolment = make(Enrolment, brin=world.brin)
    statement = make(Ouderverklaring, enrolment=enrolment)
    return f"/v1/ouderverklaringen/{statement.pk}"


def a_scan(world: World) -> str:
    """Scan such a statement."""
    address = a_statement(world)
    statement = Ouderverklaring.objects.get(pk=address.rpartition("/")[2])
    scan = make(Evidence, ouderverklaring=statement)
    return f"{address}/bewijsstukken/{scan.pk}"


def the_scans(world: World) -> str:
    """Scan it, and give the address of all scans."""
    return a_scan(world).rpartition("/")[0]


def an_action(world: World) -> str:
    """Put on record that the board read somebody's data."""
    action = make(ProcessingAction, organisation=world.board)
    make(ProcessedSubject, action=action)
    return f"/v1/verwerkingen/{action.span_id}"


def a_regulation(_: World) -> str:
    """Register a regulation, which is nobody's own."""
    return f"/v1/regelingen/{make(RegisteredRegulation).code}"


def a_designation(_: World) -> str:
    """Register a designation, which is nobody's own."""
    return f"/v1/aanwijzingen/{make(DesignationProposal).pk}"


def a_task(world: World) -> str:
    """Have something done for the board."""
    task = make(Task, organisation=world.board)
    return f"/v1/taken/{task.pk}"


def a_change(world: World) -> str:
    """Let what is known of the location change, and that be parked."""
    change = make(
        Change, subject=world.location, parked_at=datetime.now(UTC), problem="stuk"
    )
    return f"/v1/wijzigingen/{change.pk}"


def listed(maker: Callable[[World], str], address: str) -> Callable[[World], str]:
    """Make one, and give the address of the list."""

    def make_and_list(world: World) -> str:
        maker(world)
        return address

    return make_and_list


def below(maker: Callable[[World], str], part: str) -> Callable[[World], str]:
    """Make one, and give an address below its own."""
    return lambda world: f"{maker(world)}/{part}"


ACCESS: dict[str, Rule] = {
    "GET v1/tellingen": Rule("tellingen:lezen", ALL, listed(a_count, "/v1/tellingen")),
    "GET v1/tellingen/<CountNumber:id>": Rule("tellingen:lezen", ALL, a_count),
    "GET v1/berekeningen": Rule(
        "berekeningen:lezen", ALL, listed(an_allocation, "/v1/berekeningen")
    ),
    "GET v1/berekeningen/<AllocationNumber:id>": Rule(
        "berekeningen:lezen", ALL, an_allocation
    ),
    "GET v1/berekeningen/<AllocationNumber:id>/onderbouwing": Rule(
        "berekeningen:lezen", ALL, below(an_allocation, "onderbouwing")
    ),
    "GET v1/berekeningen/<AllocationNumber:id>/verschillen": Rule(
        "berekeningen:lezen", ALL, below(an_allocation, "verschillen")
    ),
    "GET v1/doorrekeningen/<RunNumber:id>/verschillen": Rule(
        "berekeningen:lezen", ALL, two_runs("verschillen")
    ),
    "GET v1/doorrekeningen/<RunNumber:id>/verschiloverzicht": Rule(
        "berekeningen:lezen", ALL, two_runs("verschiloverzicht")
    ),
    "GET v1/besturen/<BoardNumber:bestuur>/bewijsoverzicht": Rule(
        "bewijsoverzichten:lezen", BOARD | STATE, an_evidence_overview
    ),
    "POST v1/proefberekeningen": Rule(
        "proefberekeningen:schrijven",
        {Role.EMPLOYEE, Role.SIGNATORY},
        lambda _: "/v1/proefberekeningen",
    ),
    "GET v1/leeftijdsopgaven": Rule(
        "leeftijdsopgaven:lezen",
        BOARD | STATE,
        listed(an_age_return, "/v1/leeftijdsopgaven"),
    ),
    "POST v1/leeftijdsopgaven": Rule(
        "leeftijdsopgaven:schrijven", {Role.EMPLOYEE}, lambda _: "/v1/leeftijdsopgaven"
    ),
    "GET v1/leeftijdsopgaven/<AgeReturnNumber:id>": Rule(
        "leeftijdsopgaven:lezen", BOARD | STATE, an_age_return
    ),
    "GET v1/controles": Rule(
        "controles:lezen", STATE, listed(a_control, "/v1/controles")
    ),
    "POST v1/controles": Rule(
        "controles:schrijven", {Role.OFFICER}, lambda _: "/v1/controles"
    ),
    "GET v1/controles/<ControlNumber:id>": Rule("controles:lezen", STATE, a_control),
    "GET v1/controles/<ControlNumber:id>/eenheden": Rule(
        "controles:lezen", STATE, below(a_control, "eenheden")
    ),
    "GET v1/controles/<ControlNumber:id>/leerlingen": Rule(
        "controles:lezen", STATE, below(a_control, "leerlingen")
    ),
    "GET v1/controles/<ControlNumber:id>/bevindingen": Rule(
        "controles:lezen", STATE, below(a_control, "bevindingen")
    ),
    "POST v1/controles/<ControlNumber:id>/bevindingen": Rule(
        "controles:schrijven", {Role.OFFICER}, below(a_control, "bevindingen")
    ),
    "POST v1/controles/<ControlNumber:id>/afrondingen": Rule(
        "controles:afronden", {Role.DECIDER}, below(a_control, "afrondingen")
    ),
    "GET v1/controleoverzichten/<YearNumber:jaar>": Rule(
        "controles:lezen", STATE, listed(a_control, "/v1/controleoverzichten/2015")
    ),
    "GET v1/aanleveringen": Rule(
        "aanleveringen:lezen", BOARD | STATE, listed(a_delivery, "/v1/aanleveringen")
    ),
    "POST v1/aanleveringen": Rule(
        "aanleveringen:schrijven", FILLERS, lambda _: "/v1/aanleveringen"
    ),
    "GET v1/aanleveringen/<DeliveryNumber:id>": Rule(
        "aanleveringen:lezen", BOARD | STATE, a_delivery
    ),
    "POST v1/aanleveringen/<DeliveryNumber:id>/inzendingen": Rule(
        "aanleveringen:inzenden", {Role.EMPLOYEE}, below(a_delivery, "inzendingen")
    ),
    "POST v1/aanleveringen/<DeliveryNumber:id>/correcties": Rule(
        "aanleveringen:inzenden", {Role.EMPLOYEE}, below(a_delivery, "correcties")
    ),
    "POST v1/aanleveringen/<DeliveryNumber:id>/intrekkingen": Rule(
        "aanleveringen:inzenden", {Role.EMPLOYEE}, below(a_delivery, "intrekkingen")
    ),
    "POST v1/aanleveringen/<DeliveryNumber:id>/ondertekeningen": Rule(
        "aanleveringen:ondertekenen",
        {Role.SIGNATORY},
        below(a_delivery, "ondertekeningen"),
    ),
    "POST v1/aanleveringen/<DeliveryNumber:id>/acceptaties": Rule(
        "aanleveringen:beoordelen", {Role.OFFICER}, below(a_delivery, "acceptaties")
    ),
    "POST v1/aanleveringen/<DeliveryNumber:id>/terugzendingen": Rule(
        "aanleveringen:beoordelen", {Role.OFFICER}, below(a_delivery, "terugzendingen")
    ),
    "GET v1/aanleveringen/<DeliveryNumber:id>/ontvangstbevestiging": Rule(
        "aanleveringen:lezen", BOARD | STATE, a_received_delivery
    ),
    "GET v1/inzendperioden/<CountDateNumber:teldatum>/uitstelbesluiten": Rule(
        "uitstelbesluiten:lezen", BOARD | STATE, an_extension
    ),
    "POST v1/inzendperioden/<CountDateNumber:teldatum>/uitstelbesluiten": Rule(
        "uitstelbesluiten:schrijven", {Role.DECIDER}, an_extension
    ),
    "GET v1/telbesluiten": Rule(
        "telbesluiten:lezen",
        BOARD | STATE,
        listed(a_count_decision, "/v1/telbesluiten"),
    ),
    "POST v1/telbesluiten": Rule(
        "telbesluiten:vaststellen", {Role.DECIDER}, lambda _: "/v1/telbesluiten"
    ),
    "GET v1/telbesluiten/<DecisionNumber:nummer>": Rule(
        "telbesluiten:lezen", BOARD | STATE, a_count_decision
    ),
    "POST v1/telbesluiten/<DecisionNumber:nummer>/bekendmakingen": Rule(
        "telbesluiten:vaststellen",
        {Role.DECIDER},
        below(a_count_decision, "bekendmakingen"),
    ),
    "GET v1/aanleveringen/<DeliveryNumber:id>/leerlingen": Rule(
        "aanleveringen:lezen",
        BOARD | STATE,
        lambda world: a_delivered_pupil(world).removesuffix("/2"),
    ),
    "POST v1/aanleveringen/<DeliveryNumber:id>/leerlingen": Rule(
        "aanleveringen:schrijven", FILLERS, below(a_delivery, "leerlingen")
    ),
    "GET v1/aanleveringen/<DeliveryNumber:id>/leerlingen/<RowNumber:rij>": Rule(
        "aanleveringen:lezen", BOARD | STATE, a_delivered_pupil
    ),
    "PATCH v1/aanleveringen/<DeliveryNumber:id>/leerlingen/<RowNumber:rij>": Rule(
        "aanleveringen:schrijven", FILLERS, a_delivered_pupil
    ),
    "DELETE v1/aanleveringen/<DeliveryNumber:id>/leerlingen/<RowNumber:rij>": Rule(
        "aanleveringen:schrijven", FILLERS, a_delivered_pupil
    ),
    "POST v1/aanleveringen/<DeliveryNumber:id>/bestanden": Rule(
        "aanleveringen:schrijven", FILLERS, below(a_delivery, "bestanden")
    ),
    "GET v1/aanleveringen/<DeliveryNumber:id>/bestand": Rule(
        "aanleveringen:lezen", BOARD | STATE, below(a_delivery, "bestand")
    ),
    "GET v1/ouderverklaringen": Rule(
        "ouderverklaringen:lezen",
        BOARD | STATE,
        listed(a_statement, "/v1/ouderverklaringen"),
    ),
    "POST v1/ouderverklaringen": Rule(
        "ouderverklaringen:schrijven",
        {Role.EMPLOYEE},
        lambda _: "/v1/ouderverklaringen",
    ),
    "GET v1/ouderverklaringen/<StatementNumber:nummer>": Rule(
        "ouderverklaringen:lezen", BOARD | STATE, a_statement
    ),
    "GET v1/ouderverklaringen/<StatementNumber:nummer>/bewijsstukken": Rule(
        "bewijsstukken:lezen", SEES_SCANS, the_scans
    ),
    "POST v1/ouderverklaringen/<StatementNumber:nummer>/bewijsstukken": Rule(
        "bewijsstukken:schrijven", {Role.EMPLOYEE}, below(a_statement, "bewijsstukken")
    ),
    "GET v1/ouderverklaringen/<StatementNumber:nummer>/bewijsstukken/"
    "<EvidenceNumber:bewijsstuk>": Rule("bewijsstukken:lezen", SEES_SCANS, a_scan),
    "GET v1/verwerkingen": Rule(
        "verwerkingen:lezen", {Role.AUDITOR}, listed(an_action, "/v1/verwerkingen")
    ),
    "GET v1/verwerkingen/<SpanNumber:spanId>/betrokkenen": Rule(
        "verwerkingen:lezen", {Role.AUDITOR}, below(an_action, "betrokkenen")
    ),
    "POST v1/inzageverzoeken": Rule(
        "verwerkingen:lezen", {Role.AUDITOR}, lambda _: "/v1/inzageverzoeken"
    ),
    "POST v1/regelingen": Rule(
        "regelingen:registreren", {Role.OFFICER}, lambda _: "/v1/regelingen"
    ),
    "POST v1/regelingen/<RegulationNumber:code>/goedkeuringen": Rule(
        "regelingen:goedkeuren", {Role.DECIDER}, below(a_regulation, "goedkeuringen")
    ),
    "POST v1/regelingen/<RegulationNumber:code>/afwijzingen": Rule(
        "regelingen:goedkeuren", {Role.DECIDER}, below(a_regulation, "afwijzingen")
    ),
    "POST v1/regelingen/<RegulationNumber:code>/intrekkingen": Rule(
        "regelingen:registreren", {Role.OFFICER}, below(a_regulation, "intrekkingen")
    ),
    "GET v1/aanwijzingen": Rule(
        "regelingen:lezen", STATE, listed(a_designation, "/v1/aanwijzingen")
    ),
    "POST v1/aanwijzingen": Rule(
        "regelingen:registreren", {Role.OFFICER}, lambda _: "/v1/aanwijzingen"
    ),
    "GET v1/aanwijzingen/<DesignationNumber:aanwijzing>": Rule(
        "regelingen:lezen", STATE, a_designation
    ),
    "POST v1/aanwijzingen/<DesignationNumber:aanwijzing>/goedkeuringen": Rule(
        "regelingen:goedkeuren", {Role.DECIDER}, below(a_designation, "goedkeuringen")
    ),
    "POST v1/aanwijzingen/<DesignationNumber:aanwijzing>/afwijzingen": Rule(
        "regelingen:goedkeuren", {Role.DECIDER}, below(a_designation, "afwijzingen")
    ),
    "POST v1/aanwijzingen/<DesignationNumber:aanwijzing>/intrekkingen": Rule(
        "regelingen:registreren", {Role.OFFICER}, below(a_designation, "intrekkingen")
    ),
    "GET v1/taken": Rule("taken:lezen", BOARD | STATE, listed(a_task, "/v1/taken")),
    "GET v1/taken/<TaskNumber:id>": Rule("taken:lezen", BOARD | STATE, a_task),
    "GET v1/wijzigingen": Rule(
        "wijzigingen:lezen", STATE, listed(a_change, "/v1/wijzigingen")
    ),
    "GET v1/wijzigingen/<ChangeNumber:nummer>": Rule(
        "wijzigingen:lezen", STATE, a_change
    ),
    "POST v1/wijzigingen/<ChangeNumber:nummer>/herstarts": Rule(
        "wijzigingen:herstarten",
        {Role.OFFICER, Role.DECIDER},
        below(a_change, "herstarts"),
    ),
    "GET v1/openstaand-werk": Rule(
        "wijzigingen:lezen", STATE, lambda _: "/v1/openstaand-werk"
    ),
    "GET v1/aanleveringen/<DeliveryNumber:id>/bevindingen": Rule(
        "aanleveringen:lezen", BOARD | STATE, a_finding
    ),
    "GET v1/aanleveringen/<DeliveryNumber:id>/verschillen": Rule(
        "aanleveringen:lezen", BOARD | STATE, a_difference
    ),
}
OPEN = {
    "",
    "v1",
    "v1/openapi.json",
    "v1/documentatie",
    "v1/besturen",
    "v1/besturen/<BoardNumber:bestuur>",
    "v1/samenwerkingsverbanden",
    "v1/samenwerkingsverbanden/<PartnershipNumber:samenwerkingsverband>",
    "v1/scholen",
    "v1/scholen/<SchoolNumber:brin>",
    "v1/vestigingen",
    "v1/vestigingen/<LocationNumber:vestiging>",
    "v1/samenvoegingen",
    "v1/inzendperioden",
    "v1/inzendperioden/<CountDateNumber:teldatum>",
    "v1/verzelfstandigingen",
    "v1/opheffingen",
    "v1/gemeenten",
    "v1/gemeenten/<MunicipalityNumber:gemeente>",
    "v1/herindelingen",
    "v1/achterstandsscores",
    "v1/achterstandsscores/<ScoreNumber:id>",
    "v1/impulsgebieden",
    "v1/impulsgebieden/<PostcodeAreaNumber:pc4>",
    "v1/regelingen",
    "v1/regelingen/<RegulationNumber:code>",
    "v1/doorrekeningen",
    "v1/doorrekeningen/<RunNumber:id>",
    "v1/sjablonen/leerlingen",
    "health/live",
    "health/ready",
    ".well-known/security.txt",
}
