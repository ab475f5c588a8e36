"""The addresses of the municipalities app, under /v1."""

from municipalities.api import designations, numbers, views
from oab.api.judged import decisions
from oab.resources import addresses

urlpatterns = [
    *addresses("gemeenten", views.Municipalities, numbers.MunicipalityNumber),
    *addresses("herindelingen", views.Redivisions),
    *addresses("impulsgebieden", views.ImpulseAreas, numbers.PostcodeAreaNumber),
    *addresses(
        "aanwijzingen", designations.Designations, designations.DesignationNumber
    ),
    *decisions(
        "aanwijzingen/<DesignationNumber:aanwijzing>",
        designations.Approvals,
        designations.Rejections,
        designations.Withdrawals,
    ),
]
