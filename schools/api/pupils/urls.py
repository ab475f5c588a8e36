"""The addresses of statements of carers, and of what was done with personal data."""

from django.urls import path

from oab.numbers import register
from oab.resources import addresses
from schools.api.pupils import evidence, processing, statements

register(statements.StatementNumber)
register(evidence.EvidenceNumber)
register(processing.SpanNumber)

SCANS = "ouderverklaringen/<StatementNumber:nummer>/bewijsstukken"

urlpatterns = [
    *addresses("ouderverklaringen", statements.Statements, statements.StatementNumber),
    *addresses(SCANS, evidence.Scans),
    path(
        f"{SCANS}/<EvidenceNumber:bewijsstuk>",
        evidence.ScanFiles.as_view({"get": "retrieve"}),
    ),
    *addresses("verwerkingen", processing.Actions),
    path(
        "verwerkingen/<SpanNumber:spanId>/betrokkenen",
        processing.Subjects.as_view({"get": "list"}),
    ),
    *addresses("inzageverzoeken", processing.AccessRequests),
]
