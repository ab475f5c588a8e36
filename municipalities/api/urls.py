"""The addresses of the municipalities app, under /v1."""

from django.urls import path

from municipalities.api import designations, numbers, views
from oab.resources import addresses

urlpatterns = [
    *addresses("gemeenten", views.Municipalities, numbers.MunicipalityNumber),
    *addresses("herindelingen", views.Redivisions),
    *addresses("impulsgebieden", views.ImpulseAreas, numbers.PostcodeAreaNumber),
    *addresses(
        "aanwijzingen", designations.Designations, designations.DesignationNumber
    ),
    path(
        "aanwijzingen/<DesignationNumber:aanwijzing>/goedkeuringen",
        designations.Approvals.as_view({"post": "create"}),
    ),
    path(
        "aanwijzingen/<DesignationNumber:aanwijzing>/afwijzingen",
        designations.Rejections.as_view({"post": "create"}),
    ),
]
