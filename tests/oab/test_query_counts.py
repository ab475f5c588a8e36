"""A list costs the same number of queries, however many rows it shows."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allocations.models import (
    Allocation,
    CommonReceipt,
    RegisteredValue,
    Run,
    RunPart,
)
from municipalities.models import (
    GroupMembership,
    ImpulseAreaDesignation,
    Municipality,
    MunicipalitySuccession,
)
from schools.models import (
    Board,
    Count,
    CountCell,
    DisadvantageScore,
    Location,
    Partnership,
    School,
    SchoolSuccession,
)
from tests.contract import ContractClient
from tests.factories import make

# Where a token is needed, one of them asks whether it was revoked.
LISTS = {
    "besturen": 1,
    "samenwerkingsverbanden": 1,
    "scholen": 1,
    "vestigingen": 1,
    "samenvoegingen": 1,
    "tellingen": 3,
    "achterstandsscores": 1,
    "gemeenten": 1,
    "herindelingen": 1,
    "impulsgebieden?geldigOp=2014-01-01": 1,
    "doorrekeningen": 1,
    "berekeningen": 2,
    "regelingen": 3,
}


@pytest.fixture
def api(auditor: ContractClient) -> ContractClient:
    """Ask as who may read everything."""
    return auditor


@pytest.fixture
def three_of_each(db: None) -> None:
    del db
    receipt = make(CommonReceipt)
    for number in "123":
        make(Board)
        make(Partnership)
        make(School, brin=f"1{number}AA")
        make(Location, code=f"1{number}AA00")
        make(SchoolSuccession, predecessor=f"2{number}AA", successor="00AP")
        count = make(Count, location_code=f"1{number}AA00")
        make(DisadvantageScore, location_code=f"1{number}AA00")
        make(CountCell, count=count, weight=Decimal("0.30"))
        make(CountCell, count=count, weight=Decimal("1.20"))
        make(Municipality, code=f"000{number}")
        make(GroupMembership, municipality_code=f"000{number}")
        make(MunicipalitySuccession, predecessor=f"100{number}")
        make(ImpulseAreaDesignation, pc4=f"100{number}")
        run = make(Run)
        make(RunPart, run=run)
        make(Allocation, run=run, receipt=receipt)
        make(RegisteredValue)


@pytest.mark.usefixtures("three_of_each")
@pytest.mark.parametrize(("name", "queries"), LISTS.items())
@pytest.mark.parametrize("limit", [1, 3])
def test_a_page_costs(api, name, queries, limit):
    address = f"/v1/{name}{'&' if '?' in name else '?'}limit={limit}"

    with CaptureQueriesContext(
        connection,
    ) as asked:
        shown = api.get(address).json()["resultaten"]

    assert len(shown) == limit
    assert len(asked) == queries


@pytest.mark.usefixtures("three_of_each")
def test_a_table_of_counts_costs_two_queries_per_thousand(api):
    with CaptureQueriesContext(connection) as asked:
        response = api.get("/v1/tellingen", headers={"Accept": "text/csv"})
        lines = b"".join(response.streaming_content).splitlines()

    assert len(lines) == 1 + 3 * 2
    assert len(asked) <= 3
