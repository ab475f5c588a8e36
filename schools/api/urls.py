"""The addresses of the schools app, under /v1."""

from django.urls import include, path

from oab.numbers import register
from oab.resources import addresses
from schools.api import (
    control_closings,
    controls,
    delivered_pupils,
    delivery_sheets,
    evidence,
    findings,
    numbers,
    processing,
    statements,
    teacher_ages,
    views,
)

register(controls.YearNumber)
register(numbers.DeliveryNumber)
register(statements.StatementNumber)
register(evidence.EvidenceNumber)
register(processing.SpanNumber)

urlpatterns = [
    *addresses("besturen", views.Boards, numbers.BoardNumber),
    *addresses("samenwerkingsverbanden", views.Partnerships, numbers.PartnershipNumber),
    *addresses("scholen", views.Schools, numbers.SchoolNumber),
    *addresses("vestigingen", views.Locations, numbers.LocationNumber),
    *addresses("samenvoegingen", views.Mergers),
    *addresses("verzelfstandigingen", views.SplitOffs),
    *addresses("opheffingen", views.Closures),
    *addresses("tellingen", views.Counts, numbers.CountNumber),
    *addresses(
        "leeftijdsopgaven", teacher_ages.AgeReturns, teacher_ages.AgeReturnNumber
    ),
    *addresses("controles", controls.Controls, controls.ControlNumber),
    path(
        "controles/<ControlNumber:id>/eenheden",
        controls.Units.as_view({"get": "list"}),
    ),
    path(
        "controles/<ControlNumber:id>/leerlingen",
        controls.DrawnPupils.as_view({"get": "list"}),
    ),
    path(
        "controles/<ControlNumber:id>/bevindingen",
        controls.Findings.as_view({"get": "list", "post": "create"}),
    ),
    path(
        "controles/<ControlNumber:id>/afrondingen",
        control_closings.Closings.as_view({"post": "create"}),
    ),
    path(
        "controleoverzichten/<YearNumber:jaar>",
        controls.Summaries.as_view({"get": "retrieve"}),
    ),
    *addresses(
        "aanleveringen/<DeliveryNumber:id>/leerlingen",
        delivered_pupils.DeliveredPupils,
        numbers.RowNumber,
    ),
    path(
        "aanleveringen/<DeliveryNumber:id>/bestanden",
        delivery_sheets.Sheets.as_view({"post": "create"}),
    ),
    path(
        "aanleveringen/<DeliveryNumber:id>/bestand",
        delivery_sheets.MarkedSheets.as_view({"get": "retrieve"}),
    ),
    path(
        "aanleveringen/<DeliveryNumber:id>/bevindingen",
        findings.Findings.as_view({"get": "list"}),
    ),
    path(
        "aanleveringen/<DeliveryNumber:id>/verschillen",
        findings.Differences.as_view({"get": "list"}),
    ),
    path(
        "sjablonen/leerlingen",
        delivery_sheets.Templates.as_view({"get": "retrieve"}),
    ),
    *addresses("ouderverklaringen", statements.Statements, statements.StatementNumber),
    *addresses(
        "ouderverklaringen/<StatementNumber:nummer>/bewijsstukken", evidence.Scans
    ),
    path(
        "ouderverklaringen/<StatementNumber:nummer>/bewijsstukken/"
        "<EvidenceNumber:bewijsstuk>",
        evidence.ScanFiles.as_view({"get": "retrieve"}),
    ),
    path("", include("schools.api.delivery_urls")),
    *addresses("verwerkingen", processing.Actions),
    path(
        "verwerkingen/<SpanNumber:spanId>/betrokkenen",
        processing.Subjects.as_view({"get": "list"}),
    ),
    *addresses("inzageverzoeken", processing.AccessRequests),
]
